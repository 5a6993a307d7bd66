/** The desk's own close of product I where a long covers a short. */
import type { VenueInstrument } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import { type InstrumentId, instantOf, type PlaceOutcome, quantityOf, type Side } from '../../src/index.ts';
import {
  childOf,
  collectAlerts,
  fillByHand,
  interceptPlacements,
  SELL,
  stopMatching,
} from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';
import { workingDays } from './market-hours.ts';

const INTRADAY = { product: 'I' } as const;

async function moveTo(bench: DeskBench, time: string, date = '2026-11-23'): Promise<void> {
  bench.venue.clock.set(instantOf(Date.parse(`${date}T${time}+05:30`)));
  bench.desk.timeChanged();
  await bench.clock.advance(1_500);
}

/** At three o'clock: a long that covers a short, both intraday, in everybody's account. Nothing fills by itself from now on. */
async function openSpread(links: readonly object[] = [{}]): Promise<DeskBench> {
  const bench = await openBench({ calendar: workingDays(), links: [...links] });
  bench.venue.market.change({ open: 'calendar' });
  await moveTo(bench, '15:00:00');
  const other = bench.venue.instruments.all.find(
    (one) => one.kind === 'OPT' && one.underlying === 'NIFTY' && one.id !== bench.instrument.id,
  );
  await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
  const short = { ...SELL, ...INTRADAY, instrumentId: other?.id as InstrumentId };
  await placeAndSettle(bench, anOrderOf(bench, 1, short));
  stopMatching(bench);
  return bench;
}

const REFUSED: PlaceOutcome = { kind: 'refused', code: 'other', brokerText: 'RMS: margin' };

/** The master's broker refuses everything on this side from now on. Returns how often it has. */
function refuse(bench: DeskBench, side: Side): () => number {
  let refused = 0;
  interceptPlacements(bench, bench.master, (_, place) => async (session, order, signal) => {
    if (order.side !== side) return place(session, order, signal);
    refused += 1;
    return REFUSED;
  });
  return () => refused;
}

const all = (bench: DeskBench) => [bench.master, ...bench.children];
const sidesOf = (bench: DeskBench, account = bench.master) =>
  venueOrders(bench, account)
    .slice(2)
    .map(({ side }) => side);

describe('product I before the brokers close it, where a long covers a short', () => {
  it('buys the short back first, and keeps the long while that has not filled', async () => {
    const bench = await openSpread();
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(30_000);
    for (const account of all(bench)) expect(sidesOf(bench, account)).toEqual(['BUY']);
  });

  it('sells the long as soon as the short has gone, in each account on its own', async () => {
    const bench = await openSpread();
    await moveTo(bench, '15:10:00');
    const lot = bench.instrument.lotSize;
    fillByHand(bench, bench.master, { place: 2, quantity: lot });
    await bench.clock.advance(5_000);
    expect(all(bench).map((account) => sidesOf(bench, account))).toEqual([['BUY', 'SELL'], ['BUY']]);
    fillByHand(bench, childOf(bench), { place: 2, quantity: lot });
    await bench.clock.advance(5_000);
    expect(sidesOf(bench, childOf(bench))).toEqual(['BUY', 'SELL']);
  });

  it('goes on and says so when half of the time is over', async () => {
    const bench = await openSpread([]);
    const alerts = collectAlerts(bench);
    await moveTo(bench, '15:10:00');
    await moveTo(bench, '15:14:50');
    expect(sidesOf(bench)).toEqual(['BUY']);
    await moveTo(bench, '15:15:00');
    await bench.clock.advance(5_000);
    expect(sidesOf(bench)).toEqual(['BUY', 'SELL']);
    expect(alerts.filter((code) => code === 'intraday-hedge-released')).toHaveLength(1);
  });

  it('tries a refused buy-back once a minute while a long waits for it, and tells a person', async () => {
    const bench = await openSpread([]);
    const refused = refuse(bench, 'BUY');
    const alerts = collectAlerts(bench);
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(30_000);
    expect(refused()).toBe(1);
    await bench.clock.advance(90_000);
    expect(refused()).toBe(3);
    expect(sidesOf(bench)).toEqual([]);
    expect(alerts).toEqual(['intraday-not-closed']);
  });

  it('tells of refusals of the same day, each day anew', async () => {
    const bench = await openBench({ calendar: workingDays(), links: [] });
    bench.venue.market.change({ open: 'calendar' });
    await moveTo(bench, '15:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    const refused = refuse(bench, 'SELL');
    const told = collectAlerts(bench);
    await moveTo(bench, '15:18:30');
    await bench.clock.advance(60_000);
    expect([refused(), told]).toEqual([2, ['intraday-not-closed']]);
    await moveTo(bench, '10:00:00', '2026-11-24');
    await logIn(bench, bench.desk, bench.master);
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    const toldNext = collectAlerts(bench);
    await moveTo(bench, '15:10:00', '2026-11-24');
    expect([refused(), toldNext]).toEqual([3, []]);
    await bench.clock.advance(60_000);
    expect([refused(), toldNext]).toEqual([4, ['intraday-not-closed']]);
  });

  it('tries another refused position of the segment once a minute, too', async () => {
    const bench = await openSpread([]);
    const { id, lotSize } = bench.venue.instruments.all.find(
      (one) => one.kind === 'OPT' && one.underlying === 'BANKNIFTY',
    ) as VenueInstrument;
    const beside = { ...INTRADAY, instrumentId: id as InstrumentId, quantity: quantityOf(lotSize) };
    await placeAndSettle(bench, anOrderOf(bench, 1, beside));
    fillByHand(bench, bench.master, { place: 2, quantity: lotSize });
    await bench.clock.advance(1_000);
    const refused = refuse(bench, 'SELL');
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(30_000);
    expect(refused()).toBe(1);
    await bench.clock.advance(30_000);
    expect(refused()).toBe(2);
  });

  it('lets a long go at once that covers nothing', async () => {
    const bench = await openBench({ calendar: workingDays(), links: [] });
    bench.venue.market.change({ open: 'calendar' });
    await moveTo(bench, '15:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(1_000);
    expect(venueOrders(bench, bench.master).map(({ side }) => side)).toEqual(['BUY', 'SELL']);
  });
});
