/**
 * What each account has to trade with, as its broker said when the day's session opened or when somebody asked.
 *
 * Decides: what the capital of an account is (free plus used funds) and for how long that counts. Keeps I6: without both
 * capitals nothing is sized by them. It is rebuilt from the journal, so that a restart sizes as before it.
 */
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Value } from '../money/value.ts';
import { type DeskClock, type Instant, istDate } from '../ports/clock.ts';
import type { AccountId } from './account.ts';
import type { AccountStore } from './account-store.ts';

/** Funds as last read, in 1/10000 rupee. */
export interface FundsSeen {
  readonly available: number;
  readonly used: number;
  readonly at: Instant;
}

/** Two capitals in 1/10000 rupee; undefined where none is known. */
export interface CapitalRatio {
  readonly child: number | undefined;
  readonly master: number | undefined;
}

/** For a child that is not sized by capital. */
const UNASKED: CapitalRatio = { child: undefined, master: undefined };

export class Capitals {
  readonly #clock: DeskClock;
  readonly #accounts: Pick<AccountStore, 'sessionOf'>;
  readonly #seen = new Map<AccountId, FundsSeen>();

  constructor(clock: DeskClock, accounts: Pick<AccountStore, 'sessionOf'>) {
    this.#clock = clock;
    this.#accounts = accounts;
  }

  /** Applies one entry of the journal. */
  apply({ event, at }: JournalEntry): void {
    if (event.type !== 'funds-read') return;
    this.#seen.set(event.accountId, { available: event.available, used: event.used, at });
  }

  /** What the broker said last, if that was today or in the session that is open. */
  fundsOf(accountId: AccountId): FundsSeen | undefined {
    const seen = this.#seen.get(accountId);
    if (seen === undefined) return undefined;
    const issuedAt = this.#accounts.sessionOf(accountId)?.issuedAt;
    const ofToday = istDate(seen.at) === istDate(this.#clock.now(accountId));
    return ofToday || (issuedAt !== undefined && seen.at >= issuedAt) ? seen : undefined;
  }

  /** Free plus used funds. */
  of(accountId: AccountId): number | undefined {
    return amountIn(this.fundsOf(accountId));
  }

  /** The child's capital against the master's; a figure that was declared by hand goes before what a broker says. */
  ratioOf(group: Pick<CopyGroup, 'masterId' | 'masterCapital'>, link: ChildLink): CapitalRatio {
    return ratioBy((id) => this.of(id), group, link);
  }

  /**
   * The same by the funds that were read last, however long ago: a fold over the journal goes by what stood there before an
   * entry, and must come to the same result whenever it is made.
   */
  lastRatioOf(group: Pick<CopyGroup, 'masterId' | 'masterCapital'>, link: ChildLink): CapitalRatio {
    return ratioBy((id) => amountIn(this.#seen.get(id)), group, link);
  }
}

function amountIn(funds: FundsSeen | undefined): number | undefined {
  return funds === undefined ? undefined : funds.available + funds.used;
}

function ratioBy(
  capitalOf: (accountId: AccountId) => number | undefined,
  group: Pick<CopyGroup, 'masterId' | 'masterCapital'>,
  link: ChildLink,
): CapitalRatio {
  if (link.sizing.kind !== 'capital') return UNASKED;
  return {
    child: link.sizing.declared ?? capitalOf(link.accountId),
    master: group.masterCapital ?? capitalOf(group.masterId),
  };
}

/** An amount as it is journaled: what is beyond 2^53 is cut to it, which no account reaches. */
export function amountOf(value: Value): number {
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  const cut = value > largest ? largest : value < -largest ? -largest : value;
  return Number(cut);
}
