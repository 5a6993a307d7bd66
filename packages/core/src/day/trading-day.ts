/**
 * What the time of day and the market bring about by themselves: openings, the close of product `I`, ends of sessions, the morning's
 * question who is not logged in, exits that are refused or rest.
 *
 * Decides: nothing of its own; it puts these together and tells each of what it must know.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { OrderChanges } from '../change/order-changes.ts';
import type { OrderFit } from '../change/order-fit.ts';
import type { CopyTrader } from '../copy/copy-trader.ts';
import type { FanOut, FanOutParts } from '../copy/fan-out.ts';
import type { Divergences } from '../divergence/divergences.ts';
import { RefusedExits } from '../exit/refused-exits.ts';
import { RestingExits } from '../exit/resting-exits.ts';
import { UnguardedWatch } from '../guard/unguarded.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { readPrices } from '../market/read-prices.ts';
import type { Price } from '../money/price.ts';
import type { Order } from '../order/order.ts';
import type { CancelTimer } from '../ports/clock.ts';
import type { ProtectionBook } from '../protection/protection-book.ts';
import { IntradayClose } from './intraday-close.ts';
import { SessionTurns } from './session-turns.ts';

/** A session that ends is noticed at least so soon after a clock was moved by hand. */
const SESSIONS_MS = 60_000;

/** Those who carry out what this asks for. */
export interface TradingDayHands {
  readonly fanOut: FanOut;
  readonly fit: OrderFit;
  readonly changes: OrderChanges;
  readonly trader: CopyTrader;
  readonly protections: Pick<ProtectionBook, 'guards'>;
  readonly divergences: Pick<Divergences, 'look'>;
}

export class TradingDay {
  readonly unguarded: UnguardedWatch;
  readonly #parts: FanOutParts;
  readonly #hands: TradingDayHands;
  readonly #turns: SessionTurns;
  readonly #refused: RefusedExits;
  readonly #resting: RestingExits;
  readonly #intraday: IntradayClose;
  readonly #stop = new AbortController();
  #sessions: CancelTimer | undefined;

  constructor(parts: FanOutParts, hands: TradingDayHands) {
    this.#parts = parts;
    this.#hands = hands;
    this.unguarded = new UnguardedWatch({ ...parts, protections: hands.protections });
    const { clock, times, dispatch, accounts } = parts;
    const lastPrice = (order: Order): Price | undefined => this.#lastPrice(order);
    this.#refused = new RefusedExits({
      ...parts,
      fit: hands.fit,
      lastPrice,
      sentWith: (slice) => dispatch.sentWith(slice),
    });
    this.#resting = new RestingExits({
      ...parts,
      lastPrice,
      readPrices: (accountId) => readPrices(parts, accountId, this.#stop.signal),
      resume: (order) => hands.changes.resume(order),
    });
    this.#intraday = new IntradayClose({ ...parts, trader: hands.trader });
    this.#turns = new SessionTurns(clock, times, {
      opened: (environment) => {
        hands.fanOut.releaseHeld();
        for (const account of accounts.all()) if (account.environment === environment) this.#wake(account.id);
      },
      closed: (environment) => {
        for (const { id, environment: its } of accounts.all())
          if (its === environment) hands.divergences.look(id);
      },
      closeIntraday: (environment, segment) => void this.#intraday.close(environment, segment),
    });
  }

  /** Applies one entry of the journal, replayed or new. */
  apply(entry: JournalEntry): void {
    this.#resting.apply(entry);
    this.unguarded.apply(entry);
  }

  /** Reacts to a refusal, before anybody takes the order for final. */
  onRefusal(entry: JournalEntry): void {
    this.#refused.onEntry(entry);
  }

  /** Reacts to a new entry. */
  onEntry(entry: JournalEntry): void {
    this.#resting.onEntry(entry);
  }

  /** The account's books are read. */
  onSettled(account: Account): void {
    this.#resting.sweep(account.id);
  }

  /** Looks at the time: at the start, and when a clock was moved or a calendar changed. */
  look(): void {
    if (this.#stop.signal.aborted) return;
    void this.#parts.accounts.endOver();
    this.#turns.look();
    this.#watchSessions();
  }

  /** Ends every timer. */
  close(): void {
    this.#stop.abort();
    this.#turns.close();
    this.#resting.close();
    this.#intraday.end();
    this.#sessions?.();
  }

  /** Sessions end with the broker's day, whether or not anything is sent then. */
  #watchSessions(): void {
    const { accounts, clock } = this.#parts;
    this.unguarded.look();
    this.#sessions?.();
    const nextMs = Math.min(SESSIONS_MS, accounts.nextEndMs() ?? SESSIONS_MS);
    this.#sessions = clock.after(Math.max(1, nextMs), () => {
      void accounts.endOver();
      this.#watchSessions();
    });
  }

  /** What waited for the opening goes. */
  #wake(accountId: AccountId): void {
    this.#parts.dispatch.laneOf(accountId).wake();
    this.#resting.sweep(accountId);
  }

  #lastPrice({ intent }: Order): Price | undefined {
    const { prices, positions } = this.#parts;
    const { accountId, instrumentId, product } = intent;
    return prices.of(accountId, instrumentId) ?? positions.view(accountId, instrumentId, product)?.lastPrice;
  }
}
