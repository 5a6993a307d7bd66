/** Shares in delivery are one position over NSE and BSE (domain §4.3): bought at one exchange, sold at the other. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import type { VenueInstrument } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type InstrumentId,
  istDate,
  type ListingKey,
  type Quantity,
  type Side,
  type SignedQuantity,
  type TradingError,
} from '../../src/index.ts';
import { childOf, clientOf, waitForNextMorning } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type BenchOptions,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
} from '../bench/desk-bench.ts';

/** The share that both exchanges list. */
function shareAt(bench: DeskBench, exchange: 'NSE' | 'BSE'): VenueInstrument {
  const shares = bench.venue.instruments.all.filter((one) => one.kind === 'EQ');
  const found = shares.find(
    (one) => one.exchange === exchange && shares.some((other) => other !== one && other.isin === one.isin),
  );
  if (found === undefined) throw new Error(`No share is listed at both exchanges`);
  return found;
}

/** What the venue shows of the share, over both exchanges: the master's, then the child's. */
function held(bench: DeskBench): readonly number[] {
  const { isin } = shareAt(bench, 'NSE');
  return [bench.master, childOf(bench)].map((account) => {
    const rows = bench.venue.books.positions(clientOf(account)).filter((row) => row.instrument.isin === isin);
    const stock = bench.venue.books.holdings(clientOf(account)).filter((row) => row.isin === isin);
    const ofDay = rows.reduce((sum, row) => sum + row.quantity, 0);
    return stock.reduce((sum, row) => sum + row.quantity + row.t1Quantity, ofDay);
  });
}

function sellByHand(bench: DeskBench, account: Account, quantity: number): void {
  tradeByHand(bench, account, 'SELL', quantity);
}

/** Somebody trades the share at BSE in the broker's own app. */
function tradeByHand(bench: DeskBench, account: Account, side: Side, quantity: number): void {
  const placed = bench.venue.orders.placeOutside(clientOf(account), {
    instrument: shareAt(bench, 'BSE'),
    side,
    quantity,
    orderType: 'MARKET',
    product: 'D',
  });
  if (placed.kind === 'refused') throw new Error(placed.refusal.reason);
}

const idAt = (bench: DeskBench, exchange: 'NSE' | 'BSE') => shareAt(bench, exchange).id as InstrumentId;

/** The child's book of the day shows so much besides what its orders explain. */
function correct(bench: DeskBench, exchange: 'NSE' | 'BSE', quantity: number): void {
  bench.desk.journal.record(ANN, {
    type: 'position-carried',
    accountId: childOf(bench).id,
    instrumentId: idAt(bench, exchange),
    product: 'D',
    quantity: quantity as SignedQuantity,
    averagePrice: undefined,
    tradingDay: istDate(bench.clock.now()),
  });
}

/** Master and child have bought ten each at NSE. */
async function withTen(options: BenchOptions = {}): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], ...options });
  await placeAndSettle(
    bench,
    anOrderOf(bench, 1, { instrumentId: idAt(bench, 'NSE'), quantity: 10 as Quantity }),
  );
  expect(held(bench)).toEqual([10, 10]);
  return bench;
}

describe('shares that are bought at one exchange and sold at the other', () => {
  it('I5: take the child out where it holds, when the master sells all', async () => {
    const bench = await withTen({ copyOutsideOrders: true });

    sellByHand(bench, bench.master, 10);
    await bench.clock.advance(60_000);

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: take the child’s part, when the master sells a part, and nothing more after a restart and a night', async () => {
    const bench = await withTen({ copyOutsideOrders: true });

    sellByHand(bench, bench.master, 4);
    await bench.clock.advance(60_000);
    expect(held(bench)).toEqual([6, 6]);

    await kill(bench);
    await waitForNextMorning(bench);
    const after = await restart(bench);
    for (const account of [bench.master, ...bench.children]) await logIn(after, after.desk, account);
    await bench.clock.advance(330_000);

    expect(held(after)).toEqual([6, 6]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
    await placeAndSettle(
      after,
      anOrderOf(after, 1, { instrumentId: idAt(after, 'NSE'), quantity: 6 as Quantity, side: 'SELL' }),
    );
    expect(held(after)).toEqual([0, 0]);
  });

  it('I4: are a divergence with a plan, where the group does not copy what is placed elsewhere', async () => {
    const bench = await withTen();

    sellByHand(bench, bench.master, 10);
    await bench.clock.advance(60_000);
    expect(held(bench)).toEqual([0, 10]);
    const [open] = bench.desk.divergences.list(ANN);
    expect(open).toMatchObject({ instrumentId: idAt(bench, 'NSE'), expected: 0, actual: 10 });

    const plan = bench.desk.divergences.repair.plan(ANN, open?.id as never);
    await bench.clock.drive(bench.desk.divergences.repair.resync(ANN, open?.id as never, plan.planId));
    await bench.clock.advance(10_000);
    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: stay sold, when the child’s owner sells them by hand', async () => {
    const bench = await withTen();

    sellByHand(bench, childOf(bench), 10);
    await bench.clock.advance(5_000);
    await placeAndSettle(
      bench,
      anOrderOf(bench, 1, { instrumentId: idAt(bench, 'NSE'), quantity: 10 as Quantity, side: 'SELL' }),
    );

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.venue.orders.list(clientOf(childOf(bench)))).toHaveLength(2);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: count as copied when the child buys them again where its owner sold them, and leave with the master', async () => {
    const bench = await withTen();
    sellByHand(bench, childOf(bench), 10);
    await bench.clock.advance(5_000);
    const again = anOrderOf(bench, 1, { instrumentId: idAt(bench, 'BSE'), quantity: 5 as Quantity });
    await placeAndSettle(bench, again);
    expect(held(bench)).toEqual([15, 5]);

    await placeAndSettle(bench, { ...again, side: 'SELL' });
    expect(held(bench)).toEqual([10, 0]);
    await placeAndSettle(
      bench,
      anOrderOf(bench, 1, { instrumentId: idAt(bench, 'NSE'), quantity: 10 as Quantity, side: 'SELL' }),
    );

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: stay copied where they were bought again, when a correction of the day’s book takes nothing away', async () => {
    const bench = await withTen();
    const child = childOf(bench);
    sellByHand(bench, child, 10);
    await bench.clock.advance(5_000);
    const again = anOrderOf(bench, 1, { instrumentId: idAt(bench, 'BSE'), quantity: 5 as Quantity });
    await placeAndSettle(bench, again);

    correct(bench, 'BSE', 0);
    await placeAndSettle(bench, { ...again, side: 'SELL' });

    expect(held(bench)).toEqual([10, 0]);
  });

  it('I6: are not looked for among the child’s own at the other exchange, when nothing was sold here', async () => {
    const bench = await withTen();
    const child = childOf(bench);
    tradeByHand(bench, child, 'BUY', 10);
    await bench.clock.advance(5_000);

    correct(bench, 'NSE', -10);

    expect(bench.desk.positions.copied(child.id, idAt(bench, 'NSE'), 'D')).toBe(0);
  });

  it('I6: take the child along when the master buys them again where it sold them, and sells them', async () => {
    const bench = await withTen({ copyOutsideOrders: true });
    sellByHand(bench, bench.master, 10);
    await bench.clock.advance(60_000);
    expect(held(bench)).toEqual([0, 0]);
    const again = anOrderOf(bench, 1, { instrumentId: idAt(bench, 'BSE'), quantity: 5 as Quantity });
    await placeAndSettle(bench, again);
    expect(held(bench)).toEqual([5, 5]);

    await placeAndSettle(bench, { ...again, side: 'SELL' });
    await bench.clock.advance(60_000);

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: take no more of the child than the master sells again, where only a part was sold and bought back', async () => {
    const bench = await withTen({ copyOutsideOrders: true });
    sellByHand(bench, bench.master, 4);
    await bench.clock.advance(60_000);
    const again = anOrderOf(bench, 1, { instrumentId: idAt(bench, 'BSE'), quantity: 4 as Quantity });
    await placeAndSettle(bench, again);
    expect(held(bench)).toEqual([10, 10]);

    sellByHand(bench, bench.master, 4);
    await bench.clock.advance(60_000);
    expect(held(bench)).toEqual([6, 6]);
    expect(bench.desk.positions.copied(bench.master.id, idAt(bench, 'NSE'), 'D')).toBe(6);
    await placeAndSettle(
      bench,
      anOrderOf(bench, 1, { instrumentId: idAt(bench, 'NSE'), quantity: 6 as Quantity, side: 'SELL' }),
    );

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: that a child bought back are found again the next morning, and leave with the master', async () => {
    const bench = await withTen();
    sellByHand(bench, childOf(bench), 10);
    await bench.clock.advance(5_000);
    const again = anOrderOf(bench, 1, { instrumentId: idAt(bench, 'BSE'), quantity: 10 as Quantity });
    await placeAndSettle(bench, again);
    await placeAndSettle(bench, { ...again, instrumentId: idAt(bench, 'NSE'), side: 'SELL' });
    expect(held(bench)).toEqual([10, 10]);

    await waitForNextMorning(bench);
    for (const account of [bench.master, childOf(bench)]) await logIn(bench, bench.desk, account);
    await bench.clock.advance(330_000);
    await placeAndSettle(bench, { ...again, side: 'SELL' });

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('are refused in an order of the desk, which says where they are held', async () => {
    const bench = await withTen();
    const sale = anOrderOf(bench, 1, {
      instrumentId: idAt(bench, 'BSE'),
      quantity: 10 as Quantity,
      side: 'SELL',
    });

    const refusal = await bench.desk.trader.place(ANN, sale).catch((error: unknown) => error as TradingError);

    expect(refusal).toMatchObject({
      code: 'held-at-other-exchange',
      facts: { exchange: 'BSE', heldAt: 'NSE', held: 0, heldThere: 10 },
    });
  });

  it('I5: are found again in the depository, whichever exchange the broker names there', async () => {
    const bench = await openBench({ links: [{}] });
    const buy = anOrderOf(bench, 1, { instrumentId: idAt(bench, 'BSE'), quantity: 10 as Quantity });
    await placeAndSettle(bench, buy);
    for (const { brokerId } of [bench.master, childOf(bench)]) {
      const broker = bench.brokers.get(brokerId) as ReferenceBroker;
      const holdings = broker.holdings.bind(broker);
      const listingKey = bench.lookup.listingFor(idAt(bench, 'NSE'), brokerId)?.key as ListingKey;
      broker.holdings = async (...given) => (await holdings(...given)).map((row) => ({ ...row, listingKey }));
    }

    await waitForNextMorning(bench);
    for (const account of [bench.master, childOf(bench)]) await logIn(bench, bench.desk, account);
    await bench.clock.advance(330_000);
    await placeAndSettle(bench, { ...buy, side: 'SELL' });

    expect(held(bench)).toEqual([0, 0]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});
