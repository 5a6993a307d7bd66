/** Orders placed in the broker's own app: copied exactly once, in the right size, and never what must not be. */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Price, TAG_PREFIX } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  fullExitOf,
  outcomeOf,
  placeByHand,
  RESTING,
  SELL,
  stopMatching,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type BenchOptions,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const openCopying = (options: BenchOptions = {}): Promise<DeskBench> =>
  openBench({ copyOutsideOrders: true, ...options });

const counts = (bench: DeskBench): readonly number[] =>
  [bench.master, ...bench.children].map((account) => venueOrders(bench, account).length);

/** The children of the master's order at this place of its book, as they are shown. */
function childrenOf(bench: DeskBench, place: number) {
  const orders = bench.desk.orders.list({ userId: ANN, accountId: bench.master.id });
  const order = [...orders].reverse()[place];
  if (order === undefined) throw new Error(`The master has no order ${place}`);
  return viewOf(bench, order.intent.orderId).children;
}

describe('an order placed in the master’s own app', () => {
  it('is copied once, though the stream, the polls and a restart all tell of it', async () => {
    const bench = await openCopying({ links: [{}, { sizing: times(2) }] });
    bench.venue.gate.addFault({ on: 'stream', fault: 'duplicate', client: bench.master.clientId });

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(40_000);
    await kill(bench);
    await restart(bench);
    await bench.clock.advance(40_000);

    expect(counts(bench)).toEqual([1, 1, 1]);
    expect(venueNets(bench)).toEqual([75, 75, 150]);
  });

  it('is copied when only polling tells of it', async () => {
    const bench = await openCopying();
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: bench.master.clientId });
    await bench.clock.advance(29_000);

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(4_000);

    expect(venueNets(bench)).toEqual([75, 75, 75]);
  });

  it('is not copied when the group does not say so, and whoever relies on it is told', async () => {
    const bench = await openBench({ links: [{}] });
    const alerts = collectAlerts(bench);

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(4_000);

    expect(alerts).toEqual(['outside-not-copied']);
    expect(venueNets(bench)).toEqual([75, 0]);
  });

  it('takes the same fraction from the children when it is an exit, however often it was filled before it was learned', async () => {
    const bench = await openCopying({ links: [{ sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 4));

    tradeByHand(bench, bench.master, 'SELL', 225);
    await bench.clock.advance(4_000);
    expect(venueNets(bench)).toEqual([75, 150]);

    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(4_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('counts as the group’s trading: what it brought goes with the master’s next exit', async () => {
    const bench = await openCopying({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    tradeByHand(bench, bench.master, 'BUY', 150);
    await bench.clock.advance(4_000);

    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));

    expect(venueNets(bench)).toEqual([150, 150]);
    expect(bench.desk.positions.copied(bench.master.id, bench.instrument.id, 'D')).toBe(150);
  });

  it('turns the children round with the master', async () => {
    const bench = await openCopying({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));

    tradeByHand(bench, bench.master, 'SELL', 225);
    await bench.clock.advance(6_000);

    expect(venueNets(bench)).toEqual([-150, -150]);
  });

  it('goes out as a market order when the book shows it as a limit at its protection', async () => {
    const bench = await openCopying({ links: [{}] });
    stopMatching(bench);

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(4_000);

    expect(venueOrders(bench, bench.master)[0]?.orderType).toBe('LIMIT');
    expect(venueOrders(bench, childOf(bench))[0]?.requestedType).toBe('MARKET');
  });

  it('is as large as what it filled when it had ended before it was learned', async () => {
    const bench = await openCopying({ links: [{}] });
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: bench.master.clientId });
    await bench.clock.advance(29_000);
    stopMatching(bench);
    const id = placeByHand(bench, bench.master, { ...RESTING, side: 'BUY', quantity: 300 });
    await bench.clock.advance(10);
    fillByHand(bench, bench.master, { place: 0, quantity: 150 });
    bench.venue.orders.cancel(clientOf(bench.master), id);

    await bench.clock.advance(4_000);

    expect(venueOrders(bench, childOf(bench)).map((order) => order.quantity)).toEqual([150]);
  });

  it('is not copied when it was refused', async () => {
    const bench = await openCopying({ links: [{}] });
    bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'exchange');

    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(4_000);

    expect(counts(bench)).toEqual([1, 0]);
  });

  it('I6: is judged after what was placed before it, though the stream tells of it first', async () => {
    const bench = await openCopying({ links: [{}] });
    bench.venue.gate.addFault({ on: 'stream', fault: 'reorder', client: bench.master.clientId });

    tradeByHand(bench, bench.master, 'BUY', 75);
    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(6_000);

    const children = [0, 1].flatMap((place) =>
      childrenOf(bench, place).map(({ part, status }) => [part, status]),
    );
    expect(children[1]?.[0]).toBe('exit');
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: waits for the fills of the desk’s own order before it', async () => {
    const bench = await openCopying({ links: [{}], latencyMs: 20 });
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: bench.master.clientId });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
    await bench.clock.advance(25);
    tradeByHand(bench, bench.master, 'SELL', 75);
    bench.venue.gate.clearFaults();
    await bench.clock.drive(placing);
    await bench.clock.advance(40_000);

    expect(venueNets(bench)).toEqual([0, 0]);
    expect(childrenOf(bench, 1).map(({ part }) => part)).toEqual(['exit']);
  });
});

describe('an outside order that is learned late', () => {
  it('is a skip `too-old` for each child when it is an entry, and so a divergence', async () => {
    const bench = await openCopying();
    await bench.clock.advance(500);
    await kill(bench);
    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(6_000);

    const after = await restart(bench);
    await bench.clock.advance(6_000);

    expect(counts(bench)).toEqual([1, 0, 0]);
    expect(childrenOf(after, 0).map(({ status, reason }) => [status, reason?.code])).toEqual([
      ['skipped', 'too-old'],
      ['skipped', 'too-old'],
    ]);
    expect(after.desk.divergences.list(ANN).map(({ cause, expected }) => [cause.code, expected])).toEqual([
      ['too-old', 75],
      ['too-old', 75],
    ]);
  });

  it('is copied all the same when it is an exit', async () => {
    const bench = await openCopying();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await kill(bench);
    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(600_000);

    await restart(bench);
    await bench.clock.advance(6_000);

    expect(venueNets(bench)).toEqual([75, 75, 75]);
  });
});

describe('an outside order that must not be copied', () => {
  it('is one that stands in an auction', async () => {
    const bench = await openCopying({ links: [{}] });

    placeByHand(bench, bench.master, { side: 'BUY', quantity: 75, extra: { variety: 'auction' } });
    await bench.clock.advance(4_000);

    expect(venueNets(bench)).toEqual([75, 0]);
    expect(bench.desk.positions.copied(bench.master.id, bench.instrument.id, 'D')).toBe(0);
  });

  it('is an after-market entry', async () => {
    const bench = await openCopying({ links: [{}] });
    bench.venue.market.change({ open: false });
    placeByHand(bench, bench.master, { side: 'BUY', quantity: 75, afterMarket: true });
    await bench.clock.advance(3_000);
    bench.venue.market.change({ open: true });

    await bench.clock.advance(6_000);

    expect(venueNets(bench)).toEqual([75, 0]);
  });
});

describe('what is changed in the master’s own app', () => {
  it('is followed: a cancel', async () => {
    const bench = await openCopying({ links: [{}] });
    stopMatching(bench);
    const id = placeByHand(bench, bench.master, { ...RESTING, side: 'BUY', quantity: 75 });
    await bench.clock.advance(2_000);
    expect(venueOrders(bench, childOf(bench)).map((order) => order.state)).toEqual(['open']);

    bench.venue.orders.cancel(clientOf(bench.master), id);
    await bench.clock.advance(4_000);

    expect(venueOrders(bench, childOf(bench)).map((order) => order.state)).toEqual(['cancelled']);
  });
});

describe('an order that carries a tag like ours and is not ours', () => {
  const FOREIGN = { side: 'BUY', quantity: 75, tag: `${TAG_PREFIX}SOMEBODYELSE000001` } as const;

  it('disarms the account until a person arms it again; exits pass, entries do not', async () => {
    const bench = await openCopying({ links: [{}] });
    const alerts = collectAlerts(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));

    placeByHand(bench, bench.master, FOREIGN);
    await bench.clock.advance(4_000);
    expect(alerts).toContain('foreign-tag');
    expect(venueNets(bench)).toEqual([150, 75]);

    const place = (): Promise<string> =>
      bench.clock.drive(outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1))));
    expect(await place()).toBe('account-disarmed');
    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(4_000);
    expect(venueNets(bench)).toEqual([225, 75]);
    expect(childrenOf(bench, 2).map(({ reason }) => reason?.code)).toEqual(['disarmed']);

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(4_000);
    expect(venueNets(bench)).toEqual([0, 0]);

    bench.desk.accounts.arm(bench.master.id);
    expect(await place()).toBe('done');
  });

  it('stays disarmed over a restart, and stops only its own account', async () => {
    const bench = await openCopying();
    const [first, second] = bench.children;
    placeByHand(bench, childOf(bench), FOREIGN);
    await bench.clock.advance(4_000);
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(4_000);

    const order = await placeAndSettle(after, anOrderOf(after, 1));

    expect(order.children.map(({ accountId, status }) => [accountId, status])).toEqual([
      [second?.id, 'filled'],
      [first?.id, 'skipped'],
    ]);
  });
});

describe('a child that was traded by hand', () => {
  it('is told as a fact: how much of what was copied went', async () => {
    const bench = await openBench({ links: [{}] });
    const reduced: number[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'copied-reduced') reduced.push(event.quantity);
    });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    tradeByHand(bench, childOf(bench), 'BUY', 75);
    await bench.clock.advance(4_000);

    tradeByHand(bench, childOf(bench), 'SELL', 150);
    await bench.clock.advance(4_000);

    // Its own 75 go first.
    expect(reduced).toEqual([75]);
    expect(bench.desk.positions.copied(childOf(bench).id, bench.instrument.id, 'D')).toBe(75);
  });
});

describe('a stop that has done its work before it was learned', () => {
  it('goes out at the market: its trigger lies behind it', async () => {
    const bench = await openCopying({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);
    const last = venueOrders(bench, bench.master)[0]?.price as Price;
    const triggerPrice = Math.floor((last * 0.98) / 500) * 500;
    const stop = { ...SELL, quantity: 75, orderType: 'SL-M', triggerPrice: triggerPrice as Price } as const;
    placeByHand(bench, bench.master, stop);
    await bench.clock.advance(100);
    setPrice(bench, (triggerPrice - 500) as Price);
    await bench.clock.advance(10_000);
    await restart(bench);
    await bench.clock.advance(6_000);

    expect(venueOrders(bench, childOf(bench))[1]?.requestedType).toBe('MARKET');
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
