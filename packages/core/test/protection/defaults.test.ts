/** A user's default protection: what takes it, and where its levels come to stand. */
import { describe, expect, it } from 'vitest';
import type { DefaultLevels, PlaceCommand, Price } from '../../src/index.ts';
import { levelsFrom } from '../../src/protection/default-levels.ts';
import {
  childOf,
  fillByHand,
  fullExitOf,
  SELL,
  stopMatching,
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
} from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick } from './told-prices.ts';

const TEN_AND_THIRTY: DefaultLevels = { stop: { distance: rs(10) }, target: { percent: 15 * 10_000 } };

async function openWith(levels: DefaultLevels, links = [{}]): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links });
  tick(bench, 200);
  await bench.clock.drive(bench.desk.protections.setDefaults(ANN, levels));
  return bench;
}

const enter = (bench: DeskBench, order: Partial<PlaceCommand> = {}, lots = 2) =>
  placeAndSettle(bench, anOrderOf(bench, lots, order));

const levelsAt = (bench: DeskBench, account = bench.master) =>
  bench.desk.protections.book.get({
    kind: 'position',
    accountId: account.id,
    instrumentId: bench.instrument.id,
    product: 'D',
  })?.levels;

describe('where a default level stands', () => {
  const tickSize = rs(0.05);
  it.each([
    ['points below a long', { stop: { distance: rs(10) } }, 1, { stop: rs(190.35) }],
    ['points above a short', { stop: { distance: rs(10) } }, -1, { stop: rs(210.35) }],
    ['per cent, on a tick away from the price', { stop: { percent: 33_333 } }, 1, { stop: rs(193.65) }],
    [
      'whole increments away from the price',
      { stop: { distance: rs(10), increment: rs(5) }, target: { distance: rs(10), increment: rs(5) } },
      1,
      { stop: rs(190), target: rs(215) },
    ],
    [
      'an increment that is no tick',
      { stop: { distance: rs(10), increment: rs(0.07) } },
      1,
      { stop: rs(190.3) },
    ],
    [
      'not at or below zero',
      { stop: { distance: rs(201) }, target: { distance: rs(1) } },
      1,
      { target: rs(201.35) },
    ],
    [
      'a trail as it is',
      { trail: { percent: 50_000, step: rs(1) } },
      1,
      { trail: { percent: 50_000, step: rs(1) } },
    ],
  ] as const)('%s', (_what, levels: DefaultLevels, direction, expected) => {
    const nothing = { stop: undefined, target: undefined, trail: undefined };
    expect(levelsFrom({ levels, tickSize }, rs(200.35) as Price, direction)).toEqual({
      ...nothing,
      ...expected,
    });
  });
});

describe('a user’s default protection', () => {
  it('stands off from the price of the fill, acts like one set by hand, and takes the children out', async () => {
    const bench = await openWith(TEN_AND_THIRTY);
    await enter(bench);
    expect(levelsAt(bench)).toMatchObject({ stop: rs(190), target: rs(230) });
    expect(levelsAt(bench, childOf(bench))).toBeUndefined();
    tick(bench, 189.95);
    await bench.clock.advance(4_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('is of the user’s next orders after a restart, and stands off from a short on the other side', async () => {
    const bench = await openWith(TEN_AND_THIRTY);
    await kill(bench);
    const again = await restart(bench);
    tick(again, 200);
    await enter(again, SELL);
    expect(levelsAt(again)).toMatchObject({ stop: rs(210), target: rs(170) });
  });

  it('is not of an order that brings its own or wants none, that closes, or that adds to a position', async () => {
    const bench = await openWith(TEN_AND_THIRTY);
    await enter(bench, { protection: { stop: rs(150) } });
    expect(levelsAt(bench)).toEqual({ stop: rs(150) });
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    await enter(bench, { protection: {} });
    expect(levelsAt(bench)).toBeUndefined();
    await enter(bench, {}, 1);
    await enter(bench, SELL, 1);
    expect(levelsAt(bench)).toBeUndefined();
  });

  it('is of a position that an order turned round, and of none that was opened elsewhere', async () => {
    const bench = await openWith(TEN_AND_THIRTY);
    tradeByHand(bench, bench.master, 'BUY', bench.instrument.lotSize);
    await bench.clock.advance(5_000);
    expect(levelsAt(bench)).toBeUndefined();
    await enter(bench, SELL, 3);
    expect(levelsAt(bench)).toMatchObject({ stop: rs(210) });
  });

  it('follows the average of an order that fills in parts, until a person sets or removes it', async () => {
    const bench = await openWith({ stop: { distance: rs(10) } });
    const { lotSize } = bench.instrument;
    stopMatching(bench);
    const scope = {
      kind: 'position',
      accountId: bench.master.id,
      instrumentId: bench.instrument.id,
      product: 'D',
    } as const;
    const fill = async (price: number): Promise<void> => {
      fillByHand(bench, bench.master, { place: 0, quantity: lotSize, price: rs(price) });
      await bench.clock.advance(3_000);
    };
    await enter(bench, {}, 4);
    await fill(200);
    await fill(210);
    expect(levelsAt(bench)).toMatchObject({ stop: rs(195) });
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: rs(150) }));
    await fill(220);
    expect(levelsAt(bench)).toEqual({ stop: rs(150) });
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, {}));
    await fill(220);
    expect(levelsAt(bench)).toBeUndefined();
  });

  it('is a child’s own, off its own fill, where the group says so', async () => {
    const bench = await openWith(TEN_AND_THIRTY);
    const { groups } = bench.desk;
    const { version } = groups.byId(bench.group.id) ?? bench.group;
    await bench.clock.drive(groups.change(ANN, bench.group.id, version, { protection: 'own' }));
    await enter(bench);
    expect(levelsAt(bench, childOf(bench))).toMatchObject({ stop: rs(190), target: rs(230) });
    tick(bench, 180);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('is gone for new orders once it is taken away, and another user’s is not touched', async () => {
    const bench = await openWith(TEN_AND_THIRTY);
    const { protections, protectionDefaults } = bench.desk;
    await bench.clock.drive(protections.setDefaults('user-bob' as typeof ANN, {}));
    expect(protectionDefaults.of(ANN)).toEqual(TEN_AND_THIRTY);
    await bench.clock.drive(protections.setDefaults(ANN, {}));
    await enter(bench);
    expect([levelsAt(bench), protectionDefaults.of(ANN)]).toEqual([undefined, {}]);
  });
});
