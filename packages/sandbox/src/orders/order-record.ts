/** An order as the venue works on it, and its snapshots for readers and for storage. */
import type { Instant, OrderType, Price, Product, Side, Validity, Value } from '@copydesk/core';
import { NO_MARGIN } from '../books/margin.ts';
import type { Refusal } from '../venue/refusal.ts';
import type { VenueMargin } from '../venue/venue-books.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import {
  isFinalState,
  type MarketProtection,
  type VenueChange,
  type VenueOrder,
  type VenueOrderOrigin,
  type VenueOrderRow,
  type VenueState,
} from '../venue/venue-order.ts';

/** What is still to be done to an order, in turn. */
export type OrderJob =
  | { readonly kind: 'admit' }
  | { readonly kind: 'modify'; readonly change: VenueChange }
  | { readonly kind: 'cancel' };

/** One order, mutable. */
export interface OrderRecord {
  readonly broker: string;
  readonly client: string;
  readonly orderId: string;
  readonly sequence: number;
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly product: Product;
  readonly afterMarket: boolean;
  readonly tag: string | undefined;
  readonly origin: VenueOrderOrigin;
  readonly placedBy: string;
  readonly apiKey: string | undefined;
  readonly parentOrderId: string | undefined;
  readonly extra: Readonly<Record<string, string>>;
  readonly placedAt: Instant;
  requestedType: OrderType;
  orderType: OrderType;
  quantity: number;
  price: Price | undefined;
  triggerPrice: Price | undefined;
  validity: Validity;
  disclosedQuantity: number;
  marketProtection: MarketProtection | undefined;
  appliedProtection: number | undefined;
  state: VenueState;
  at: Instant;
  filledQuantity: number;
  filledValue: bigint;
  cancelledQuantity: number;
  refusal: Refusal | undefined;
  exchangeOrderId: string | undefined;
  exchangeAt: Instant | undefined;
  modifications: number;
  /** Oldest first. */
  rows: VenueOrderRow[];
  jobs: OrderJob[];
  /** A reason that a test set, to be met at the exchange. */
  forced: string | undefined;
  /** The exchange has it: it counts against margin and shares. */
  admitted: boolean;
  /** A stop that has triggered. */
  triggered: boolean;
  /** It has waited in the book: it fills at its own limit, no longer at the last price. */
  rested: boolean;
  /** The part that opens or adds; exits block nothing. */
  entryQuantity: number;
  /** The price at which the entry part is blocked. */
  marginPrice: Price | undefined;
  blocked: VenueMargin;
}

/** What has not been filled. */
export function openQuantity(record: OrderRecord): number {
  return record.quantity - record.filledQuantity;
}

/** Whether the order can still change. */
export function isLiving(record: OrderRecord): boolean {
  return !isFinalState(record.state);
}

/** Whether it is a stop that waits for its trigger. */
export function isWaitingStop(record: OrderRecord): boolean {
  return (record.orderType === 'SL' || record.orderType === 'SL-M') && !record.triggered;
}

/** The present terms and fills as a row of history. */
export function rowOf(record: OrderRecord): VenueOrderRow {
  return {
    state: record.state,
    at: record.at,
    orderType: record.orderType,
    quantity: record.quantity,
    price: record.price,
    triggerPrice: record.triggerPrice,
    validity: record.validity,
    disclosedQuantity: record.disclosedQuantity,
    filledQuantity: record.filledQuantity,
    filledValue: record.filledValue as Value,
    refusal: record.refusal,
    exchangeOrderId: record.exchangeOrderId,
    modifications: record.modifications,
  };
}

/** The order as it stands, or as it stood in an earlier row. */
export function snapshotOf(record: OrderRecord, row: VenueOrderRow = rowOf(record)): VenueOrder {
  return {
    ...row,
    broker: record.broker,
    client: record.client,
    orderId: record.orderId,
    sequence: record.sequence,
    instrument: record.instrument,
    side: record.side,
    product: record.product,
    requestedType: record.requestedType,
    marketProtection: record.marketProtection,
    appliedProtection: record.appliedProtection,
    afterMarket: record.afterMarket,
    tag: record.tag,
    origin: record.origin,
    placedBy: record.placedBy,
    apiKey: record.apiKey,
    parentOrderId: record.parentOrderId,
    extra: record.extra,
    placedAt: record.placedAt,
    exchangeAt: record.exchangeAt,
    cancelledQuantity: isFinalState(row.state) ? record.cancelledQuantity : 0,
  };
}

/** The order as it stood then; undefined when it was not there yet. */
export function snapshotAsOf(record: OrderRecord, asOf: Instant | undefined): VenueOrder | undefined {
  if (asOf === undefined) return snapshotOf(record);
  const row = record.rows.findLast((candidate) => candidate.at <= asOf);
  return row === undefined ? undefined : snapshotOf(record, row);
}

/** What is stored of an order: the instrument by id, nothing that follows from the rest. */
export function documentOf(record: OrderRecord): unknown {
  const { instrument, blocked: _blocked, ...rest } = record;
  return { ...rest, instrument: instrument.id };
}

/** The order of a stored document; its margin is blocked again by the caller. */
export function recordOf(document: unknown, recall: (id: string) => VenueInstrument): OrderRecord {
  const stored = document as Omit<OrderRecord, 'instrument' | 'blocked'> & { readonly instrument: string };
  return { ...stored, instrument: recall(stored.instrument), blocked: NO_MARGIN };
}
