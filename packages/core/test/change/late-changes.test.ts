/** Other terms of a living order in the minutes in which no entry of product `I` is sent any more. */
import { describe, expect, it } from 'vitest';
import { type Account, instantOf, type OrderId, type Price, quantityOf } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  BELOW_RESTING,
  childOf,
  clientOf,
  collectAlerts,
  placeByHand,
  RESTING,
  RESTING_SALE,
  stopMatching,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';
import { workingDays } from '../day/market-hours.ts';

const INTRADAY = { product: 'I' } as const;
const LATER = { price: BELOW_RESTING } as const;

type Change = Parameters<DeskBench['desk']['trader']['modify']>[2];

/** Moves the clocks of venue and desk to a time of the bench's Monday. */
async function moveTo(bench: DeskBench, time: string): Promise<void> {
  bench.venue.clock.set(instantOf(Date.parse(`2026-11-23T${time}+05:30`)));
  bench.desk.timeChanged();
  await bench.clock.advance(1_500);
}

/** A master and a child at two o'clock, at brokers that close product `I` at 15:20; the desk closes nothing. */
async function openAfternoon(options: Parameters<typeof openBench>[0] = {}): Promise<DeskBench> {
  const calendar = workingDays([], { deskCloses: undefined });
  const bench = await openBench({ calendar, links: [{}], ...options });
  bench.venue.market.change({ open: 'calendar' });
  await moveTo(bench, '14:00:00');
  return bench;
}

async function modify(bench: DeskBench, id: OrderId, change: Change) {
  const asked = bench.clock.drive(bench.desk.trader.modify(ANN, id, change));
  const answer = await asked.then(
    () => 'done' as const,
    (error: unknown) => error,
  );
  await bench.clock.advance(3_000);
  return answer;
}

/** The prices of the last orders of master and child at the venue. */
const pricesAt = (bench: DeskBench): readonly (Price | undefined)[] =>
  [bench.master, childOf(bench)].map((account) => venueOrders(bench, account).at(-1)?.price);

describe('other terms of an intraday entry that works', () => {
  it('are refused like a new entry from five minutes before the broker closes it, and nothing changes', async () => {
    const bench = await openAfternoon();
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING, ...INTRADAY }));
    await moveTo(bench, '15:15:00');

    const refused = { code: 'refused-by-risk', facts: { guard: 'cut-off', limit: '15:15', figure: '15:15' } };
    expect(await modify(bench, intent.orderId, LATER)).toMatchObject(refused);
    const atMarket = { orderType: 'MARKET' } as const;
    expect(await modify(bench, intent.orderId, atMarket)).toMatchObject(refused);
    expect(pricesAt(bench)).toEqual([RESTING.price, RESTING.price]);
  });

  it('are taken a moment before, and of what is carried over night at any hour', async () => {
    const bench = await openAfternoon();
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, ...INTRADAY }));
    await moveTo(bench, '15:14:50');
    expect(await modify(bench, intent.orderId, LATER)).toBe('done');
    expect(pricesAt(bench)).toEqual([BELOW_RESTING, BELOW_RESTING]);

    const carried = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await moveTo(bench, '15:16:00');
    expect(await modify(bench, carried.intent.orderId, LATER)).toBe('done');
  });

  it('I6: are taken where they only make less of it', async () => {
    const bench = await openAfternoon();
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING, ...INTRADAY }));
    await moveTo(bench, '15:16:00');
    const { price } = RESTING;
    const less = { price, quantity: quantityOf(bench.instrument.lotSize) };
    expect(await modify(bench, intent.orderId, less)).toBe('done');
    expect(venueOrders(bench, childOf(bench)).at(-1)?.quantity).toBe(bench.instrument.lotSize);
  });
});

describe('other terms of what takes an intraday position out', () => {
  it('I5: are taken at any hour, and followed by the copies', async () => {
    const bench = await openAfternoon();
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, ...INTRADAY }));
    await moveTo(bench, '15:16:00');
    expect(await modify(bench, intent.orderId, { price: ABOVE_RESTING_SALE })).toBe('done');
    expect(pricesAt(bench)).toEqual([ABOVE_RESTING_SALE, ABOVE_RESTING_SALE]);
  });

  it('I5: are taken where only a part of the order does', async () => {
    const bench = await openAfternoon();
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING_SALE, ...INTRADAY }));
    await moveTo(bench, '15:16:00');
    expect(await modify(bench, intent.orderId, { price: ABOVE_RESTING_SALE })).toBe('done');
  });

  it('I5: are taken of an entry that has become an exit', async () => {
    const bench = await openAfternoon({ links: [] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, ...INTRADAY }));
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    await moveTo(bench, '15:16:00');
    expect(await modify(bench, intent.orderId, { price: ABOVE_RESTING_SALE })).toBe('done');
  });
});

describe('what is changed too late in the master’s own app', () => {
  it('is not followed by a copy that enters, and is told once', async () => {
    const bench = await openAfternoon({ copyOutsideOrders: true });
    stopMatching(bench);
    const alerts = collectAlerts(bench);
    const quantity = 2 * bench.instrument.lotSize;
    const id = placeByHand(bench, bench.master, { ...RESTING, ...INTRADAY, side: 'BUY', quantity });
    await bench.clock.advance(3_000);
    expect(pricesAt(bench)).toEqual([RESTING.price, RESTING.price]);
    await moveTo(bench, '15:16:00');

    for (const price of [BELOW_RESTING, 800_000 as Price]) {
      bench.venue.orders.modify(clientOf(bench.master), id, { price });
      await bench.clock.advance(5_000);
    }

    expect(pricesAt(bench)).toEqual([800_000, RESTING.price]);
    expect(alerts).toEqual(['change-not-copied']);
  });
});

describe('a change of an intraday entry that was asked for in time and waits', () => {
  /** An order at ₹100 that rests in both accounts, and a change of it at ten past three that waits for the login of one of them. */
  async function waiting(of: (bench: DeskBench) => Account, change: Change = LATER) {
    const bench = await openAfternoon();
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, { ...RESTING, ...INTRADAY }));
    const account = of(bench);
    await moveTo(bench, '15:10:00');
    await bench.clock.drive(bench.desk.accounts.endSession(account.id, 'test'));
    expect(await modify(bench, intent.orderId, change)).toBe('done');
    const alerts = collectAlerts(bench);
    const back = async (time: string): Promise<void> => {
      await moveTo(bench, time);
      await logIn(bench, bench.desk, account);
      await bench.clock.advance(5_000);
    };
    const told = () => alerts.filter((code) => code === 'change-too-late').length;
    return { bench, id: intent.orderId, back, told };
  }

  it('is not sent from the hour on from which it would be refused, and is told', async () => {
    const { bench, id, back, told } = await waiting((one) => childOf(one));
    await back('15:16:00');
    expect([pricesAt(bench), told()]).toEqual([[BELOW_RESTING, RESTING.price], 1]);
    const [copy] = bench.desk.orders.childrenOf(bench.desk.orders.get(id) as never);
    expect([copy?.terms.price, copy?.slices[0]?.changeOpen]).toEqual([RESTING.price, false]);
    await bench.clock.advance(60_000);
    expect(pricesAt(bench)[1]).toBe(RESTING.price);
  });

  it('of the master alone is not sent either, and the order is what its broker has', async () => {
    const { bench, id, back, told } = await waiting((one) => one.master);
    await back('15:16:00');
    expect([pricesAt(bench)[0], told()]).toEqual([RESTING.price, 1]);
    expect(bench.desk.orders.get(id)?.terms.price).toBe(RESTING.price);
  });

  it('leaves where the login comes in time', async () => {
    const { bench, back, told } = await waiting((one) => childOf(one));
    await back('15:14:30');
    expect([pricesAt(bench), told()]).toEqual([[BELOW_RESTING, BELOW_RESTING], 0]);
  });

  it('I6: makes it smaller all the same, at the price that it has', async () => {
    const less = (lotSize: number) => ({ ...LATER, quantity: quantityOf(lotSize) });
    const { bench, id, back, told } = await waiting((one) => one.master, less(75));
    await back('15:16:00');
    const order = venueOrders(bench, bench.master).at(-1);
    expect([order?.price, order?.quantity, told()]).toEqual([RESTING.price, 75, 1]);
    expect(bench.desk.orders.get(id)?.terms).toMatchObject({ price: RESTING.price, quantity: 75 });
  });

  it('is asked for no second time where its answer was lost', async () => {
    const bench = await openAfternoon({ links: [] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, ...INTRADAY }));
    await moveTo(bench, '15:14:58');
    const alerts = collectAlerts(bench);
    bench.venue.gate.addFault({ on: 'modify', fault: 'reset-before', times: 1 });
    expect(await modify(bench, intent.orderId, LATER)).toBe('done');
    await bench.clock.advance(200_000);
    expect([venueOrders(bench, bench.master).at(-1)?.price, alerts]).toEqual([
      RESTING.price,
      ['change-too-late'],
    ]);
  });

  it('I5: leaves at any hour where it is of an exit', async () => {
    const bench = await openAfternoon();
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, ...INTRADAY }));
    await moveTo(bench, '15:10:00');
    await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'test'));
    expect(await modify(bench, intent.orderId, { price: ABOVE_RESTING_SALE })).toBe('done');
    await moveTo(bench, '15:16:00');
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(5_000);
    expect(pricesAt(bench)).toEqual([ABOVE_RESTING_SALE, ABOVE_RESTING_SALE]);
  });
});
