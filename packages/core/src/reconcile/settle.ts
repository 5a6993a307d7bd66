/**
 * Compares an account with its broker's books, once per session and after each start.
 *
 * Decides: what of a position the day's orders do not explain. Keeps I4: what the broker shows is what counts, but a
 * difference counts only when a second read confirms it, for a single book may be stale.
 */
import type { Account } from '../account/account.ts';
import type { BrokerPosition } from '../broker/broker-order.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { Conversions } from '../conversion/conversions.ts';
import {
  type FoundConversion,
  findConversions,
  type ShownPosition,
} from '../conversion/conversions-in-books.ts';
import type { DayLoss } from '../guard/day-loss.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { DeskEvent, JournaledHolding } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { LastPrices } from '../market/last-prices.ts';
import { NONE, type Quantity, type SignedQuantity } from '../money/quantity.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isFinal } from '../order/order-status.ts';
import type { Product } from '../order/order-terms.ts';
import { type DeskClock, istDate, sleep } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { Observer } from './observe.ts';

/** How soon a position is compared again whose executions are known and whose order is not. */
const ORDER_LATE_MS = 2_000;

/** Between a read that shows something unexplained and the one that must confirm it. */
const CONFIRM_AFTER_MS = 1_000;

/** How long until positions are compared again that a conversion under way may be moving. */
const CONVERSION_RECHECK_MS = 5_000;

export interface SettleParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly prices: LastPrices;
  readonly dayLoss: Pick<DayLoss, 'notePreviousClose'>;
  readonly observer: Observer;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
  readonly conversions: Pick<Conversions, 'book' | 'seeOutside'>;
}

/** What is left to do: a position that moved a moment ago is compared again when the book can no longer be late. */
export interface Settled {
  readonly recheckInMs: number | undefined;
}

/** An account and the way to its broker's books. */
export interface LoggedIn {
  readonly account: Account;
  readonly broker: BrokerPort;
  readonly session: BrokerSession;
}

interface Compared extends Settled {
  readonly sure: readonly Carried[];
  readonly doubtful: readonly Carried[];
  /** Conversions that nobody told: as doubtful as any other single read. */
  readonly converted: readonly FoundConversion[];
}

type Carried = Extract<DeskEvent, { readonly type: 'position-carried' }>;

/** Reads orders, trades, holdings and positions, and brings the books to what they show. Rejects when a read does. */
export async function settle(parts: SettleParts, at: LoggedIn, signal: AbortSignal): Promise<Settled> {
  const { account } = at;
  await readOrders(parts, at, signal);
  await readHoldings(parts, at, signal);
  let pending = await unexplained(parts, at, signal);
  const record = (carried: readonly Carried[]): void => {
    for (const event of carried) parts.journal.record(account.userId, event);
  };
  record(pending.sure);
  const recheckInMs = pending.recheckInMs;
  if (pending.doubtful.length + pending.converted.length === 0) return { recheckInMs };
  await sleep(parts.clock, CONFIRM_AFTER_MS, signal);
  const first = pending;
  await readOrders(parts, at, signal);
  pending = await unexplained(parts, at, signal);
  for (const found of pending.converted.filter((one) => isAmong(one, first.converted)))
    parts.conversions.seeOutside(account, found);
  record([...pending.sure, ...pending.doubtful.filter((event) => isAmong(event, first.doubtful))]);
  return { recheckInMs: recheckInMs ?? pending.recheckInMs };
}

async function readOrders(parts: SettleParts, at: LoggedIn, signal: AbortSignal): Promise<void> {
  const { account, broker, session } = at;
  const beganAtMs = parts.clock.monotonicMs();
  const rows = await broker.orders(session, signal);
  parts.observer.observeBook(account, rows, beganAtMs);
  parts.observer.observeTrades(account, await broker.trades(session, signal));
  const today = istDate(parts.clock.now(account.id));
  const shown = new Set(rows.map((row) => row.brokerOrderId));
  for (const order of parts.orders.livingOf(account.id)) {
    if (istDate(order.intent.placedAt) >= today) continue;
    for (const slice of order.slices) {
      // A day order of an earlier day that the broker no longer lists has ended with its day.
      const gone =
        slice.brokerOrderId !== undefined && !shown.has(slice.brokerOrderId) && !isFinal(slice.status);
      if (!gone) continue;
      const { orderId, accountId } = order.intent;
      parts.journal.record(account.userId, { type: 'order-expired', orderId, accountId, slice: slice.index });
      // It may have filled while nobody looked: then what it brought shows in the position as the account's own.
      const text = `Order ${slice.brokerOrderId ?? ''} of ${istDate(order.intent.placedAt)} is not in ${account.address}'s book any more. Compare what it holds with its master.`;
      parts.observer.complain(account, 'outcome-out-of-reach', text);
    }
  }
}

async function readHoldings(parts: SettleParts, at: LoggedIn, signal: AbortSignal): Promise<void> {
  const { account, broker, session } = at;
  const lookup = parts.instrumentsOf(account.id);
  const holdings = (await broker.holdings(session, signal)).flatMap((row) => {
    const instrument = lookup.byListingKey(account.brokerId, row.listingKey);
    if (instrument === undefined) {
      parts.observer.complain(
        account,
        'unknown-instrument',
        `The holding ${row.symbol} cannot be matched to an instrument.`,
      );
      return [];
    }
    const quantity = (row.quantity + row.t1Quantity) as Quantity;
    if (row.lastPrice !== undefined)
      parts.prices.noteFor(account.id, instrument.id, {
        price: row.lastPrice,
        at: parts.clock.now(account.id),
      });
    return [{ instrumentId: instrument.id, product: row.product, quantity, averagePrice: row.averagePrice }];
  });
  const known = parts.positions.holdingsOf(account.id);
  const same = (a: JournaledHolding, b: JournaledHolding): boolean =>
    a.instrumentId === b.instrumentId && a.product === b.product;
  const changed = holdings.filter(
    (row) => !known.some((old) => same(old, row) && old.quantity === row.quantity),
  );
  const gone = known
    .filter((old) => !holdings.some((row) => same(old, row)))
    .map((old) => ({ ...old, quantity: NONE }));
  if (changed.length + gone.length === 0) return;
  parts.journal.record(account.userId, {
    type: 'holdings-read',
    accountId: account.id,
    holdings: [...changed, ...gone],
  });
}

/** Carried quantities that the books lack: `sure` where the broker itself calls them carried, `doubtful` where nothing explains them. */
async function unexplained(parts: SettleParts, at: LoggedIn, signal: AbortSignal): Promise<Compared> {
  const { account, broker, session } = at;
  const { positions, clock, observer, prices } = parts;
  const lookup = parts.instrumentsOf(account.id);
  const tradingDay = istDate(clock.now(account.id));
  const rows = await broker.positions(session, signal);
  const sure: Carried[] = [];
  const seen = new Set<string>();
  let recheckInMs: number | undefined;
  const differing: (ShownPosition & { readonly carried: Carried })[] = [];
  const compare = (instrumentId: InstrumentId, product: Product, row: BrokerPosition | undefined): void => {
    const shown = row?.quantity ?? 0;
    const known = positions.view(account.id, instrumentId, product)?.netQuantity ?? 0;
    if (parts.conversions.book.isMoving({ accountId: account.id, instrumentId, product })) {
      recheckInMs = Math.max(recheckInMs ?? 0, CONVERSION_RECHECK_MS);
      return;
    }
    // Fills of an earlier day are part of what is carried today, also when the sum is the same.
    if (known === shown && !positions.isOfEarlierDay(account.id, instrumentId, product, tradingDay)) return;
    const quantity = (shown -
      positions.dayFills(account.id, instrumentId, product, tradingDay)) as SignedQuantity;
    const movedAt = positions.lastFillAt(account.id, instrumentId, product);
    const lateMs =
      movedAt === undefined ? 0 : movedAt + broker.capabilities.absenceAfterMs - clock.now(account.id);
    // A position book that is ahead of the order book is explained by the order when that shows: once, not twice.
    const orderIsLate = positions.hasTradesOfUnknownOrders(account.id, instrumentId, product);
    if (lateMs > 0 || orderIsLate) {
      recheckInMs = Math.max(recheckInMs ?? 0, lateMs, orderIsLate ? ORDER_LATE_MS : 0);
      return;
    }
    const averagePrice = row?.averagePrice ?? row?.previousClose;
    const event: Carried = {
      type: 'position-carried',
      accountId: account.id,
      instrumentId,
      product,
      quantity,
      averagePrice,
      tradingDay,
    };
    if (row !== undefined && quantity === row.carriedQuantity) sure.push(event);
    else differing.push({ instrumentId, product, known, shown, carried: event });
  };
  for (const row of rows) {
    const instrument = lookup.byListingKey(account.brokerId, row.listingKey);
    if (instrument === undefined) {
      if (row.quantity !== 0)
        observer.complain(
          account,
          'unknown-instrument',
          `The position ${row.symbol} cannot be matched to an instrument.`,
        );
      continue;
    }
    seen.add(`${instrument.id}|${row.product}`);
    if (row.previousClose !== undefined)
      parts.dayLoss.notePreviousClose(account.id, instrument.id, row.previousClose);
    compare(instrument.id, row.product, row);
    if (row.lastPrice === undefined) continue;
    positions.noteLastPrice(account.id, instrument, row.product, row.lastPrice);
    prices.noteFor(account.id, instrument.id, { price: row.lastPrice, at: clock.now(account.id) });
  }
  for (const { instrumentId, product } of positions.keysOf(account.id)) {
    if (!seen.has(`${instrumentId}|${product}`)) compare(instrumentId, product, undefined);
  }
  const converted = findConversions(differing);
  const explained = (row: ShownPosition): boolean =>
    converted.some(
      ({ instrumentId, from, to }) =>
        instrumentId === row.instrumentId && (row.product === from || row.product === to),
    );
  const doubtful = differing.filter((row) => !explained(row)).map((row) => row.carried);
  return { sure, doubtful, converted, recheckInMs };
}

/** Whether an earlier read of the book said the same. */
function isAmong<T extends Carried | FoundConversion>(one: T, earlier: readonly T[]): boolean {
  const key = keyOf(one);
  return earlier.some((other) => keyOf(other) === key && other.quantity === one.quantity);
}

function keyOf(found: Carried | FoundConversion): string {
  return 'product' in found
    ? `${found.instrumentId}|${found.product}`
    : `${found.instrumentId}|${found.from}|${found.to}`;
}
