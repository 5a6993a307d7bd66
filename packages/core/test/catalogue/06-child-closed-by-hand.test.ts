/** Failure catalogue 6: a child is closed by hand, then its master exits. It must not go short. */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  ABOVE_RESTING_SALE,
  childOf,
  RESTING_SALE,
  SELL,
  tradeByHand,
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
} from '../bench/desk-bench.ts';

/** A master and a child of the same size that hold four lots. */
async function holding(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  await placeAndSettle(bench, anOrderOf(bench, 4));
  return bench;
}

describe('When a child was closed by hand before its master exits', () => {
  it.each([
    ['told by the stream', () => undefined],
    [
      'told by polling alone',
      (bench: DeskBench) =>
        bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: childOf(bench).clientId }),
    ],
  ])('it gets no exit and does not go short, %s', async (_how, spoil) => {
    const bench = await holding();
    spoil(bench);
    tradeByHand(bench, childOf(bench), 'SELL', 300);
    await bench.clock.advance(31_000);

    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));

    expect(venueNets(bench)).toEqual([0, 0]);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(2);
  });

  it('it stays closed: nothing is bought back, whatever the master does with the rest', async () => {
    const bench = await holding();
    tradeByHand(bench, childOf(bench), 'SELL', 300);
    await bench.clock.advance(3_000);

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([225, 0]);
  });

  it('it gives the fraction of what is left when only a part was sold by hand', async () => {
    const bench = await holding();
    tradeByHand(bench, childOf(bench), 'SELL', 150);
    await bench.clock.advance(3_000);

    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    expect(venueNets(bench)).toEqual([150, 75]);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('what it bought of its own besides stays its own', async () => {
    const bench = await holding();
    const child = childOf(bench);
    tradeByHand(bench, child, 'SELL', 300);
    tradeByHand(bench, child, 'BUY', 150);
    await bench.clock.advance(3_000);

    await placeAndSettle(bench, anOrderOf(bench, 4, SELL));

    expect(venueNets(bench)).toEqual([0, 150]);
  });

  it('it does not go short when it was closed while the desk was down', async () => {
    const bench = await holding();
    await kill(bench);
    tradeByHand(bench, childOf(bench), 'SELL', 300);
    await bench.clock.advance(60_000);
    const after = await restart(bench);
    await bench.clock.advance(3_000);

    await placeAndSettle(after, anOrderOf(after, 4, SELL));

    expect(venueNets(after)).toEqual([0, 0]);
  });
});

describe('When a child is closed by hand while an exit of the desk rests in it', () => {
  it('the exit is cancelled at once, and the child does not go short when the price reaches it', async () => {
    const bench = await openBench({ links: [{ sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));

    tradeByHand(bench, childOf(bench), 'SELL', 300);
    await bench.clock.advance(500);
    expect(venueOrders(bench, childOf(bench))[1]?.state).toBe('cancelled');
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
    expect(bench.desk.orders.livingOf(childOf(bench).id)).toEqual([]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});
