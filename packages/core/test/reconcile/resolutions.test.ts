/** What a person says about an order of which nobody knows what became. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type Account,
  type BrokerOrderId,
  type Order,
  type OrderView,
  TradingError,
  type UserId,
} from '../../src/index.ts';
import {
  childOf,
  clientOf,
  fullExitOf,
  losePlacement,
  outcomeOf,
  placeByHand,
  RESTING,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
type OrderId = OrderView['intent']['orderId'];

describe('an order of which nobody knows what became', () => {
  it('is bound to the order that a person names, when it fits', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const show = hideBooks(bench, child);
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: child.clientId });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const order = only(bench, intent.orderId);
    expect(order.slices[0]?.status).toBe('uncertain');
    const [row] = venueOrders(bench, child);
    const resolve = (brokerOrderId: string) =>
      bench.desk.resolutions.resolve(ANN, order, {
        exists: true,
        brokerOrderId: brokerOrderId as BrokerOrderId,
      });
    expect(await outcomeOf(bench.clock.drive(resolve('no-such-order')))).toBe('broker-order-mismatch');
    await bench.clock.drive(resolve(row?.orderId ?? ''));
    expect([order.slices[0]?.status, order.slices[0]?.brokerOrderId]).toEqual(['filled', row?.orderId]);
    expect(bench.desk.positions.copied(child.id, bench.instrument.id, 'D')).toBe(LOT);
    show();
    await bench.clock.advance(180_000);
    expect(venueOrders(bench, child)).toHaveLength(1);
    expect(await outcomeOf(resolve(row?.orderId ?? ''))).toBe('order-not-uncertain');
  });

  it('is not bound to an order of another size, side or instrument, nor to one that is known already', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, { accountId: child.id }));
    const [known] = venueOrders(bench, child);
    const show = hideBooks(bench, child);
    losePlacement(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const order = only(bench, intent.orderId);
    const instrument = bench.venue.instruments.byId(bench.instrument.id) as never;
    const other = bench.venue.instruments.all.find(
      (one) => one.kind === 'OPT' && one.id !== bench.instrument.id && one.lotSize === LOT,
    ) as never;
    const foreign = [
      { instrument, side: 'SELL', quantity: LOT },
      { instrument, side: 'BUY', quantity: 2 * LOT },
      { instrument: other, side: 'BUY', quantity: LOT },
      { instrument, side: 'BUY', quantity: LOT, product: 'I' },
      { instrument, side: 'BUY', quantity: LOT, tag: 'SOMEBODYELSE' },
    ] as const;
    for (const each of foreign) {
      const answer = bench.venue.orders.placeOutside(clientOf(child), {
        orderType: 'MARKET',
        product: 'D',
        ...each,
      });
      const brokerOrderId = (answer.kind === 'accepted' ? answer.order.orderId : '') as BrokerOrderId;
      const attempt = bench.desk.resolutions.resolve(ANN, order, { exists: true, brokerOrderId });
      expect(await outcomeOf(bench.clock.drive(attempt)), JSON.stringify(each.side)).toBe(
        'broker-order-mismatch',
      );
    }
    const brokerOrderId = (known?.orderId ?? '') as BrokerOrderId;
    const attempt = bench.desk.resolutions.resolve(ANN, order, { exists: true, brokerOrderId });
    expect(await outcomeOf(bench.clock.drive(attempt))).toBe('broker-order-taken');
    expect(order.slices[0]?.status).toBe('uncertain');
    show();
  });

  it('is settled by nobody but its owner, and not while its account is logged out', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    losePlacement(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const order = only(bench, intent.orderId);
    const stranger = bench.desk.resolutions.resolve('user-bob' as UserId, order, { exists: false });
    expect(await outcomeOf(stranger)).toBe('order-not-found');
    const session = bench.desk.accounts.sessionOf(child.id);
    if (session !== undefined) bench.desk.accounts.sessionLost(child.id, session);
    const named = { exists: true, brokerOrderId: '1' as BrokerOrderId } as const;
    expect(await outcomeOf(bench.desk.resolutions.resolve(ANN, order, named))).toBe('no-session');
    expect(order.slices[0]?.status).toBe('uncertain');
  });

  it('ends as cancelled, and is not sent again, when it was cancelled meanwhile and there is none', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    losePlacement(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const order = only(bench, intent.orderId);
    await bench.clock.drive(bench.desk.trader.cancel(ANN, intent.orderId));
    await bench.clock.advance(1_000);
    expect(order.slices[0]?.status).toBe('uncertain');
    await bench.clock.drive(bench.desk.resolutions.resolve(ANN, order, { exists: false }));
    await bench.clock.advance(5_000);
    expect(order.slices[0]?.status).toBe('cancelled');
    expect(venueOrders(bench, child)).toEqual([]);
  });

  it('ends as an entry by a word that there is none', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    losePlacement(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const order = only(bench, intent.orderId);
    await bench.clock.drive(bench.desk.resolutions.resolve(ANN, order, { exists: false }));
    expect(viewOf(bench, order.intent.orderId)).toMatchObject({
      status: 'denied',
      reason: { code: 'absent-by-hand' },
    });
    await bench.clock.advance(180_000);
    expect(venueOrders(bench, child)).toEqual([]);
    // Now that it is known, it may be tried again.
    await bench.clock.drive(
      bench.desk.decisions.retry(ANN, { orderId: intent.orderId, childId: child.address }),
    );
    await bench.clock.advance(3_000);
    expect(venueNet(bench, child)).toBe(LOT);
  });

  it('is sent again as an exit, under the same tag', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    losePlacement(bench, child);
    const orderId = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(2_000);
    const order = only(bench, orderId);
    expect([order.slices[0]?.status, venueNet(bench, child)]).toEqual(['uncertain', LOT]);
    await bench.clock.drive(bench.desk.resolutions.resolve(ANN, order, { exists: false }));
    await bench.clock.advance(2_000);
    expect(venueNet(bench, child)).toBe(0);
    expect(venueOrders(bench, child).at(-1)?.tag).toBe(order.slices[0]?.clientOrderId);
  });
});

describe('an order that a person names', () => {
  /** The child's order is lost, and the stream tells of nothing; what somebody then placed by hand is as large, and has no tag. */
  async function lostBesideOne() {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: child.clientId });
    losePlacement(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const order = only(bench, intent.orderId);
    const brokerOrderId = placeByHand(bench, child, { side: 'BUY', quantity: LOT }) as BrokerOrderId;
    const resolve = (): Promise<void> =>
      bench.desk.resolutions.resolve(ANN, order, { exists: true, brokerOrderId });
    return { bench, child, order, resolve, broker: bench.brokers.get(child.brokerId) as ReferenceBroker };
  }

  it('is bound as soon as the book shows it', async () => {
    const { bench, child, order, resolve, broker } = await lostBesideOne();
    broker.orderHistory = async () => [];
    expect(await bench.clock.drive(outcomeOf(resolve()))).toBe('done');
    expect(order.slices.map(({ status }) => status)).toEqual(['filled']);
    expect(bench.desk.positions.copied(child.id, bench.instrument.id, 'D')).toBe(LOT);
    await bench.clock.advance(180_000);
    expect(venueNet(bench, child)).toBe(LOT);
    expect(bench.desk.orders.list({ userId: ANN, accountId: child.id })).toHaveLength(1);
  });

  it.each([
    ['broker-unreachable', 'broker-unreachable'],
    ['broker-refused', 'broker-order-mismatch'],
  ] as const)('stays unbound when its broker answers with %s', async (answer, outcome) => {
    const { bench, order, resolve, broker } = await lostBesideOne();
    broker.orders = () => Promise.reject(new TradingError(answer));
    expect(await bench.clock.drive(outcomeOf(resolve()))).toBe(outcome);
    expect(order.slices.map(({ status }) => status)).toEqual(['uncertain']);
  });

  it('stays unbound, with its broker’s own words, when the read fails in a way that nobody knows', async () => {
    const { bench, order, resolve, broker } = await lostBesideOne();
    broker.orders = () => Promise.reject(new Error('no such host'));
    await expect(bench.clock.drive(resolve())).rejects.toThrow('no such host');
    expect(order.slices.map(({ status }) => status)).toEqual(['uncertain']);
  });
});

describe('an order in slices of which nobody knows what became', () => {
  it('goes again as a whole by one word, which is kept once', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 30));
    for (let slice = 0; slice < 2; slice += 1) losePlacement(bench, bench.master);
    const orderId = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(2_000);
    const order = bench.desk.orders.get(orderId) as Order;
    expect(order.slices.map(({ status }) => status)).toEqual(['uncertain', 'uncertain']);
    const request = { key: 'word', route: 'POST /api/orders/:id/resolve', bodyHash: 'a' };
    const kept: unknown[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'order-resolved') kept.push(event.request);
    });

    await bench.clock.drive(bench.desk.resolutions.resolve(ANN, order, { exists: false }, request));
    await bench.clock.advance(180_000);

    expect(kept).toEqual([request, undefined]);
    expect(order.slices.map(({ status }) => status)).toEqual(['filled', 'filled']);
    expect([venueNet(bench, bench.master), venueOrders(bench, bench.master).length]).toEqual([0, 4]);
  });
});

/** The child's only order of a master's. */
function only(bench: DeskBench, masterId: OrderId): Order {
  const [order] = bench.desk.orders.childrenOf(bench.desk.orders.get(masterId) as Order);
  if (order === undefined) throw new Error('The child has no order');
  return order;
}

/** The account's book and tags show nothing of what is placed from now on; the history of one order does. */
function hideBooks(bench: DeskBench, account: Account): () => void {
  const broker = bench.brokers.get(account.brokerId) as ReferenceBroker;
  const { orders, findByClientOrderId } = broker;
  const known = new Set(venueOrders(bench, account).map((order) => order.orderId));
  bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client: account.clientId });
  broker.orders = async (...call) =>
    (await orders.apply(broker, call)).filter((row) => known.has(row.brokerOrderId));
  broker.findByClientOrderId = async () => [];
  return () => {
    bench.venue.gate.clearFaults();
    Object.assign(broker, {
      orders: orders.bind(broker),
      findByClientOrderId: findByClientOrderId.bind(broker),
    });
  };
}
