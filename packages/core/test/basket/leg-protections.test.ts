/** Protections that come with the legs of a basket. */
import { describe, expect, it } from 'vitest';
import type { InstrumentId, ProtectionLevels } from '../../src/index.ts';
import {
  breakBefore,
  clientOf,
  fillByHand,
  interceptPlacements,
  stopMatching,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
} from '../bench/desk-bench.ts';
import {
  aBasket,
  allHeld,
  basketOf,
  instrumentsOf,
  legsHeld,
  placeBasket,
  theBasket,
} from './basket-bench.ts';

const LOT = 75;
const HEDGE: ProtectionLevels = { stop: 1_500_000 };
const SOLD: ProtectionLevels = { stop: 2_500_000, target: 1_000_000 };
const WITH = { hedge: { protection: HEDGE }, sold: { protection: SOLD } };

function levelsAt(bench: DeskBench, instrumentId: InstrumentId, account = bench.master) {
  const place = { kind: 'position', accountId: account.id, instrumentId, product: 'D' } as const;
  return bench.desk.protections.book.get(place)?.levels;
}

const both = (bench: DeskBench) => {
  const { hedge, sold } = instrumentsOf(bench);
  return [levelsAt(bench, hedge), levelsAt(bench, sold)];
};

/** The second placement of the master, that of the sold leg, is refused. */
function refuseSold(bench: DeskBench): void {
  interceptPlacements(bench, bench.master, (nth, placeOrder) => (session, order, signal) => {
    if (nth === 2) bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate');
    return placeOrder(session, order, signal);
  });
}

describe('protections of legs', () => {
  it('are armed when their legs fill, each its own, and stay when the basket is complete', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const basket = await placeBasket(bench, aBasket(bench, WITH));
    expect(both(bench)).toEqual([undefined, undefined]);
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(3_000);
    expect(both(bench)).toEqual([HEDGE, undefined]);
    fillByHand(bench, bench.master, { place: 1, quantity: LOT });
    await bench.clock.advance(3_000);
    expect(both(bench)).toEqual([HEDGE, SOLD]);
    expect(levelsAt(bench, instrumentsOf(bench).hedge, bench.children[0])).toBeUndefined();
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(5_000);
    expect([basketOf(bench, basket.intent.basketId).ended, both(bench)]).toEqual(['complete', [HEDGE, SOLD]]);
  });

  it('are kept with the plan: a leg that goes after a crash brings its own', async () => {
    const bench = await openBench({ links: [{}] });
    const { sold } = instrumentsOf(bench);
    const mend = breakBefore(
      bench,
      (event) => event.type === 'orders-journaled' && event.orders[0]?.instrumentId === sold,
    );
    bench.desk.baskets.place(ANN, aBasket(bench, WITH)).catch(() => undefined);
    await bench.clock.advance(2_000);
    await kill(bench);
    mend();
    const again = await restart(bench);
    await again.clock.advance(10_000);
    expect([theBasket(again).ended, both(again)]).toEqual(['complete', [HEDGE, SOLD]]);
  });

  it('leave nothing behind when the basket is undone', async () => {
    const bench = await openBench({ links: [{}] });
    refuseSold(bench);
    await placeBasket(bench, aBasket(bench, WITH));
    await bench.clock.advance(10_000);
    expect([theBasket(bench).ended, allHeld(bench)]).toEqual([
      'incomplete',
      [
        [0, 0],
        [0, 0],
      ],
    ]);
    expect([both(bench), bench.desk.protections.list(ANN)]).toEqual([[undefined, undefined], []]);
  });

  it('are not armed by what fills of a basket that is being undone', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const { intent } = await placeBasket(bench, aBasket(bench, WITH));
    const cancelled = bench.desk.baskets.cancel(ANN, intent.basketId);
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.drive(cancelled);
    await bench.clock.advance(1_000);
    expect([legsHeld(bench, bench.master), both(bench)]).toEqual([
      [LOT, 0],
      [undefined, undefined],
    ]);
  });

  it('leave what was protected before with the levels that it had', async () => {
    const bench = await openBench({ links: [{}] });
    const earlier: ProtectionLevels = { stop: 1_200_000 };
    await placeAndSettle(bench, anOrderOf(bench, 1, { protection: earlier }));
    refuseSold(bench);
    await placeBasket(bench, aBasket(bench, WITH));
    await bench.clock.advance(10_000);
    expect(legsHeld(bench, bench.master)).toEqual([LOT, 0]);
    expect(both(bench)).toEqual([earlier, undefined]);
    const [left] = bench.desk.protections.list(ANN);
    expect(left?.protection.covered).toBe(LOT);
  });

  it('stay with what a basket leaves, and are refused where a leg closes', async () => {
    const bench = await openBench({ links: [{}] });
    refuseSold(bench);
    await placeBasket(bench, aBasket(bench, { ...WITH, onIncomplete: 'leave' }));
    await bench.clock.advance(5_000);
    expect(both(bench)).toEqual([HEDGE, undefined]);
    const closing = aBasket(bench, { hedge: { side: 'SELL', protection: SOLD } });
    await expect(bench.clock.drive(bench.desk.baskets.place(ANN, closing))).rejects.toMatchObject({
      code: 'not-supported',
      path: '/legs/1/protection',
    });
    const wrong = aBasket(bench, {
      sold: { orderType: 'LIMIT', price: 2_000_000 as never, protection: HEDGE },
    });
    await expect(bench.clock.drive(bench.desk.baskets.place(ANN, wrong))).rejects.toMatchObject({
      code: 'protection-wrong-side',
      path: '/legs/0/protection/sl',
    });
  });
});
