/**
 * Sends an exit again by other terms, or in smaller slices, when a broker refuses its terms (domain §4.3).
 *
 * Decides: which refusals are met that way, and with what. Keeps I5 (an order type, a protection, a price band or a freeze quantity
 * stops no exit) and I1 (what goes again is a slice of its own, with a tag of its own, after the refused one is proven dead).
 * Leaves to others: refusals that other terms do not help against (`exit/owed-exits.ts`).
 */
import type { AccountId } from '../account/account.ts';
import type { RefusalCode } from '../broker/outcome.ts';
import type { OrderFit } from '../change/order-fit.ts';
import { capPrice, EXIT_CAP_PERCENT } from '../copy/child-terms.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { DeskEvent, OrderChange } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Price } from '../money/price.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import { type Order, type OrderTerms, partOf, type Slice } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import { isStop } from '../order/order-terms.ts';

/** Refusals of terms: the same exit by other terms may be taken. */
const OF_TERMS = new Set<RefusalCode>(['order-type', 'market-protection', 'price', 'freeze']);

/** After so many refusals without a part that is taken a person must look: hammering a broker ends a login. What a child owes goes on being tried, slowly. */
const MOST_REFUSALS = 8;

export interface RefusedExitParts {
  readonly journal: Journal;
  readonly orders: OrderBook;
  readonly groups: GroupStore;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** The price to start from: the last one, as far as it is known. */
  readonly lastPrice: (order: Order) => Price | undefined;
  /** The terms that a slice was sent with; undefined when that was before a restart. */
  readonly sentWith: (slice: Slice) => OrderTerms | undefined;
  readonly freeze: Pick<FreezeFigures, 'of'>;
  readonly fit: OrderFit;
}

type Refusal = Extract<DeskEvent, { readonly type: 'order-refused' }>;

export class RefusedExits {
  readonly #parts: RefusedExitParts;

  constructor(parts: RefusedExitParts) {
    this.#parts = parts;
  }

  /** Reacts to a refusal, before anybody takes the order for final. */
  onEntry({ event }: JournalEntry): void {
    if (event.type !== 'order-refused' || !OF_TERMS.has(event.code)) return;
    const order = this.#parts.orders.get(event.orderId);
    const slice = order?.slices[event.slice];
    if (order === undefined || slice === undefined) return;
    const closes = partOf(order) === 'exit' && order.intent.origin !== 'outside' && !order.cancelWanted;
    if (!closes || slice.unwanted) return;
    if (refusedInARow(order) >= MOST_REFUSALS) return this.#tell(order, event);
    const terms = this.#termsAfter(order, slice, event);
    if (terms === undefined) return this.#tell(order, event);
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, {
      type: 'order-change-journaled',
      accountId,
      orderId,
      change: 'modify',
      terms,
      exitRule: undefined,
      request: undefined,
      how: 'fit',
      because: 'refused',
    });
    if (event.code === 'freeze') this.#recut(order);
    this.#parts.fit.fit(order);
  }

  /** What waits in the lane and is larger than the broker takes by now would be refused slice by slice: it makes way for smaller ones. */
  #recut(order: Order): void {
    const { userId, accountId, orderId, instrumentId } = order.intent;
    const instrument = this.#parts.instrumentsOf(accountId).byId(instrumentId);
    const most = instrument === undefined ? undefined : this.#parts.freeze.of(accountId, instrument);
    if (most === undefined) return;
    for (const { index, status, quantity, unwanted } of order.slices) {
      if (status !== 'journaled' || unwanted || quantity <= most) continue;
      const event = { accountId, orderId, slice: index } as const;
      this.#parts.journal.record(userId, { ...event, type: 'order-slice-unwanted' });
    }
  }

  /** Other terms; the same ones where only the size was at fault, or where others were chosen since it was sent. */
  #termsAfter(order: Order, slice: Slice, { code }: Refusal): OrderChange | undefined {
    if (code === 'freeze') return UNCHANGED;
    const sent = this.#parts.sentWith(slice);
    if (sent !== undefined && sent !== order.terms && sent.orderType !== order.terms.orderType)
      return UNCHANGED;
    const { orderType } = order.terms;
    const instrument = this.#parts.instrumentsOf(order.intent.accountId).byId(order.intent.instrumentId);
    if (instrument === undefined) return undefined;
    if (orderType === 'SL-M' && code !== 'price') return this.#stopWithLimit(order, instrument);
    // A limit that somebody chose is theirs: it is never turned into a worse one. Stops that stand on the wrong side wait for their master.
    if (!order.atMarket || isStop(orderType)) return undefined;
    if (code !== 'price' && orderType !== 'MARKET') return undefined;
    return this.#atCap(order, instrument);
  }

  /** LIMIT at the cap; where the band is narrower than that, half as far with each refusal. */
  #atCap(order: Order, instrument: Instrument): OrderChange | undefined {
    const from = this.#parts.lastPrice(order);
    if (from === undefined) return undefined;
    const limitsRefused = order.terms.orderType === 'LIMIT' ? priceRefusals(order) : 0;
    const capPercent = this.#capPercent(order) / 2 ** limitsRefused;
    const price = capPrice({ part: 'exit', side: order.intent.side, from, capPercent }, instrument.tickSize);
    return { ...UNCHANGED, orderType: 'LIMIT', price };
  }

  #stopWithLimit(order: Order, instrument: Instrument): OrderChange | undefined {
    const { triggerPrice } = order.terms;
    if (triggerPrice === undefined) return undefined;
    const { side } = order.intent;
    const cap = { part: 'exit', side, from: triggerPrice, capPercent: this.#capPercent(order) } as const;
    return { ...UNCHANGED, orderType: 'SL', triggerPrice, price: capPrice(cap, instrument.tickSize) };
  }

  #capPercent(order: Order): number {
    return this.#parts.groups.of(order.intent.accountId)?.exitCapPercent ?? EXIT_CAP_PERCENT;
  }

  #tell(order: Order, { code, brokerText }: Refusal): void {
    // What only rests behind a protection is told, and tried again, by who placed it.
    if (order.intent.restingStop === true) return;
    const { userId, accountId, instrumentId, side } = order.intent;
    const text = `The broker refuses this exit (${side} ${order.terms.quantity} ${instrumentId}) as it is: ${brokerText} (${code})`;
    this.#parts.journal.record(userId, {
      type: 'alert-raised',
      code: 'exit-refused',
      accountId,
      text,
    });
  }
}

const UNCHANGED: OrderChange = {
  quantity: undefined,
  price: undefined,
  triggerPrice: undefined,
  orderType: undefined,
  validity: undefined,
};

/** Refusals since its broker last took a part of it: what goes on by pieces is getting on. */
function refusedInARow({ slices }: Order): number {
  const taken = slices.findLastIndex(
    ({ status, brokerOrderId, filled }) =>
      (brokerOrderId !== undefined && status !== 'rejected') || filled > 0,
  );
  return slices.slice(taken + 1).filter(({ status }) => status === 'rejected').length;
}

/** Refusals of limits: those that the order began with went at the market, if it did. */
function priceRefusals({ intent, slices }: Order): number {
  const from = intent.orderType === 'MARKET' ? intent.slices.length : 0;
  return slices.slice(from).filter((slice) => slice.refusal === 'price').length;
}
