/** Failure catalogue 5: the order stream breaks off while orders fill, tells things twice, and tells them in another order. */
import { type ReferenceBroker, times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  childOf,
  fillByHand,
  RESTING,
  SELL,
  stopMatching,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const everybody = (bench: DeskBench) => [bench.master, ...bench.children];
const cutStreams = (bench: DeskBench): void => {
  for (const broker of bench.brokers.values()) (broker as ReferenceBroker).cutStreams();
};
const counts = (bench: DeskBench): readonly number[] =>
  everybody(bench).map((account) => venueOrders(bench, account).length);

/** What the desk's books hold, account by account. */
function bookNets(bench: DeskBench): readonly number[] {
  return everybody(bench).map(
    ({ id }) => bench.desk.positions.view(id, bench.instrument.id, 'D')?.netQuantity ?? 0,
  );
}

describe('When the stream breaks off while orders fill', () => {
  it('the fills of the gap are read from the books after the reconnect, and every account is as the venue holds it', async () => {
    const bench = await openBench({ links: [{}, { sizing: times(2) }] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(100);

    cutStreams(bench);
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    fillByHand(bench, childOf(bench), { place: 0, quantity: 150 });
    fillByHand(bench, childOf(bench, 1), { place: 0, quantity: 300 });
    await bench.clock.advance(2_000);

    const view = viewOf(bench, order.intent.orderId);
    expect([view.status, ...view.children.map((child) => child.status)]).toEqual([
      'filled',
      'filled',
      'filled',
    ]);
    expect(bookNets(bench)).toEqual([150, 150, 300]);
  });

  it('an exit of the master that was filled in the gap still takes its children out', async () => {
    const bench = await openBench({ copyOutsideOrders: true });
    await placeAndSettle(bench, anOrderOf(bench, 2));

    cutStreams(bench);
    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(4_000);

    expect(venueNets(bench)).toEqual([75, 75, 75]);
    expect(counts(bench)).toEqual([2, 2, 2]);
  });

  it('a stream that stays away is replaced by polling, and nothing is lost', async () => {
    const bench = await openBench();
    for (const account of everybody(bench)) {
      bench.venue.gate.addFault({ on: 'stream', fault: 'reset-before', client: account.clientId });
    }
    cutStreams(bench);
    await bench.clock.advance(3_000);

    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    expect(venueNets(bench)).toEqual([75, 75, 75]);
    expect(bookNets(bench)).toEqual([75, 75, 75]);
  });
});

describe('When the stream tells everything twice', () => {
  it('no fill counts twice and no order is copied twice', async () => {
    const bench = await openBench({ copyOutsideOrders: true });
    for (const account of everybody(bench))
      bench.venue.gate.addFault({ on: 'stream', fault: 'duplicate', client: account.clientId });

    await placeAndSettle(bench, anOrderOf(bench, 2));
    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(4_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    expect(counts(bench)).toEqual([3, 3, 3]);
    expect(venueNets(bench)).toEqual([150, 150, 150]);
    expect(bookNets(bench)).toEqual([150, 150, 150]);
    expect(
      everybody(bench).map(({ id }) => bench.desk.positions.copied(id, bench.instrument.id, 'D')),
    ).toEqual([150, 150, 150]);
  });
});

describe('When the stream tells things in another order', () => {
  it('a filled quantity never goes down, and an order that is complete stays so', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 3, RESTING));
    bench.venue.gate.addFault({ on: 'stream', fault: 'reorder', client: bench.master.clientId });

    for (let lot = 0; lot < 3; lot += 1) fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    const seen: number[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'order-filled' && event.accountId === bench.master.id) seen.push(event.filledTotal);
    });
    await bench.clock.advance(3_000);

    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(viewOf(bench, order.intent.orderId).status).toBe('filled');
    expect(bench.desk.positions.net(bench.master.id, bench.instrument.id, 'D')).toBe(225);
  });

  it('what the master bought and sold by hand is copied as a purchase and its exit, not as a short sale', async () => {
    const bench = await openBench({ links: [{}], copyOutsideOrders: true });
    bench.venue.gate.addFault({ on: 'stream', fault: 'reorder', client: bench.master.clientId });

    tradeByHand(bench, bench.master, 'BUY', 150);
    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(6_000);

    const [first] = venueOrders(bench, childOf(bench));
    expect(first?.side).toBe('BUY');
    expect(venueNets(bench)).toEqual([75, 75]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});
