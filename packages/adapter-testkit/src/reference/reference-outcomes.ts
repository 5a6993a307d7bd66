/**
 * What the reference broker concludes from a wire's answer: the one table from answers to outcomes and errors.
 *
 * Keeps I1: `uncertain` for everything that left and was not answered; `refused` and `not-sent` only where it is proven.
 */
import {
  type BrokerOrderId,
  type ChangeOutcome,
  type PlaceOutcome,
  TradingError,
  unreachable,
} from '@copydesk/core';
import type { WireAnswer, WireRequest } from './in-process-wire.ts';
import { codeOf, figuresOf, textOf } from './refusal-words.ts';

/** A request before its session and address are known. */
export type Asked = Pick<WireRequest, 'method' | 'path' | 'kind' | 'signal'>;

/** A window of the venue is one second; whoever waits that long is in the next. */
const RETRY_AFTER_MS = 1_000;

/** What became of a placement. */
export function placeOutcome(answer: WireAnswer<BrokerOrderId>, secrets: readonly string[]): PlaceOutcome {
  return answer.kind === 'answered'
    ? { kind: 'accepted', brokerOrderId: answer.value }
    : notAccepted(answer, secrets);
}

/** What became of a modification or cancellation. */
export function changeOutcome(answer: WireAnswer<true>, secrets: readonly string[]): ChangeOutcome {
  return answer.kind === 'answered' ? { kind: 'accepted' } : notAccepted(answer, secrets);
}

type NotAnswered = Exclude<WireAnswer<never>, { readonly kind: 'answered' }>;

function notAccepted(
  answer: NotAnswered,
  secrets: readonly string[],
): Exclude<PlaceOutcome, { readonly kind: 'accepted' }> {
  switch (answer.kind) {
    case 'not-sent':
      return { kind: 'not-sent', cause: answer.cause };
    case 'no-session':
      return { kind: 'not-sent', cause: 'session-lost' };
    case 'lost':
      return { kind: 'uncertain', cause: answer.cause };
    case 'refused':
      if (answer.refusal.reason === 'rate') {
        return { kind: 'not-sent', cause: 'rate-limited', retryAfterMs: RETRY_AFTER_MS };
      }
      return {
        kind: 'refused',
        code: codeOf(answer.refusal),
        brokerText: withoutSecrets(textOf(answer.refusal), secrets),
        ...figuresOf(answer.refusal),
      };
    default:
      return unreachable(answer);
  }
}

/** The error of a read that gave nothing. */
export function readError(answer: NotAnswered): TradingError {
  switch (answer.kind) {
    case 'no-session':
      return new TradingError('session-expired');
    case 'not-sent':
      return new TradingError('broker-unreachable', { cause: answer.cause });
    case 'lost':
      return answer.cause === 'unreadable'
        ? new TradingError('broker-answer-unreadable', { path: '/' })
        : new TradingError('broker-unreachable', { cause: answer.cause });
    case 'refused':
      return answer.refusal.reason === 'rate'
        ? new TradingError('rate-limited')
        : new TradingError('broker-refused', { brokerText: textOf(answer.refusal) });
    default:
      return unreachable(answer);
  }
}

/** The broker's words without what it may have repeated of ours. Keeps I9. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, '[hidden]')), text);
}
