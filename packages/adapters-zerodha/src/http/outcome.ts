/**
 * What an answer to an order write means.
 *
 * Decides: accepted, refused, not sent or uncertain, by one table. `uncertain` is what remains when no row matches;
 * every other outcome needs the positive evidence that its row names. Keeps I1 (at most once) and I2.
 */
import type { BrokerOrderId, ChangeOutcome, PlaceOutcome } from '@copydesk/core';
import { figuresIn } from '../map/rejection.ts';
import type { KiteAnswer, KiteResult } from './answer.ts';
import { placedOrder } from './schemas.ts';

/** Which write was answered. */
export type OrderWrite = 'place' | 'modify' | 'cancel' | 'convert';
type Verdict = Exclude<ChangeOutcome, { kind: 'accepted' | 'refused' }> | Refused;
type Refused = {
  readonly kind: 'refused';
  readonly code: Extract<ChangeOutcome, { kind: 'refused' }>['code'];
};

/** One row: what must be seen, and what it then means. A condition that is absent does not matter. */
interface OutcomeRow {
  readonly on?: readonly OrderWrite[];
  readonly status?: number;
  readonly from?: number;
  readonly to?: number;
  readonly type?: readonly string[];
  /** Any of these stands in the broker's words, whatever the case. */
  readonly text?: readonly string[];
  readonly then: Verdict;
}

const refused = (code: Refused['code']): Refused => ({ kind: 'refused', code });
/** Classes by which the gate itself refuses: nothing was placed. Their words only say which code fits. */
const GATE: Pick<OutcomeRow, 'from' | 'to' | 'type'> = {
  from: 400,
  to: 499,
  type: ['InputException', 'OrderException', 'MarginException', 'HoldingException'],
};
const CHANGE: readonly OrderWrite[] = ['modify', 'cancel'];

/**
 * Errors of order writes; the first matching row decides, and none means uncertain. Sources: Kite Connect v3 docs,
 * "Exceptions and errors" and "Orders", read 2026-11; texts from the developer forum (numbers) and public error logs.
 */
// biome-ignore format: one row per line, read as a table
export const OUTCOME_TABLE: readonly OutcomeRow[] = [
  // The order may exist although the broker answers 400 (forum 35732): before everything else.
  { text: ['timed out', 'confirm before placing again'],                          then: { kind: 'uncertain', cause: 'broker-timeout' } },
  { text: ['kitetrade-oms'],                                                      then: { kind: 'uncertain', cause: 'server-error' } },
  // Refused at the gate, nothing was placed; only when it is the broker's own envelope (forum 4540, 48463).
  { status: 429, text: ['too many requests'],                                     then: { kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 1_000 } },
  // The address check has come as PermissionException and as GeneralException, so its words decide (support "static-ip", 2026).
  { text: ['no ips configured for this app', 'is not allowed to place orders for this app'], then: refused('address') },
  { status: 403, type: ['TokenException'],                                        then: { kind: 'not-sent', cause: 'session-lost' } },
  { status: 403, type: ['TwoFAException'],                                        then: { kind: 'not-sent', cause: 'session-lost' } },
  { status: 403, type: ['PermissionException', 'UserException'],                  then: refused('permission') },
  { from: 400, to: 499, text: ['not enabled for the app'],                        then: refused('permission') },
  // Docs "Portfolio": the person must authorise the sale at the depository.
  { status: 428,                                                                  then: refused('authorisation') },
  // Comes as NetworkException, so before the server's failures (forum 9212).
  { text: ['maximum allowed order modifications exceeded'],                       then: refused('modifications') },
  // Seen as GeneralException, whose HTTP status is not stated (public error logs, 2020 to 2026).
  { on: CHANGE, text: ["couldn't find that `order_id`"],                          then: refused('not-found') },
  { text: ['under scheduled maintenance'],                                        then: refused('market-closed') },
  { from: 500, to: 599,                                                           then: { kind: 'uncertain', cause: 'server-error' } },
  { from: 400, to: 499, type: ['MarginException'],                                then: refused('margin') },
  { ...GATE, text: ['insufficient funds', 'margin exceeds'],                      then: refused('margin') },
  { from: 400, to: 499, type: ['HoldingException'],                               then: refused('holdings') },
  { ...GATE, text: ['authorisation at depository'],                               then: refused('authorisation') },
  { ...GATE, text: ['market protection', 'market_protection'],                    then: refused('market-protection') },
  { ...GATE, text: ['maximum quantity of', 'allowed by the exchanges'],           then: refused('freeze') },
  { ...GATE, on: CHANGE, text: ["couldn't find", 'could not be found', 'does not exist', 'invalid `order_id`'], then: refused('not-found') },
  { ...GATE, on: CHANGE, text: ['being processed'],                               then: refused('other') }, // try later
  { ...GATE, on: CHANGE, text: ['cannot be modified', 'cannot be cancelled', 'not open', 'already'],            then: refused('final') },
  { ...GATE, text: ['oi) being less', 'expired or does not exist', 'invalid `tradingsymbol`'],    then: refused('instrument') },
  { ...GATE, text: ['insufficient stock holding', 'holdings'],                    then: refused('holdings') },
  { ...GATE, text: ['tick size', 'circuit', 'trigger price', 'trigger_price', '`price`', 'limit price'],        then: refused('price') },
  { ...GATE, text: ['lot size', 'quantity'],                                      then: refused('quantity') },
  { ...GATE, text: ['validity', ' ioc '],                                         then: refused('validity') },
  { ...GATE, text: ['product'],                                                   then: refused('product') },
  { ...GATE, text: ['order type', 'order_type', 'sl-m orders', 'market orders'],  then: refused('order-type') },
  { ...GATE, text: ['market is closed', 'markets are closed', 'market hours', 'amo'], then: refused('market-closed') },
  // UNVERIFIED: what Kite says when there is nothing to convert is not documented; refused at the gate it is in any case.
  { ...GATE, on: ['convert'], text: ['position'],                                 then: refused('not-found') },
  { from: 400, to: 499, type: ['InputException'],                                 then: refused('input') },
  { from: 400, to: 499, type: ['OrderException'],                                 then: refused('other') },
];

/** What became of a placement. */
export function placeOutcome(result: KiteResult): PlaceOutcome {
  if (result.kind !== 'success') return failedWrite('place', result);
  const read = placedOrder.safeParse(result.data);
  // Acknowledged, but not under which id: the order very likely exists.
  if (!read.success) return { kind: 'uncertain', cause: 'unreadable' };
  return { kind: 'accepted', brokerOrderId: read.data.order_id as BrokerOrderId };
}

/** What became of a modification or a cancellation. */
export function changeOutcome(write: 'modify' | 'cancel', result: KiteResult): ChangeOutcome {
  if (result.kind !== 'success') return failedWrite(write, result);
  return placedOrder.safeParse(result.data).success
    ? { kind: 'accepted' }
    : { kind: 'uncertain', cause: 'unreadable' };
}

/** What became of a conversion: the answer is `true`, and nothing else is an answer (docs "Portfolio", read 2026-11). */
export function conversionOutcome(result: KiteResult): ChangeOutcome {
  if (result.kind !== 'success') return failedWrite('convert', result);
  return result.data === true ? { kind: 'accepted' } : { kind: 'uncertain', cause: 'unreadable' };
}

type FailedWrite = Exclude<ChangeOutcome, { kind: 'accepted' }>;

function failedWrite(write: OrderWrite, result: Exclude<KiteResult, { kind: 'success' }>): FailedWrite {
  if (result.kind === 'failed') {
    if (!result.bytesMayHaveLeft) {
      return { kind: 'not-sent', cause: result.cause === 'aborted' ? 'aborted' : 'connection-refused' };
    }
    // Giving up on purpose is, for the order, the same as the time running out.
    if (result.cause === 'timeout' || result.cause === 'aborted')
      return { kind: 'uncertain', cause: 'timeout' };
    return { kind: 'uncertain', cause: result.cause === 'connection' ? 'reset' : 'unreadable' };
  }
  if (result.kind === 'unreadable') {
    return { kind: 'uncertain', cause: result.status >= 500 ? 'server-error' : 'unreadable' };
  }
  const verdict = verdictOn(write, result);
  return verdict.kind === 'refused'
    ? { ...verdict, brokerText: result.text, ...figuresIn(result.text) }
    : verdict;
}

function verdictOn(write: OrderWrite, answer: Extract<KiteAnswer, { kind: 'error' }>): Verdict {
  const words = answer.text.toLowerCase();
  const row = OUTCOME_TABLE.find(
    (candidate) =>
      (candidate.on === undefined || candidate.on.includes(write)) &&
      (candidate.status === undefined || candidate.status === answer.status) &&
      (candidate.from === undefined || candidate.from <= answer.status) &&
      (candidate.to === undefined || candidate.to >= answer.status) &&
      (candidate.type === undefined || candidate.type.includes(answer.errorType)) &&
      (candidate.text === undefined || candidate.text.some((fragment) => words.includes(fragment))),
  );
  return row?.then ?? { kind: 'uncertain', cause: 'unreadable' };
}
