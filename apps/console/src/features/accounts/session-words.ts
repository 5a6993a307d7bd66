/** Whether an account can trade, in words. */
import type { Account } from '@copydesk/api-contract';
import type { Mark } from '../../components/ui/status-mark.tsx';
import { formatUntil } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';

export interface SessionWords {
  readonly mark: Mark;
  readonly word: string;
  readonly detail: string | null;
}

export function sessionWords(account: Account, nowMs: number): SessionWords {
  const { session } = account;
  if (session.state === 'live') {
    const until = session.validUntil === null ? '' : `until ${formatUntil(session.validUntil, nowMs)}`;
    if (!account.settled) {
      return {
        mark: 'unknown',
        word: 'Checking',
        detail: 'Its books are read before copying goes on. Exits work.',
      };
    }
    return { mark: 'done', word: `Logged in ${until}`.trim(), detail: account.disarmedBecause };
  }
  const name = shortAccount(account.address);
  if (session.state === 'expired') {
    return {
      mark: 'refused',
      word: 'Login ended',
      detail:
        session.endedBecause ?? `Its entries and exits cannot be sent; the others go on. Log in ${name}.`,
    };
  }
  return { mark: 'care', word: 'Not logged in', detail: session.endedBecause };
}

const STREAM_WORDS: Readonly<Record<NonNullable<Account['stream']>, string>> = {
  up: 'up',
  down: 'down, read every few seconds',
  'not-in-plan': 'not in plan, read every few seconds',
};

/** The state of the order stream; an account without a session has none. */
export function streamWords(stream: Account['stream']): string {
  return stream === null ? '—' : STREAM_WORDS[stream];
}
