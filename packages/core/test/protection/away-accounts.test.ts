import { describe, expect, it } from 'vitest';
import { LastPrices } from '../../src/index.ts';
import { PreviousCloses } from '../../src/position/previous-closes.ts';
import { Profits } from '../../src/position/profits.ts';
import { AwayAccounts } from '../../src/protection/away-accounts.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  SELL,
  venueNets,
  waitForNextMorning,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  setPrice,
} from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick } from './told-prices.ts';

const toldOf = (alerts: readonly string[]) => alerts.filter((code) => code === 'protection-without');

/** A master and two children with two lots each at ₹200, all of whose loss is limited together. */
async function openProtected(): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [{}, {}] });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2));
  const scope = { kind: 'group', groupId: bench.group.id } as const;
  await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: -rs(1_000) }));
  return bench;
}

async function logOutFirst(bench: DeskBench): Promise<void> {
  bench.venue.sessions.expire(clientOf(childOf(bench)));
  await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'over'));
}

describe('a group’s loss stop while one of its children is logged out', () => {
  it('I7: takes the others out, and says once whom it counts as it was known last, who follows at its login', async () => {
    const bench = await openProtected();
    const alerts = collectAlerts(bench);
    await logOutFirst(bench);
    const { lotSize } = bench.instrument;
    for (const price of [199, 199, 199, 199]) {
      tick(bench, price);
      await bench.clock.advance(3_000);
    }
    expect(toldOf(alerts)).toHaveLength(1);
    for (const price of [190, 150]) {
      tick(bench, price);
      await bench.clock.advance(3_000);
    }
    expect(venueNets(bench)).toEqual([0, 2 * lotSize, 0]);
    expect(toldOf(alerts)).toHaveLength(1);
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('waits a moment for a login, and then acts', async () => {
    const bench = await openProtected();
    await logOutFirst(bench);
    tick(bench, 150);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)[0]).not.toBe(0);
    await bench.clock.advance(5_000);
    expect([venueNets(bench)[0], venueNets(bench)[2]]).toEqual([0, 0]);
  });
});

/** The venue trades at this price, and the feed tells it with what the day began at. */
function tellOfDay(bench: DeskBench, rupees: number, close: number): void {
  setPrice(bench, rs(rupees));
  const told = {
    price: rs(rupees),
    at: bench.clock.now(),
    standing: 'live',
    source: undefined,
    previousClose: rs(close),
  } as const;
  (bench.livePrices as ToldPrices).tell(bench.instrument.id, told);
}

/** Each of three accounts loses 1,500 on one day, in two lots of ₹200; the limit of a day is 5,000. */
async function loseToday(): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [{}, {}] });
  tellOfDay(bench, 200, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2));
  tellOfDay(bench, 190, 200);
  const scope = { kind: 'group', groupId: bench.group.id } as const;
  await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: -rs(5_000) }));
  await bench.clock.advance(10_000);
  expect(figureOf(bench)).toBe(-rs(4_500));
  return bench;
}

/** The next day all but the first child log in. */
async function logInOthersNextDay(bench: DeskBench): Promise<void> {
  await waitForNextMorning(bench);
  for (const account of [bench.master, childOf(bench, 1)]) await logIn(bench, bench.desk, account);
  await bench.clock.advance(5_000);
}

async function stayAt(bench: DeskBench, rupees: number): Promise<void> {
  for (let look = 0; look < 4; look += 1) {
    tellOfDay(bench, rupees, 190);
    await bench.clock.advance(3_000);
  }
}

function figureOf(bench: DeskBench): number | undefined {
  return bench.desk.protections.list(ANN)[0]?.figure;
}

describe('a group’s loss stop on the day after, while one of its children is not logged in', () => {
  it('counts what that one holds from the previous close, and none of its loss of yesterday', async () => {
    const bench = await loseToday();
    await logOutFirst(bench);
    await logInOthersNextDay(bench);
    const { lotSize } = bench.instrument;
    await stayAt(bench, 190);
    expect(figureOf(bench)).toBe(0);
    await stayAt(bench, 182);
    expect(figureOf(bench)).toBe(-rs(3_600));
    expect(venueNets(bench)).toEqual([2 * lotSize, 2 * lotSize, 2 * lotSize]);
    await stayAt(bench, 178);
    expect(venueNets(bench)).toEqual([0, 2 * lotSize, 0]);
  });

  it('counts nothing of one that was out yesterday, and tells nobody of it', async () => {
    const bench = await loseToday();
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    await logInOthersNextDay(bench);
    const alerts = collectAlerts(bench);
    tellOfDay(bench, 190, 190);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await stayAt(bench, 190);
    expect(figureOf(bench)).toBe(0);
    expect(toldOf(alerts)).toEqual([]);
  });

  it('waits a moment for the next login in the morning, whoever was away the day before', async () => {
    const bench = await loseToday();
    await logOutFirst(bench);
    await bench.clock.advance(20_000);
    await waitForNextMorning(bench);
    const { lotSize } = bench.instrument;
    await logIn(bench, bench.desk, bench.master);
    // Each of them loses ₹1,800 by now: all three together would be beyond the limit.
    tellOfDay(bench, 178, 190);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)[0]).toBe(2 * lotSize);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)[0]).toBe(0);
  });

  it('leaves out what it holds where nobody knows the previous close', async () => {
    const bench = await loseToday();
    await logOutFirst(bench);
    await logInOthersNextDay(bench);
    tick(bench, 182);
    const { desk, clock } = bench;
    const prices = new LastPrices({ environmentOf: () => undefined, orders: desk.orders });
    const profits = new Profits({
      clock,
      positions: desk.positions,
      live: () => bench.livePrices as ToldPrices,
      closes: new PreviousCloses(clock, prices),
      multiplierOf: () => 1,
    });
    const { dayPnl, uncounted } = profits.ofAccount(childOf(bench).id);
    expect(dayPnl).toBe(0n);
    expect(uncounted).toEqual([{ instrumentId: bench.instrument.id, product: 'D' }]);
  });

  it('says of an account once that it is counted, and once that it is not when that is no longer known', async () => {
    const bench = await openProtected();
    const alerts = collectAlerts(bench);
    const { journal, accounts } = bench.desk;
    let isKnown = true;
    const watch = new AwayAccounts({ journal, accounts, clock: bench.clock }, { isKnown: () => isKnown });
    const look = () => watch.waits({ id: 'protection-1', userId: ANN }, [childOf(bench).id]);
    expect(look()).toBe(true);
    await bench.clock.advance(5_000);
    expect([look(), look()]).toEqual([false, false]);
    await bench.clock.drive(journal.commit());
    expect(toldOf(alerts)).toHaveLength(1);
    isKnown = false;
    expect([look(), look()]).toEqual([false, false]);
    await bench.clock.drive(journal.commit());
    expect(toldOf(alerts)).toHaveLength(2);
  });
});
