/** What a change may not be, what it becomes where a broker does not take it, and whom it does not reach. */
import { describe, expect, it } from 'vitest';
import {
  type OrderId,
  type OrderModification,
  type Price,
  parsePrice,
  quantityOf,
  type UserId,
} from '../../src/index.ts';
import {
  childOf,
  fillByHand,
  outcomeOf,
  placeByHand,
  RESTING,
  RESTING_SALE,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  addAccount,
  anOrderOf,
  type DeskBench,
  NORTH,
  openBench,
  placeAndSettle,
  setPrice,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;
const BOB = 'user-bob' as UserId;

async function modify(
  bench: DeskBench,
  id: OrderId,
  change: OrderModification,
  who: UserId = ANN,
): Promise<string> {
  const outcome = await bench.clock.drive(outcomeOf(bench.desk.trader.modify(who, id, change)));
  await bench.clock.advance(3_000);
  return outcome;
}

const cancel = (bench: DeskBench, id: OrderId, who: UserId = ANN): Promise<string> =>
  bench.clock.drive(outcomeOf(bench.desk.trader.cancel(who, id)));

describe('a change of an order', () => {
  it('is refused for an order that has ended, and nothing is sent', async () => {
    const bench = await openBench({ links: [{}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(await modify(bench, intent.orderId, { price: price('150.00') })).toBe('order-final');
    expect(await cancel(bench, intent.orderId)).toBe('order-final');
    expect(venueNets(bench)).toEqual([75, 75]);
  });

  it('is refused for an order of which somebody has asked the end', async () => {
    const bench = await openBench({ links: [{}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const ending = bench.desk.trader.cancel(ANN, intent.orderId);
    expect(await outcomeOf(bench.desk.trader.modify(ANN, intent.orderId, { price: price('150.00') }))).toBe(
      'order-final',
    );
    await bench.clock.drive(ending);
    await bench.clock.advance(3_000);
    expect(venueOrders(bench, childOf(bench)).map(({ state, price: at }) => [state, at])).toEqual([
      ['cancelled', RESTING.price],
    ]);
  });

  it('is refused to whoever does not own the order, and for an order that nobody has', async () => {
    const bench = await openBench({ links: [{}] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    expect(await modify(bench, intent.orderId, { price: price('150.00') }, BOB)).toBe('order-not-found');
    expect(await cancel(bench, intent.orderId, BOB)).toBe('order-not-found');
    expect(await cancel(bench, 'order-0' as OrderId)).toBe('order-not-found');
    expect(venueOrders(bench, childOf(bench)).map(({ state }) => state)).toEqual(['open']);
  });

  it('to a type that its own broker does not take is refused', async () => {
    const capabilities = { refusedOrderTypes: [{ orderType: 'SL' }] } as const;
    const bench = await openBench({ links: [{}], differs: { north: { capabilities } } });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const stop = { orderType: 'SL', price: price('260.00'), triggerPrice: price('250.00') } as const;
    expect(await modify(bench, intent.orderId, stop)).toBe('not-supported');
    const open = [bench.master, childOf(bench)].flatMap((one) => venueOrders(bench, one));
    expect(open.map(({ requestedType, price: at }) => [requestedType, at])).toEqual([
      ['LIMIT', RESTING.price],
      ['LIMIT', RESTING.price],
    ]);
  });

  it('of the price alone reaches an order of a type that its broker takes from others, but not from us', async () => {
    const capabilities = { refusedOrderTypes: [{ orderType: 'SL' }] } as const;
    const bench = await openBench({ links: [], differs: { north: { capabilities } } });
    setPrice(bench, price('200.00'));
    const stop = { orderType: 'SL', price: price('260.00'), triggerPrice: price('250.00') } as const;
    placeByHand(bench, bench.master, { side: 'BUY', quantity: 75, ...stop });
    await bench.clock.advance(3_000);
    const [found] = bench.desk.orders.livingOf(bench.master.id);
    expect(await modify(bench, found?.intent.orderId as OrderId, { price: price('265.00') })).toBe('done');
    expect(venueOrders(bench, bench.master).map((one) => [one.price, one.triggerPrice])).toEqual([
      [price('265.00'), price('250.00')],
    ]);
  });

  it('to more than any number of slices can carry is refused; without a freeze quantity no number is too large', async () => {
    const bench = await openBench({ links: [], listed: { freezeQuantity: quantityOf(75) } });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    expect(await modify(bench, intent.orderId, { quantity: quantityOf(75 * 1_000) })).toBe(
      'quantity-too-large',
    );

    const unknown = await openBench({ links: [], listed: { freezeQuantity: undefined } });
    const order = await placeAndSettle(unknown, anOrderOf(unknown, 4, RESTING));
    expect(await modify(unknown, order.intent.orderId, { quantity: quantityOf(75) })).toBe('done');
    expect(venueOrders(unknown, unknown.master).map(({ quantity }) => quantity)).toEqual([75]);
  });

  it('§4.4: of quantity and price of a partly filled order takes the whole rest to the new price', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    for (const account of [bench.master, childOf(bench)])
      fillByHand(bench, account, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    expect(await modify(bench, intent.orderId, { quantity: quantityOf(225), price: price('110.00') })).toBe(
      'done',
    );
    for (const account of [bench.master, childOf(bench)])
      expect(
        venueOrders(bench, account).map((one) => [one.state, one.quantity, one.filledQuantity, one.price]),
      ).toEqual([
        ['cancelled', 300, 75, RESTING.price],
        ['open', 150, 0, price('110.00')],
      ]);
  });
});

describe('a change of price that comes with a larger quantity', () => {
  it('§4.4: leaves nothing of a partly filled order at the old price', async () => {
    const bench = await openBench({ links: [] });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    expect(await modify(bench, intent.orderId, { quantity: quantityOf(375), price: price('110.00') })).toBe(
      'done',
    );
    const orders = venueOrders(bench, bench.master);
    expect(orders.map((one) => [one.state, one.quantity, one.filledQuantity, one.price])).toEqual([
      ['cancelled', 300, 75, RESTING.price],
      ['open', 300, 0, price('110.00')],
    ]);
  });
});

describe('a change where no group says how far it may go', () => {
  it('I5: takes an exit to the market by the cap that holds everywhere', async () => {
    const takesOrderType = (_: unknown, type: string): boolean => type !== 'MARKET';
    const capabilities = { refusedOrderTypes: [{ orderType: 'MARKET' }] } as const;
    const bench = await openBench({
      links: [],
      differs: { north: { capabilities, rules: { takesOrderType } } },
    });
    setPrice(bench, price('200.00'));
    const alone = await addAccount(bench, bench.desk, {
      address: 'ALONE:a1',
      brokerId: NORTH,
      clientId: 'CC0001',
    });
    await bench.clock.advance(3_000);
    const own = { accountId: alone.id } as const;
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...own, orderType: 'LIMIT', price: price('210.00') }));
    const target = await placeAndSettle(bench, anOrderOf(bench, 1, { ...own, ...RESTING_SALE }));
    stopMatching(bench);
    expect(await modify(bench, target.intent.orderId, { orderType: 'MARKET' })).toBe('done');
    const id = target.intent.orderId;
    expect(viewOf(bench, id)).toMatchObject({ status: 'working' });
    expect(bench.desk.orders.get(id)?.terms).toMatchObject({ orderType: 'LIMIT', price: price('190.00') });
    fillByHand(bench, alone, { place: 1, quantity: 75 });
    await bench.clock.advance(1_000);
    expect(venueNet(bench, alone)).toBe(0);
  });
});

describe('a change of an order that turns the position round', () => {
  it('leaves the entry parts waiting, and they go with what it has become', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 2, { ...SELL, ...RESTING_SALE }));
    const held = [...(bench.desk.orders.get(order.intent.orderId)?.held ?? [])];
    expect(held.map(({ part }) => part)).toEqual(['entry']);
    expect(await modify(bench, order.intent.orderId, { quantity: quantityOf(225) })).toBe('done');
    expect(bench.desk.orders.get(order.intent.orderId)?.held).toEqual(held);
    const at = RESTING_SALE.price;
    fillByHand(bench, bench.master, { place: 1, quantity: 225, price: at });
    fillByHand(bench, childOf(bench), { place: 1, quantity: 75, price: at });
    await bench.clock.advance(3_000);
    fillByHand(bench, childOf(bench), { place: 2, quantity: 150, price: at });
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([-150, -150]);
  });
});
