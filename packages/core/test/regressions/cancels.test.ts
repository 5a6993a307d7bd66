import { describe, expect, it } from 'vitest';
import { childOf, RESTING, RESTING_SALE, refuseFirstCancel, SELL, venueNets } from '../bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle, venueOrders } from '../desk-bench.ts';

describe('a refused cancel', () => {
  it('I2: is asked again until the order is out of the market', async () => {
    const bench = await openBench({ links: [{}] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    refuseFirstCancel(bench, childOf(bench));

    await bench.clock.drive(bench.desk.trader.cancel(ANN, order.intent.orderId));
    await bench.clock.advance(120_000);

    expect(venueOrders(bench, childOf(bench)).map((one) => one.state)).toEqual(['cancelled']);
  });

  it('I5: does not hold the exit that waits for it for ever', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    refuseFirstCancel(bench, childOf(bench));

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
