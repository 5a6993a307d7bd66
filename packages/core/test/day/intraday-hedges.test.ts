/** The desk's own close of product I where a long covers a short. */
import { describe, expect, it } from 'vitest';
import { type InstrumentId, instantOf } from '../../src/index.ts';
import { childOf, collectAlerts, fillByHand, SELL, stopMatching } from '../bench/bench-moves.ts';
import { anOrderOf, type DeskBench, openBench, placeAndSettle, venueOrders } from '../bench/desk-bench.ts';
import { workingDays } from './market-hours.ts';

const INTRADAY = { product: 'I' } as const;

async function moveTo(bench: DeskBench, time: string): Promise<void> {
  bench.venue.clock.set(instantOf(Date.parse(`2026-11-23T${time}+05:30`)));
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
