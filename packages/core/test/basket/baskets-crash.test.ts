import { describe, expect, it } from 'vitest';
import { type Account } from '../../src/index.ts';
import { childOf, clientOf, fillByHand, interceptPlacements, stopMatching } from '../bench/bench-moves.ts';
import { ANN, type DeskBench, kill, openBench, restart } from '../bench/desk-bench.ts';
import {
  aBasket,
  allHeld,
  basketOf,
  instrumentsOf,
  largestNaked,
  placeBasket,
  sidesOf,
  theBasket,
} from './basket-bench.ts';

const all = (bench: DeskBench) => [bench.master, ...bench.children];
const LOT = 75;
const nothing = Array(3).fill([0, 0]);

/** No account was ever short without its hedge, and none has more than one order for a leg and one that undoes it. */
function expectCovered(bench: DeskBench): void {
  for (const account of all(bench)) {
    expect(largestNaked(bench, account), account.address).toBe(0);
    const sides = sidesOf(bench, account).split(', ');
    expect(new Set(sides).size, sidesOf(bench, account)).toBe(sides.length);
  }
}

/** Whatever happens to the placement of this number in the account. */
function atPlacement(bench: DeskBench, account: Account, nth: number, happens: () => void): void {
  interceptPlacements(bench, account, (count, placeOrder) => (session, order, signal) => {
    if (count === nth) happens();
    return placeOrder(session, order, signal);
  });
}

describe('a basket and a crash', () => {
  it.each([...Array(26).keys(), 40, 60, 100])(
    '%i ms after it was asked for neither doubles nor strands a leg',
    async (ms) => {
      const bench = await openBench({ absenceAfterMs: 10_000 });
      void bench.desk.baskets.place(ANN, aBasket(bench)).catch(() => undefined);
      await bench.clock.advance(ms);
      await kill(bench);
      await bench.clock.advance(300);
      const after = await restart(bench);
      await after.clock.advance(60_000);
      expectCovered(after);
      const basket = after.desk.baskets.book.list(ANN)[0];
      expect(basket?.ended).toBeDefined();
      for (const held of allHeld(after)) expect([`${LOT},${-LOT}`, '0,0']).toContain(String(held));
      // A child that was not read yet when its master's leg was found has none of it; what could be repaired is the hedge alone.
      const { hedge } = instrumentsOf(after);
      expect(after.desk.divergences.list(ANN).filter((one) => one.instrumentId !== hedge)).toEqual([]);
    },
  );

  it('goes on with the next leg after a restart', async () => {
    const bench = await openBench();
    stopMatching(bench);
    const { intent } = await placeBasket(bench, aBasket(bench));
    await kill(bench);
    const after = await restart(bench);
    await after.clock.advance(3_000);
    after.venue.market.change({ matching: 'auto' });
    for (const account of all(after)) fillByHand(after, account, { place: 0, quantity: LOT });
    await after.clock.advance(5_000);
    expect(basketOf(after, intent.basketId).ended).toBe('complete');
    expect(allHeld(after)).toEqual(Array(3).fill([LOT, -LOT]));
    expectCovered(after);
  });

  it('lets a child that is still being read after a start go on when it has been read', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    await placeBasket(bench, aBasket(bench));
    await kill(bench);
    bench.venue.market.change({ matching: 'auto' });
    for (const account of all(bench)) fillByHand(bench, account, { place: 0, quantity: LOT });
    for (const on of ['trades', 'positions'] as const)
      bench.venue.gate.addFault({ on, fault: 'delay', ms: 1_500, client: child.clientId });
    const after = await restart(bench);
    await after.clock.advance(1_000);
    expect(sidesOf(after, after.master)).toBe('BUY hedge, SELL sold');
    expect(sidesOf(after, child)).toBe('BUY hedge');
    await after.clock.advance(9_000);
    expect(allHeld(after)).toEqual(Array(2).fill([LOT, -LOT]));
    expect(theBasket(after).ended).toBe('complete');
  });

  it('takes out what filled when its time was over before the desk stood up again', async () => {
    const bench = await openBench();
    stopMatching(bench);
    await placeBasket(bench, aBasket(bench, { completeWithinMs: 10_000 }));
    await kill(bench);
    bench.venue.market.change({ matching: 'auto' });
    for (const account of all(bench)) fillByHand(bench, account, { place: 0, quantity: LOT });
    await bench.clock.advance(30_000);
    const after = await restart(bench);
    await after.clock.advance(10_000);
    expect(theBasket(after).ended).toBe('incomplete');
    expect(allHeld(after)).toEqual(nothing);
  });

  it('while it is undone goes on undoing it, once', async () => {
    for (let ms = 0; ms < 24; ms += 1) {
      const bench = await openBench({ absenceAfterMs: 10_000 });
      atPlacement(bench, bench.master, 2, () =>
        bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate'),
      );
      void bench.desk.baskets.place(ANN, aBasket(bench)).catch(() => undefined);
      await bench.clock.advance(10 + ms);
      await kill(bench);
      await bench.clock.advance(300);
      const after = await restart(bench);
      await after.clock.advance(60_000);
      expect(allHeld(after), `killed after ${10 + ms} ms`).toEqual(nothing);
      expect(theBasket(after).ended).toBe('incomplete');
      expectCovered(after);
    }
  });
});
