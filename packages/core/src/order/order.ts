/**
 * One order of the desk with its slices, as the journal's events leave it.
 *
 * Decides: what the whole is, given its slices. Leaves to others: which event leads where (`order-status.ts`).
 */
import type { BrokerOrderId, ClientOrderId } from '../broker/broker-id.ts';
import type { RefusalCode } from '../broker/outcome.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { SkippedChild } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Price } from '../money/price.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import { type Instant, istDate } from '../ports/clock.ts';
import type { OrderId } from './order-id.ts';
import type { ExitRule, OrderIntent } from './order-intent.ts';
import { isFinal, type OrderStatus } from './order-status.ts';
import type { OrderType, Validity } from './order-terms.ts';

/** One order at the broker. */
export interface Slice {
  readonly index: number;
  /** The first of those that were decided together with it. */
  readonly since: number;
  readonly clientOrderId: ClientOrderId;
  quantity: Quantity;
  status: OrderStatus;
  brokerOrderId: BrokerOrderId | undefined;
  filled: Quantity;
  averagePrice: Price | undefined;
  /** Why it ended without being filled, in our words. */
  reason: SkipReason | undefined;
  refusal: RefusalCode | undefined;
  brokerText: string | undefined;
  /** From when its age counts at the earliest: its order's, or when a change of that added it. */
  readonly addedAt: Instant;
  sentMonotonicMs: number | undefined;
  /** When it left last, unless it came back. */
  sentAt: Instant | undefined;
  ackMs: number | undefined;
  /** When an uncertain slice will be settled at the latest. */
  certainBy: Instant | undefined;
  /** A status word of the broker that no table knows, as last seen. */
  unknownStatus: string | undefined;
  /** It makes way for another one of its order: to be cancelled, whatever the order as a whole becomes. */
  unwanted: boolean;
  /** What its broker is known to have of the order's terms: a change reaches one slice after the other. */
  carries: CarriedTerms;
  /** A modification was asked for and nobody has answered it for this slice. */
  changeOpen: boolean;
  /** Its answer was lost: only the book can say whether it took effect. */
  changeLost: boolean;
  /**
   * The largest it may be at its broker while no row has shown how large: what it was before a change to less that its broker has answered
   * for (the answer only says that the change was taken, and an order that fills in that moment fills as it was), or what a change asks for
   * that nobody had answered when other slices were to make up the size.
   */
  before: Quantity | undefined;
}

/** The terms in which slices of one order may differ while it is being changed. */
export type CarriedTerms = Pick<OrderTerms, 'price' | 'triggerPrice' | 'orderType'>;

/** What an order asks for now; a modification replaces it. */
export interface OrderTerms {
  readonly quantity: Quantity;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly orderType: OrderType;
  readonly validity: Validity;
}

/** A child's part that waits for another order of the same instrument. */
export interface HeldPart {
  readonly accountId: OrderIntent['accountId'];
  readonly part: 'entry' | 'exit';
  readonly behind: OrderId;
}

/** That an order had filled so much, and when that was written down. */
export interface FillTold extends Pick<JournalEntry, 'eventId' | 'at'> {
  readonly filled: Quantity;
  /** When it happened at the exchange, where it is known to have been earlier. */
  readonly happenedAt: Instant;
}

/** An order and everything known about it. Owned by `OrderBook`, and changed by it only, with `changed-terms.ts` and `slice-events.ts`. */
export interface Order {
  readonly intent: OrderIntent;
  /** Journal number of the entry that decided it, or by which it was adopted. */
  readonly decidedAt: number;
  /** Journal number of the last entry that asked for its end, other terms, or the end of a slice. */
  changeDecidedAt: number;
  slices: Slice[];
  terms: OrderTerms;
  /** For a master's exit, what its children compute their quantity from. */
  exitRule: ExitRule | undefined;
  /** How much of its quantity brings the position towards zero; a change across zero moves it. */
  exitQuantity: Quantity;
  /** While it is brought to another size: the most of it that closed since it was last of one size. What fills meanwhile may be that. */
  mayHaveClosed: Quantity;
  /** It is wanted at the market: a limit that it has was set by the desk, and follows the market where it is an exit. */
  atMarket: boolean;
  /** What it was to come to before it was last brought to another size or to other slices; undefined while it never was. */
  sizeBefore: Quantity | undefined;
  /** What positions have shown it to have filled without anybody telling (`reconcile/unseen-exits.ts`). */
  takenUnseen: Quantity;
  /** Its slices are being brought to another size (`change/order-fit.ts`): it is not final, whatever they are. */
  fitting: boolean;
  /** A person, or the master, asked for its end: whatever is found alive is cancelled. */
  cancelWanted: boolean;
  modifications: number;
  /** When the broker was first seen to have it, and whether it told so itself. */
  acceptedAt: Instant | undefined;
  acceptedByAnswer: boolean;
  /** While modifications are not answered: what its broker has, then what each of them but the last asked for. */
  askedFrom: readonly Pick<Order, 'terms' | 'exitRule' | 'exitQuantity' | 'atMarket'>[];
  /** When its terms were last asked to change, or taken by its broker: rows read shortly after may still show the old ones. */
  changedAt: Instant | undefined;
  updatedAt: Instant;
  /** Whether the children's intents are journaled. */
  fannedOut: boolean;
  readonly childIds: OrderId[];
  skipped: SkippedChild[];
  held: HeldPart[];
  /** Every entry of the journal about it and its children, oldest first. */
  readonly timeline: JournalEntry[];
}

/** A new order as its intent says, decided by the entry of that journal number. */
export function openOrder(intent: OrderIntent, status: OrderStatus, decidedAt: number): Order {
  return {
    intent,
    decidedAt,
    changeDecidedAt: decidedAt,
    slices: slicesOf(intent.slices, intent, { status, from: 0, at: intent.agesFrom ?? intent.placedAt }),
    terms: {
      quantity: intent.quantity,
      price: intent.price,
      triggerPrice: intent.triggerPrice,
      orderType: intent.orderType,
      validity: intent.validity,
    },
    exitRule: intent.exitRule,
    exitQuantity: intent.exitQuantity,
    mayHaveClosed: intent.exitQuantity,
    atMarket: intent.atMarket === true || intent.orderType === 'MARKET',
    sizeBefore: undefined,
    takenUnseen: NONE,
    fitting: false,
    cancelWanted: false,
    modifications: 0,
    acceptedAt: undefined,
    acceptedByAnswer: false,
    askedFrom: [],
    changedAt: undefined,
    updatedAt: intent.placedAt,
    fannedOut: false,
    childIds: [],
    skipped: [],
    held: [],
    timeline: [],
  };
}

/** Fresh slices of the given terms, numbered from `from`. */
export function slicesOf(
  intents: OrderIntent['slices'],
  { price, triggerPrice, orderType }: CarriedTerms,
  { status, from, at }: { readonly status: OrderStatus; readonly from: number; readonly at: Instant },
): Slice[] {
  return intents.map((slice, index) => ({
    index: from + index,
    since: from,
    clientOrderId: slice.clientOrderId,
    quantity: slice.quantity,
    status,
    brokerOrderId: undefined,
    filled: NONE,
    averagePrice: undefined,
    reason: undefined,
    refusal: undefined,
    brokerText: undefined,
    addedAt: at,
    sentMonotonicMs: undefined,
    sentAt: undefined,
    ackMs: undefined,
    certainBy: undefined,
    unknownStatus: undefined,
    unwanted: false,
    carries: { price, triggerPrice, orderType },
    changeOpen: false,
    changeLost: false,
    before: undefined,
  }));
}

/** Whether a modification of it was asked for that is not answered for each of its slices. */
export function isChangeOpen({ slices }: Order): boolean {
  return slices.some((slice) => slice.changeOpen && !isFinal(slice.status));
}

/** What all slices filled together. */
export function filledOf(order: Order): Quantity {
  return order.slices.reduce((sum, slice) => sum + slice.filled, 0) as Quantity;
}

/** How the fills of an order, or of one of its copies, came about: what all slices had filled together after each, oldest first. */
export function fillsOf({ timeline, intent }: Order, copy?: Order): readonly FillTold[] {
  const { orderId } = copy?.intent ?? intent;
  const totals = new Map<number, number>();
  const fills: FillTold[] = [];
  for (const { eventId, at, event } of timeline) {
    if (event.type !== 'order-filled' || event.orderId !== orderId) continue;
    totals.set(event.slice, Math.max(event.filledTotal, totals.get(event.slice) ?? NONE));
    const filled = [...totals.values()].reduce((sum, one) => sum + one, 0) as Quantity;
    if (filled > (fills.at(-1)?.filled ?? NONE))
      fills.push({ eventId, at, filled, happenedAt: event.filledAt ?? at });
  }
  return fills;
}

/** What may still fill: the open rest of every slice that is not final, uncertain ones included. */
export function livingRestOf(order: Order): Quantity {
  // Until its broker has said which, a modification counts with the larger quantity.
  const asked = order.slices.length === 1 && isChangeOpen(order) ? mostAsked(order) : NONE;
  return order.slices.reduce(
    (sum, { status, quantity, filled }) =>
      isFinal(status) ? sum : sum + Math.max(0, Math.max(quantity, asked) - filled),
    0,
  ) as Quantity;
}

/** The largest size that was asked for and may be at its broker: while several modifications are not answered, each of them may have been taken. */
export function mostAsked({ terms, askedFrom }: Order): Quantity {
  return askedFrom.reduce(
    (most, asked) => Math.max(most, asked.terms.quantity),
    terms.quantity as number,
  ) as Quantity;
}

/** What may still fill as it is wanted now: what lives, and while it is fitted what is to take the place of slices that leave. */
export function restToCome(order: Order): Quantity {
  const living = livingRestOf(order);
  if (!order.fitting || order.cancelWanted) return living;
  return Math.max(living, order.terms.quantity - filledOf(order)) as Quantity;
}

/** What may still fill at the most: also what changes to less have taken away that no row shows as gone. */
export function mostThatMayFill(order: Order): Quantity {
  const taken = order.slices.reduce(
    (sum, slice) => sum + (isFinal(slice.status) ? 0 : mostOf(slice) - slice.quantity),
    0,
  );
  return Math.max(livingRestOf(order) + taken, restToCome(order)) as Quantity;
}

/** The largest size that its broker may have of it. */
export function mostOf({ quantity, before }: Slice): Quantity {
  return Math.max(quantity, before ?? NONE) as Quantity;
}

/** Whether a part of it filled that had ended here without ever being known at its broker: given up, or cancelled while unknown. */
export function filledAfterItsEnd(order: Order): boolean {
  return order.slices.some(
    ({ filled, status, reason }) =>
      // What a broker ends has no reason of ours.
      filled > 0 && (status === 'denied' || (status === 'cancelled' && reason !== undefined)),
  );
}

/** Whether it is of an earlier day, and so over whatever became of it; one for after the market may be of this day. */
export function isOfEarlierDay({ intent }: Order, now: Instant): boolean {
  return !intent.afterMarket && istDate(intent.placedAt) < istDate(now);
}

/** Whether nothing more can happen to it but a late fill. */
export function isOrderFinal(order: Order): boolean {
  return !order.fitting && order.slices.every((slice) => isFinal(slice.status));
}

/** What the order comes to when nothing more is changed: fills of what ended, the whole of what lives. */
export function sizeOf(order: Order): Quantity {
  return order.slices.reduce(
    (sum, slice) => sum + (isFinal(slice.status) ? slice.filled : slice.quantity),
    0,
  ) as Quantity;
}

/** Whether the slice takes the place of another one of its order, which is no more with it than it was before. */
export function isReplacement(order: Order, { since }: Slice): boolean {
  return since > 0 && order.sizeBefore !== undefined && sizeOf(order) <= order.sizeBefore;
}

/** What the order does to the position as it is wanted now. */
export function partOf(order: Order): OrderIntent['part'] {
  if (order.exitQuantity === 0) return 'entry';
  return order.exitQuantity >= order.terms.quantity ? 'exit' : 'both';
}

/** Statuses of a living order, the one that a trader must see first in front. */
const LIVING: readonly OrderStatus[] = ['uncertain', 'sending', 'working', 'accepted', 'journaled'];

/** The status of the whole: sums over the slices. */
export function statusOf(order: Order): OrderStatus {
  const [only] = order.slices;
  if (order.fitting && order.slices.every((slice) => isFinal(slice.status))) return 'journaled';
  if (order.slices.length === 1 && only !== undefined) return only.status;
  const filled = filledOf(order);
  for (const status of LIVING) {
    if (!order.slices.some((slice) => slice.status === status)) continue;
    return filled > 0 && status !== 'uncertain' && status !== 'sending' ? 'partly-filled' : status;
  }
  if (order.slices.some((slice) => slice.status === 'partly-filled')) return 'partly-filled';
  // A part that was refused or made way counts no more once others have filled all of it.
  if (filled > 0 && filled >= order.terms.quantity) return 'filled';
  for (const status of ['cancelled', 'expired', 'rejected', 'denied'] as const) {
    if (order.slices.some((slice) => slice.status === status)) return status;
  }
  return 'created';
}

/** The average price of what filled, for display: weighted over the slices, half up. Undefined while nothing filled. */
export function averageOf(order: Order): Price | undefined {
  let value = 0n;
  let quantity = 0n;
  for (const slice of order.slices) {
    if (slice.filled === 0 || slice.averagePrice === undefined) continue;
    value += BigInt(slice.averagePrice) * BigInt(slice.filled);
    quantity += BigInt(slice.filled);
  }
  return quantity === 0n ? undefined : (Number((2n * value + quantity) / (2n * quantity)) as Price);
}
