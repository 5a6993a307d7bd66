/**
 * What an event makes of one slice of an order, and of the order with it.
 *
 * Decides: where the slice stands after it. `OrderBook` calls it once it has noted the slice's name at its broker, and nobody else.
 */
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import { answerChange, fillBeyond, seeTerms, takeAlong } from './changed-terms.ts';
import type { Order, Slice } from './order.ts';
import { type OrderSignal, step } from './order-status.ts';

type SliceEvent = Extract<DeskEvent, { readonly slice: number }>;
type SliceEventOf<Type extends SliceEvent['type']> = Extract<SliceEvent, { readonly type: Type }>;

/** What came of sending it. */
type Sent = SliceEventOf<
  | 'order-sending'
  | 'order-accepted'
  | 'order-refused'
  | 'order-not-sent'
  | 'order-outcome-lost'
  | 'order-proven-absent'
>;

/** Where it stands at its broker, or that it will never be there. */
type Stood = SliceEventOf<
  'order-resting' | 'order-filled' | 'order-cancelled' | 'order-expired' | 'order-given-up'
>;

/** Applies an event to the slice that it is about. */
export function applyToSlice(order: Order, slice: Slice, event: SliceEvent, entry: JournalEntry): void {
  switch (event.type) {
    case 'order-sending':
    case 'order-accepted':
    case 'order-refused':
    case 'order-not-sent':
    case 'order-outcome-lost':
    case 'order-proven-absent':
      return applySent(order, slice, event, entry);
    case 'order-resting':
    case 'order-filled':
    case 'order-cancelled':
    case 'order-expired':
    case 'order-given-up':
      return applyStood(order, slice, event, entry);
    case 'order-slice-unwanted':
      slice.unwanted = true;
      order.changeDecidedAt = entry.eventId;
      return;
    case 'order-cut':
      return cut(order, slice, event.quantity);
    case 'order-change-answered':
      if (event.change === 'modify') answerChange(order, slice, event, entry.at);
      return;
    case 'order-terms-seen':
      return seeTerms(order, slice, event.terms);
    case 'order-change-shown':
      slice.before = undefined;
      return;
    case 'order-status-unknown':
      slice.unknownStatus = event.raw;
      return;
    case 'order-resolved':
    // A person's word; what follows from it comes as events of its own.
  }
}

function applySent(order: Order, slice: Slice, event: Sent, entry: JournalEntry): void {
  switch (event.type) {
    case 'order-sending':
      slice.sentMonotonicMs = entry.monotonicMs;
      slice.sentAt = entry.at;
      takeAlong(order, slice);
      return signal(slice, 'send');
    case 'order-accepted':
      slice.ackMs = event.ackMs;
      order.acceptedByAnswer ||= order.acceptedAt === undefined && event.ackMs !== undefined;
      order.acceptedAt ??= entry.at;
      return signal(slice, 'accept');
    case 'order-refused':
      slice.refusal = event.code;
      slice.brokerText = event.brokerText;
      return signal(slice, 'refuse');
    case 'order-not-sent':
      backInLane(order, slice);
      return signal(slice, 'not-sent');
    case 'order-outcome-lost':
      slice.certainBy = event.certainBy;
      // After a crash the lane may have sent what the journal shows as still waiting.
      if (slice.status === 'journaled') signal(slice, 'send');
      return signal(slice, 'lose');
    case 'order-proven-absent':
      slice.certainBy = undefined;
      backInLane(order, slice);
      return signal(slice, 'prove-absent');
  }
}

function applyStood(order: Order, slice: Slice, event: Stood, entry: JournalEntry): void {
  switch (event.type) {
    case 'order-resting':
      order.acceptedAt ??= entry.at;
      return signal(slice, 'rest');
    case 'order-filled':
      order.acceptedAt ??= entry.at;
      if (event.filledTotal >= slice.filled) {
        slice.filled = event.filledTotal;
        slice.averagePrice = event.averagePrice ?? slice.averagePrice;
        fillBeyond(order);
      }
      return signal(slice, event.complete ? 'fill-all' : 'fill-part');
    case 'order-cancelled':
      slice.reason = event.reason;
      return signal(slice, 'cancel');
    case 'order-expired':
      return signal(slice, 'expire');
    case 'order-given-up':
      slice.reason = event.reason;
      return signal(slice, 'give-up');
  }
}

function signal(slice: Slice, name: OrderSignal): void {
  slice.status = step(slice.status, name);
}

function cut(order: Order, slice: Slice, quantity: Quantity): void {
  // What is being fitted was given its size already.
  if (!order.fitting)
    order.terms = {
      ...order.terms,
      quantity: (order.terms.quantity - slice.quantity + quantity) as Quantity,
    };
  slice.quantity = quantity;
}

/** It goes out again as the order is by then; that it was sent once is over. */
function backInLane(order: Order, slice: Slice): void {
  slice.sentMonotonicMs = undefined;
  slice.sentAt = undefined;
  if (order.slices.length === 1) slice.quantity = order.terms.quantity;
}
