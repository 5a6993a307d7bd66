import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type ChildLink, type LinkGuards, type OrderView, type Price, quantityOf } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fullExitOf,
  outcomeOf,
  RESTING,
  SELL,
  tradeByHand,
  venueNets,
  waitForNextMorning,
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

const rs = (rupees: number): number => rupees * 10_000;

const limited = (rupees: number, then: 'stop' | 'square-off' = 'stop'): Partial<ChildLink> => ({
  guards: {
    maxQuantity: undefined,
    maxValue: undefined,
    maxOpenPositions: undefined,
    maxDayLoss: { amount: rs(rupees), then },
    priceDrift: undefined,
    window: undefined,
  } satisfies LinkGuards,
});

/** The desk and the venue see the same price. */
function priceIs(bench: DeskBench, rupees: number): void {
  setPrice(bench, rs(rupees) as Price);
  bench.desk.prices.note('sandbox', bench.instrument.id, {
    price: rs(rupees) as Price,
    at: bench.clock.now(),
  });
}

async function openAt200(link: Partial<ChildLink>): Promise<DeskBench> {
  const bench = await openBench({ links: [link, {}] });
  setPrice(bench, rs(200) as Price);
  return bench;
}

const linkOf = (bench: DeskBench, place = 0): ChildLink | undefined =>
  bench.desk.groups.byId(bench.group.id)?.children[place];
const reasonOf = (bench: DeskBench, view: OrderView) =>
  view.children.find((child) => child.accountId === childOf(bench).id)?.reason?.code;
const lossOf = (bench: DeskBench): number => bench.desk.dayLoss.of(childOf(bench).id);

describe('the loss of the day on what was copied', () => {
  it('is what was paid, less what was got and what is held at the last price', async () => {
    const bench = await openAt200({});
    await placeAndSettle(bench, anOrderOf(bench, 2));
    expect(lossOf(bench)).toBe(0);
    priceIs(bench, 190);
    expect(lossOf(bench)).toBe(rs(1_500));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    priceIs(bench, 180);
    expect(lossOf(bench)).toBe(rs(75 * 10 + 75 * 20));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    priceIs(bench, 100);
    expect(lossOf(bench)).toBe(rs(2_250));
  });

  it('leaves out what the account traded of its own', async () => {
    const bench = await openAt200({});
    tradeByHand(bench, childOf(bench), 'BUY', 75);
    await bench.clock.advance(15_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    priceIs(bench, 190);
    expect(lossOf(bench)).toBe(rs(750));
    tradeByHand(bench, childOf(bench), 'SELL', 75);
    await bench.clock.advance(15_000);
    priceIs(bench, 180);
    expect(lossOf(bench)).toBe(rs(1_500));
  });

  it('counts a short the other way', async () => {
    const bench = await openAt200({});
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    priceIs(bench, 210);
    expect(lossOf(bench)).toBe(rs(750));
    priceIs(bench, 190);
    expect(lossOf(bench)).toBe(rs(-750));
  });

  it('counts the contract multiplier', async () => {
    const bench = await openAt200({});
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const instrument = bench.lookup.byId(bench.instrument.id);
    (instrument as { contractMultiplier: number }).contractMultiplier = 10;
    priceIs(bench, 190);
    expect(lossOf(bench)).toBe(rs(7_500));
  });

  it('begins anew each day, from the previous close', async () => {
    const bench = await openAt200({});
    await placeAndSettle(bench, anOrderOf(bench, 1));
    priceIs(bench, 150);
    expect(lossOf(bench)).toBe(rs(3_750));
    await waitForNextMorning(bench);
    expect(lossOf(bench)).toBe(0);
    priceIs(bench, 149);
    expect(lossOf(bench)).toBe(rs(75));
    bench.desk.closes.note(childOf(bench).id, bench.instrument.id, rs(160) as Price);
    expect(lossOf(bench)).toBe(rs(75 * 11));
  });

  it('I8: is the same after a restart for what was sold by hand, whatever the price was since the fills', async () => {
    const bench = await openAt200({});
    await placeAndSettle(bench, anOrderOf(bench, 1));
    priceIs(bench, 190);
    tradeByHand(bench, childOf(bench), 'SELL', 75);
    await bench.clock.advance(3_000);
    const before = lossOf(bench);
    expect(before).toBe(75 * rs(10));

    await kill(bench);
    const again = await restart(bench);
    await bench.clock.advance(20_000);

    expect(lossOf(again)).toBe(before);
  });

  it('is the same after a restart', async () => {
    const bench = await openAt200({});
    await placeAndSettle(bench, anOrderOf(bench, 2));
    setPrice(bench, rs(190) as Price);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    const before = lossOf(bench);
    expect(before).toBe(rs(1_500));
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(5_000);
    expect(lossOf(again)).toBe(before);
  });
});

describe('the limit of the day’s loss', () => {
  it('stops the link, tells why, and lets exits through', async () => {
    const bench = await openAt200(limited(1_000));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    priceIs(bench, 193.4);
    expect(linkOf(bench)?.state).toBe('active');
    priceIs(bench, 193.3);
    expect(linkOf(bench)).toMatchObject({
      state: 'stopped',
      stoppedBecause: "The day's loss on what was copied reached ₹1005.00; the limit is ₹1000.00.",
    });
    const view = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(reasonOf(bench, view)).toBe('stopped');
    expect(venueNets(bench)).toEqual([225, 150, 225]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('is seen on a fill of somebody else, and on what the broker’s book shows', async () => {
    const bench = await openAt200(limited(1_000));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    setPrice(bench, rs(150) as Price);
    await placeAndSettle(bench, anOrderOf(bench, 1, { accountId: childOf(bench, 1).id }));
    expect(linkOf(bench)?.state).toBe('stopped');
  });

  it('cancels copies that still work, and nothing else', async () => {
    const bench = await openAt200(limited(1_000));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, accountId: childOf(bench).id }));
    priceIs(bench, 190);
    await bench.clock.advance(2_000);
    expect(venueOrders(bench, childOf(bench)).map((order) => order.state)).toEqual([
      'complete',
      'cancelled',
      'open',
    ]);
  });

  it('squares off what was copied where the link says so, and nothing of the account’s own', async () => {
    const bench = await openAt200(limited(1_000, 'square-off'));
    tradeByHand(bench, childOf(bench), 'BUY', 75);
    await bench.clock.advance(15_000);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    priceIs(bench, 190);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([150, 75, 150]);
    expect(linkOf(bench)?.state).toBe('stopped');
    const [exit] = bench.desk.orders
      .list({ userId: ANN, accountId: childOf(bench).id })
      .filter((order) => order.intent.part === 'exit');
    expect(exit?.intent.origin).toBe('protection');
  });

  it('is not a change that a person can make or undo but by resuming', async () => {
    const bench = await openAt200(limited(1_000));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    priceIs(bench, 190);
    const { groups } = bench.desk;
    const now = groups.get(ANN, bench.group.id);
    const children = now.children;
    const activated = children.map((child) => ({ ...child, state: 'active' as const }));
    expect(await outcomeOf(groups.change(ANN, now.id, now.version, { children: activated }))).toBe(
      'link-stopped',
    );
    const stopped = children.map((child) => ({ ...child, state: 'stopped' as const }));
    expect(await outcomeOf(groups.change(ANN, now.id, now.version, { children: stopped }))).toBe(
      'not-supported',
    );
    const renamed = await groups.change(ANN, now.id, now.version, { name: 'Other', children });
    expect(renamed.children[0]?.stoppedBecause).toBe(children[0]?.stoppedBecause);
    expect(renamed.children[0]?.stoppedBecause).toBeDefined();
  });

  it('counts anew from what a person saw who resumed', async () => {
    const bench = await openAt200(limited(1_000));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    priceIs(bench, 190);
    await bench.desk.groups.resumeChild(ANN, bench.group.id, childOf(bench).id);
    expect(linkOf(bench)).toMatchObject({ state: 'active', stoppedBecause: undefined });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(venueNets(bench)).toEqual([225, 225, 225]);
    priceIs(bench, 189);
    expect(linkOf(bench)?.state).toBe('active');
    priceIs(bench, 185);
    expect(linkOf(bench)?.state).toBe('stopped');
  });

  it('stays reached after a crash, whatever was stored by then', async () => {
    const bench = await openAt200(limited(1_000));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const { groups } = bench.repositories;
    groups.save = () => new Promise(() => undefined);
    priceIs(bench, 190);
    await bench.desk.journal.commit();
    await kill(bench);
    const again = await restart({
      ...bench,
      repositories: {
        ...bench.repositories,
        groups: {
          ...groups,
          save: async () => undefined,
          all: groups.all.bind(groups),
          remove: groups.remove.bind(groups),
        },
      },
    });
    await again.clock.advance(5_000);
    expect(linkOf(again)?.state).toBe('stopped');
    const view = await placeAndSettle(again, anOrderOf(again, 1));
    expect(reasonOf(again, view)).toBe('stopped');
  });

  it('stops entries of the day even where the link was told to be exits only', async () => {
    const bench = await openAt200({ ...limited(1_000, 'square-off'), sizing: times(2) });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const alerts = collectAlerts(bench);
    const { groups } = bench.desk;
    const now = groups.get(ANN, bench.group.id);
    const children = now.children.map((child) => ({ ...child, state: 'closeOnly' as const }));
    await groups.change(ANN, now.id, now.version, { children });
    priceIs(bench, 190);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([75, 0, 75]);
    expect(linkOf(bench)?.state).toBe('closeOnly');
    expect(alerts).toEqual([]);
    expect(venueOrders(bench, childOf(bench)).map((order) => order.quantity)).toEqual([150, 150]);
    expect(bench.venue.books.positions(clientOf(childOf(bench)))[0]?.quantity).toBe(quantityOf(0));
  });
});
