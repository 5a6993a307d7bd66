/** What a person decides about a child: try it again, or leave it. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type ChildLink,
  type OrderView,
  quantityOf,
  TradingError,
  type UserId,
} from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  childOf,
  clientOf,
  fullExitOf,
  losePlacement,
  outcomeOf,
  RESTING,
  RESTING_SALE,
  tradeByHand,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
type OrderId = OrderView['intent']['orderId'];

/** Everybody gets an order of the master but the first child, which is refused by its broker. */
async function refusedChild(bench: DeskBench, lots: number): Promise<OrderId> {
  bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
  const { intent } = await placeAndSettle(bench, anOrderOf(bench, lots));
  return intent.orderId;
}

async function retry(
  bench: DeskBench,
  orderId: OrderId,
  childId = childOf(bench).address as string,
): Promise<void> {
  await bench.clock.drive(bench.desk.decisions.retry(ANN, { orderId, childId }));
  await bench.clock.advance(3_000);
}

async function changeFirstLink(bench: DeskBench, change: Partial<ChildLink>): Promise<void> {
  const { version, children } = bench.desk.groups.get(ANN, bench.group.id);
  const [first, ...rest] = children;
  await bench.desk.groups.change(ANN, bench.group.id, version, {
    children: [{ ...(first as ChildLink), ...change }, ...rest],
  });
}

const facts = async (attempt: Promise<unknown>): Promise<unknown> => {
  const error = await attempt.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return TradingError.is(error) ? [error.code, error.facts['guard']] : error;
};

describe('an entry that is tried again', () => {
  it('is a new order at the present price, once', async () => {
    const bench = await openBench({ links: [{}] });
    const orderId = await refusedChild(bench, 2);
    setPrice(bench, 2_500_000 as never);
    await retry(bench, orderId);
    const { children } = viewOf(bench, orderId);
    expect(children.map((child) => [child.status, child.filledQuantity])).toEqual([
      ['rejected', 0],
      ['filled', 2 * LOT],
    ]);
    expect(children[1]?.averagePrice).toBeGreaterThanOrEqual(2_400_000);
    expect(venueNet(bench, childOf(bench))).toBe(2 * LOT);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    const again = { orderId, childId: children[1]?.childId ?? '' };
    expect(await outcomeOf(bench.desk.decisions.retry(ANN, again))).toBe('nothing-to-retry');
    expect(venueNet(bench, childOf(bench))).toBe(2 * LOT);
  });

  it('is not tried twice by two clicks at once', async () => {
    const bench = await openBench({ links: [{}], latencyMs: 20 });
    const orderId = await refusedChild(bench, 1);
    const childId = childOf(bench).id;
    const both = Promise.allSettled([1, 2].map(() => bench.desk.decisions.retry(ANN, { orderId, childId })));
    const [first, second] = await bench.clock.drive(both);
    await bench.clock.advance(3_000);
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected']);
    expect(venueNet(bench, childOf(bench))).toBe(LOT);
  });

  it('is refused while the first one may still reach its broker', async () => {
    const bench = await openBench({ links: [{}] });
    losePlacement(bench, childOf(bench));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const ask = { orderId: intent.orderId, childId: childOf(bench).id };
    expect(await outcomeOf(bench.desk.decisions.retry(ANN, ask))).toBe('child-under-way');
    expect(await outcomeOf(bench.desk.decisions.leave(ANN, ask))).toBe('child-under-way');
  });

  it('passes all guards, and says which one does not let it', async () => {
    const bench = await openBench({ links: [{ guards: { maxQuantity: quantityOf(LOT) } as never }] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2));
    const ask = { orderId: intent.orderId, childId: childOf(bench).id };
    expect(await facts(bench.desk.decisions.retry(ANN, ask))).toEqual(['refused-by-risk', 'max-quantity']);
    await changeFirstLink(bench, { guards: {} as never, state: 'closeOnly' });
    expect(await facts(bench.desk.decisions.retry(ANN, ask))).toEqual(['refused-by-risk', 'close-only']);
    await changeFirstLink(bench, { state: 'active' });
    await bench.desk.groups.disarm(ANN, bench.group.id);
    expect(await facts(bench.desk.decisions.retry(ANN, ask))).toEqual(['refused-by-risk', 'disarmed']);
    await bench.desk.groups.arm(ANN, bench.group.id);
    await retry(bench, intent.orderId);
    expect(venueNet(bench, childOf(bench))).toBe(2 * LOT);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('takes no more than the rule still gives when the master has left some of it', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const orderId = await refusedChild(bench, 4);
    await bench.clock.drive(
      bench.desk.trader.exit(ANN, { ...fullExitOf(bench, bench.master), fraction: 250_000 }),
    );
    await bench.clock.advance(3_000);
    await retry(bench, orderId);
    expect([bench.master, ...bench.children].map((account) => venueNet(bench, account))).toEqual([
      3 * LOT,
      3 * LOT,
      3 * LOT,
    ]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect([bench.master, ...bench.children].map((account) => venueNet(bench, account))).toEqual([0, 0, 0]);
    const ask = { orderId, childId: viewOf(bench, orderId).children[0]?.childId ?? '' };
    expect(await outcomeOf(bench.desk.decisions.retry(ANN, ask))).toBe('nothing-to-retry');
  });

  it('of a master that still works goes out with its terms', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await retry(bench, intent.orderId);
    const [order] = venueOrders(bench, childOf(bench));
    expect([order?.orderType, order?.price, order?.state]).toEqual(['LIMIT', RESTING.price, 'open']);
    await bench.clock.drive(bench.desk.trader.cancel(ANN, intent.orderId));
    await bench.clock.advance(3_000);
    expect(venueOrders(bench, childOf(bench))[0]?.state).toBe('cancelled');
  });

  it('is refused for an account without a session, and for a child that is not there', async () => {
    const bench = await openBench({ links: [{}] });
    const orderId = await refusedChild(bench, 1);
    const ask = (childId: string) => outcomeOf(bench.desk.decisions.retry(ANN, { orderId, childId }));
    expect(await ask('CHILD:c9')).toBe('child-not-found');
    const child = childOf(bench);
    const session = bench.desk.accounts.sessionOf(child.id);
    if (session !== undefined) bench.desk.accounts.sessionLost(child.id, session);
    expect(await ask(child.address)).toBe('no-session');
  });

  it('is refused to whoever does not own the order, and for an order that nobody has', async () => {
    const bench = await openBench({ links: [{}] });
    const orderId = await refusedChild(bench, 1);
    const childId = childOf(bench).id;
    const stranger = bench.desk.decisions.retry('user-bob' as UserId, { orderId, childId });
    expect(await outcomeOf(stranger)).toBe('order-not-found');
    const nothing = bench.desk.decisions.leave(ANN, { orderId: 'no-order' as OrderId, childId });
    expect(await outcomeOf(nothing)).toBe('order-not-found');
    expect(venueNet(bench, childOf(bench))).toBe(0);
  });

  it('is refused for a child that has left the group', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const orderId = await refusedChild(bench, 1);
    const { version, children } = bench.desk.groups.get(ANN, bench.group.id);
    await bench.desk.groups.change(ANN, bench.group.id, version, { children: children.slice(1) });
    const ask = { orderId, childId: childOf(bench).id };
    expect(await outcomeOf(bench.desk.decisions.retry(ANN, ask))).toBe('child-not-found');
    expect(venueNet(bench, childOf(bench))).toBe(0);
  });
});

describe('an exit that is tried again', () => {
  it('is recomputed by what the child owes now', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const child = childOf(bench);
    refuseAll(bench, child, true);
    const exit = { ...fullExitOf(bench, bench.master), fraction: 500_000 };
    const orderId = await bench.clock.drive(bench.desk.trader.exit(ANN, exit));
    await bench.clock.advance(300);
    expect(venueNet(bench, child)).toBe(4 * LOT);
    refuseAll(bench, child, false);
    const row = viewOf(bench, orderId).children.at(-1);
    await bench.clock.drive(bench.desk.decisions.retry(ANN, { orderId, childId: row?.childId ?? '' }));
    await bench.clock.advance(100);
    expect(venueNet(bench, child)).toBe(2 * LOT);
    await bench.clock.advance(60_000);
    expect(venueNet(bench, child)).toBe(2 * LOT);
  });

  it('goes beside the master’s that still works, by the fraction that was fixed then', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const child = childOf(bench);
    bench.venue.orders.rejectNext(clientOf(child), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING_SALE));
    const { orderId } = intent;
    const row = viewOf(bench, orderId).children.at(-1);
    await retry(bench, orderId, row?.childId ?? '');
    const last = venueOrders(bench, child).at(-1);
    expect([last?.side, last?.quantity, last?.price, last?.state]).toEqual([
      'SELL',
      2 * LOT,
      RESTING_SALE.price,
      'open',
    ]);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(5_000);
    expect([venueNet(bench, bench.master), venueNet(bench, child)]).toEqual([2 * LOT, 2 * LOT]);
  });

  it('beside the master’s that still works is nothing when the child has been closed by hand', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const child = childOf(bench);
    bench.venue.orders.rejectNext(clientOf(child), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    tradeByHand(bench, child, 'SELL', 2 * LOT);
    await bench.clock.advance(5_000);
    const row = viewOf(bench, intent.orderId).children.at(-1);
    const ask = { orderId: intent.orderId, childId: row?.childId ?? '' };
    expect(await outcomeOf(bench.desk.decisions.retry(ANN, ask))).toBe('nothing-to-retry');
    await bench.clock.advance(5_000);
    expect(venueNet(bench, child)).toBe(0);
  });
});

describe('a child that is left', () => {
  it('is wanted so: the difference is no divergence any more, and nothing is sent', async () => {
    const bench = await openBench({ links: [{}] });
    const orderId = await refusedChild(bench, 1);
    await bench.clock.advance(3_000);
    expect(bench.desk.divergences.list(ANN)).toHaveLength(1);
    const ask = { orderId, childId: childOf(bench).id };
    await bench.clock.drive(bench.desk.decisions.leave(ANN, ask));
    await bench.clock.advance(3_000);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    expect(viewOf(bench, orderId).children.map((child) => child.reason?.code)).toEqual([
      'margin',
      'left-by-hand',
    ]);
    // Twice is once.
    const before = bench.desk.journal.lastEventId(ANN);
    await bench.clock.drive(
      bench.desk.decisions.leave(ANN, { orderId, childId: `${childOf(bench).id}.entry` }),
    );
    expect(bench.desk.journal.lastEventId(ANN)).toBe(before);
  });

  it('ends the tries of an exit that its broker refuses', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const child = childOf(bench);
    refuseAll(bench, child, true);
    const orderId = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(300);
    const row = viewOf(bench, orderId).children.at(-1);
    await bench.clock.drive(bench.desk.decisions.leave(ANN, { orderId, childId: row?.childId ?? '' }));
    const tries = placements(bench, child);
    await bench.clock.advance(120_000);
    expect(placements(bench, child)).toBe(tries);
    expect(venueNet(bench, child)).toBe(LOT);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

/** The account's broker refuses every placement, or takes them again. */
function refuseAll(bench: DeskBench, account: Account, refuses: boolean): void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const taking = TAKING.get(broker) ?? broker.placeOrder.bind(broker);
  TAKING.set(broker, taking);
  broker.placeOrder = async (session, order, signal) =>
    refuses && session.accountId === account.id
      ? { kind: 'refused', code: 'margin', brokerText: 'Insufficient funds.' }
      : taking(session, order, signal);
}

/** How a broker takes placements by itself. */
const TAKING = new WeakMap<ReferenceBroker, ReferenceBroker['placeOrder']>();

function placements(bench: DeskBench, account: Account): number {
  return bench.desk.orders.list({ userId: ANN, accountId: account.id }).length;
}
