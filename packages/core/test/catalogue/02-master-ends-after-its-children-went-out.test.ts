/** Catalogue 2: the master is rejected after children went out, or partly filled and then cancelled. */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { childOf, clientOf, fillByHand, RESTING, stopMatching, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const told = (bench: DeskBench): readonly unknown[] =>
  bench.desk.divergences.list(ANN).map((one) => [one.cause.code, one.expected, one.actual]);

describe.each(['onAccepted', 'simultaneous'] as const)(
  'the master ends after its children went out, %s',
  (copyWhen) => {
    it('cancels what a child has not filled when the exchange rejects the master', async () => {
      const bench = await openBench({ links: [{}], copyWhen });
      stopMatching(bench);
      bench.venue.orders.rejectNext(clientOf(bench.master), 'circuit', 'exchange');
      await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
      await bench.clock.advance(5_000);
      expect(venueOrders(bench, childOf(bench)).filter((order) => order.state === 'open')).toEqual([]);
      expect([venueNets(bench), told(bench)]).toEqual([[0, 0], []]);
    });

    it('tells what a child has filled when the exchange rejects the master, and unwinds it by a click', async () => {
      const bench = await openBench({ links: [{}], copyWhen });
      stopMatching(bench);
      bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'exchange');
      const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
      while (venueOrders(bench, childOf(bench)).length === 0) await bench.clock.advance(1);
      // The child is faster than the cancellation that follows its master's rejection.
      fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
      await bench.clock.drive(placing);
      await bench.clock.advance(5_000);
      expect(venueNets(bench)).toEqual([0, 75]);
      expect(told(bench)).toEqual([['filled-beyond-master', 0, 75]]);
      bench.venue.market.change({ matching: 'auto' });
      for (const { id } of bench.desk.divergences.list(ANN)) {
        const { planId } = bench.desk.divergences.repair.plan(ANN, id);
        await bench.clock.drive(bench.desk.divergences.repair.resync(ANN, id, planId));
      }
      await bench.clock.advance(5_000);
      expect([venueNets(bench), told(bench)]).toEqual([[0, 0], []]);
    });

    it('leaves a child its share of what the master had filled when that is cancelled', async () => {
      const bench = await openBench({ links: [{ sizing: times(0.5) }], copyWhen });
      stopMatching(bench);
      const order = await placeAndSettle(bench, anOrderOf(bench, 8, RESTING));
      fillByHand(bench, bench.master, { place: 0, quantity: 300 });
      fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
      await bench.clock.advance(1_000);

      await bench.clock.drive(bench.desk.trader.cancel(ANN, order.intent.orderId));
      await bench.clock.advance(5_000);

      // A person's cancel reaches the children as it is: their rest goes too, and what is missing of the share is told.
      expect(venueOrders(bench, childOf(bench)).map((one) => [one.state, one.filledQuantity])).toEqual([
        ['cancelled', 75],
      ]);
      expect(told(bench)).toEqual([['filled-less', 150, 75]]);
    });

    it('brings a child to its share when the exchange cancels the rest of the master', async () => {
      const bench = await openBench({ links: [{ sizing: times(0.5) }], copyWhen });
      stopMatching(bench);
      await placeAndSettle(bench, anOrderOf(bench, 8, RESTING));
      fillByHand(bench, bench.master, { place: 0, quantity: 300 });
      fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
      await bench.clock.advance(1_000);
      bench.venue.orders.cancel(clientOf(bench.master), venueOrders(bench, bench.master)[0]?.orderId ?? '');
      await bench.clock.advance(10_000);
      expect(
        venueOrders(bench, childOf(bench)).map((one) => [one.state, one.quantity, one.filledQuantity]),
      ).toEqual([
        ['cancelled', 300, 75],
        ['open', 75, 0],
      ]);
      fillByHand(bench, childOf(bench), { place: 1, quantity: 75 });
      await bench.clock.advance(3_000);
      expect([venueNets(bench), told(bench)]).toEqual([[300, 150], []]);
    });
  },
);
