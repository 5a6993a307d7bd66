/**
 * The life of an order as one table.
 *
 * Decides: which signal leads from which status to which. Keeps I2 (nothing vanishes) and the rule that a terminal
 * status is final. Leaves to others: quantities (a fill that arrives after `cancelled` raises the filled quantity and
 * moves the position, while the status stays).
 */
export const ORDER_STATUSES = [
  'created',
  'journaled',
  'sending',
  'uncertain',
  'accepted',
  'working',
  'partly-filled',
  'denied',
  'filled',
  'cancelled',
  'rejected',
  'expired',
] as const;

/** Where an order stands. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const ORDER_SIGNALS = [
  'deny',
  'journal',
  'send',
  'give-up',
  'not-sent',
  'accept',
  'refuse',
  'lose',
  'rest',
  'fill-part',
  'fill-all',
  'cancel',
  'expire',
  'prove-absent',
] as const;

/** What was learned about an order. */
export type OrderSignal = (typeof ORDER_SIGNALS)[number];

type TransitionTable = Readonly<Record<OrderStatus, Readonly<Partial<Record<OrderSignal, OrderStatus>>>>>;

// biome-ignore format: everything about order life on one screen
export const ORDER_TRANSITIONS: TransitionTable = {
  created:         { deny: 'denied', journal: 'journaled' },
  journaled:       { send: 'sending', cancel: 'cancelled', 'give-up': 'denied' }, // still in its lane: cancelled or overtaken; an entry too old, its account lost
  sending:         { accept: 'accepted', 'not-sent': 'journaled',                 // proven: no order can exist, the lane may send again
                     refuse: 'rejected', lose: 'uncertain', rest: 'working',      // the stream can outrun the HTTP answer
                     'fill-part': 'partly-filled', 'fill-all': 'filled', cancel: 'cancelled' }, // an IOC remainder is cancelled at once
  uncertain:       { accept: 'accepted', refuse: 'rejected', rest: 'working', 'fill-part': 'partly-filled', 'fill-all': 'filled',
                     cancel: 'cancelled', expire: 'expired', 'prove-absent': 'journaled' },     // exits are sent again by themselves, entries while young
  accepted:        { rest: 'working', 'fill-part': 'partly-filled', 'fill-all': 'filled',
                     refuse: 'rejected', cancel: 'cancelled', expire: 'expired' },              // the exchange may refuse after the broker accepted
  working:         { 'fill-part': 'partly-filled', 'fill-all': 'filled', cancel: 'cancelled', expire: 'expired', refuse: 'rejected' },
  'partly-filled': { 'fill-part': 'partly-filled', 'fill-all': 'filled', cancel: 'cancelled', expire: 'expired', refuse: 'rejected' }, // the filled part stays
  denied: {}, filled: {}, cancelled: {}, rejected: {}, expired: {},               // final
};

/** Repeated, late and out-of-order signals leave the status alone. */
export function step(from: OrderStatus, signal: OrderSignal): OrderStatus {
  return ORDER_TRANSITIONS[from][signal] ?? from;
}

/** Asked of every slice at every event, so the table is looked through once. */
const FINAL: ReadonlySet<OrderStatus> = new Set(
  ORDER_STATUSES.filter((status) => Object.keys(ORDER_TRANSITIONS[status]).length === 0),
);

/** Whether no signal leads out. */
export function isFinal(status: OrderStatus): boolean {
  return FINAL.has(status);
}
