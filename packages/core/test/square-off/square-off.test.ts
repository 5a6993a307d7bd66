import { times } from '@copydesk/adapter-testkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Account, quantityOf, type Scope } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  hidePlacement,
  interceptPlacements,
  losePlacement,
  RESTING,
  RESTING_SALE,
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
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';

const groupOf = (bench: DeskBench): Scope => ({ kind: 'group', groupId: bench.group.id });
const only = ({ id: accountId }: Account): Scope => ({ kind: 'account', accountId });

async function squareOff(bench: DeskBench, scope: Scope) {
  const report = await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
  await bench.clock.advance(5_000);
  return report;
}

/** What the account sold at the venue, in all. */
function soldBy(bench: DeskBench, account: Account): number {
  return venueOrders(bench, account)
    .filter((order) => order.side === 'SELL')
    .reduce((sum, order) => sum + order.filledQuantity, 0);
}

describe('squaring off', () => {
  it.each(['onAccepted', 'simultaneous'] as const)(
    'a group takes everybody out, each exactly once (%s)',
    async (copyWhen) => {
      const bench = await openBench({ links: [{}, { sizing: times(2) }], copyWhen });
      await placeAndSettle(bench, anOrderOf(bench, 2));
      await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
      const report = await squareOff(bench, groupOf(bench));
      expect(venueNets(bench)).toEqual([0, 0, 0]);
      expect([bench.master, ...bench.children].map((account) => soldBy(bench, account))).toEqual([
        150, 150, 300,
      ]);
      expect(report.unreached).toEqual([]);
      expect(bench.desk.squareOff.report(report.id).unreached).toEqual([]);
      for (const account of [bench.master, ...bench.children])
        expect(venueOrders(bench, account).map((order) => order.state)).toEqual([
          'complete',
          'cancelled',
          'complete',
        ]);
    },
  );

  it('a master takes its children along by the ordinary way', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await squareOff(bench, only(bench.master));
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    const exits = bench.desk.orders.list({ userId: ANN }).filter((order) => order.intent.part === 'exit');
    expect(exits.map((order) => [order.intent.origin, order.childIds.length])).toEqual([['square-off', 2]]);
  });

  it('a child closes what it holds of its own today too, and touches nobody else', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    tradeByHand(bench, childOf(bench), 'BUY', 75);
    await bench.clock.advance(15_000);
    await squareOff(bench, only(childOf(bench)));
    expect(venueNets(bench)).toEqual([150, 0, 150]);
  });

  it('closes a child whose master cannot be reached at all', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    interceptPlacements(bench, bench.master, () => () => new Promise(() => undefined));
    await squareOff(bench, groupOf(bench));
    expect(venueNets(bench)).toEqual([150, 0, 0]);
  });

  it('goes on for an account that comes back', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await bench.desk.accounts.endSession(childOf(bench).id, 'test');
    const report = await squareOff(bench, groupOf(bench));
    expect(venueNets(bench)).toEqual([0, 150, 0]);
    expect(report.unreached).toMatchObject([{ accountId: childOf(bench).id, reason: 'no-session' }]);
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(8_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    expect(venueOrders(bench, childOf(bench)).filter((order) => order.state === 'open')).toEqual([]);
    expect(bench.desk.squareOff.report(report.id).unreached).toEqual([]);
  });

  it('goes on after a crash', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    void bench.desk.squareOff.run(ANN, { scope: groupOf(bench) });
    await bench.clock.advance(3);
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(150_000);
    expect(venueNets(again)).toEqual([0, 0, 0]);
    expect(soldBy(again, again.master)).toBe(150);
  });

  it.each([false, true])(
    'leaves what is opened in a position that it has closed alone (restart: %s)',
    async (crash) => {
      const bench = await openBench({ links: [] });
      await placeAndSettle(bench, anOrderOf(bench, 1));
      await placeAndSettle(bench, anOrderOf(bench, 1, { product: 'I' }));
      let refuses = true;
      interceptPlacements(
        bench,
        bench.master,
        (_, placeOrder) => async (session, order, signal) =>
          refuses && order.product === 'I' && order.side === 'SELL'
            ? { kind: 'refused', code: 'other', brokerText: 'not now' }
            : placeOrder(session, order, signal),
      );
      const { id } = await squareOff(bench, only(bench.master));
      if (crash) await kill(bench);
      const after = crash ? await restart(bench) : bench;
      await placeAndSettle(after, anOrderOf(after, 2));
      refuses = false;
      await after.clock.advance(60_000);
      const held = after.venue.books.positions(clientOf(after.master)).filter((row) => row.quantity !== 0);
      expect(held.map((row) => [row.product, row.quantity])).toEqual([['D', 150]]);
      expect(after.desk.squareOff.report(id).unreached).toEqual([]);
    },
  );

  it('closes what an entry on its way fills all the same', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 60_000 });
    hidePlacement(bench, childOf(bench), 10_000);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2)));
    await bench.clock.advance(1_000);
    await squareOff(bench, groupOf(bench));
    expect(venueNets(bench)).toEqual([0, 150]);
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('opens no opposite position beside an exit that rests', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    await squareOff(bench, groupOf(bench));
    expect(venueNets(bench)).toEqual([0, 0, 0]);
    expect(soldBy(bench, bench.master)).toBe(150);
  });

  it('tries an exit again that was refused, and tells when it does not come through', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const alerts = collectAlerts(bench);
    let refused = 0;
    interceptPlacements(bench, bench.master, (nth, placeOrder) => async (session, order, signal) => {
      if (nth > 6) return placeOrder(session, order, signal);
      refused += 1;
      return { kind: 'refused', code: 'other', brokerText: 'try later' };
    });
    const report = await squareOff(bench, only(bench.master));
    expect(report.unreached.map((one) => one.reason)).toContain('exit-refused');
    expect(refused).toBeLessThan(6);
    await bench.clock.advance(120_000);
    expect(venueNets(bench)).toEqual([0]);
    expect(alerts.filter((code) => code === 'square-off-incomplete')).toHaveLength(1);
  });

  it('sends an exit again whose answer was lost only when it is proven absent', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 10_000 });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    losePlacement(bench, bench.master);
    await squareOff(bench, only(bench.master));
    expect(venueNets(bench)).toEqual([150]);
    await bench.clock.advance(30_000);
    expect(venueNets(bench)).toEqual([0]);
    expect(soldBy(bench, bench.master)).toBe(150);
  });

  it('buys back shorts first, and releases the longs of the underlying last', async () => {
    const bench = await openBench({ links: [] });
    const hedge = bench.venue.instruments.all.find(
      (one) => one.kind === 'OPT' && one.underlying === 'NIFTY' && one.id !== bench.instrument.id,
    );
    if (hedge === undefined) throw new Error('The venue lists one option only.');
    await placeAndSettle(bench, anOrderOf(bench, 2, { instrumentId: hedge.id }));
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    stopMatching(bench);
    await squareOff(bench, only(bench.master));
    const exits = () =>
      venueOrders(bench, bench.master)
        .slice(2)
        .map((order) => [order.side, order.instrument.id]);
    expect(exits()).toEqual([['BUY', bench.instrument.id]]);
    fillByHand(bench, bench.master, { place: 2, quantity: 150 });
    await bench.clock.advance(2_000);
    expect(exits()).toEqual([
      ['BUY', bench.instrument.id],
      ['SELL', hedge.id],
    ]);
  });

  it('never touches shares that the desk did not buy, and buys nothing back that was sold from them', async () => {
    const bench = await openBench({ links: [] });
    const shares = bench.venue.instruments.all.filter((one) => one.kind === 'EQ' && one.exchange === 'NSE');
    const [kept, sold] = shares;
    if (kept === undefined || sold === undefined) throw new Error('The venue lists too few shares.');
    const holdings = [kept, sold].map((share) => ({ instrumentId: share.id, quantity: 100 }));
    bench.venue.clients.upsert({ broker: bench.master.brokerId, client: bench.master.clientId, holdings });
    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(2_500);
    await placeAndSettle(bench, anOrderOf(bench, 1, { instrumentId: kept.id, quantity: quantityOf(7) }));
    const sale = { ...SELL, instrumentId: sold.id, quantity: quantityOf(40), copy: false };
    await placeAndSettle(bench, anOrderOf(bench, 1, sale));
    await squareOff(bench, { kind: 'all' });
    const orders = venueOrders(bench, bench.master).map((one) => [one.instrument.id, one.side, one.quantity]);
    expect(orders).toEqual([
      [kept.id, 'BUY', 7],
      [sold.id, 'SELL', 40],
      [kept.id, 'SELL', 7],
    ]);
  });

  it('closes only what was copied when that is what is asked for', async () => {
    const bench = await openBench({ links: [{}] });
    tradeByHand(bench, childOf(bench), 'BUY', 75);
    await bench.clock.advance(15_000);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, accountId: childOf(bench).id }));
    const command = { scope: only(childOf(bench)), what: 'copied', origin: 'protection' } as const;
    await bench.clock.drive(bench.desk.squareOff.run(ANN, command));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([150, 75]);
    expect(venueOrders(bench, childOf(bench)).filter((order) => order.state === 'open')).toHaveLength(1);
  });

  it('leaves nobody with anything, whatever is late, lost, refused or logged out meanwhile', async () => {
    const trouble = fc.record({
      copyWhen: fc.constantFrom('onAccepted' as const, 'simultaneous' as const),
      lots: fc.integer({ min: 1, max: 4 }),
      factor: fc.constantFrom(1, 2, 0.5),
      resting: fc.boolean(),
      inFlight: fc.boolean(),
      who: fc.integer({ min: 0, max: 2 }),
      what: fc.constantFrom('nothing', 'lost', 'hidden', 'logged-out', 'refused', 'by-hand'),
      crash: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(trouble, async (given) => {
        const links = [{}, { sizing: times(given.factor) }];
        const bench = await openBench({ links, copyWhen: given.copyWhen, absenceAfterMs: 10_000 });
        await placeAndSettle(bench, anOrderOf(bench, given.lots * 2));
        if (given.resting) await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
        const account = [bench.master, ...bench.children][given.who] as Account;
        await makeTrouble(bench, account, given.what);
        const flying = given.inFlight ? bench.desk.trader.place(ANN, anOrderOf(bench, 1)) : undefined;
        void bench.desk.squareOff.run(ANN, { scope: groupOf(bench) });
        flying?.catch(() => undefined);
        await bench.clock.advance(3);
        if (given.crash) await kill(bench);
        const after = given.crash ? await restart(bench) : bench;
        await after.clock.advance(5_000);
        if (given.what === 'logged-out') await logIn(after, after.desk, account);
        await after.clock.advance(120_000);
        expect(venueNets(after)).toEqual([0, 0, 0]);
        for (const one of [after.master, ...after.children])
          expect(after.venue.books.positions(clientOf(one)).filter((row) => row.quantity !== 0)).toEqual([]);
      }),
      {
        numRuns: Number(process.env['COPYDESK_RUNS'] ?? 15),
        seed: Number(process.env['COPYDESK_SEED'] ?? 4),
      },
    );
  }, 60_000);
});

async function makeTrouble(bench: DeskBench, account: Account, what: string): Promise<void> {
  switch (what) {
    case 'lost':
      return losePlacement(bench, account);
    case 'hidden':
      return hidePlacement(bench, account, 3_000);
    case 'logged-out':
      return await bench.desk.accounts.endSession(account.id, 'test');
    case 'refused':
      return bench.venue.orders.rejectNext(clientOf(account), 'margin', 'exchange');
    case 'by-hand':
      return tradeByHand(bench, account, 'SELL', 75);
    default:
      return;
  }
}
