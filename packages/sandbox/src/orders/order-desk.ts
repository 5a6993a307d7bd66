/**
 * Takes orders, changes and cancellations, and shows the day's book.
 *
 * Decides: what is refused at the gate, by the broker's rules. What is taken is stored before it is answered, and
 * walks on afterwards.
 */
import type { Instant, Price } from '@copydesk/core';
import { NO_MARGIN } from '../books/margin.ts';
import type { Refusal, RefusedAt } from '../venue/refusal.ts';
import type { OutsideOrder, VenueOrders } from '../venue/venue.ts';
import type { AsOf } from '../venue/venue-books.ts';
import type { ClientRef, VenueClient } from '../venue/venue-client.ts';
import type {
  OrderAnswer,
  VenueChange,
  VenueOrder,
  VenueOrderOrigin,
  VenueOrderRow,
  VenuePlacement,
  VenueTrade,
} from '../venue/venue-order.ts';
import type { Floor } from './floor.ts';
import { forcedRefusal } from './forced-refusal.ts';
import type { Matching } from './matching.ts';
import { brokerRefusals, exchangeRefusals, type OrderTerms } from './order-checks.ts';
import {
  isLiving,
  isWaitingStop,
  type OrderRecord,
  openQuantity,
  snapshotAsOf,
  snapshotOf,
} from './order-record.ts';
import { meansRefusals } from './shares-and-money.ts';
import { forcedContextOf, type StateWalk } from './state-walk.ts';
import { termsWith } from './terms.ts';

/** Reasons that no order can be taken with, whatever the broker's rules say: there would be no sensible row. */
const ALWAYS_AT_GATE: ReadonlySet<string> = new Set(['quantity', 'price', 'not-found', 'tag']);
/** What an order from the broker's own app is told at once; all else shows as a rejected order. */
const OUTSIDE_AT_GATE: ReadonlySet<string> = new Set([
  'quantity',
  'price',
  'not-found',
  'lot',
  'tick',
  'market-closed',
]);

/** What the desk works with. */
export interface OrderDeskParts {
  readonly floor: Floor;
  readonly walk: StateWalk;
  readonly matching: Matching;
  readonly commit: () => void;
}

/** The order desk of all brokers. */
export class OrderDesk implements VenueOrders {
  readonly #parts: OrderDeskParts;
  readonly #forced = new Map<string, { readonly reason: string; readonly at: RefusedAt }[]>();

  constructor(parts: OrderDeskParts) {
    this.#parts = parts;
  }

  place(ref: ClientRef, placement: VenuePlacement): OrderAnswer {
    const client = this.#parts.floor.client(ref);
    const forced = this.#takeForced(ref);
    const terms = termsOfPlacement(placement);
    const refusal =
      forced?.at === 'gate'
        ? this.#forcedRefusal(client, forced.reason, terms)
        : this.#atGate(client, placement, terms);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    const waits = this.#waits(client, placement);
    return this.#take(client, placement, {
      origin: 'api',
      placedBy: client.client,
      forced: forced?.reason,
      waits,
    });
  }

  placeOutside(ref: ClientRef, order: OutsideOrder): OrderAnswer {
    const { floor } = this.#parts;
    const client = floor.client(ref);
    const { placedBy, ...rest } = order;
    const placement: VenuePlacement = {
      ...rest,
      validity: order.validity ?? 'DAY',
      marketProtection: 'automatic',
    };
    const terms = termsOfPlacement(placement);
    const open = floor.parts.market.moment(order.instrument.segment).open;
    const refusals = exchangeRefusals(terms, floor.checkContext(client, order.instrument));
    if (!open && order.afterMarket !== true) {
      refusals.push({ reason: 'market-closed', segment: order.instrument.segment });
    }
    const refusal = refusals.find((candidate) => OUTSIDE_AT_GATE.has(candidate.reason));
    if (refusal !== undefined) return { kind: 'refused', refusal };
    return this.#take(client, placement, {
      origin: 'outside',
      placedBy: placedBy ?? client.client,
      forced: this.#takeForced(ref)?.reason,
      waits: !open,
    });
  }

  modify(ref: ClientRef, orderId: string, change: VenueChange): OrderAnswer {
    const { floor, walk, commit } = this.#parts;
    const record = this.#find(ref, orderId);
    if (record === undefined) return { kind: 'refused', refusal: { reason: 'not-found', what: 'order' } };
    const refusal = this.#changeRefusal(record, change);
    if (refusal !== undefined) return { kind: 'refused', refusal };
    record.modifications += 1;
    floor.keep(record);
    walk.add(record, { kind: 'modify', change });
    commit();
    return { kind: 'accepted', order: snapshotOf(record) };
  }

  cancel(ref: ClientRef, orderId: string): OrderAnswer {
    const record = this.#find(ref, orderId);
    if (record === undefined) return { kind: 'refused', refusal: { reason: 'not-found', what: 'order' } };
    if (!isLiving(record)) return { kind: 'refused', refusal: { reason: 'final', state: record.state } };
    this.#parts.walk.add(record, { kind: 'cancel' });
    this.#parts.commit();
    return { kind: 'accepted', order: snapshotOf(record) };
  }

  fill(broker: string, orderId: string, quantity: number, price?: Price): VenueOrder | undefined {
    const { floor, commit } = this.#parts;
    const record = floor.parts.index.find(broker, orderId);
    if (record === undefined || !record.admitted || !isLiving(record) || isWaitingStop(record))
      return undefined;
    const at = price ?? record.price ?? floor.parts.prices.last(record.instrument);
    floor.fill(record, Math.min(quantity, openQuantity(record)), at);
    if (record.validity === 'IOC' && isLiving(record)) {
      record.cancelledQuantity = openQuantity(record);
      floor.write(record, 'cancelled');
    }
    commit();
    return snapshotOf(record);
  }

  rejectNext(ref: ClientRef, reason: string, at: RefusedAt): void {
    const key = `${ref.broker}/${ref.client}`;
    this.#forced.set(key, [...(this.#forced.get(key) ?? []), { reason, at }]);
  }

  find(ref: ClientRef, orderId: string, asOf?: AsOf): VenueOrder | undefined {
    const record = this.#find(ref, orderId);
    return record === undefined ? undefined : snapshotAsOf(record, asOf);
  }

  list(ref: ClientRef, asOf?: AsOf): readonly VenueOrder[] {
    return shown(this.#parts.floor.parts.index.of(ref), asOf);
  }

  tagged(ref: ClientRef, tag: string, asOf?: AsOf): readonly VenueOrder[] {
    return shown(this.#parts.floor.parts.index.tagged(ref, tag), asOf);
  }

  history(ref: ClientRef, orderId: string, asOf?: AsOf): readonly VenueOrderRow[] | undefined {
    const record = this.#find(ref, orderId);
    if (record === undefined) return undefined;
    const rows = asOf === undefined ? [...record.rows] : record.rows.filter((row) => row.at <= asOf);
    return rows.length === 0 ? undefined : rows;
  }

  trades(ref: ClientRef, orderId?: string, asOf?: AsOf): readonly VenueTrade[] {
    return this.#parts.floor.parts.accounts
      .trades(ref)
      .filter(
        (trade) =>
          (orderId === undefined || trade.orderId === orderId) && (asOf === undefined || trade.at <= asOf),
      );
  }

  #find(ref: ClientRef, orderId: string): OrderRecord | undefined {
    const record = this.#parts.floor.parts.index.find(ref.broker, orderId);
    return record?.client === ref.client ? record : undefined;
  }

  #takeForced(ref: ClientRef): { readonly reason: string; readonly at: RefusedAt } | undefined {
    return this.#forced.get(`${ref.broker}/${ref.client}`)?.shift();
  }

  #forcedRefusal(client: VenueClient, reason: string, terms: OrderTerms): Refusal {
    const { instrument, side, marketProtection } = terms;
    const about = { broker: client.broker, client: client.client, instrument, side, marketProtection };
    return forcedRefusal(reason, terms, forcedContextOf(this.#parts.floor, about));
  }

  #atGate(client: VenueClient, placement: VenuePlacement, terms: OrderTerms): Refusal | undefined {
    const { floor } = this.#parts;
    const context = floor.checkContext(client, placement.instrument);
    const isAtGate = atGateBy(context.rules);
    const plain = [
      ...brokerRefusals(terms, context),
      ...exchangeRefusals(terms, context),
      ...this.#hoursRefusals(client, placement),
    ];
    const shown = plain.find(isAtGate);
    // Money and shares are counted only for orders that are otherwise sound: absurd quantities have no margin.
    if (shown !== undefined || plain.length > 0) return shown;
    return meansRefusals(terms, 0, 0n, floor.means(client, terms, undefined)).find(isAtGate);
  }

  #hoursRefusals(client: VenueClient, { instrument, afterMarket }: VenuePlacement): Refusal[] {
    const { floor } = this.#parts;
    if (floor.rules(client.broker).afterMarket === 'by-session') return [];
    const { segment } = instrument;
    const open = floor.parts.market.moment(segment).open;
    if (open && afterMarket === true) return [{ reason: 'after-market', segment }];
    return !open && afterMarket !== true ? [{ reason: 'market-closed', segment }] : [];
  }

  #waits(client: VenueClient, { instrument, afterMarket }: VenuePlacement): boolean {
    const { floor } = this.#parts;
    if (floor.parts.market.moment(instrument.segment).open) return false;
    return floor.rules(client.broker).afterMarket === 'by-session' || afterMarket === true;
  }

  #changeRefusal(record: OrderRecord, change: VenueChange): Refusal | undefined {
    const { floor } = this.#parts;
    if (!isLiving(record)) return { reason: 'final', state: record.state };
    const client = floor.client(record);
    const context = floor.checkContext(client, record.instrument);
    const limit = context.rules.modificationsPerOrder;
    if (limit !== undefined && record.modifications >= limit) return { reason: 'modifications', limit };
    const terms = termsWith(record, change);
    if (terms.quantity <= record.filledQuantity) return { reason: 'quantity', quantity: terms.quantity };
    const isAtGate = atGateBy(context.rules);
    return [...brokerRefusals(terms, context), ...exchangeRefusals(terms, context)].find(
      (refusal) => isAtGate(refusal) && !(refusal.reason === 'trigger' && record.triggered),
    );
  }

  #take(
    client: VenueClient,
    placement: VenuePlacement,
    how: { origin: VenueOrderOrigin; placedBy: string; forced: string | undefined; waits: boolean },
  ): OrderAnswer {
    const { floor, walk, commit } = this.#parts;
    const at = floor.parts.clock.now();
    const record = this.#record(client, placement, at);
    record.forced = how.forced;
    const made: OrderRecord = {
      ...record,
      origin: how.origin,
      placedBy: how.placedBy,
      afterMarket: how.waits,
    };
    floor.parts.list.remember(placement.instrument);
    floor.parts.index.add(made);
    floor.write(made, how.waits ? 'after-market-received' : 'received');
    walk.add(made, { kind: 'admit' });
    commit();
    return { kind: 'accepted', order: snapshotOf(made) };
  }

  #record(client: VenueClient, placement: VenuePlacement, at: Instant): OrderRecord {
    const { floor } = this.#parts;
    const { broker } = client;
    const terms = termsOfPlacement(placement);
    return {
      ...terms,
      broker,
      client: client.client,
      orderId: floor.rules(broker).ids.orderId(at, floor.parts.sequences.next('order')),
      sequence: floor.parts.index.of(client).length + 1,
      requestedType: placement.orderType,
      afterMarket: false,
      origin: 'api',
      placedBy: client.client,
      apiKey: placement.apiKey,
      parentOrderId: placement.parentOrderId,
      extra: placement.extra ?? {},
      placedAt: at,
      appliedProtection: undefined,
      state: 'received',
      at,
      filledQuantity: 0,
      filledValue: 0n,
      cancelledQuantity: 0,
      refusal: undefined,
      exchangeOrderId: undefined,
      exchangeAt: undefined,
      modifications: 0,
      rows: [],
      jobs: [],
      forced: undefined,
      admitted: false,
      triggered: false,
      rested: false,
      entryQuantity: 0,
      marginPrice: undefined,
      blocked: NO_MARGIN,
    };
  }
}

function atGateBy(rules: { readonly refusedAt: Readonly<Partial<Record<string, RefusedAt>>> }) {
  return (refusal: Refusal): boolean =>
    ALWAYS_AT_GATE.has(refusal.reason) || rules.refusedAt[refusal.reason] !== 'exchange';
}

/** A price that the order type does not use is dropped: brokers ignore it, and so do the checks. */
function termsOfPlacement(placement: VenuePlacement): OrderTerms {
  const { orderType } = placement;
  const limited = orderType === 'LIMIT' || orderType === 'SL';
  const stopped = orderType === 'SL' || orderType === 'SL-M';
  return {
    instrument: placement.instrument,
    side: placement.side,
    quantity: placement.quantity,
    orderType,
    product: placement.product,
    validity: placement.validity,
    price: limited ? placement.price : undefined,
    triggerPrice: stopped ? placement.triggerPrice : undefined,
    disclosedQuantity: placement.disclosedQuantity ?? 0,
    marketProtection: placement.marketProtection,
    tag: placement.tag,
  };
}

function shown(records: readonly OrderRecord[], asOf: AsOf): readonly VenueOrder[] {
  return records.flatMap((record) => snapshotAsOf(record, asOf) ?? []);
}
