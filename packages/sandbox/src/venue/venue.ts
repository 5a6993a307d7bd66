/**
 * An exchange and its brokers without money. Faces, the control server and tests in process all use this.
 *
 * Keeps: exact money, and (with a data directory) that an answer goes out only after what it says is in the operation
 * log. Leaves to the faces: everything on the wire.
 */
import type { OrderType, Price, Product, Side, Validity } from '@copydesk/core';
import type { BrokerRules } from './broker-rules.ts';
import type { Gate } from './gate.ts';
import type { RefusalReason, RefusedAt } from './refusal.ts';
import type {
  AsOf,
  BookAnswer,
  Conversion,
  MarginQuestion,
  VenueFunds,
  VenueHolding,
  VenueMargin,
  VenuePosition,
} from './venue-books.ts';
import type { ClientRef, VenueClients, VenueSessions } from './venue-client.ts';
import type { VenueEvents } from './venue-events.ts';
import type { VenueInstrument } from './venue-instrument.ts';
import type { VenueClock, VenueInstruments, VenueMarket, VenueTimes } from './venue-market.ts';
import type {
  OrderAnswer,
  VenueChange,
  VenueOrder,
  VenueOrderRow,
  VenuePlacement,
  VenueTrade,
} from './venue-order.ts';

/** An order from elsewhere than a face: the broker's own app, a dealer, a closing run. */
export interface OutsideOrder {
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly quantity: number;
  readonly orderType: OrderType;
  readonly product: Product;
  readonly validity?: Validity | undefined;
  readonly price?: Price | undefined;
  readonly triggerPrice?: Price | undefined;
  readonly afterMarket?: boolean | undefined;
  readonly tag?: string | undefined;
  /** Whatever the face wants kept with the order. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  /** Default: the client. */
  readonly placedBy?: string | undefined;
}

/** Orders and trades of the day. */
export interface VenueOrders {
  /** Takes or refuses. Taken means `received`: the state machine runs after the answer. */
  place(ref: ClientRef, placement: VenuePlacement): OrderAnswer;
  modify(ref: ClientRef, orderId: string, change: VenueChange): OrderAnswer;
  cancel(ref: ClientRef, orderId: string): OrderAnswer;
  /** The client trades in the broker's own app: no gate, no market protection needed. */
  placeOutside(ref: ClientRef, order: OutsideOrder): OrderAnswer;
  /** A working order fills by `quantity`, at most by what is left, at `price` or its limit or the last price. Undefined: no such working order. */
  fill(broker: string, orderId: string, quantity: number, price?: Price): VenueOrder | undefined;
  /** The next order of the client is refused for this reason. */
  rejectNext(ref: ClientRef, reason: RefusalReason | (string & {}), at: RefusedAt): void;
  find(ref: ClientRef, orderId: string, asOf?: AsOf): VenueOrder | undefined;
  /** Today's book, oldest first. */
  list(ref: ClientRef, asOf?: AsOf): readonly VenueOrder[];
  /** Today's orders with this tag, oldest first. */
  tagged(ref: ClientRef, tag: string, asOf?: AsOf): readonly VenueOrder[];
  /** Every row of one order, oldest first; undefined when there is no such order. */
  history(ref: ClientRef, orderId: string, asOf?: AsOf): readonly VenueOrderRow[] | undefined;
  /** Today's trades, oldest first, optionally of one order. */
  trades(ref: ClientRef, orderId?: string, asOf?: AsOf): readonly VenueTrade[];
}

/** Positions, holdings, money. */
export interface VenueBooks {
  positions(ref: ClientRef, asOf?: AsOf): readonly VenuePosition[];
  convert(ref: ClientRef, conversion: Conversion): BookAnswer;
  holdings(ref: ClientRef, asOf?: AsOf): readonly VenueHolding[];
  /** The person authorised sales at the depository for today; without `items` everything held. */
  authorise(ref: ClientRef, items?: readonly { readonly isin: string; readonly quantity: number }[]): void;
  funds(ref: ClientRef): VenueFunds;
  margin(question: MarginQuestion): VenueMargin;
  /** The margin of several orders together: bought legs are not set against sold ones. */
  basketMargin(questions: readonly MarginQuestion[]): VenueMargin;
}

/** The venue. */
export interface Venue {
  readonly clock: VenueClock;
  readonly instruments: VenueInstruments;
  readonly clients: VenueClients;
  readonly sessions: VenueSessions;
  readonly orders: VenueOrders;
  readonly books: VenueBooks;
  readonly market: VenueMarket;
  readonly times: VenueTimes;
  readonly events: VenueEvents;
  readonly gate: Gate;
  /** The brokers it carries, with their rules. */
  readonly brokers: ReadonlyMap<string, BrokerRules>;
  /** Whether rate windows are lifted (bench). */
  readonly unlimitedRates: boolean;
  /** Stops timers and closes the operation log. */
  close(): void;
}
