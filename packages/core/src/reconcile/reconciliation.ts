/**
 * Everything by which the desk learns what its brokers hold: the watches of the accounts, the door of the books, and the search
 * for what became of orders whose answer was lost.
 *
 * Decides: nothing by itself; it puts the parts together and tells each of them of the journal.
 */
import type { Account, AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Capitals } from '../account/capital.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { AccountFact, BrokerFunds } from '../broker/broker-order.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { Conversions } from '../conversion/conversions.ts';
import type { FanOut } from '../copy/fan-out.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { LastPrices } from '../market/last-prices.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import type { Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { isFinal } from '../order/order-status.ts';
import { type DeskClock, instantOf } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { LotSizes } from '../position/lot-sizes.ts';
import { OvernightMoves } from '../position/overnight-moves.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { StuckPositions } from '../position/stuck-positions.ts';
import { AccountWatch, type WatchParts } from './account-watch.ts';
import { LateOriginals } from './late-originals.ts';
import { loseAnswers } from './lost-answers.ts';
import { Observer } from './observe.ts';
import type { OutsideParts } from './outside-orders.ts';
import { PacedBooks } from './paced-books.ts';
import type { PollNeed } from './polling.ts';
import { type UnansweredChangeParts, UnansweredChanges } from './unanswered-changes.ts';
import { UncertainOrders } from './uncertain-orders.ts';
import { Unexplained } from './unexplained.ts';

/** How long a book may take to show what an acknowledged cancel did. */
const CANCEL_SHOWS_MS = 10_000;

/** Between two cancels that do nothing: a budget that they ate would be missing to exits. */
const LONGEST_CANCEL_WAIT_MS = 60_000;

export interface ReconciliationParts {
  readonly clock: DeskClock;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly lots: LotSizes;
  readonly stuck: StuckPositions;
  readonly prices: LastPrices;
  readonly capitals: Capitals;
  readonly closes: WatchParts['closes'];
  readonly conversions: Conversions;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly freeze: FreezeFigures;
  readonly dispatch: OrderDispatch;
  readonly fanOut: FanOut;
  readonly cutOffOf: OutsideParts['cutOffOf'];
  readonly isTooLarge: UnansweredChangeParts['isTooLarge'];
  readonly replace: UnansweredChangeParts['replace'];
  /** Called when an account's books agree with its broker's: everything may go. */
  readonly onSettled: (account: Account) => void;
}

export class Reconciliation {
  readonly #parts: ReconciliationParts;
  readonly #observer: Observer;
  readonly #originals: LateOriginals;
  readonly #uncertain: UncertainOrders;
  readonly #changes: UnansweredChanges;
  readonly #books: PacedBooks;
  readonly #unexplained: Unexplained;
  readonly #overnight: OvernightMoves;
  readonly #watches = new Map<AccountId, AccountWatch>();
  /** When the end of an order was last asked for once more, and how long its book has to show it. */
  readonly #askedAgain = new WeakMap<Order, { readonly at: number; readonly waitMs: number }>();

  constructor(parts: ReconciliationParts) {
    this.#parts = parts;
    const { fanOut, groups } = parts;
    this.#unexplained = new Unexplained(parts.clock);
    this.#originals = new LateOriginals({ ...parts, cancel: (order) => fanOut.cancelChild(order) });
    this.#observer = new Observer({
      ...parts,
      unexplained: this.#unexplained,
      ledBy: (accountId) => groups.ledBy(accountId),
      adopted: (order) => fanOut.onMasterChanged(order),
      secondFound: (second) => this.#originals.found(second),
    });
    this.#books = new PacedBooks(parts.clock);
    const reading = { ...parts, observer: this.#observer, books: this.#books };
    this.#uncertain = new UncertainOrders({
      ...reading,
      equalForMs: (at) => this.#watches.get(at.accountId)?.equalForMs(at) ?? 0,
    });
    this.#changes = new UnansweredChanges(reading);
    this.#overnight = new OvernightMoves({
      ...parts,
      complain: (account, code, text) => this.#observer.complain(account, code, text),
    });
  }

  /** Applies one entry of the journal, replayed or new. */
  apply(entry: JournalEntry): void {
    const { event } = entry;
    this.#originals.apply(entry);
    if (event.type === 'trades-read') this.#observer.noteTrades({ id: event.accountId }, event.trades);
  }

  /** Reacts to a new entry, after every book has applied it. */
  onEntry(entry: JournalEntry): void {
    const { event } = entry;
    this.#originals.onEntry(entry);
    if (event.type === 'order-filled') this.#watches.get(event.accountId)?.expectTrades();
    if (isTakenByBroker(event)) this.#watches.get(event.accountId)?.expectNews();
    if (event.type !== 'order-outcome-lost' && event.type !== 'order-change-answered') return;
    const order = this.#parts.orders.get(event.orderId);
    const slice = order?.slices[event.slice];
    if (order === undefined || slice === undefined) return;
    if (event.type === 'order-outcome-lost') this.#uncertain.watch(order, slice);
    else if (slice.changeLost) this.#changes.watch(order, slice);
  }

  /** After a crash every intent without a recorded outcome may have reached its broker. */
  loseAnswers(account: Account): void {
    const { brokers, clock } = this.#parts;
    const absenceAfterMs = brokers.get(account.brokerId)?.capabilities.absenceAfterMs ?? 0;
    loseAnswers(this.#parts, account, instantOf(clock.now(account.id) + absenceAfterMs));
  }

  /** Begins to follow a logged-in account; a session that was followed before is not any more. */
  begin(account: Account, broker: BrokerPort, session: BrokerSession): void {
    this.#watches.get(account.id)?.close();
    const onSettled = (settled: Account): void => {
      this.#originals.sweep(settled);
      this.#parts.onSettled(settled);
    };
    const parts: WatchParts = {
      ...this.#parts,
      observer: this.#observer,
      books: this.#books,
      unexplained: this.#unexplained,
      overnight: this.#overnight,
      copiesOutside: (accountId) => this.#copiesOutside(accountId),
      pollNeedOf: (accountId) => this.#pollNeedOf(accountId),
      onBook: (read) => this.#askAgain(read),
      onRead: (read) => this.#parts.dispatch.laneOf(read.id).wake(),
      onSettled,
    };
    const watch = new AccountWatch(parts, account, broker, session);
    this.#watches.set(account.id, watch);
    watch.start();
  }

  /** New lists are in force where the account trades: what was replaced overnight takes its position along. */
  listsChanged(account: Account): void {
    this.#overnight.lookAt(account);
  }

  /** Ends following an account. */
  end(accountId: AccountId): void {
    this.#watches.get(accountId)?.close();
    this.#watches.delete(accountId);
  }

  /** Reads an account's orders now. Nothing happens while it is not logged in. */
  readBooks(accountId: AccountId): void {
    this.#watches.get(accountId)?.readBooks();
  }

  /** Funds that were read because somebody asked. */
  takeFunds(account: Account, funds: BrokerFunds): void {
    this.#observer.observeFunds(account, funds);
  }

  /** A fact about an account that came by a webhook. Nothing happens while the account is not logged in. */
  takeFact(accountId: AccountId, fact: AccountFact): void {
    this.#watches.get(accountId)?.takeFact(fact);
  }

  #pollNeedOf(accountId: AccountId): PollNeed {
    const { orders, positions } = this.#parts;
    if (this.#copiesOutside(accountId)) return 'copied';
    const atStake = orders.livingOf(accountId).length > 0 || positions.openOf(accountId).length > 0;
    return atStake ? 'at-stake' : 'idle';
  }

  #copiesOutside(accountId: AccountId): boolean {
    return this.#parts.groups.ledBy(accountId)?.copyOutsideOrders === true;
  }

  /** A cancel that was acknowledged and did nothing is asked for again: the book has had time to show it. Each time it has longer. */
  #askAgain(account: Account): void {
    const { orders, dispatch, clock } = this.#parts;
    for (const order of orders.livingOf(account.id)) {
      const leaving = order.slices.filter((slice) => slice.unwanted && !isFinal(slice.status));
      if (!order.cancelWanted && leaving.length === 0) continue;
      const asked = this.#askedAgain.get(order);
      const since = asked?.at ?? order.changedAt ?? order.intent.placedAt;
      const waitMs = asked?.waitMs ?? CANCEL_SHOWS_MS;
      if (clock.now(account.id) - since <= waitMs) continue;
      this.#askedAgain.set(order, {
        at: clock.now(account.id),
        waitMs: Math.min(LONGEST_CANCEL_WAIT_MS, 2 * waitMs),
      });
      if (order.cancelWanted) dispatch.cancel(order);
      else for (const slice of leaving) dispatch.cancelSlice(order, slice);
    }
  }

  /** Whether a difference of what is held there is about to be confirmed. */
  isInDoubt(at: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'>): boolean {
    return this.#watches.get(at.accountId)?.isInDoubt(at) === true;
  }

  /** Whether the day's book has no row of what was carried into the day there, and that is not believed yet. */
  isMissing(at: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'>): boolean {
    return this.#watches.get(at.accountId)?.isMissing(at) === true;
  }

  /** Ends every search and every watch. */
  close(): void {
    this.#originals.close();
    this.#uncertain.close();
    this.#changes.close();
    for (const watch of this.#watches.values()) watch.close();
  }
}

/** A broker's own answer that it has taken an order, or a change of one. */
function isTakenByBroker(
  event: DeskEvent,
): event is Extract<DeskEvent, { readonly type: 'order-accepted' | 'order-change-answered' }> {
  return event.type === 'order-change-answered'
    ? event.outcome === 'accepted'
    : event.type === 'order-accepted' && event.ackMs !== undefined;
}
