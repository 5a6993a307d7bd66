/** Failure catalogue 3: a child without margin, a token that expires in mid fan-out, another lot or freeze quantity at the other broker. */
import { describe, expect, it } from 'vitest';
import { type OrderId, type Quantity, quantityOf } from '../../src/index.ts';
import { childOf, clientOf } from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const nets = (bench: DeskBench): readonly number[] =>
  [bench.master, ...bench.children].map((account) => venueNet(bench, account));

const childrenOf = (bench: DeskBench, id: OrderId) =>
  viewOf(bench, id).children.map(({ status, reason }) => [status, reason?.code]);

// An order row says why it was refused in words only.
describe.each([
  ['gate', 'margin'],
  ['exchange', 'margin'],
] as const)('When a child is refused for margin at the %s', (at, code) => {
  it('that child alone goes without, with the broker’s words; master and siblings are filled', async () => {
    const bench = await openBench({ links: [{}, {}, {}] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench, 1)), 'margin', at);
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(nets(bench)).toEqual([75, 75, 0, 75]);
    const [, refused] = viewOf(bench, order.intent.orderId).children;
    expect([refused?.status, refused?.reason?.code]).toEqual(['rejected', code]);
    expect(refused?.reason?.brokerText).toMatch(/^Margin: /);
  });

  it('its master’s exit takes out the siblings and owes that child nothing', async () => {
    const bench = await openBench({ links: [{}, {}] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench, 0)), 'margin', at);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL' }));
    await bench.clock.advance(10_000);
    expect(nets(bench)).toEqual([0, 0, 0]);
    // One that was refused, and no exit of what it never had.
    expect(venueOrders(bench, childOf(bench, 0)).filter((order) => order.side === 'SELL')).toEqual([]);
  });
});

describe('When a token expires in mid fan-out', () => {
  it('the entry of that child is given up for want of a session, and nobody else waits', async () => {
    const bench = await openBench({ links: [{}, {}, {}], latencyMs: 20 });
    const out = childOf(bench, 1);
    const placing = bench.desk.trader.place(bench.group.userId, anOrderOf(bench, 1));
    // The master has its answer, the children's requests are on their way.
    await bench.clock.advance(30);
    bench.venue.sessions.expire(clientOf(out));
    const id = await bench.clock.drive(placing);
    await bench.clock.advance(200);
    expect(nets(bench)).toEqual([75, 75, 0, 75]);
    await bench.clock.advance(10_000);
    expect(childrenOf(bench, id)).toEqual([
      ['filled', undefined],
      ['denied', 'no-session'],
      ['filled', undefined],
    ]);
  });

  it('the exit of that child waits for its next login and is then sent', async () => {
    const bench = await openBench({ links: [{}, {}, {}], latencyMs: 20 });
    const out = childOf(bench, 1);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const exiting = bench.desk.trader.place(bench.group.userId, anOrderOf(bench, 1, { side: 'SELL' }));
    await bench.clock.advance(30);
    bench.venue.sessions.expire(clientOf(out));
    await bench.clock.drive(exiting);
    await bench.clock.advance(60_000);
    expect(nets(bench)).toEqual([0, 0, 75, 0]);
    await logIn(bench, bench.desk, out);
    await bench.clock.advance(5_000);
    expect(nets(bench)).toEqual([0, 0, 0, 0]);
    expect(venueOrders(bench, out)).toHaveLength(2);
  });
});

describe('When the other broker has another lot or freeze quantity than the lists say', () => {
  it('a child whose broker refuses the lot goes without, alone and with the broker’s words', async () => {
    const bench = await openBench({ links: [{}, {}] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'lot', 'gate');
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(nets(bench)).toEqual([75, 0, 75]);
    expect(childrenOf(bench, order.intent.orderId)).toEqual([
      ['rejected', 'quantity'],
      ['filled', undefined],
    ]);
  });

  it('the first slice of an entry that is refused for its freeze quantity stops the rest of it', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const { freezeQuantity, lotSize } = bench.instrument;
    const lots = Math.floor((freezeQuantity ?? 0) / lotSize) * 2 + 1;
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'freeze', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, lots));
    await bench.clock.advance(10_000);
    expect(nets(bench)).toEqual([lots * lotSize, 0, lots * lotSize]);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });

  it('a slice of an exit that is refused for its freeze quantity does not stop the others, and the child ends flat', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const { freezeQuantity, lotSize } = bench.instrument;
    const lots = Math.floor((freezeQuantity ?? 0) / lotSize) * 2 + 1;
    const quantity: Quantity = quantityOf(lots * lotSize);
    await placeAndSettle(bench, anOrderOf(bench, lots));
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'freeze', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, lots, { side: 'SELL', quantity }));
    await bench.clock.advance(60_000);
    expect(nets(bench)).toEqual([0, 0, 0]);
  });
});
