import { describe, expect, it } from 'vitest';
import { driftBeyond, type PricedEntry, valueBeyond } from '../../src/guard/price-guards.ts';
import type {
  Account,
  ChildLink,
  Factor,
  LinkGuards,
  Lots,
  OrderView,
  PlaceCommand,
  Price,
} from '../../src/index.ts';
import { instantOf, quantityOf } from '../../src/index.ts';
import {
  answerFirstPlacementLate,
  fillByHand,
  RESTING,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const NO_GUARDS: LinkGuards = {
  maxQuantity: undefined,
  maxValue: undefined,
  maxOpenPositions: undefined,
  maxDayLoss: undefined,
  priceDrift: undefined,
  window: undefined,
};
const guards = (some: Partial<LinkGuards>): Partial<ChildLink> => ({ guards: { ...NO_GUARDS, ...some } });

/** Rupees as the core counts them. */
const rs = (rupees: number): number => rupees * 10_000;

/** A bench with one guarded child beside one without guards, the price at ₹200. */
async function openGuarded(link: Partial<ChildLink>): Promise<DeskBench> {
  const bench = await openBench({ links: [link, {}] });
  setPrice(bench, rs(200) as Price);
  return bench;
}

function firstChild(bench: DeskBench, view: OrderView): OrderView['children'][number] {
  const found = view.children.find((child) => child.accountId === bench.children[0]?.id);
  if (found === undefined) throw new Error('The first child did nothing.');
  return found;
}

/** What the first child did about an order, while the second one copied it. */
async function skipOf(bench: DeskBench, command: PlaceCommand): Promise<unknown> {
  const view = await placeAndSettle(bench, command);
  const { status, reason } = firstChild(bench, view);
  expect(venueOrders(bench, bench.children[1] as Account).length).toBeGreaterThan(0);
  return status === 'skipped' ? { code: reason?.code, limit: reason?.limit, figure: reason?.figure } : status;
}

describe('the largest quantity of an order', () => {
  it('lets an order of just that pass, and skips one that is a lot larger, with both figures', async () => {
    const bench = await openGuarded(guards({ maxQuantity: quantityOf(150) }));
    expect(await skipOf(bench, anOrderOf(bench, 2))).toBe('filled');
    expect(await skipOf(bench, anOrderOf(bench, 3))).toEqual({
      code: 'max-quantity',
      limit: 150,
      figure: 225,
    });
    expect(venueNets(bench)).toEqual([375, 150, 375]);
  });
});

describe('the largest value of an order', () => {
  it('counts a limit order at its own price', async () => {
    const bench = await openGuarded(guards({ maxValue: rs(75 * 100) }));
    expect(await skipOf(bench, anOrderOf(bench, 1, RESTING))).toBe('working');
    const dearer = anOrderOf(bench, 1, { orderType: 'LIMIT', price: rs(101) as Price });
    expect(await skipOf(bench, dearer)).toEqual({
      code: 'max-value',
      limit: rs(7_500),
      figure: rs(7_575),
    });
  });

  it('counts a sale at the last price when that is above its limit', async () => {
    const bench = await openGuarded(guards({ maxValue: rs(75 * 150) }));
    const { desk, clock, instrument } = bench;
    desk.prices.note('sandbox', instrument.id, { price: rs(200) as Price, at: clock.now() });
    const cheap = anOrderOf(bench, 1, { ...SELL, orderType: 'LIMIT', price: rs(100) as Price });
    expect(await skipOf(bench, cheap)).toEqual({
      code: 'max-value',
      limit: rs(11_250),
      figure: rs(15_000),
    });
  });

  it('waits for the master’s own fill when a market order has no price to go by, and then decides', async () => {
    const bench = await openGuarded(guards({ maxValue: rs(75 * 150) }));
    stopMatching(bench);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(500);
    expect(firstChild(bench, viewOf(bench, id)).status).toBe('held');
    expect(venueOrders(bench, bench.children[0] as Account)).toEqual([]);
    fillByHand(bench, bench.master, { place: 0, quantity: 75, price: rs(149) as Price });
    await bench.clock.advance(500);
    expect(venueOrders(bench, bench.children[0] as Account).map((order) => order.quantity)).toEqual([75]);

    const dear = await openGuarded(guards({ maxValue: rs(75 * 150) }));
    expect(await skipOf(dear, anOrderOf(dear, 1))).toEqual({
      code: 'max-value',
      limit: rs(11_250),
      figure: rs(15_000),
    });
  });

  it('never sends what waited for a price longer than an entry may', async () => {
    const bench = await openGuarded(guards({ maxValue: rs(75 * 500) }));
    stopMatching(bench);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(6_000);
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(2_000);
    expect(firstChild(bench, viewOf(bench, id)).reason?.code).toBe('too-old');
    expect(venueOrders(bench, bench.children[0] as Account)).toEqual([]);
  });

  it('counts the contract multiplier', async () => {
    const bench = await openGuarded(guards({ maxValue: rs(75 * 100 * 9) }));
    const byId = bench.lookup.byId(bench.instrument.id);
    (byId as { contractMultiplier: number }).contractMultiplier = 10;
    expect(await skipOf(bench, anOrderOf(bench, 1, RESTING))).toEqual({
      code: 'max-value',
      limit: rs(67_500),
      figure: rs(75_000),
    });
  });
});

describe('the drift of the price from the master’s', () => {
  const onePercent = guards({ priceDrift: 10_000 as Factor });

  it('lets an entry pass at the master’s own price', async () => {
    const bench = await openGuarded(onePercent);
    expect(await skipOf(bench, anOrderOf(bench, 1))).toBe('filled');
  });

  it('stops the part beyond zero when the last price is further away than the link allows by then', async () => {
    const bench = await openGuarded(onePercent);
    const { clock, desk, instrument } = bench;
    await placeAndSettle(bench, anOrderOf(bench, 2));
    // The child is slow to get out, so its part beyond zero is decided when the market has moved on.
    answerFirstPlacementLate(bench, bench.children[0] as Account, 1_000);
    const turning = desk.trader.place(ANN, anOrderOf(bench, 3, SELL));
    await clock.advance(500);
    desk.prices.note('sandbox', instrument.id, { price: rs(202.02) as Price, at: clock.now() });
    await clock.advance(5_000);
    const parts = viewOf(bench, await turning).children.filter(
      (child) => child.accountId === bench.children[0]?.id,
    );
    expect(
      parts.map((child) => [child.part, child.status, child.reason?.code, child.reason?.figure]),
    ).toEqual([
      ['exit', 'filled', undefined, undefined],
      ['entry', 'denied', 'price-drift', 1.01],
    ]);
    expect(venueNets(bench)).toEqual([-75, 0, -75]);
  });

  it('gives up an entry whose price ran away while it waited in its lane', async () => {
    const bench = await openGuarded(onePercent);
    const { clock, desk, instrument } = bench;
    desk.prices.note('sandbox', instrument.id, { price: rs(200) as Price, at: clock.now() });
    // The first of two is answered late, so the second waits behind it.
    answerFirstPlacementLate(bench, bench.children[0] as Account, 2_000);
    const first = desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    const second = desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    await clock.advance(500);
    desk.prices.note('sandbox', instrument.id, { price: rs(197.9) as Price, at: clock.now() });
    await clock.advance(3_000);
    await first;
    const { status, reason } = firstChild(bench, viewOf(bench, await second));
    expect([status, reason?.code, reason?.figure]).toEqual(['denied', 'price-drift', 1.05]);
    expect(venueOrders(bench, bench.children[0] as Account)).toHaveLength(1);
  });
});

describe('the guards that need a price', () => {
  const now = instantOf(1_800_000_000_000);
  const entry = (some: Partial<PricedEntry>): PricedEntry => ({
    terms: {
      quantity: quantityOf(75),
      price: undefined,
      triggerPrice: undefined,
      orderType: 'MARKET',
      validity: 'DAY',
    },
    side: 'BUY',
    quantity: quantityOf(75),
    multiplier: 1,
    last: { price: rs(200) as Price, at: now },
    master: undefined,
    reference: rs(200),
    now,
    ...some,
  });
  const drift = { priceDrift: 10_000 as Factor };

  it('measure the drift exactly, in both directions', () => {
    const seen = (price: number) => driftBeyond(entry({ last: { price: price as Price, at: now } }), drift);
    expect(seen(rs(202))).toBeUndefined();
    expect(seen(rs(202) + 1)).toEqual({ code: 'price-drift', limit: 1, figure: 1.01 });
    expect(seen(rs(198))).toBeUndefined();
    expect(seen(rs(198) - 1)).toMatchObject({ code: 'price-drift' });
  });

  it('take a price that is a minute old for none', () => {
    const old = { last: { price: rs(200) as Price, at: instantOf(now - 60_001) } };
    expect(driftBeyond(entry(old), drift)).toBe('no-price');
    expect(valueBeyond(entry(old), { maxValue: rs(1) })).toBe('no-price');
  });

  it('need no price for an order at the master’s own limit', () => {
    const terms = { ...entry({}).terms, orderType: 'LIMIT', price: rs(100) as Price } as const;
    const blind = { terms, last: undefined, reference: undefined };
    expect(driftBeyond(entry(blind), drift)).toBeUndefined();
    expect(valueBeyond(entry(blind), { maxValue: rs(7_500) })).toBeUndefined();
    expect(valueBeyond(entry(blind), { maxValue: rs(7_500) - 1 })).toMatchObject({ figure: rs(7_500) });
  });

  it('are not asked where the link has none', () => {
    const blind = entry({ last: undefined, reference: undefined });
    expect(driftBeyond(blind, { priceDrift: undefined })).toBeUndefined();
    expect(valueBeyond(blind, { maxValue: undefined })).toBeUndefined();
  });
});

describe('the largest number of open positions', () => {
  it('skips a further one, counts what is about to open, and lets an open one grow', async () => {
    const bench = await openGuarded(guards({ maxOpenPositions: 1 }));
    const other = bench.venue.instruments.all.find(
      (one) => one.kind === 'OPT' && one.underlying === 'NIFTY' && one.id !== bench.instrument.id,
    );
    if (other === undefined) throw new Error('The venue lists one option only.');
    const resting = {
      ...RESTING,
      price: rs(1) as Price,
      instrumentId: other.id,
      quantity: quantityOf(other.lotSize),
    };
    expect(await skipOf(bench, anOrderOf(bench, 1, resting))).toBe('working');
    expect(await skipOf(bench, anOrderOf(bench, 1))).toMatchObject({ code: 'max-open', limit: 1, figure: 1 });
    expect(await skipOf(bench, anOrderOf(bench, 1, resting))).toBe('working');
  });
});

describe('the hours of a link', () => {
  it('skips an entry outside them, with the time', async () => {
    const bench = await openGuarded(guards({ window: { from: '00:00', to: '00:01' } }));
    expect(await skipOf(bench, anOrderOf(bench, 1))).toMatchObject({ code: 'window', limit: '00:00–00:01' });
  });
});

describe('a sale of shares', () => {
  it('is never a child’s entry', async () => {
    const bench = await openBench({ links: [{}] });
    const share = bench.venue.instruments.all.find((one) => one.kind === 'EQ' && one.exchange === 'NSE');
    if (share === undefined) throw new Error('The venue lists no share.');
    const { brokerId: broker, clientId: client } = bench.master;
    bench.venue.clients.upsert({ broker, client, holdings: [{ instrumentId: share.id, quantity: 10 }] });
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(2_500);
    const sale = { ...SELL, instrumentId: share.id, quantity: quantityOf(10) };
    const view = await placeAndSettle(bench, anOrderOf(bench, 1, sale));
    expect(view.status).toBe('filled');
    expect(view.children.map((child) => child.status)).toEqual(['skipped']);
    expect(venueOrders(bench, bench.children[0] as Account)).toEqual([]);
  });
});

describe('sizing by capital', () => {
  const capital = (declared?: number): ChildLink['sizing'] => ({
    kind: 'capital',
    declared,
    capLots: 10 as Lots,
    atLeastOneLot: false,
  });

  it('is the share of free and used funds when the day’s session opened', async () => {
    const bench = await openBench({ links: [{ sizing: capital() }] });
    expect(bench.desk.capitals.of(bench.master.id)).toBeGreaterThan(0);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it('is by the figures that were declared where there are any, rounded down', async () => {
    const bench = await openBench({ links: [{ sizing: capital(rs(149_999)) }] });
    await bench.desk.groups.change(ANN, bench.group.id, bench.group.version, { masterCapital: rs(100_000) });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    expect(venueNets(bench)).toEqual([150, 150]);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    expect(venueNets(bench)).toEqual([450, 525]);
  });

  it('never exceeds its cap', async () => {
    const bench = await openBench({ links: [{ sizing: { ...capital(rs(1_000_000)), capLots: 1 as Lots } }] });
    await bench.desk.groups.change(ANN, bench.group.id, bench.group.version, { masterCapital: rs(10) });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    expect(venueNets(bench)).toEqual([150, 75]);
  });
});
