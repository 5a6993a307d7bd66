/** Failure catalogue 12: the loss limit of a link is reached while one of the child's orders is on its way. */
import { describe, expect, it } from 'vitest';
import { type ChildLink, type OrderId, type Price, unreachable } from '../../src/index.ts';
import {
  childOf,
  fullExitOf,
  hidePlacement,
  interceptPlacements,
  RESTING,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const rs = (rupees: number): number => rupees * 10_000;
type Then = 'stop' | 'square-off';

const limited = (then: Then): Partial<ChildLink> => ({
  guards: {
    maxQuantity: undefined,
    maxValue: undefined,
    maxOpenPositions: undefined,
    maxDayLoss: { amount: rs(1_000), then },
    priceDrift: undefined,
    window: undefined,
  },
});

/** A child that holds two lots bought at ₹200, and whose next placement is answered so much later. */
async function openHolding(
  then: Then,
  options: { readonly answeredAfterMs?: number } = {},
): Promise<DeskBench> {
  const bench = await openBench({ links: [limited(then)], absenceAfterMs: 30_000 });
  setPrice(bench, rs(200) as Price);
  await placeAndSettle(bench, anOrderOf(bench, 2));
  const { answeredAfterMs } = options;
  if (answeredAfterMs === undefined) return bench;
  interceptPlacements(bench, childOf(bench), () => async (session, order, signal) => {
    const broker = bench.brokers.get(childOf(bench).brokerId);
    if (broker === undefined) throw new Error('No broker.');
    const outcome = await Object.getPrototypeOf(broker).placeOrder.call(broker, session, order, signal);
    await new Promise<void>((resolve) => void bench.clock.after(answeredAfterMs, resolve));
    return outcome;
  });
  return bench;
}

function reachLimit(bench: DeskBench): void {
  setPrice(bench, rs(190) as Price);
  bench.desk.prices.note('sandbox', bench.instrument.id, { price: rs(190) as Price, at: bench.clock.now() });
  const link = bench.desk.groups.byId(bench.group.id)?.children[0];
  expect(link?.state).toBe('stopped');
}

const childStatus = (bench: DeskBench, id: OrderId) =>
  viewOf(bench, id).children.map((child) => [child.status, child.reason?.code]);

describe('when the loss limit is reached', () => {
  it('an entry that still waits in its lane is never sent', async () => {
    const bench = await openHolding('stop', { answeredAfterMs: 1_000 });
    const ahead = bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    const waiting = bench.desk.trader.place(ANN, anOrderOf(bench, 2, RESTING));
    await bench.clock.advance(100);
    reachLimit(bench);
    await bench.clock.advance(3_000);
    await ahead;
    expect(childStatus(bench, await waiting)).toEqual([['denied', 'day-loss']]);
    expect(venueOrders(bench, childOf(bench)).map((order) => order.state)).toEqual(['complete', 'cancelled']);
  });

  it('an entry that is on its way is cancelled as soon as it is answered', async () => {
    const bench = await openHolding('stop', { answeredAfterMs: 1_000 });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    await bench.clock.advance(100);
    reachLimit(bench);
    await bench.clock.advance(3_000);
    await placing;
    expect(venueOrders(bench, childOf(bench)).map((order) => order.state)).toEqual(['complete', 'cancelled']);
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it.each(['stop', 'square-off'] as const)(
    'an entry that fills all the same is kept and exited with the master, or closed with the rest (%s)',
    async (then) => {
      const bench = await openHolding(then, { answeredAfterMs: 1_000 });
      const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
      await bench.clock.advance(8);
      reachLimit(bench);
      await bench.clock.advance(10_000);
      await placing;
      switch (then) {
        case 'stop':
          expect(venueNets(bench)).toEqual([225, 225]);
          await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
          await bench.clock.advance(5_000);
          return expect(venueNets(bench)).toEqual([0, 0]);
        case 'square-off':
          return expect(venueNets(bench)).toEqual([225, 0]);
        default:
          return unreachable(then);
      }
    },
  );

  it.each(['stop', 'square-off'] as const)(
    'an entry whose answer is lost is dealt with when it is found (%s)',
    async (then) => {
      const bench = await openHolding(then);
      hidePlacement(bench, childOf(bench), 8_000);
      const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
      await bench.clock.advance(500);
      reachLimit(bench);
      await bench.clock.advance(60_000);
      expect(childStatus(bench, id)).toEqual([['filled', undefined]]);
      expect(venueNets(bench)).toEqual(then === 'stop' ? [225, 225] : [225, 0]);
      const link = bench.desk.groups.byId(bench.group.id)?.children[0];
      expect(link?.state).toBe('stopped');
    },
  );

  it('a crash in that moment changes nothing: the link is stopped, the child is out, nothing is doubled', async () => {
    const bench = await openHolding('square-off', { answeredAfterMs: 1_000 });
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1)).catch(() => undefined);
    await bench.clock.advance(8);
    reachLimit(bench);
    await bench.desk.journal.commit();
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(60_000);
    expect(again.desk.groups.byId(bench.group.id)?.children[0]?.state).toBe('stopped');
    expect(venueNets(again)).toEqual([225, 0]);
    const sold = venueOrders(again, childOf(again)).filter((order) => order.side === 'SELL');
    expect(sold.reduce((sum, order) => sum + order.filledQuantity, 0)).toBe(225);
  });

  it('an exit that is on its way goes through, and the square-off takes only what it leaves', async () => {
    const bench = await openHolding('square-off', { answeredAfterMs: 1_000 });
    const exiting = bench.desk.trader.exit(ANN, { ...fullExitOf(bench, bench.master), fraction: 500_000 });
    await bench.clock.advance(8);
    reachLimit(bench);
    await bench.clock.advance(10_000);
    await exiting;
    expect(venueNets(bench)).toEqual([75, 0]);
    const sold = venueOrders(bench, childOf(bench)).filter((order) => order.side === 'SELL');
    expect(sold.reduce((sum, order) => sum + order.filledQuantity, 0)).toBe(150);
  });
});
