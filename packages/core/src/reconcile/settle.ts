/**
 * Compares an account with its broker's books: after each login and start, after each reconnect, and from time to time.
 *
 * Decides: the order of the reads (orders, then trades, then what is held) and when exits and cancels may go: after the first of
 * them. Keeps I4 and I5. Leaves to others: what a difference means (`compare-positions.ts`).
 */
import type { Account } from '../account/account.ts';
import type { BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { Conversions } from '../conversion/conversions.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { LastPrices } from '../market/last-prices.ts';
import { partOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isFinal } from '../order/order-status.ts';
import { type DeskClock, istDate, sleep } from '../ports/clock.ts';
import type { OvernightMoves } from '../position/overnight-moves.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { PreviousCloses } from '../position/previous-closes.ts';
import type { StuckPositions } from '../position/stuck-positions.ts';
import { CONFIRM_AFTER_MS, type Compared, comparePositions, keyOf } from './compare-positions.ts';
import type { Doubts } from './doubts.ts';
import { type EqualTimes, untilPositionSpeaksMs } from './equal-times.ts';
import type { Observer } from './observe.ts';
import type { Books } from './paced-books.ts';
import { readHoldings } from './read-holdings.ts';
import type { Unexplained } from './unexplained.ts';

export interface SettleParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly prices: LastPrices;
  readonly closes: Pick<PreviousCloses, 'note'>;
  readonly stuck: StuckPositions;
  readonly observer: Observer;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
  readonly conversions: Pick<Conversions, 'book' | 'seeOutside'>;
  readonly unexplained: Unexplained;
  readonly overnight: OvernightMoves;
  /** Whether orders placed elsewhere in the account are copied. */
  readonly copiesOutside: (accountId: Account['id']) => boolean;
}

/** An account and the way to its broker's books. */
export interface LoggedIn {
  readonly account: Account;
  readonly broker: BrokerPort;
  readonly books: Books;
  readonly session: BrokerSession;
}

/** What the books of an account show that is not believed yet. */
export interface SettleDoubts {
  readonly orders: Doubts;
  readonly positions: Doubts;
  readonly holdings: Doubts;
  readonly equal: Pick<EqualTimes, 'forMs'>;
}

/**
 * Reads everything and brings the books to what counts. `onRead` is called when everything was read once: exits wait for no more than that,
 * and not for the depository, which says nothing of a derivative. Rejects when a read does.
 */
export async function settle(
  parts: SettleParts,
  at: LoggedIn,
  doubts: SettleDoubts,
  reading: { readonly signal: AbortSignal; onRead(): void },
): Promise<Compared> {
  const { signal } = reading;
  parts.overnight.lookAt(at.account);
  const first = await readAll(parts, at, doubts, signal);
  reading.onRead();
  if (first.withoutHoldings !== undefined) throw first.withoutHoldings;
  if (first.againInMs === undefined || first.againInMs > CONFIRM_AFTER_MS) return first;
  await sleep(parts.clock, first.againInMs, signal);
  const second = await readAll(parts, at, doubts, signal);
  if (second.withoutHoldings !== undefined) throw second.withoutHoldings;
  return { ...second, unequal: new Set([...first.unequal, ...second.unequal]) };
}

/** Orders and trades first, for they explain what is held; then the depository, which says of an earlier day's purchases what no position shows any more. */
async function readAll(
  parts: SettleParts,
  at: LoggedIn,
  doubts: SettleDoubts,
  signal: AbortSignal,
): Promise<Compared & { readonly withoutHoldings?: Error }> {
  const ordersInMs = await readOrders(parts, at, doubts, signal);
  const held = await tryHoldings(parts, at, doubts, signal);
  const skipsShares = held instanceof Error;
  const { againInMs, unequal } = await comparePositions(parts, at, doubts.positions, { signal, skipsShares });
  if (held instanceof Error) return { againInMs, unequal, withoutHoldings: held };
  return { againInMs: soonest(ordersInMs, soonest(held.againInMs, againInMs)), unequal };
}

/** A depository that cannot be read keeps the account from being settled, and is told: its shares are compared with nothing meanwhile. */
async function tryHoldings(
  parts: SettleParts,
  at: LoggedIn,
  doubts: SettleDoubts,
  signal: AbortSignal,
): Promise<{ readonly againInMs: number | undefined } | Error> {
  try {
    return { againInMs: await readHoldings(parts, at, doubts.holdings, signal) };
  } catch (error) {
    if (signal.aborted || !(error instanceof Error)) throw error;
    const text = `The holdings of ${at.account.address} cannot be read. Exits go on; entries wait until they can.`;
    parts.observer.complain(at.account, 'holdings-unreadable', text);
    return error;
  }
}

function soonest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

async function readOrders(
  parts: SettleParts,
  at: LoggedIn,
  doubts: SettleDoubts,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { account, books, session } = at;
  const beganAtMs = parts.clock.monotonicMs();
  const rows = await books.orders(session, signal);
  parts.observer.observeBook(account, rows, beganAtMs);
  parts.observer.observeTrades(account, await books.trades(session, signal));
  return endYesterdays(parts, at, doubts, new Set(rows.map((row) => row.brokerOrderId)));
}

/**
 * A day order of an earlier day that the broker no longer lists has ended with its day. One for after the market was meant for this
 * day, or for one before it: that a single book does not show it is no proof. Says when to look again.
 */
function endYesterdays(
  parts: SettleParts,
  { account, broker }: LoggedIn,
  { orders: doubts, equal }: SettleDoubts,
  shown: ReadonlySet<BrokerOrderId>,
): number | undefined {
  const today = istDate(parts.clock.now(account.id));
  const { absenceAfterMs } = broker.capabilities;
  let againInMs: number | undefined;
  doubts.begin();
  for (const order of parts.orders.livingOf(account.id)) {
    if (istDate(order.intent.placedAt) >= today) continue;
    // An exit may have filled: what it did not take is owed again only once the position has shown what it did.
    const exitMs =
      partOf(order) === 'exit' ? untilPositionSpeaksMs(equal.forMs(keyOf(order.intent)), absenceAfterMs) : 0;
    for (const { index, brokerOrderId, status } of order.slices) {
      if (brokerOrderId === undefined || shown.has(brokerOrderId) || isFinal(status)) continue;
      const standMs = order.intent.afterMarket ? absenceAfterMs : 0;
      const nowMs = parts.clock.monotonicMs();
      const standsMs = standMs === 0 ? 0 : doubts.see(brokerOrderId, index, { standMs, nowMs });
      const leftMs = Math.max(standsMs, exitMs);
      if (leftMs > 0) againInMs = soonest(againInMs, leftMs);
      else {
        const { orderId, accountId } = order.intent;
        parts.journal.record(account.userId, { type: 'order-expired', orderId, accountId, slice: index });
        // It may have filled while nobody looked: then what it brought shows in the position as the account's own.
        const text = `Order ${brokerOrderId} of ${istDate(order.intent.placedAt)} is not in ${account.address}'s book any more. Compare what it holds with its master.`;
        parts.observer.complain(account, 'outcome-out-of-reach', text);
      }
    }
  }
  doubts.end();
  return againInMs;
}
