import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/index.ts';
import { quantityOf } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  fillByHand,
  interceptPlacements,
  outcomeOf,
  RESTING,
  stopMatching,
} from '../bench/bench-moves.ts';
import { ANN, type DeskBench, openBench, venueOrders } from '../bench/desk-bench.ts';
import {
  aBasket,
  allHeld,
  basketOf,
  instrumentsOf,
  largestNaked,
  legsHeld,
  placeBasket,
  sidesOf,
  theBasket,
} from './basket-bench.ts';

const all = (bench: DeskBench) => [bench.master, ...bench.children];
const LOT = 75;

/** The placement of this number in the account is refused for want of margin. */
function refuse(bench: DeskBench, account: Account, nth: number, at: 'gate' | 'exchange' = 'gate'): void {
  interceptPlacements(bench, account, (count, placeOrder) => (session, order, signal) => {
    if (count === nth) bench.venue.orders.rejectNext(clientOf(account), 'margin', at);
    return placeOrder(session, order, signal);
  });
}

describe('a basket', () => {
  it.each(['onAccepted', 'simultaneous'] as const)(
    'buys the hedge first and sells when it has filled, in each account on its own (%s)',
    async (copyWhen) => {
      const bench = await openBench({ copyWhen });
      const basket = await placeBasket(bench, aBasket(bench));
      expect(basket.ended).toBe('complete');
      for (const account of all(bench)) {
        expect(sidesOf(bench, account)).toBe('BUY hedge, SELL sold');
        expect(legsHeld(bench, account)).toEqual([LOT, -LOT]);
        expect(largestNaked(bench, account)).toBe(0);
      }
    },
  );

  it('sells nothing while the hedge is not filled whole', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const basket = await placeBasket(bench, aBasket(bench, { hedge: { quantity: quantityOf(2 * LOT) } }));
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(5_000);
    expect(all(bench).map((account) => sidesOf(bench, account))).toEqual(Array(3).fill('BUY hedge'));
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(2_000);
    expect(sidesOf(bench, bench.master)).toBe('BUY hedge, SELL sold');
    expect(basket.ended).toBeUndefined();
  });

  it('lets a child sell only when its own hedge has filled, however long its master has sold', async () => {
    const bench = await openBench();
    const [quick, slow] = [childOf(bench, 0), childOf(bench, 1)];
    stopMatching(bench);
    await placeBasket(bench, aBasket(bench));
    for (const account of [bench.master, quick]) fillByHand(bench, account, { place: 0, quantity: LOT });
    await bench.clock.advance(12_000);
    expect(sidesOf(bench, quick)).toBe('BUY hedge, SELL sold');
    expect(sidesOf(bench, slow)).toBe('BUY hedge');
    const [sold] = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id });
    expect(sold?.held.map((held) => held.accountId)).toEqual([slow.id]);
    fillByHand(bench, slow, { place: 0, quantity: LOT });
    await bench.clock.advance(2_000);
    expect(sidesOf(bench, slow)).toBe('BUY hedge, SELL sold');
    for (const account of all(bench)) fillByHand(bench, account, { place: 1, quantity: LOT });
    await bench.clock.advance(3_000);
    expect(allHeld(bench)).toEqual(Array(3).fill([LOT, -LOT]));
    expect(theBasket(bench).ended).toBe('complete');
  });

  it('closes shorts first and releases hedges last, in each account', async () => {
    const bench = await openBench();
    await placeBasket(bench, aBasket(bench));
    const exit = aBasket(bench, { hedge: { side: 'SELL' }, sold: { side: 'BUY' } });
    const legs = [...exit.legs].reverse();
    const slow = childOf(bench, 1);
    bench.venue.gate.addFault({ on: 'place', fault: 'delay', ms: 1_000, times: 1, client: slow.clientId });
    const id = await bench.clock.drive(bench.desk.baskets.place(ANN, { ...exit, legs }));
    await bench.clock.advance(6_000);
    expect(basketOf(bench, id).ended).toBe('complete');
    for (const account of all(bench)) {
      expect(sidesOf(bench, account)).toBe('BUY hedge, SELL sold, BUY sold, SELL hedge');
      expect(largestNaked(bench, account)).toBe(0);
    }
    expect(allHeld(bench)).toEqual(Array(3).fill([0, 0]));
  });

  it('scales each leg by the link and slices it above the freeze quantity', async () => {
    const bench = await openBench({ links: [{}], differs: {} });
    const quantity = quantityOf(25 * LOT);
    await placeBasket(bench, aBasket(bench, { hedge: { quantity }, sold: { quantity } }));
    for (const account of all(bench)) {
      expect(sidesOf(bench, account)).toBe('BUY hedge, BUY hedge, SELL sold, SELL sold');
      expect(legsHeld(bench, account)).toEqual([25 * LOT, -25 * LOT]);
      expect(largestNaked(bench, account)).toBe(0);
    }
  });

  it('of an account alone reaches no child', async () => {
    const bench = await openBench();
    const basket = await placeBasket(
      bench,
      aBasket(bench, { hedge: { copy: false }, sold: { copy: false } }),
    );
    expect(basket.ended).toBe('complete');
    expect(allHeld(bench)).toEqual([
      [LOT, -LOT],
      [0, 0],
      [0, 0],
    ]);
  });
});

describe('a basket that its own account cannot complete', () => {
  it.each(['gate', 'exchange'] as const)(
    'takes the hedge out again, in the children too, when the sold leg is refused at the %s',
    async (at) => {
      const bench = await openBench();
      refuse(bench, bench.master, 2, at);
      const basket = await placeBasket(bench, aBasket(bench));
      await bench.clock.advance(5_000);
      expect(basket.ended).toBe('incomplete');
      expect(basket.accounts.get(bench.master.id)?.incomplete).toMatchObject({
        reason: { code: 'margin' },
        then: 'flatten',
      });
      expect(allHeld(bench)).toEqual(Array(3).fill([0, 0]));
      for (const account of all(bench)) expect(largestNaked(bench, account)).toBe(0);
      expect(bench.desk.divergences.list(ANN)).toEqual([]);
    },
  );

  it('keeps the hedge where the basket says so', async () => {
    const bench = await openBench();
    refuse(bench, bench.master, 2);
    const basket = await placeBasket(bench, aBasket(bench, { onIncomplete: 'leave' }));
    await bench.clock.advance(5_000);
    expect(basket.ended).toBe('incomplete');
    expect(allHeld(bench)).toEqual(Array(3).fill([LOT, 0]));
  });

  it('takes out what a child has beyond its master first, when children went together with it', async () => {
    const bench = await openBench({ copyWhen: 'simultaneous' });
    refuse(bench, bench.master, 2, 'exchange');
    const basket = await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(20_000);
    expect(allHeld(bench)).toEqual(Array(3).fill([0, 0]));
    for (const account of bench.children) {
      expect(sidesOf(bench, account)).toBe('BUY hedge, SELL sold, BUY sold, SELL hedge');
      expect(largestNaked(bench, account)).toBe(0);
    }
    expect(basket.ended).toBe('incomplete');
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('is over when its time is: what rests is cancelled, what filled in part is taken out', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const basket = await placeBasket(
      bench,
      aBasket(bench, { completeWithinMs: 10_000, hedge: { ...RESTING, quantity: quantityOf(2 * LOT) } }),
    );
    for (const account of all(bench)) fillByHand(bench, account, { place: 0, quantity: LOT });
    await bench.clock.advance(6_000);
    expect(basket.ended).toBeUndefined();
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(10_000);
    expect(basket.ended).toBe('incomplete');
    expect(basket.accounts.get(bench.master.id)?.incomplete?.reason.code).toBe('basket-timeout');
    expect(allHeld(bench)).toEqual(Array(3).fill([0, 0]));
    for (const account of all(bench)) expect(sidesOf(bench, account)).toBe('BUY hedge, SELL hedge');
  });

  it('is undone when a person cancels its working leg', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const basket = await placeBasket(
      bench,
      aBasket(bench, { hedge: { ...RESTING, quantity: quantityOf(2 * LOT) } }),
    );
    const [leg] = basket.intent.legs;
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(500);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.drive(
      bench.desk.trader.cancel(ANN, leg?.orderId as NonNullable<typeof leg>['orderId']),
    );
    await bench.clock.advance(5_000);
    expect(basket.ended).toBe('incomplete');
    expect(allHeld(bench)).toEqual(Array(3).fill([0, 0]));
  });
});

describe('a child that cannot complete a basket', () => {
  it('is flattened in its own account, and is told, while the others are complete', async () => {
    const bench = await openBench();
    const [failing, well] = [childOf(bench, 0), childOf(bench, 1)];
    refuse(bench, failing, 2);
    const basket = await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(5_000);
    expect(allHeld(bench)).toEqual([
      [LOT, -LOT],
      [0, 0],
      [LOT, -LOT],
    ]);
    expect(largestNaked(bench, failing)).toBe(0);
    expect(basket.accounts.get(failing.id)?.incomplete).toMatchObject({
      reason: { code: 'margin' },
      then: 'flatten',
    });
    expect(basket.accounts.get(well.id)?.incomplete).toBeUndefined();
    expect(basket.ended).toBe('incomplete');
    // It gave up both legs by rule: nobody is offered a naked short as a repair.
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('keeps what it has where its link says so, and what the basket says counts more', async () => {
    const bench = await openBench({ links: [{ onIncomplete: 'leave' }, {}] });
    const failing = childOf(bench, 0);
    refuse(bench, failing, 2);
    await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(5_000);
    expect(legsHeld(bench, failing)).toEqual([LOT, 0]);
    const other = await openBench({ links: [{ onIncomplete: 'leave' }, {}] });
    refuse(other, childOf(other, 0), 2);
    await placeBasket(other, aBasket(other, { onIncomplete: 'flatten' }));
    await other.clock.advance(5_000);
    expect(legsHeld(other, childOf(other, 0))).toEqual([0, 0]);
  });

  it('sells nothing when its hedge was refused or skipped', async () => {
    const bench = await openBench({
      links: [{}, { filters: { segments: ['NSE'], products: [], underlyings: [] } }],
    });
    const [refused, skipped] = [childOf(bench, 0), childOf(bench, 1)];
    refuse(bench, refused, 1, 'exchange');
    await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(5_000);
    expect([refused, skipped].map((account) => legsHeld(bench, account))).toEqual(Array(2).fill([0, 0]));
    expect(venueOrders(bench, refused).map((order) => order.side)).toEqual(['BUY']);
    expect(venueOrders(bench, skipped)).toEqual([]);
    const [sold] = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id });
    expect(sold?.skipped.map((skip) => skip.reason.code)).toEqual(['basket-incomplete', 'basket-incomplete']);
  });

  it('takes out its hedge alone, and nothing that it held of the group before', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const { hedge } = instrumentsOf(bench);
    await bench.clock.drive(
      bench.desk.trader.place(ANN, {
        accountId: bench.master.id,
        instrumentId: hedge,
        side: 'BUY',
        quantity: quantityOf(2 * LOT),
        orderType: 'MARKET',
        product: 'D',
        validity: 'DAY',
      }),
    );
    await bench.clock.advance(3_000);
    refuse(bench, child, 2);
    await placeBasket(bench, aBasket(bench));
    await bench.clock.advance(5_000);
    expect(allHeld(bench)).toEqual([
      [3 * LOT, -LOT],
      [2 * LOT, 0],
    ]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('a basket is refused before anything happens', () => {
  it.each([
    ['without legs', { legs: [] }, 'not-supported'],
    ['that takes for ever', { completeWithinMs: 4_000_000 }, 'not-supported'],
    ['with a leg that is no whole lot', { sold: { quantity: quantityOf(10) } }, 'lot-size-mismatch'],
    ['with an after-market leg', { hedge: { afterMarket: true } }, 'not-supported'],
    ['with one leg that is copied and one that is not', { hedge: { copy: false } }, 'not-supported'],
  ] as const)('%s', async (_, changes, code) => {
    const bench = await openBench();
    expect(await outcomeOf(bench.desk.baskets.place(ANN, aBasket(bench, changes)))).not.toBe('done');
    expect(await outcomeOf(bench.desk.baskets.place(ANN, aBasket(bench, changes)))).toBe(code);
    expect(bench.desk.baskets.book.list(ANN)).toEqual([]);
    await bench.clock.advance(1_000);
    expect(venueOrders(bench, bench.master)).toEqual([]);
  });

  it('in a group that is not armed', async () => {
    const bench = await openBench({ armed: false });
    expect(await outcomeOf(bench.desk.baskets.place(ANN, aBasket(bench)))).toBe('group-not-armed');
    expect(bench.desk.baskets.book.list(ANN)).toEqual([]);
  });
});
