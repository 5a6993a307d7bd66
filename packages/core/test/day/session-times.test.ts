import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, instantOf } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fullExitOf,
  outcomeOf,
  RESTING,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';
import { workingDays } from './market-hours.ts';

const MINUTE_MS = 60_000;
const at = (text: string) => instantOf(Date.parse(`${text}+05:30`));

/** Moves the venue's clock, and with it the desk's for these accounts, to a time of the bench's Monday. */
async function moveTo(bench: DeskBench, time: string, date = '2026-11-23'): Promise<void> {
  bench.venue.clock.set(at(`${date}T${time}`));
  bench.desk.timeChanged();
  await bench.clock.advance(1_500);
}

/** A bench whose venue and desk keep the same hours. */
async function openAt(time: string, options: Parameters<typeof openBench>[0] = {}): Promise<DeskBench> {
  const bench = await openBench({ calendar: workingDays(), links: [{}], ...options });
  bench.venue.market.change({ open: 'calendar' });
  await moveTo(bench, time);
  return bench;
}

describe('a calendar of sessions', () => {
  const calendar = workingDays(['2026-11-24']);

  it('is open from the first moment of the session to before its last', () => {
    expect(calendar.momentOf('NFO', at('2026-11-23T09:14:59.999'))).toMatchObject({ open: false });
    expect(calendar.momentOf('NFO', at('2026-11-23T09:15:00'))).toMatchObject({ open: true });
    expect(calendar.momentOf('NFO', at('2026-11-23T15:29:59.999'))).toMatchObject({ open: true });
    expect(calendar.momentOf('NFO', at('2026-11-23T15:30:00'))).toMatchObject({ open: false });
  });

  it('tells a week before its holidays end that it does', async () => {
    const bench = await openAt('10:00:00', {
      calendar: Object.assign(workingDays(), { knownUntil: '2026-11-30' }),
    });
    const { times } = bench.desk;
    expect(times.calendarEndsSoon('sandbox')).toBeUndefined();
    await moveTo(bench, '10:00:00', '2026-11-24');
    expect(times.calendarEndsSoon('sandbox')).toBe('2026-11-30');
    await moveTo(bench, '10:00:00', '2026-12-02');
    expect(times.calendarEndsSoon('sandbox')).toBe('2026-11-30');
    expect(times.calendarEndsSoon('live')).toBeUndefined();
  });

  it('finds the next opening over a holiday and a week-end', () => {
    const next = (text: string) => calendar.momentOf('NFO', at(text)).nextOpensAt;
    expect(next('2026-11-23T08:00:00')).toBe(at('2026-11-23T09:15:00'));
    expect(next('2026-11-23T12:00:00')).toBe(at('2026-11-25T09:15:00'));
    expect(next('2026-11-27T16:00:00')).toBe(at('2026-11-30T09:15:00'));
  });

  it('refuses hours that cannot be', () => {
    expect(() => workingDays([], { closes: '09:00' })).toThrow(RangeError);
    expect(() => workingDays([], { cutOff: '9:15' })).toThrow(RangeError);
  });
});

describe('outside market hours', () => {
  it('an order is denied with nothing journaled, and an exit too', async () => {
    const bench = await openAt('10:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await moveTo(bench, '16:00:00');
    const before = bench.desk.journal.lastEventId(ANN);
    const placed = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
    await expect(placed).rejects.toMatchObject({
      code: 'market-closed',
      facts: { segment: 'NFO', opensAt: '2026-11-24T03:45:00.000Z' },
    });
    expect(await outcomeOf(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)))).toBe(
      'market-closed',
    );
    expect(bench.desk.journal.lastEventId(ANN)).toBe(before);
  });

  it('an order for after the market is denied while it is open', async () => {
    const bench = await openAt('10:00:00');
    const order = anOrderOf(bench, 1, { afterMarket: true });
    expect(await outcomeOf(bench.desk.trader.place(ANN, order))).toBe('not-supported');
  });

  it('an entry for after the market reaches the master alone, also when the session opens', async () => {
    const bench = await openAt('17:00:00');
    const order = anOrderOf(bench, 1, { ...RESTING, afterMarket: true });
    const placed = await placeAndSettle(bench, order);
    expect(placed.children).toMatchObject([{ status: 'skipped', reason: { code: 'after-market' } }]);
    expect(venueOrders(bench, bench.master)).toMatchObject([{ afterMarket: true }]);
    await moveTo(bench, '09:20:00', '2026-11-24');
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });

  it('I5: an exit for after the market is held, and goes when the session opens, also after a restart', async () => {
    const bench = await openAt('15:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await moveTo(bench, '17:00:00');
    const exit = anOrderOf(bench, 1, { ...SELL, afterMarket: true });
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, exit));
    await bench.clock.advance(3_000);
    expect(viewOf(bench, id).children).toMatchObject([{ part: 'exit', status: 'held' }]);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(1);

    await kill(bench);
    bench.venue.clock.set(at('2026-11-24T09:20:00'));
    const again = await restart(bench);
    for (const account of [bench.master, childOf(bench)]) await logIn(bench, again.desk, account);
    await bench.clock.advance(10_000);
    const lot = bench.instrument.lotSize;
    expect(venueNets(again)).toEqual([lot, lot]);
  });

  it('I5: an exit for after the market is not taken for over when one book of the next day does not show it', async () => {
    const bench = await openAt('15:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await moveTo(bench, '17:00:00');
    const exit = anOrderOf(bench, 1, { ...SELL, afterMarket: true });
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, exit));
    await bench.clock.advance(3_000);
    await kill(bench);
    bench.venue.clock.set(at('2026-11-24T09:14:50'));
    hideFirstBook(bench, bench.master);
    const again = await restart(bench);
    for (const account of [bench.master, childOf(bench)]) await logIn(bench, again.desk, account);
    await bench.clock.advance(5_000);
    expect(viewOf(again, id).status).not.toBe('expired');

    await bench.clock.advance(30_000);
    const lot = bench.instrument.lotSize;
    expect(viewOf(again, id).status).toBe('filled');
    expect(venueNets(again)).toEqual([lot, lot]);
  });
});

/** The next read of the account's orders shows nothing. */
function hideFirstBook(bench: DeskBench, { brokerId, id }: Account): void {
  const broker = bench.brokers.get(brokerId) as ReferenceBroker;
  const orders = broker.orders.bind(broker);
  let isHidden = true;
  broker.orders = async (session, signal) => {
    const rows = await orders(session, signal);
    if (session.accountId !== id || !isHidden) return rows;
    isHidden = false;
    return [];
  };
}

describe('product I before the brokers close it', () => {
  const INTRADAY = { product: 'I' } as const;

  it('is entered until the desk closes it, and not after', async () => {
    const bench = await openAt('15:09:00');
    const early = await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, ...INTRADAY }));
    expect(early.status).toBe('working');
    await moveTo(bench, '15:11:00');
    const placed = bench.desk.trader.place(ANN, anOrderOf(bench, 1, { ...RESTING, ...INTRADAY }));
    await expect(placed).rejects.toMatchObject({
      code: 'refused-by-risk',
      facts: { guard: 'cut-off', limit: '15:10', figure: '15:11' },
    });
    const carried = bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING)));
    expect(await outcomeOf(carried)).toBe('done');
  });

  it('is entered until five minutes before the brokers where the desk closes nothing', async () => {
    const bench = await openAt('15:14:50', { calendar: workingDays([], { deskCloses: undefined }) });
    const order = anOrderOf(bench, 1, { ...RESTING, ...INTRADAY });
    expect(await outcomeOf(bench.clock.drive(bench.desk.trader.place(ANN, order)))).toBe('done');
    await moveTo(bench, '15:15:00');
    expect(await outcomeOf(bench.desk.trader.place(ANN, order))).toBe('refused-by-risk');
  });

  it('is not copied when the master enters it elsewhere too late', async () => {
    const bench = await openAt('15:09:00', { copyWhen: 'onAccepted' });
    const skip = bench.desk.times.lateEntry(childOf(bench).id, bench.instrument, 'I');
    expect(skip).toBeUndefined();
    await moveTo(bench, '15:12:00');
    expect(bench.desk.times.lateEntry(childOf(bench).id, bench.instrument, 'I')).toEqual({
      code: 'cut-off',
      limit: '15:10',
      figure: '15:12',
    });
    expect(bench.desk.times.lateEntry(childOf(bench).id, bench.instrument, 'D')).toBeUndefined();
  });

  it('I6: is closed by the desk in master and child, once, and what works is cancelled', async () => {
    const bench = await openAt('15:00:00', { links: [{}, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 2, INTRADAY));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, ...INTRADAY }));
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(5_000);
    for (const account of [bench.master, ...bench.children]) {
      const rows = bench.venue.books.positions(clientOf(account));
      expect(rows.find(({ product }) => product === 'I')?.quantity).toBe(0);
      expect(rows.find(({ product }) => product === 'D')?.quantity).toBe(bench.instrument.lotSize);
      const exits = venueOrders(bench, account).filter(({ side }) => side === 'SELL');
      expect(exits.map(({ quantity, state }) => [quantity, state])).toEqual([
        [2 * bench.instrument.lotSize, 'complete'],
      ]);
      const resting = venueOrders(bench, account).filter(
        ({ price, side }) => price === RESTING.price && side === 'BUY',
      );
      expect(resting.map(({ state }) => state)).toEqual(['cancelled']);
    }
    const orders = bench.desk.orders.list({ userId: ANN });
    expect(orders.filter(({ intent }) => intent.origin === 'square-off')).not.toHaveLength(0);
    // Looked at again every minute until the session ends: nothing is left to do.
    await bench.clock.advance(3 * MINUTE_MS);
    expect(venueOrders(bench, bench.master).filter(({ side }) => side === 'SELL')).toHaveLength(1);
  });

  it('I6: is closed by one exit however long that rests, at whatever price', async () => {
    const bench = await openAt('15:00:00', { links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    stopMatching(bench);
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(20_000);
    const sales = () => venueOrders(bench, bench.master).filter(({ side }) => side === 'SELL');
    expect(sales().map(({ orderType }) => orderType)).toEqual(['LIMIT']);
    await bench.clock.advance(3 * MINUTE_MS);
    expect(sales()).toHaveLength(1);
  });

  it('is closed at the first look of a desk that starts late', async () => {
    const bench = await openAt('15:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    await kill(bench);
    bench.venue.clock.set(at('2026-11-23T15:12:00'));
    const again = await restart(bench);
    await bench.clock.advance(70_000);
    for (const account of [again.master, childOf(again)]) {
      const rows = bench.venue.books.positions(clientOf(account));
      expect(rows.map(({ quantity }) => quantity)).toEqual([0]);
    }
  });

  it('is left to the brokers where nobody set a time', async () => {
    const bench = await openAt('15:00:00', { calendar: workingDays([], { deskCloses: undefined }) });
    await placeAndSettle(bench, anOrderOf(bench, 1, INTRADAY));
    await moveTo(bench, '15:18:00');
    expect(venueOrders(bench, bench.master)).toHaveLength(1);
  });
});

describe('the clock of sandbox accounts', () => {
  it('is the venue’s: ages count by it', async () => {
    const bench = await openBench({ links: [{}] });
    const { clientId: client } = childOf(bench);
    bench.venue.gate.addFault({ on: 'place', fault: '429', effect: false, times: 1, client });
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(100);
    // The child was asked to wait a second; meanwhile the venue's day moves on by twenty.
    bench.venue.clock.advance(20_000);
    await bench.clock.advance(3_000);
    expect(viewOf(bench, id).children).toMatchObject([{ status: 'denied', reason: { code: 'too-old' } }]);
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });

  it('ends sessions without anybody trying', async () => {
    const bench = await openBench({ links: [{}] });
    expect(bench.desk.accounts.sessionOf(bench.master.id)).toBeDefined();
    await moveTo(bench, '06:30:00', '2026-11-24');
    expect(bench.desk.accounts.sessionOf(bench.master.id)).toBeUndefined();
    const ended = await bench.desk.journal.after(ANN, 0, 1_000);
    expect(ended.filter(({ event }) => event.type === 'account-logged-out')).toHaveLength(2);
  });

  it('dates what happens in them', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.clock.advance(3_600_000);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const entries = await bench.desk.journal.after(ANN, 0, 1_000);
    const filled = entries.filter(({ event }) => event.type === 'order-filled');
    expect(intent.placedAt - bench.clock.now()).toBeGreaterThan(3_500_000);
    expect(Math.min(...filled.map((entry) => entry.at))).toBeGreaterThanOrEqual(intent.placedAt);
  });

  it('raises no alert about an intraday position that is on its way out', async () => {
    const bench = await openAt('15:00:00');
    await placeAndSettle(bench, anOrderOf(bench, 1, { product: 'I' }));
    const alerts = collectAlerts(bench);
    await moveTo(bench, '15:10:00');
    await bench.clock.advance(2 * MINUTE_MS);
    expect(alerts).toEqual([]);
  });
});

describe('an account with a loss limit whose owner has not logged in', () => {
  it('is told of once a day, from 08:45 to the close, on a day with a session', async () => {
    const maxDayLoss = { amount: 150_000_000n, then: 'stop' } as never;
    const guards = { maxQuantity: undefined, maxValue: undefined, maxOpenPositions: undefined, maxDayLoss };
    const links = [{ guards: { ...guards, priceDrift: undefined, window: undefined } }, {}];
    const bench = await openAt('08:00:00', { links, calendar: workingDays(['2026-11-24']) });
    const alerts = collectAlerts(bench);
    const told = () => alerts.filter((code) => code === 'unguarded').length;
    const [limited, other] = [childOf(bench, 0), childOf(bench, 1)];
    expect([limited, other].map(({ id }) => bench.desk.unguarded.guarded(id))).toEqual([true, undefined]);
    for (const { id } of [limited, other])
      await bench.clock.drive(bench.desk.accounts.endSession(id, 'test'));
    expect(bench.desk.unguarded.guarded(limited.id)).toBe(false);
    await moveTo(bench, '08:44:00');
    expect(told()).toBe(0);
    await moveTo(bench, '08:45:00');
    expect(told()).toBe(1);
    await moveTo(bench, '11:00:00');
    const again = await restart({ ...bench, desk: (await kill(bench), bench.desk) });
    const later = collectAlerts(again);
    await moveTo(again, '12:00:00');
    await moveTo(again, '10:00:00', '2026-11-24');
    expect(later.filter((code) => code === 'unguarded')).toHaveLength(0);
    await moveTo(again, '08:46:00', '2026-11-25');
    expect(later.filter((code) => code === 'unguarded')).toHaveLength(1);
  });
});

describe('an intraday position of an account that is not logged in', () => {
  it('is told of, once, when it would be closed, and closed after the login', async () => {
    const bench = await openAt('15:00:00');
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, { product: 'I' }));
    const alerts = collectAlerts(bench);
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    await moveTo(bench, '15:10:01');
    await bench.clock.advance(3 * MINUTE_MS);
    expect(venueNets(bench)).toEqual([0, bench.instrument.lotSize]);
    expect(alerts.filter((code) => code === 'intraday-not-closed')).toHaveLength(1);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(2 * MINUTE_MS);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
