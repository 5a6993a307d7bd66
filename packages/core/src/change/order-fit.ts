/**
 * Brings a living order to another size where the broker cannot be asked to change the quantity: it has fills, several
 * slices, or was changed as often as the broker allows (domain §4.4: cancel, confirm, replace).
 *
 * Decides: which slices go and which come. Keeps I1 (what comes is a slice of its own, with a tag of its own, and only when what
 * it replaces is final), I5 (nothing is taken from the market before it is durable that the rest comes back) and I6 (a fill that is faster
 * than the cancel is counted). An order that is being fitted is not final.
 */
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import { NONE, type Quantity } from '../money/quantity.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import { filledOf, isOrderFinal, type Order, sizeOf } from '../order/order.ts';
import { isFinal } from '../order/order-status.ts';
import { sliceFrom } from '../order/slicing.ts';
import { wishCancel } from './cancel-wish.ts';

export interface OrderFitParts {
  readonly freeze: FreezeFigures;
  readonly journal: Journal;
  readonly dispatch: OrderDispatch;
  readonly instrumentsOf: (accountId: Order['intent']['accountId']) => InstrumentLookup;
}

/** What is said along with a smaller size: why, and what else of the order changes with it. */
export interface ShrinkNote {
  readonly because: 'beyond-position';
  /** The broker does not change the quantity of this order: it is cancelled and replaced. */
  readonly replaces: boolean;
  readonly exitQuantity: Quantity;
  /** What a master's exit closes now, all of which its children follow. */
  readonly masterHeld: Quantity;
}

export class OrderFit {
  readonly #parts: OrderFitParts;

  constructor(parts: OrderFitParts) {
    this.#parts = parts;
  }

  /** Takes the order down to `quantity`, fills included: its end when that has filled already. */
  shrink(order: Order, quantity: Quantity, note?: ShrinkNote): void {
    const { journal, dispatch } = this.#parts;
    const { userId, accountId, orderId } = order.intent;
    const because = note?.because;
    const about = { accountId, orderId, request: undefined, because } as const;
    if (quantity <= filledOf(order)) {
      wishCancel(journal, order, { because });
      return dispatch.cancel(order);
    }
    const simple = canModifyQuantity(order) && note?.replaces !== true;
    const { exitRule } = order;
    journal.record(userId, {
      ...about,
      type: 'order-change-journaled',
      change: 'modify',
      terms: {
        quantity,
        price: undefined,
        triggerPrice: undefined,
        orderType: undefined,
        validity: undefined,
      },
      how: simple ? undefined : 'fit',
      exitQuantity: note?.exitQuantity,
      exitRule:
        exitRule === undefined || note === undefined
          ? undefined
          : { ...exitRule, masterHeld: note.masterHeld, masterKeeps: NONE },
    });
    if (simple) dispatch.modify(order);
    else this.fit(order);
  }

  /** Brings an exit that its broker was asked in vain to make smaller to all that was asked of it: another one, with these terms, takes its place. */
  replace(order: Order): void {
    const { exitQuantity, terms } = order;
    this.#replaceBy(order, terms.quantity, { exitQuantity, because: 'beyond-position' });
  }

  /** Brings an order to a size that its broker was asked for and has not made it: another one, of what is left of that, takes its place. */
  reach(order: Order, quantity: Quantity): void {
    if (quantity > filledOf(order)) return this.#replaceBy(order, quantity, {});
    wishCancel(this.#parts.journal, order);
    this.#parts.dispatch.cancel(order);
  }

  #replaceBy(
    order: Order,
    quantity: Quantity,
    note: Partial<Pick<ShrinkNote, 'exitQuantity' | 'because'>>,
  ): void {
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, {
      type: 'order-change-journaled',
      accountId,
      orderId,
      change: 'modify',
      terms: {
        quantity,
        price: undefined,
        triggerPrice: undefined,
        orderType: undefined,
        validity: undefined,
      },
      how: 'replace',
      exitRule: undefined,
      request: undefined,
      ...note,
    });
    this.fit(order);
  }

  /** Takes the next step towards the wanted size. Called when it was asked for, at every end of a slice, and after a restart. */
  fit(order: Order): void {
    if (!order.fitting) return;
    if (order.cancelWanted) return this.#done(order);
    this.#giveUpUnshown(order);
    const leaving = order.slices.filter((slice) => slice.unwanted && !isFinal(slice.status));
    for (const slice of leaving) this.#parts.dispatch.cancelSlice(order, slice);
    // A slice that still waited in its lane is gone at once, and what that led to may have finished this already.
    if (!order.fitting || leaving.some((slice) => !isFinal(slice.status))) return;
    const over = sizeOf(order) - order.terms.quantity;
    if (over > 0) return this.#takeAway(order, over);
    if (over < 0) return this.#add(order, -over as Quantity);
    this.#done(order);
  }

  /** How large a slice is whose broker has only answered for a change to less, or not at all, nobody knows before it has ended: it is replaced. */
  #giveUpUnshown(order: Order): void {
    const { userId, accountId, orderId } = order.intent;
    for (const { before, unwanted, status, index } of order.slices)
      if (before !== undefined && !unwanted && !isFinal(status))
        this.#parts.journal.record(userId, {
          accountId,
          orderId,
          slice: index,
          type: 'order-slice-unwanted',
        });
  }

  /** The last slices go first; one of which only a part must go is replaced. */
  #takeAway(order: Order, over: number): void {
    const { userId, accountId, orderId } = order.intent;
    let left = over;
    for (const slice of [...order.slices].reverse()) {
      if (left <= 0) break;
      if (isFinal(slice.status)) continue;
      const rest = slice.quantity - slice.filled;
      if (slice.status === 'journaled' && rest > left) {
        const quantity = (slice.quantity - left) as Quantity;
        const event = { accountId, orderId, slice: slice.index, quantity } as const;
        this.#parts.journal.record(userId, { ...event, type: 'order-cut' });
        left = 0;
        break;
      }
      left -= rest;
      this.#parts.journal.record(userId, {
        accountId,
        orderId,
        slice: slice.index,
        type: 'order-slice-unwanted',
      });
    }
    // Nothing more can be taken away: all of it has filled meanwhile.
    if (left === over) return this.#done(order);
    this.fit(order);
  }

  #add(order: Order, quantity: Quantity): void {
    const { journal, dispatch, instrumentsOf } = this.#parts;
    const { userId, accountId, orderId, instrumentId } = order.intent;
    const instrument = instrumentsOf(accountId).byId(instrumentId);
    const limits = {
      lotSize: instrument?.lotSize ?? quantity,
      freezeQuantity: instrument === undefined ? undefined : this.#parts.freeze.of(accountId, instrument),
    };
    const slices = sliceFrom(orderId, quantity, { ...limits, from: order.slices.length });
    journal.record(userId, { type: 'order-slices-added', accountId, orderId, slices });
    journal.whenDurable(() => dispatch.send(order));
    this.#done(order);
  }

  #done(order: Order): void {
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, { type: 'order-fitted', accountId, orderId });
  }
}

/** Whether the broker can be asked to change the quantity: one slice that rests without a fill. */
export function canModifyQuantity(order: Order): boolean {
  return order.slices.length === 1 && filledOf(order) === 0 && !order.fitting && !isOrderFinal(order);
}
