/**
 * Whether a slice may leave, asked just before its first byte.
 *
 * Decides: when an entry must wait or goes no more, and what an exit takes. Keeps I5 and I6: an exit takes what is there when it
 * goes, also when it goes a second time, and opens no opposite position whatever happened meanwhile.
 */
import type { WayThroughZero } from '../divergence/through-zero.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Journal } from '../journal/journal.ts';
import type { Quantity } from '../money/quantity.ts';
import { tooOldToEnter } from '../order/entry-age.ts';
import { isOfEarlierDay, livingRestOf, type Order, partOf, type Slice } from '../order/order.ts';
import { isFinal } from '../order/order-status.ts';
import type { DeskClock } from '../ports/clock.ts';
import { stopEntry } from './stop-entry.ts';

/** How soon an entry that waits for another order of its instrument is looked at again. */
const LOOK_AGAIN_MS = 100;

type DistributiveOmit<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;

/** An event of one slice, without what every event of an order says. */
export type SliceEvent = DistributiveOmit<
  Extract<Parameters<Journal['record']>[1], { readonly slice: number }>,
  'accountId' | 'orderId' | 'slice'
>;

export interface ReadinessParts {
  readonly clock: DeskClock;
  /** What a child's exit takes by the formula, with what it holds now. */
  readonly exitNow: (order: Order) => Quantity;
  /** What the order's side can close at most now: the position, for a child less its other living exits. */
  readonly closableNow: (order: Order) => Quantity;
  /** How long an exit still waits for what is about to be known of its position. */
  readonly exitWaitMs: (order: Order) => number;
  /** Why a slice of an entry must not leave after all: a limit, a switch or a state that changed while it waited. */
  readonly entryStop: (order: Order, slice: Slice) => SkipReason | undefined;
  /** Whether an entry that goes through zero has to wait for what closes the old side. */
  readonly wayThroughZero: (order: Order) => WayThroughZero;
  /** Living orders of the account in the same instrument, whatever the product. */
  readonly siblingsOf: (order: Order) => readonly Order[];
  /** How long until the order's segment trades; 0 when it does, and for an order that is meant for after the market. */
  readonly closedMs: (order: Order) => number;
  readonly record: (order: Order, slice: Slice, event: SliceEvent) => void;
}

export class PlaceReadiness {
  readonly #parts: ReadinessParts;

  constructor(parts: ReadinessParts) {
    this.#parts = parts;
  }

  /** `go`, `drop` (why is recorded), or in how many milliseconds to ask again. */
  ready(order: Order, index: number): 'go' | 'drop' | number {
    const slice = order.slices[index];
    if (slice === undefined || slice.status !== 'journaled') return 'drop';
    if (order.cancelWanted || slice.unwanted) {
      this.#parts.record(order, slice, { type: 'order-cancelled', reason: { code: 'cancelled-in-lane' } });
      return 'drop';
    }
    // Nothing but an exit waits for a session; what else is there is stopped by its own guards.
    const closedMs = partOf(order) === 'exit' ? this.#parts.closedMs(order) : 0;
    if (closedMs > 0) return closedMs;
    return partOf(order) === 'exit' ? this.#exit(order, slice) : this.#entry(order, slice);
  }

  /** Whether an entry has grown too old where it waits for its account's books; why is recorded. */
  hasOutlived(order: Order, index: number): boolean {
    const slice = order.slices[index];
    if (slice === undefined || slice.status !== 'journaled') return true;
    const tooOld = order.exitQuantity === 0 ? this.#tooOld(order, slice) : undefined;
    return tooOld !== undefined && stopEntry(order, slice, tooOld, this.#parts.record) === 'drop';
  }

  #tooOld(order: Order, slice: Slice): SkipReason | undefined {
    return tooOldToEnter(order, slice, this.#parts.clock.now(order.intent.accountId));
  }

  #exit(order: Order, slice: Slice): 'go' | 'drop' | number {
    if (!wasSent(order)) {
      const waitMs = this.#parts.exitWaitMs(order);
      if (waitMs > 0) return waitMs;
      if (order.intent.parentOrderId !== undefined) this.#cutTo(order, this.#parts.exitNow(order));
    }
    const underWay = livingRestOf(order) - waitingRestOf(order);
    this.#cutSlice(order, slice, Math.max(0, this.#parts.closableNow(order) - underWay));
    return isFinal(slice.status) ? 'drop' : 'go';
  }

  #entry(order: Order, slice: Slice): 'go' | 'drop' | number {
    const { record, siblingsOf, entryStop } = this.#parts;
    const stop = entryStop(order, slice);
    if (stop !== undefined) return stopEntry(order, slice, stop, record);
    const tooOld = this.#tooOld(order, slice);
    if (tooOld !== undefined) return stopEntry(order, slice, tooOld, record);
    if (hasRefusedBefore(order, slice)) return stopEntry(order, slice, { code: 'slice-refused' }, record);
    const way = this.#parts.wayThroughZero(order);
    if (way === 'shut') return stopEntry(order, slice, { code: 'old-side-left' }, record);
    const now = this.#parts.clock.now(order.intent.accountId);
    const unknown = siblingsOf(order).some(
      (other) =>
        other.intent.part !== 'exit' &&
        !isOfEarlierDay(other, now) &&
        other.slices.some((one) => one.status === 'uncertain' && one !== slice),
    );
    return unknown || way !== 'clear' ? LOOK_AGAIN_MS : 'go';
  }

  /** Takes the quantity from the last slices first. */
  #cutTo(order: Order, quantity: Quantity): void {
    let left: number = quantity;
    for (const slice of order.slices) {
      const part = Math.min(left, slice.quantity);
      left -= part;
      this.#cutSlice(order, slice, part);
    }
  }

  #cutSlice(order: Order, slice: Slice, atMost: number): void {
    if (slice.status !== 'journaled' || atMost >= slice.quantity) return;
    if (atMost === 0) {
      this.#parts.record(order, slice, { type: 'order-given-up', reason: { code: 'nothing-to-exit' } });
    } else this.#parts.record(order, slice, { type: 'order-cut', quantity: atMost as Quantity });
  }
}

/** Whether one of those that came with the slice was refused: what a person asked for afterwards stands for itself. */
function hasRefusedBefore(order: Order, slice: Slice): boolean {
  return order.slices.some(
    ({ index, status }) => index >= slice.since && index < slice.index && status === 'rejected',
  );
}

/** Whether any of it was sent, also where it came back: what an exit takes was decided then. */
export function wasSent(order: Order): boolean {
  return order.slices.some(
    (slice) => slice.sentMonotonicMs !== undefined || slice.brokerOrderId !== undefined,
  );
}

/** The rest of the slices that have not been sent. */
function waitingRestOf(order: Order): number {
  return order.slices.reduce((sum, slice) => (slice.status === 'journaled' ? sum + slice.quantity : sum), 0);
}
