import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type {
  Account,
  BrokerHolding,
  BrokerOrder,
  BrokerPosition,
  BrokerTrade,
  ListingKey,
  Quantity,
  SignedQuantity,
} from '../../src/index.ts';
import { collectAlerts, RESTING, waitForNextMorning } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const UNKNOWN = 'XX|1' as ListingKey;

/** Lets the reads of the broker end with what `more` adds to them. */
function addToReads(
  bench: DeskBench,
  account: Account,
  more: {
    readonly orders?: (rows: readonly BrokerOrder[]) => readonly BrokerOrder[];
    readonly trades?: (rows: readonly BrokerTrade[]) => readonly BrokerTrade[];
    readonly positions?: (rows: readonly BrokerPosition[]) => readonly BrokerPosition[];
    readonly holdings?: (rows: readonly BrokerHolding[]) => readonly BrokerHolding[];
  },
): void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  for (const [what, change] of Object.entries(more)) {
    const read = broker[what as 'orders'].bind(broker);
    const changed = change as (rows: readonly BrokerOrder[]) => readonly BrokerOrder[];
    Object.assign(broker, {
      [what]: async (...given: Parameters<typeof read>) => changed(await read(...given)),
    });
  }
}

async function logInAgain(bench: DeskBench, account: Account): Promise<void> {
  await bench.clock.drive(bench.desk.accounts.endSession(account.id, 'test'));
  await logIn(bench, bench.desk, account);
  await bench.clock.advance(10_000);
}

const settled = (bench: DeskBench): boolean => bench.desk.accounts.stateOf(bench.master.id).settled;

function aHolding(bench: DeskBench, quantity: number, t1Quantity = 0): BrokerHolding {
  const listing = bench.lookup.listingFor(bench.instrument.id, bench.master.brokerId);
  return {
    isin: 'INE000000000',
    symbol: 'HELD',
    listingKey: listing?.key ?? UNKNOWN,
    product: 'D',
    quantity: quantity as Quantity,
    t1Quantity: t1Quantity as Quantity,
    usedQuantity: 0 as Quantity,
    averagePrice: undefined,
    lastPrice: undefined,
  };
}

/** Everybody is logged out, and half a second into the next day's session. */
async function overnight(bench: DeskBench, accounts: readonly Account[]): Promise<void> {
  for (const { id } of accounts) await bench.clock.drive(bench.desk.accounts.endSession(id, 'test'));
  await waitForNextMorning(bench);
  for (const account of accounts) await logIn(bench, bench.desk, account);
  await bench.clock.advance(500);
}

/** A master and its child, who bought ten shares each yesterday. */
async function withDeliveredShares() {
  const bench = await openBench({ links: [{}] });
  const share = bench.venue.instruments.all.find((one) => one.kind === 'EQ' && one.exchange === 'NSE');
  const at = { instrumentId: share?.id ?? bench.instrument.id, product: 'D' } as const;
  const accounts = [bench.master, ...bench.children];
  const buy = anOrderOf(bench, 1, { instrumentId: at.instrumentId, quantity: 10 as Quantity });
  await bench.clock.drive(bench.desk.trader.place(ANN, buy));
  await bench.clock.advance(3_000);
  await overnight(bench, accounts);
  return { bench, at, accounts };
}

describe('the books of an account at its login', () => {
  it('are told of what no list knows, and keep the account from nothing', async () => {
    const bench = await openBench({ links: [] });
    const alerts = collectAlerts(bench);
    const order = { quantity: 1, filledQuantity: 0, brokerOrderId: 'x-1', listingKey: UNKNOWN };
    addToReads(bench, bench.master, {
      orders: (rows) => [...rows, order as BrokerOrder],
      trades: (rows) => [
        ...rows,
        { tradeId: 't', brokerOrderId: 'x-1', listingKey: UNKNOWN, at: 0 } as unknown as BrokerTrade,
      ],
      positions: (rows) => [
        ...rows,
        {
          listingKey: UNKNOWN,
          symbol: 'FLAT',
          product: 'D',
          quantity: 0 as SignedQuantity,
        } as BrokerPosition,
        { listingKey: UNKNOWN, symbol: 'ODD', product: 'D', quantity: 5 as SignedQuantity } as BrokerPosition,
      ],
      holdings: (rows) => [...rows, { ...aHolding(bench, 1), listingKey: UNKNOWN }],
    });

    await logInAgain(bench, bench.master);

    // An order, a trade, a position that is open and a holding; a flat row is nobody's trouble.
    expect(alerts.filter((code) => code === 'unknown-instrument')).toHaveLength(4);
    expect(settled(bench)).toBe(true);
  });

  it('take up holdings with those bought yesterday, follow their changes, and forget what is gone', async () => {
    const bench = await openBench({ links: [] });
    let shown: readonly BrokerHolding[] = [aHolding(bench, 10, 5)];
    addToReads(bench, bench.master, { holdings: () => shown });
    const held = (): number => bench.desk.positions.net(bench.master.id, bench.instrument.id, 'D');
    const readings: number[] = [];
    const told = async (): Promise<number> =>
      (await bench.journal.readAfter(ANN, 0, 10_000)).filter(({ event }) => event.type === 'holdings-read')
        .length;

    await logInAgain(bench, bench.master);
    readings.push(held());
    await logInAgain(bench, bench.master);
    const events = await told();
    shown = [aHolding(bench, 12)];
    await logInAgain(bench, bench.master);
    readings.push(held());
    shown = [];
    await logInAgain(bench, bench.master);
    readings.push(held());
    // A row that is missing is no proof of a sale; one that stays missing is.
    await bench.clock.advance(130_000);
    readings.push(held());

    expect(readings).toEqual([15, 12, 12, 0]);
    // The same again is no news.
    expect(events).toBe(1);
  });

  it('I5: take nothing from the copies when the depository is shown empty for a moment', async () => {
    const { bench, at, accounts } = await withDeliveredShares();
    const copied = (): readonly number[] =>
      accounts.map(({ id }) => bench.desk.positions.copied(id, at.instrumentId, 'D'));
    for (const account of accounts) addToReads(bench, account, { holdings: () => [] });
    for (const account of accounts) await logInAgain(bench, account);
    expect(copied()).toEqual([10, 10]);

    const all = { ...at, accountId: bench.master.id, fraction: 1_000_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, all));
    await bench.clock.advance(5_000);

    expect(copied()).toEqual([0, 0]);
    const sold = accounts.map((account) => venueOrders(bench, account).map(({ side }) => side));
    expect(sold).toEqual([['SELL'], ['SELL']]);
  });

  it('I6: take from the copies what has left the depository while nobody looked, and no exit sells it again', async () => {
    const { bench, at, accounts } = await withDeliveredShares();
    const [, child] = accounts as [Account, Account];
    const reduced: unknown[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'copied-reduced') reduced.push([event.accountId, event.quantity, event.cause]);
    });
    const fewer = { quantity: 1 as Quantity, t1Quantity: 3 as Quantity };
    addToReads(bench, child, { holdings: (rows) => rows.map((row) => ({ ...row, ...fewer })) });
    await logInAgain(bench, child);
    expect(reduced).toEqual([[child.id, 6, 'position-read']]);

    const all = { ...at, accountId: bench.master.id, fraction: 1_000_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, all));
    await bench.clock.advance(5_000);
    expect(venueOrders(bench, child).map(({ side, quantity }) => [side, quantity])).toEqual([['SELL', 4]]);
  });

  it('believe at once that what was sold yesterday has left the depository', async () => {
    const { bench, at, accounts } = await withDeliveredShares();
    const net = ({ id }: Account): number => bench.desk.positions.net(id, at.instrumentId, 'D');
    const sale = { instrumentId: at.instrumentId, quantity: 4 as Quantity, side: 'SELL' } as const;
    await placeAndSettle(bench, anOrderOf(bench, 1, sale));
    await overnight(bench, accounts);
    expect(accounts.map(net)).toEqual([6, 6]);

    await placeAndSettle(bench, anOrderOf(bench, 1, { ...sale, quantity: 6 as Quantity }));
    await overnight(bench, accounts);
    expect(accounts.map(net)).toEqual([0, 0]);
  });

  it('count shares that were bought yesterday once, from the first moment on, so that all of them can be sold', async () => {
    const { bench, at, accounts } = await withDeliveredShares();
    const net = ({ id }: Account): number => bench.desk.positions.net(id, at.instrumentId, 'D');
    expect(accounts.map(net)).toEqual([10, 10]);

    const all = { ...at, accountId: bench.master.id, fraction: 1_000_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, all));
    await bench.clock.advance(5_000);
    expect(accounts.map(net)).toEqual([0, 0]);
    expect(accounts.map(({ id }) => bench.desk.positions.copied(id, at.instrumentId, 'D'))).toEqual([0, 0]);
  });

  it('end a day order of yesterday that they no longer show, and say that its outcome is out of reach', async () => {
    const bench = await openBench({ links: [] });
    const alerts = collectAlerts(bench);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING)));
    await bench.clock.advance(2_000);
    const before = bench.desk.orders.get(id)?.slices[0]?.status;
    addToReads(bench, bench.master, { orders: () => [] });
    await bench.clock.drive(bench.desk.accounts.endSession(bench.master.id, 'test'));
    await waitForNextMorning(bench);

    await logIn(bench, bench.desk, bench.master);
    await bench.clock.advance(10_000);

    expect([before, bench.desk.orders.get(id)?.slices[0]?.status]).toEqual(['working', 'expired']);
    expect(alerts).toContain('outcome-out-of-reach');
  });
});
