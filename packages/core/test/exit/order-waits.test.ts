/** What a person is told of an exit that has not left: why it waits. */
import { describe, expect, it } from 'vitest';
import { type OrderWaitParts, OrderWaits } from '../../src/exit/order-waits.ts';
import { type Account, type Order, type OrderId, type Price, TradingError } from '../../src/index.ts';
import {
  childOf,
  fullExitOf,
  RESTING_SALE,
  refuseSalesAtMarket,
  SELL,
  waitForNextMorning,
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
} from '../bench/desk-bench.ts';
import { openYoung, rest } from './young-entries.ts';

const STOP = { orderType: 'SL', triggerPrice: 1_000_000 as Price, price: 950_000 as Price, ...SELL } as const;

function orderOf(bench: DeskBench, id: OrderId): Order {
  const order = bench.desk.orders.get(id);
  if (order === undefined) throw new Error('There is no such order.');
  return order;
}

/** What the account's part of a master's exit waits for, held or made. */
function waitIn(bench: DeskBench, id: OrderId, account: Account): string | undefined {
  const master = orderOf(bench, id);
  const held = master.held.find(({ accountId }) => accountId === account.id);
  if (held !== undefined) return bench.desk.waits.ofHeld(master, held);
  const copy = bench.desk.orders.childrenOf(master).findLast(({ intent }) => intent.accountId === account.id);
  return copy === undefined ? 'nothing made' : bench.desk.waits.of(copy);
}

const exitAll = (bench: DeskBench): Promise<OrderId> =>
  bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));

/** Master and child hold two lots, and the child is logged out when the master leaves. */
async function leftWithoutChild(): Promise<{ readonly bench: DeskBench; readonly id: OrderId }> {
  const bench = await openBench({ links: [{}] });
  await placeAndSettle(bench, anOrderOf(bench, 2));
  await bench.clock.drive(bench.desk.accounts.endSession(childOf(bench).id, 'test'));
  return { bench, id: await exitAll(bench) };
}

describe('an exit in its lane', () => {
  it('says that its account is not logged in, then that its books are not read, then nothing', async () => {
    const { bench, id } = await leftWithoutChild();
    const child = childOf(bench);
    expect(waitIn(bench, id, child)).toBe('no-session');
    const broker = bench.brokers.get(child.brokerId);
    if (broker === undefined) throw new Error('No broker.');
    const orders = broker.orders.bind(broker);
    broker.orders = () => Promise.reject(new TradingError('broker-unreachable'));
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(1_000);
    expect(waitIn(bench, id, child)).toBe('books-unread');
    broker.orders = orders;
    await bench.clock.advance(10_000);
    expect(waitIn(bench, id, child)).toBeUndefined();
  });

  it('says that no book of the day shows what it is of', async () => {
    let bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await kill(bench);
    await waitForNextMorning(bench);
    bench = await restart(bench);
    let isShown = false;
    for (const broker of bench.brokers.values()) {
      const positions = broker.positions.bind(broker);
      broker.positions = async (...call) => (isShown ? positions(...call) : []);
    }
    for (const account of [bench.master, childOf(bench)]) await logIn(bench, bench.desk, account);
    await bench.clock.advance(3_000);
    const id = await exitAll(bench);
    expect(bench.desk.waits.of(orderOf(bench, id))).toBe('position-not-shown');
    isShown = true;
    await bench.clock.advance(5_000);
    expect(bench.desk.waits.of(orderOf(bench, id))).toBeUndefined();
  });

  it.each<[string, Partial<OrderWaitParts>]>([
    ['market-closed', { closedMs: () => 1 }],
    ['fills-unreported', { exitWait: () => ({ ms: 1, why: 'fills-unreported' }) }],
    ['unlisted', { isListed: () => false }],
    ['rate-limited', { rateWaitMs: () => 1 }],
    ['nothing', {}],
  ])('says %s where only that is so', async (why, part) => {
    const { bench, id } = await leftWithoutChild();
    const [copy] = bench.desk.orders.childrenOf(orderOf(bench, id));
    const waits = new OrderWaits({
      orders: bench.desk.orders,
      accounts: { stateOf: () => bench.desk.accounts.stateOf(bench.master.id) },
      closedMs: () => 0,
      exitWait: () => undefined,
      isListed: () => true,
      rateWaitMs: () => 0,
      waitsForOwed: () => false,
      shareOf: () => undefined,
      ...part,
    });
    expect(waits.of(copy as Order) ?? 'nothing').toBe(why);
  });
});

describe('a child’s part of an exit that is held', () => {
  it('says that what it is to close is on its way', async () => {
    const bench = await openYoung(2);
    expect(waitIn(bench, await rest(bench, 2), childOf(bench))).toBe('entry-on-its-way');
  });

  it('says that a competing exit is first', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    const stop = await placeAndSettle(bench, anOrderOf(bench, 2, STOP));
    expect(waitIn(bench, stop.intent.orderId, childOf(bench))).toBe('competing-exit');
  });
});

describe('an exit that was refused for want of the depository’s authorisation', () => {
  it('says that it is tried again, until it has gone, and what waits behind it says so too', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const authorise = refuseSalesAtMarket(bench, child);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const target = await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
    const sale = await placeAndSettle(bench, anOrderOf(bench, 3, SELL));
    await bench.clock.advance(20_000);
    expect(waitIn(bench, sale.intent.orderId, child)).toBe('sale-unauthorised');
    expect(waitIn(bench, target.intent.orderId, child)).toBe('owed-first');
    authorise();
    await bench.clock.advance(400_000);
    expect(waitIn(bench, sale.intent.orderId, child)).toBeUndefined();
    expect(waitIn(bench, target.intent.orderId, child)).toBeUndefined();
  });
});
