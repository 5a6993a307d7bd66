/**
 * What the server says over the socket.
 *
 * Decides: the messages and their order. Each journaled event has one `eventId` (a sequence per user without gaps)
 * and is told in one or more messages, one after the other; all but the last carry `more: true`. A client applies a
 * message when its `eventId` is the last one seen plus one, or equal to it while `more` was announced; an older one
 * is dropped, a later one is a gap, and `resync` says to read the lists again.
 */
import * as z from 'zod/mini';
import { account } from './accounts.ts';
import { divergence } from './divergences.ts';
import { group } from './groups.ts';
import { childOrder, order } from './orders.ts';
import { position } from './positions.ts';
import { quantity, rupees, text, timestamp } from './primitives.ts';
import { environment, product } from './words.ts';

const told = {
  eventId: z.number(),
  at: timestamp,
  /** Another message of the same event follows at once. */
  more: z.boolean(),
  /** The journaled event that caused it. */
  type: z.string(),
};

/** The order that changed; for a child's also its row in the master's `childOrders`. */
export const orderMessage = z.object({
  ...told,
  /** Null for a child that got no order (skipped, held). A child's order is shown without children. */
  order: z.nullable(order),
  parentOrderId: z.nullable(z.string()),
  child: z.nullable(childOrder),
});

/** The position that changed, with its children when the account is a master. */
export const positionMessage = z.object({ ...told, position });

/** The account that changed; null when it was removed. */
export const accountMessage = z.object({
  ...told,
  accountId: z.string(),
  account: z.nullable(account),
});

/** The group that changed; null when it was removed. */
export const groupMessage = z.object({ ...told, groupId: z.string(), group: z.nullable(group) });

/** The divergence that changed; null when it is no longer kept. */
export const divergenceMessage = z.object({
  ...told,
  divergenceId: z.string(),
  divergence: z.nullable(divergence),
});

export const alertMessage = z.object({
  ...told,
  code: z.string(),
  accountId: z.nullable(z.string()),
  account: z.nullable(z.string()),
  text: z.string(),
});

const depthLevels = z.array(z.object({ quantity: z.number(), price: rupees, orders: z.number() }));

/**
 * One tick of an instrument that was subscribed to, in the words of brokers' feeds. It has no `eventId`: what was missed is
 * over. Null is what its mode or its broker does not tell.
 */
export const marketDataMessage = z.object({
  instrument_id: z.string(),
  /** Where it trades: the sandbox's price of an instrument is another one than that of live money. */
  environment,
  /** False for an index. */
  tradable: z.boolean(),
  mode: z.enum(['ltp', 'quote', 'full']),
  /** Kite's number of today, else the Upstox key; null when no list has it. */
  instrument_token: z.nullable(z.union([z.number(), z.string()])),
  last_price: rupees,
  last_traded_quantity: z.nullable(z.number()),
  average_traded_price: z.nullable(rupees),
  volume_traded: z.nullable(z.number()),
  total_buy_quantity: z.nullable(z.number()),
  total_sell_quantity: z.nullable(z.number()),
  /** `close` is the previous one. */
  ohlc: z.nullable(
    z.object({
      open: z.nullable(rupees),
      high: z.nullable(rupees),
      low: z.nullable(rupees),
      close: z.nullable(rupees),
    }),
  ),
  /** Per cent of the previous close. */
  change: z.nullable(z.number()),
  last_trade_time: z.nullable(timestamp),
  exchange_timestamp: z.nullable(timestamp),
  oi: z.nullable(z.number()),
  oi_day_high: z.nullable(z.number()),
  oi_day_low: z.nullable(z.number()),
  /** The best levels of both sides, best first; empty ones are left out. */
  depth: z.nullable(z.object({ buy: depthLevels, sell: depthLevels })),
  /** No longer a price of now: its feed is down or late, and no quote was read a moment ago. */
  stale: z.boolean(),
});

const profits = {
  /** Since entry; null without a last price, or when nobody knows what a carried quantity cost. */
  pnl: z.nullable(rupees),
  /** Mark to market: of the day, what was carried from the previous close. */
  dayPnl: z.nullable(rupees),
  realisedPnL: z.nullable(rupees),
  unrealisedPnL: z.nullable(rupees),
  /** Something in it is counted at a price that is none of now. */
  stale: z.boolean(),
};

/** What a position makes now. */
export const positionPnl = z.object({
  accountId: z.string(),
  instrumentId: z.string(),
  product,
  /** The quantity that the figures are of, signed. */
  netQty: quantity,
  ltp: z.nullable(rupees),
  ...profits,
});

/** What all positions of an account make now. */
export const accountPnl = z.object({
  accountId: z.string(),
  account: z.string(),
  ...profits,
  /** How many of its positions are not in `dayPnl`, because a price is not known. */
  uncounted: z.number(),
});

/**
 * Profits that changed, as they stand now: positions and accounts of the signed-in user. All of them at first. It has no
 * `eventId`: what was missed is over. It comes four times a second at most.
 */
export const pnlMessage = z.object({
  at: timestamp,
  positions: z.array(positionPnl),
  accounts: z.array(accountPnl),
});

/**
 * What `subscribe` and `unsubscribe` take: canonical ids, or what a broker's feed calls an instrument today (all digits: Kite's
 * instrument token; with `|`: an Upstox key).
 */
const instruments = z.union([text(100), z.array(text(100)).check(z.maxLength(3_000))]);

/** The same in an environment that is named; otherwise it is the one of the connection (`socketAuth`). */
export const subscription = z.union([instruments, z.strictObject({ environment, instruments })]);

/** What they answer, where the client gives a function to answer with. What is known is done, whatever else is not. */
export const marketAck = z.object({
  /** Canonical ids of what was understood, in the order in which it was named. */
  instruments: z.array(z.string()),
  /** What was not, by JSON Pointer into what was sent. */
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
});

/** Every two seconds: the server's time, and the last event of the user. */
export const beatMessage = z.object({ at: timestamp, epochMs: z.number(), eventId: z.number() });

/** What was missed is no longer held: read the lists again, then apply what comes after `eventId`. */
export const resyncMessage = z.object({ eventId: z.number() });

/** Every message of the server by its name. */
export const SOCKET_MESSAGES = {
  order: orderMessage,
  position: positionMessage,
  account: accountMessage,
  group: groupMessage,
  divergence: divergenceMessage,
  alert: alertMessage,
  marketData: marketDataMessage,
  pnl: pnlMessage,
  beat: beatMessage,
  resync: resyncMessage,
} as const;

/** What a client may say in the handshake, besides its cookie. */
export const socketAuth = z.object({
  token: z.optional(z.string()),
  lastEventId: z.optional(z.number().check(z.int(), z.minimum(0))),
  /**
   * Where prices are listened to, unless a subscription names it. Counts for a person with accounts in both, who otherwise
   * hears those of live money.
   */
  environment: z.optional(environment),
});

export type SocketMessages = {
  readonly [K in keyof typeof SOCKET_MESSAGES]: z.output<(typeof SOCKET_MESSAGES)[K]>;
};
export type OrderMessage = SocketMessages['order'];
export type PositionMessage = SocketMessages['position'];
export type AccountMessage = SocketMessages['account'];
export type GroupMessage = SocketMessages['group'];
export type AlertMessage = SocketMessages['alert'];
export type MarketDataMessage = SocketMessages['marketData'];
export type PnlMessage = SocketMessages['pnl'];
export type PositionPnl = z.output<typeof positionPnl>;
export type AccountPnl = z.output<typeof accountPnl>;
export type MarketAck = z.output<typeof marketAck>;
export type BeatMessage = SocketMessages['beat'];
export type ResyncMessage = SocketMessages['resync'];
