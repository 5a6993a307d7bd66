import { describe, expect, it } from 'vitest';
import type { OrderId, Price, UserId } from '../../src/index.ts';
import { filledOf, statusOf } from '../../src/order/order.ts';
import { viewOrder } from '../../src/order/order-view.ts';
import { ACCOUNT, ANN, about, anIntent, FIRST, NOON, openBook, restAll, SECOND } from './journaled-book.ts';

const OTHER = 'order-2' as OrderId;
const UNKNOWN = 'order-0' as OrderId;

describe('the book of orders', () => {
  it('I2: says nothing of an order that it does not hold, and goes on', () => {
    const book = openBook();
    const order = book.journalOne(anIntent());
    const before = structuredClone({ ...order, timeline: order.timeline.length });
    const strange = { orderId: UNKNOWN, accountId: ACCOUNT, slice: 0 };
    const reason = { code: 'paused' } as const;
    const skipped = { masterOrderId: UNKNOWN, accountId: ACCOUNT, part: 'entry', reason } as const;
    book.apply({ ...strange, type: 'order-resting', brokerOrderId: FIRST });
    book.apply({ type: 'child-skipped', skipped });
    book.apply({
      type: 'kill-switch-set',
      scope: { kind: 'all' } as never,
      orders: [UNKNOWN],
      request: undefined,
    });
    expect(book.orders.get(UNKNOWN)).toBeUndefined();
    expect(book.orders.find(ACCOUNT, FIRST, undefined)).toBeUndefined();
    expect({ ...order, timeline: order.timeline.length }).toEqual(before);
  });

  it('tells what was done to several orders once in the story of each, and of those it does not hold in none', () => {
    const book = openBook();
    const [one, two] = book.journal(anIntent(), anIntent({ orderId: OTHER }));
    const orders = [UNKNOWN, OTHER, OTHER];
    book.apply({ type: 'kill-switch-set', scope: { kind: 'all' } as never, orders, request: undefined });
    expect(one?.timeline.map(({ event }) => event.type)).toEqual(['orders-journaled']);
    expect(two?.timeline.map(({ event }) => event.type)).toEqual(['orders-journaled', 'kill-switch-set']);
  });

  it('keeps the story of a copy whose master it does not hold with the copy', () => {
    const book = openBook();
    const copy = book.journalOne(anIntent({ parentOrderId: UNKNOWN, origin: 'copy' }));
    restAll(book, copy);
    expect(copy.timeline.map(({ event }) => event.type)).toEqual([
      'orders-journaled',
      'order-sending',
      'order-resting',
    ]);
  });

  it('takes an order beside copies, in one entry with them, for no copy', () => {
    const book = openBook();
    const [master] = book.journal(anIntent());
    const copy = anIntent({
      orderId: 'copy' as OrderId,
      parentOrderId: master?.intent.orderId,
      origin: 'copy',
    });
    const [, alone] = book.journal(copy, anIntent({ orderId: OTHER }));
    expect(master?.childIds).toEqual(['copy']);
    expect(alone?.timeline.map(({ event }) => event.type)).toEqual(['orders-journaled']);
  });

  it('I1: adopts an order from elsewhere once, however often it is told', () => {
    const book = openBook();
    const order = anIntent({ origin: 'outside' });
    const adopted = {
      type: 'outside-order-adopted',
      order,
      brokerOrderId: FIRST,
      placedByOther: false,
    } as const;
    book.apply(adopted);
    const held = book.orders.get(order.orderId);
    book.apply(adopted);
    expect(book.orders.get(order.orderId)).toBe(held);
    expect(book.orders.list({ userId: ANN })).toHaveLength(1);
    expect(held?.timeline).toHaveLength(1);
  });

  it('I1: a slice keeps the first order that its broker showed for it: a second one is not taken for it', () => {
    const book = openBook();
    const order = book.journalOne(anIntent());
    restAll(book, order);
    const filledTotal = order.intent.quantity;
    book.apply({
      ...about(order),
      type: 'order-filled',
      brokerOrderId: SECOND,
      filledTotal,
      averagePrice: undefined,
      complete: false,
    });
    expect(order.slices[0]?.brokerOrderId).toBe(FIRST);
    expect(book.orders.find(ACCOUNT, SECOND, undefined)).toBeUndefined();
    expect(book.orders.find(ACCOUNT, FIRST, undefined)?.order).toBe(order);
  });

  it('I2: filled quantity never goes down, and an average that nobody told stays what it was', () => {
    const book = openBook();
    const order = book.journalOne(anIntent());
    restAll(book, order);
    for (const [filledTotal, averagePrice] of [
      [60, 1_000],
      [40, 900],
      [70, undefined],
    ] as const)
      book.apply({
        ...about(order),
        type: 'order-filled',
        brokerOrderId: FIRST,
        filledTotal: filledTotal as typeof order.intent.quantity,
        averagePrice: averagePrice as Price | undefined,
        complete: false,
      });
    expect([filledOf(order), order.slices[0]?.averagePrice, statusOf(order)]).toEqual([
      70,
      1_000,
      'partly-filled',
    ]);
  });

  it('does nothing about a slice that the order does not have', () => {
    const book = openBook();
    const order = book.journalOne(anIntent());
    book.apply({ ...about(order, 3), type: 'order-resting', brokerOrderId: FIRST });
    expect(order.slices.map(({ status }) => status)).toEqual(['journaled']);
    expect(book.orders.find(ACCOUNT, FIRST, undefined)).toBeUndefined();
  });

  it('lists an account’s orders to whoever owns them, and those of the day that is asked for', () => {
    const book = openBook();
    const tomorrow = (NOON + 24 * 3_600_000) as typeof NOON;
    book.journal(anIntent(), anIntent({ orderId: OTHER, placedAt: tomorrow }));
    const ofAnn = { userId: ANN, accountId: ACCOUNT };
    const ids = (query: Parameters<typeof book.orders.list>[0]) =>
      book.orders.list(query).map(({ intent }) => intent.orderId);
    expect(ids({ userId: 'user-bob' as UserId, accountId: ACCOUNT })).toEqual([]);
    expect(ids(ofAnn)).toEqual([OTHER, 'order-1']);
    expect(ids({ ...ofAnn, date: '2027-01-15' })).toEqual(['order-1']);
    expect(ids({ ...ofAnn, date: '2027-01-16' })).toEqual([OTHER]);
  });

  it('shows the children as their links follow one another, whoever came to what first', () => {
    const book = openBook();
    const [one, two, three, gone] = ['c1', 'c2', 'c3', 'gone'].map((id) => id as typeof ACCOUNT);
    if (one === undefined || two === undefined || three === undefined || gone === undefined) return;
    const master = book.journalOne(anIntent());
    const copy = { parentOrderId: master.intent.orderId, part: 'entry' } as const;
    book.journal(
      anIntent({ ...copy, orderId: 'copy-3' as OrderId, accountId: three }),
      anIntent({ ...copy, orderId: 'copy-1' as OrderId, accountId: one }),
    );
    const skip = (accountId: typeof ACCOUNT): void => {
      const reason = { code: 'basket-incomplete' } as const;
      const skipped = { masterOrderId: master.intent.orderId, accountId, part: 'entry', reason } as const;
      book.apply({ type: 'child-skipped', skipped });
    };
    skip(gone);
    skip(two);
    const shown = (following?: readonly (typeof ACCOUNT)[]) =>
      viewOrder(book.orders, master, following).children.map(({ accountId }) => accountId);
    expect(shown([one, two, three])).toEqual([one, two, three, gone]);
    expect(shown()).toEqual([three, one, gone, two]);
  });

  it('names what the broker says of an order in words that no table knows', () => {
    const book = openBook();
    const order = book.journalOne(anIntent());
    restAll(book, order);
    book.apply({ ...about(order), type: 'order-status-unknown', raw: 'PENDING MOON' });
    expect(viewOrder(book.orders, order)).toMatchObject({
      status: 'working',
      reason: { code: 'status-unknown', brokerText: 'PENDING MOON' },
    });
  });
});

describe('the status of an order in several slices', () => {
  it('is partly filled while one has filled and the other has in part, and filled when both have', () => {
    const book = openBook();
    const order = book.journalOne(anIntent({}, [50, 50]));
    restAll(book, order);
    const fill = (slice: number, filledTotal: number): void =>
      book.apply({
        ...about(order, slice),
        type: 'order-filled',
        brokerOrderId: slice === 0 ? FIRST : SECOND,
        filledTotal: filledTotal as typeof order.intent.quantity,
        averagePrice: undefined,
        complete: filledTotal === 50,
      });
    fill(0, 50);
    fill(1, 20);
    expect([statusOf(order), filledOf(order)]).toEqual(['partly-filled', 70]);
    fill(1, 50);
    expect([statusOf(order), filledOf(order)]).toEqual(['filled', 100]);
  });
});
