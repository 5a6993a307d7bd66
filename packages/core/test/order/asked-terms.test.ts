import { describe, expect, it } from 'vitest';
import {
  NONE,
  type Order,
  type OrderChange,
  type OrderIntent,
  type Price,
  quantityOf,
} from '../../src/index.ts';
import { isOrderFinal, mostThatMayFill, restToCome, statusOf } from '../../src/order/order.ts';
import { about, aChange, anIntent, ask, type JournaledBook, openBook, restAll } from './journaled-book.ts';

const HIGHER = 2_000 as Price;
const EXIT: Partial<OrderIntent> = { part: 'exit', side: 'SELL', exitQuantity: quantityOf(100) };
const RULE = { masterHeld: quantityOf(100), masterKeeps: NONE, competes: false } as NonNullable<
  OrderIntent['exitRule']
>;

function resting(changes: Partial<OrderIntent> = {}, sizes?: readonly number[]) {
  const book = openBook();
  const order = book.journalOne(anIntent(changes, sizes));
  restAll(book, order);
  return { book, order };
}

function answer(
  book: JournaledBook,
  order: Order,
  slice: number,
  of: { readonly outcome: 'accepted' | 'refused'; readonly terms?: OrderChange },
): void {
  book.apply({
    ...about(order, slice),
    type: 'order-change-answered',
    change: 'modify',
    text: undefined,
    terms: undefined,
    ...of,
  });
}

function see(book: JournaledBook, order: Order, slice: number, terms: Partial<OrderChange>): void {
  book.apply({ ...about(order, slice), type: 'order-terms-seen', terms: aChange(terms) });
}

function cancelled(book: JournaledBook, order: Order, slice: number): void {
  book.apply({ ...about(order, slice), type: 'order-cancelled', reason: undefined });
}

describe('terms that were asked for', () => {
  it('are the order’s where the broker took them, also by an answer that does not repeat them', () => {
    const { book, order } = resting();
    ask(book, order, { price: HIGHER });
    answer(book, order, 0, { outcome: 'accepted' });
    expect(order.terms.price).toBe(HIGHER);
    expect(order.slices[0]?.carries.price).toBe(HIGHER);
    expect(order.modifications).toBe(1);
    expect(order.askedFrom).toEqual([]);
    answer(book, order, 0, { outcome: 'refused' });
    expect(order.terms.price).toBe(HIGHER);
  });

  it('are taken back when every slice’s broker refuses them', () => {
    const { book, order } = resting({}, [50, 50]);
    ask(book, order, { price: HIGHER });
    answer(book, order, 0, { outcome: 'refused' });
    expect(order.terms.price).toBe(HIGHER);
    answer(book, order, 1, { outcome: 'refused' });
    expect(order.terms.price).toBe(1_000);
  });

  it('stay where one slice has taken them and the other’s broker refuses', () => {
    const { book, order } = resting({}, [50, 50]);
    ask(book, order, { price: HIGHER });
    answer(book, order, 0, { outcome: 'accepted', terms: aChange({ price: HIGHER }) });
    answer(book, order, 1, { outcome: 'refused' });
    expect(order.terms.price).toBe(HIGHER);
    expect(order.slices.map(({ carries }) => carries.price)).toEqual([HIGHER, 1_000]);
  });

  it.each([
    ['price', { price: HIGHER }],
    ['trigger', { triggerPrice: HIGHER }],
    ['type', { orderType: 'SL', price: 1_000 as Price, triggerPrice: HIGHER }],
  ] as const)('are taken back where what has taken them is over: a new %s', (_what, terms) => {
    const { book, order } = resting({}, [50, 50]);
    const before = order.terms;
    ask(book, order, terms);
    answer(book, order, 0, { outcome: 'accepted', terms: aChange(terms) });
    cancelled(book, order, 0);
    answer(book, order, 1, { outcome: 'refused' });
    expect(order.terms).toEqual(before);
  });

  it('that nobody asked for are not taken back by a refusal', () => {
    const { book, order } = resting();
    answer(book, order, 0, { outcome: 'refused' });
    expect(order.terms).toMatchObject({ price: 1_000, quantity: 100 });
  });

  it('may be none: then only what closes is counted anew', () => {
    const { book, order } = resting({ ...EXIT, exitRule: RULE });
    const before = order.terms;
    const exitRule = { ...RULE, masterKeeps: quantityOf(40) };
    ask(book, order, undefined, { exitRule, exitQuantity: quantityOf(60) });
    expect(order.terms).toBe(before);
    expect([order.exitRule, order.exitQuantity]).toEqual([exitRule, 60]);
  });
});

describe('an order that is brought to another size', () => {
  it('I5: counts the most that it was asked to close since it was last of one size', () => {
    const { book, order } = resting({ ...EXIT, exitRule: RULE });
    for (const size of [60, 30]) {
      const quantity = quantityOf(size);
      ask(book, order, { quantity }, { how: 'fit', exitQuantity: quantity });
    }
    expect([order.exitQuantity, order.mayHaveClosed]).toEqual([30, 100]);
    book.apply({ type: 'order-fitted', ...about(order) });
    // Nothing of it could be taken away: all of it closes, as it was sent to.
    expect([order.terms.quantity, order.exitQuantity]).toEqual([100, 100]);
    expect(order.exitRule).toMatchObject({ masterHeld: 100, masterKeeps: 0 });
  });

  it('is not over while what it was is gone and what it will be has not come', () => {
    const { book, order } = resting();
    ask(book, order, { quantity: quantityOf(60) }, { how: 'replace' });
    cancelled(book, order, 0);
    expect([statusOf(order), isOrderFinal(order)]).toEqual(['journaled', false]);
    expect(book.orders.livingOf(order.intent.accountId)).toEqual([order]);
  });

  it('I6: may still fill what is to take the place of a slice that has ended, until its end is asked for', () => {
    const { book, order } = resting({}, [100, 20]);
    ask(book, order, { quantity: quantityOf(70) }, { how: 'fit' });
    expect([restToCome(order), mostThatMayFill(order)]).toEqual([120, 120]);
    cancelled(book, order, 0);
    expect([restToCome(order), mostThatMayFill(order)]).toEqual([70, 70]);
    ask(book, order, undefined, { change: 'cancel' });
    expect([restToCome(order), mostThatMayFill(order)]).toEqual([20, 20]);
  });

  it('keeps the terms that were asked for when its end was asked for meanwhile', () => {
    const { book, order } = resting();
    ask(book, order, { quantity: quantityOf(60) }, { how: 'fit' });
    ask(book, order, undefined, { change: 'cancel' });
    cancelled(book, order, 0);
    book.apply({ type: 'order-fitted', ...about(order) });
    expect([statusOf(order), order.terms.quantity]).toEqual(['cancelled', 60]);
    expect(book.orders.livingOf(order.intent.accountId)).toEqual([]);
  });
});

describe('terms that somebody set elsewhere', () => {
  it('of one slice of two make the order what both come to', () => {
    const { book, order } = resting({}, [50, 50]);
    see(book, order, 1, { quantity: quantityOf(20) });
    expect(order.terms.quantity).toBe(70);
    expect(order.slices.map(({ quantity }) => quantity)).toEqual([50, 20]);
  });

  it('do not overrule what was asked for while that is on its way to another slice', () => {
    const { book, order } = resting({}, [50, 50]);
    ask(book, order, { price: HIGHER });
    answer(book, order, 0, { outcome: 'accepted', terms: aChange({ price: HIGHER }) });
    see(book, order, 0, { price: 1_500 as Price });
    expect(order.terms.price).toBe(HIGHER);
    expect(order.slices.map(({ carries }) => carries.price)).toEqual([1_500, 1_000]);
  });

  it('§4.3: make an exit close less: M stays as it was fixed, q is what it is now', () => {
    const { book, order } = resting({ ...EXIT, exitRule: RULE });
    see(book, order, 0, { quantity: quantityOf(60) });
    expect(order.exitQuantity).toBe(60);
    expect(order.exitRule).toEqual({ ...RULE, masterKeeps: 40 });
  });

  it('make an exit that nobody follows close less, too, and one that was made larger no more than before', () => {
    const { book, order } = resting(EXIT);
    see(book, order, 0, { quantity: quantityOf(60) });
    expect([order.exitQuantity, order.exitRule]).toEqual([60, undefined]);
    see(book, order, 0, { quantity: quantityOf(90) });
    expect([order.terms.quantity, order.exitQuantity]).toEqual([90, 60]);
  });
});
