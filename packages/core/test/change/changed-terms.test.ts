import { describe, expect, it } from 'vitest';
import { type BrokerCapabilities, type Price, parsePrice } from '../../src/index.ts';
import { childOf, fullExitOf, outcomeOf, SELL, tradeByHand, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;
const AT_LIMIT = { orderType: 'LIMIT', price: price('210.00') } as const;

/** A broker that takes none of these order types, and whose exchange refuses them. */
function without(...refused: readonly ('MARKET' | 'SL-M')[]) {
  const capabilities: Partial<BrokerCapabilities> = {
    refusedOrderTypes: refused.map((orderType) => ({ orderType })),
  };
  const takesOrderType = (_: unknown, type: string): boolean =>
    !(refused as readonly string[]).includes(type);
  return { capabilities, rules: { takesOrderType } };
}

/** A master and a child that hold a lot, at a price of 200. */
async function openHolding(
  differs: NonNullable<Parameters<typeof openBench>[0]>['differs'],
): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], differs: differs ?? {} });
  setPrice(bench, price('200.00'));
  await placeAndSettle(bench, anOrderOf(bench, 1, AT_LIMIT));
  return bench;
}

async function modify(
  bench: DeskBench,
  id: Parameters<DeskBench['desk']['trader']['modify']>[1],
  change: object,
) {
  await bench.clock.drive(bench.desk.trader.modify(ANN, id, change));
  await bench.clock.advance(3_000);
}

describe('new terms of an order that has copies', () => {
  it('a market order becomes, where the child’s broker takes none, a limit at the cap', async () => {
    const bench = await openHolding({ south: without('MARKET') });
    const resting = { orderType: 'LIMIT', price: price('150.00') } as const;
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, resting));
    await modify(bench, order.intent.orderId, { orderType: 'MARKET' });
    expect(venueOrders(bench, childOf(bench)).at(-1)).toMatchObject({
      price: price('206.00'),
      state: 'complete',
    });
    expect(venueNets(bench)).toEqual([2 * bench.instrument.lotSize, 2 * bench.instrument.lotSize]);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(2);
  });

  it('I5: so does an exit that is changed to one, and it is re-priced like one', async () => {
    const bench = await openHolding({ south: without('MARKET') });
    const target = { ...SELL, orderType: 'LIMIT', price: price('250.00') } as const;
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, target));
    await modify(bench, order.intent.orderId, { orderType: 'MARKET' });
    expect(venueNets(bench)).toEqual([0, 0]);
    const child = bench.desk.orders.childrenOf(bench.desk.orders.get(order.intent.orderId) as never)[0];
    expect(child).toMatchObject({ atMarket: true, terms: { orderType: 'LIMIT', price: price('190.00') } });
  });

  it('I5: the trigger of a stop at the market moves the limit that a child’s broker wants beyond it', async () => {
    const bench = await openHolding({ south: without('SL-M') });
    const stop = { ...SELL, orderType: 'SL-M', triggerPrice: price('150.00') } as const;
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, stop));
    const child = childOf(bench);
    expect(venueOrders(bench, child).at(-1)).toMatchObject({
      triggerPrice: price('150.00'),
      price: price('142.50'),
    });
    await modify(bench, order.intent.orderId, { triggerPrice: price('180.00') });
    expect(venueOrders(bench, child).at(-1)).toMatchObject({
      triggerPrice: price('180.00'),
      price: price('171.00'),
    });
    setPrice(bench, price('175.00'));
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('for the order itself are what its own broker takes, too', async () => {
    const bench = await openHolding({ north: without('MARKET') });
    const resting = { orderType: 'LIMIT', price: price('150.00') } as const;
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, resting));
    await modify(bench, order.intent.orderId, { orderType: 'MARKET' });
    expect(venueOrders(bench, bench.master).at(-1)).toMatchObject({
      price: price('206.00'),
      state: 'complete',
    });
    expect(venueNets(bench)).toEqual([2 * bench.instrument.lotSize, 2 * bench.instrument.lotSize]);
  });

  it('a validity that the own broker does not take is refused, one that a child’s does not take is not asked of it', async () => {
    const day = { capabilities: { validities: { default: ['DAY'] } } } as const;
    const resting = { orderType: 'LIMIT', price: price('150.00') } as const;
    const own = await openHolding({ north: day });
    const refused = await placeAndSettle(own, anOrderOf(own, 1, resting));
    const attempt = own.desk.trader.modify(ANN, refused.intent.orderId, { validity: 'IOC' });
    expect(await outcomeOf(own.clock.drive(attempt))).toBe('not-supported');

    const bench = await openHolding({ south: day });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, resting));
    await modify(bench, order.intent.orderId, { validity: 'IOC', price: price('151.00') });
    const copy = bench.desk.orders.childrenOf(bench.desk.orders.get(order.intent.orderId) as never)[0];
    expect(copy?.terms).toMatchObject({ validity: 'DAY' });
  });
});

describe('what is held beside whole lots', () => {
  it('I5: leaves with everything else: an exit of what is held is never refused for its lot', async () => {
    const bench = await openBench({ links: [], listed: { lotSize: 50 as never } });
    tradeByHand(bench, bench.master, 'BUY', 75);
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([75]);
    const half = { ...fullExitOf(bench, bench.master), fraction: undefined, quantity: 30 as never };
    expect(await outcomeOf(bench.clock.drive(bench.desk.trader.exit(ANN, half)))).toBe('lot-size-mismatch');
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0]);
  });
});
