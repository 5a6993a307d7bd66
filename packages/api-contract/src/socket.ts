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
import { timestamp } from './primitives.ts';

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
  beat: beatMessage,
  resync: resyncMessage,
} as const;

/** What a client may say in the handshake, besides its cookie. */
export const socketAuth = z.object({
  token: z.optional(z.string()),
  lastEventId: z.optional(z.number().check(z.int(), z.minimum(0))),
});

export type SocketMessages = {
  readonly [K in keyof typeof SOCKET_MESSAGES]: z.output<(typeof SOCKET_MESSAGES)[K]>;
};
export type OrderMessage = SocketMessages['order'];
export type PositionMessage = SocketMessages['position'];
export type AccountMessage = SocketMessages['account'];
export type GroupMessage = SocketMessages['group'];
export type AlertMessage = SocketMessages['alert'];
export type BeatMessage = SocketMessages['beat'];
export type ResyncMessage = SocketMessages['resync'];
