/** A child whose books are still being read when its master's order is copied: its entry waits in the lane, and not for ever. */
import { describe, expect, it } from 'vitest';
import { childOf, tradeByHand, venueNets } from '../bench/bench-moves.ts';
import { ANN, type DeskBench, kill, openBench, restart, viewOf } from '../bench/desk-bench.ts';

/** Starts again; the first child's book takes so long to read, and the master trades by hand meanwhile. */
async function restartWithSlowChild(ms: number, meanwhile?: (bench: DeskBench) => void): Promise<DeskBench> {
  const bench = await openBench({ copyOutsideOrders: true });
  await kill(bench);
  meanwhile?.(bench);
  const { clientId: client } = childOf(bench);
  bench.venue.gate.addFault({ on: 'book', fault: 'delay', ms, times: 2, client });
  const after = await restart(bench);
  await bench.clock.advance(1_000);
  tradeByHand(bench, bench.master, 'BUY', 75);
  return after;
}

/** What the first child did about the master's order. */
function firstChild(bench: DeskBench) {
  const [order] = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id });
  const children = order === undefined ? [] : viewOf(bench, order.intent.orderId).children;
  const child = children.find(({ accountId }) => accountId === childOf(bench).id);
  return [child?.status, child?.reason?.code];
}

describe('an entry for a child that is not settled yet', () => {
  it('waits in its lane, and goes once the books agree', async () => {
    const bench = await restartWithSlowChild(2_000);
    await bench.clock.advance(900);
    expect(venueNets(bench)).toEqual([75, 0, 75]);
    expect(firstChild(bench)).toEqual(['journaled', undefined]);

    await bench.clock.advance(6_000);
    expect(venueNets(bench)).toEqual([75, 75, 75]);
  });

  it('is given up when it grows too old there, before the books are read, and is a divergence once they are', async () => {
    const bench = await restartWithSlowChild(9_000);
    await bench.clock.advance(5_000);
    expect(firstChild(bench)).toEqual(['journaled', undefined]);
    await bench.clock.advance(1_200);
    expect(firstChild(bench)).toEqual(['denied', 'too-old']);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([75, 0, 75]);
    expect(bench.desk.divergences.list(ANN).map(({ accountId }) => accountId)).toEqual([childOf(bench).id]);
  });

  it('I6: does not go against what the account turns out to hold of its own', async () => {
    const bench = await restartWithSlowChild(2_000, (away) => tradeByHand(away, childOf(away), 'SELL', 75));
    await bench.clock.advance(7_000);
    expect(firstChild(bench)).toEqual(['denied', 'own-position-opposite']);
    expect(venueNets(bench)).toEqual([75, -75, 75]);
  });
});
