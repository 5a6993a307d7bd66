/** Failure catalogue 10: the broker answers 429 in the middle of an exit. */
import { describe, expect, it } from 'vitest';
import { type InstrumentId, quantityOf } from '../../src/index.ts';
import { childOf, clientOf, SELL, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle, venueOrders } from '../bench/desk-bench.ts';

const LOTS_OF_TWO_SLICES = 48;
const SHARE = 'NSE:INE002A01018' as InstrumentId;

describe('When the broker answers 429 in the middle of an exit', () => {
  it('the slices that were refused go again by themselves, none twice, and the child ends flat', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, LOTS_OF_TWO_SLICES));
    bench.venue.gate.addFault({ on: 'place', fault: '429', times: 3, client: child.clientId });

    await placeAndSettle(bench, anOrderOf(bench, LOTS_OF_TWO_SLICES, SELL));
    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([0, 0]);
    const sold = venueOrders(bench, child).filter(({ side }) => side === 'SELL');
    expect(sold.map(({ quantity }) => quantity)).toEqual([1_800, 1_800]);
    expect(new Set(sold.map(({ tag }) => tag)).size).toBe(2);
  });

  it('the account waits before it asks again instead of hammering, and nobody else waits with it', async () => {
    const bench = await openBench();
    const [limited, other] = [childOf(bench), childOf(bench, 1)];
    await placeAndSettle(bench, anOrderOf(bench, 2));
    bench.venue.gate.addFault({ on: 'place', fault: '429', times: 2, client: limited.clientId });
    const asked = (): number =>
      bench.venue.gate.requests(clientOf(limited)).filter(({ method }) => method === 'POST').length;
    const before = asked();

    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, SELL)));
    await bench.clock.advance(900);
    expect(asked() - before).toBe(1);
    expect(venueOrders(bench, other).map(({ state }) => state)).toEqual(['complete', 'complete']);
    await bench.clock.advance(10_000);

    expect(asked() - before).toBe(3);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('the exit goes first when the account may ask again, before an entry that was asked for meanwhile', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.gate.addFault({ on: 'place', fault: '429', times: 1, client: child.clientId });

    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, SELL)));
    await bench.clock.advance(100);
    const share = { instrumentId: SHARE, quantity: quantityOf(5) };
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, share)));
    await bench.clock.advance(10_000);

    const sent = venueOrders(bench, child).map(({ side, instrument }) => `${side} ${instrument.kind}`);
    expect(sent).toEqual(['BUY OPT', 'SELL OPT', 'BUY EQ']);
  });
});
