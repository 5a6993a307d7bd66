import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Lots, type Price, quantityOf, TradingError } from '../../src/index.ts';
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

const nets = (bench: DeskBench): readonly number[] =>
  [bench.master, ...bench.children].map((account) => venueNet(bench, account));
const codeOf = async (attempt: Promise<unknown>): Promise<string | undefined> => {
  const error = await attempt.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return TradingError.is(error) ? error.code : undefined;
};

describe('copying an entry', () => {
  it('brings a master order to children at both brokers, each in its own size', async () => {
    const bench = await openBench({ links: [{ sizing: times(1) }, { sizing: times(2) }] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2));
    expect(order.status).toBe('filled');
    expect(order.children.map((child) => [child.status, child.filledQuantity])).toEqual([
      ['filled', 150],
      ['filled', 300],
    ]);
    expect(order.children.every((child) => child.brokerOrderIds.length === 1)).toBe(true);
    expect(nets(bench)).toEqual([150, 150, 300]);
  });

  it('sends children only when the master was accepted, and none when it was refused', async () => {
    const bench = await openBench();
    bench.venue.orders.rejectNext(
      { broker: bench.master.brokerId, client: bench.master.clientId },
      'margin',
      'gate',
    );
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(order.status).toBe('rejected');
    expect(order.children).toEqual([]);
    expect(bench.children.flatMap((child) => venueOrders(bench, child))).toEqual([]);
  });

  it('sends everybody at once when the group says simultaneous', async () => {
    const bench = await openBench({ copyWhen: 'simultaneous', latencyMs: 30 });
    const id = bench.desk.trader.place(ANN, anOrderOf(bench, 1));
    await bench.clock.advance(45);
    expect([bench.master, ...bench.children].map((account) => venueOrders(bench, account).length)).toEqual([
      1, 1, 1,
    ]);
    expect(viewOf(bench, await bench.clock.drive(id)).children).toHaveLength(2);
  });

  it('skips a child whose share is under one lot, with the figures', async () => {
    const bench = await openBench({ links: [{ sizing: times(0.5) }, {}] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    const skipped = order.children.find((child) => child.status === 'skipped');
    expect(skipped?.reason).toMatchObject({ code: 'under-one-lot', limit: 75, figure: 37 });
    expect(nets(bench)).toEqual([75, 0, 75]);
  });

  it.each([
    [{ state: 'closeOnly' } as const, 'close-only'],
    [{ state: 'paused' } as const, 'paused'],
    [{ filters: { segments: ['NSE'], products: [], underlyings: [] } } as const, 'segment'],
    [{ filters: { segments: [], products: ['I'], underlyings: [] } } as const, 'product'],
    [{ filters: { segments: [], products: [], underlyings: ['BANKNIFTY'] } } as const, 'underlying'],
  ])('skips a child whose link says %j', async (link, code) => {
    const bench = await openBench({ links: [link, {}] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(order.children.find((child) => child.accountId === bench.children[0]?.id)?.reason?.code).toBe(
      code,
    );
    expect(nets(bench)).toEqual([75, 0, 75]);
  });

  it('caps a fixed size and never exceeds it', async () => {
    const sizing = { kind: 'fixed-lots', lots: 3 as Lots, capLots: 2 as Lots, atLeastOneLot: false } as const;
    const bench = await openBench({ links: [{ sizing }] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(nets(bench)).toEqual([75, 150]);
  });

  it('refuses an entry of a group that is not armed, and takes it for the master alone', async () => {
    const bench = await openBench({ armed: false });
    expect(await codeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1)))).toBe('group-not-armed');
    expect(venueOrders(bench, bench.master)).toEqual([]);
    await placeAndSettle(bench, anOrderOf(bench, 1, { copy: false }));
    expect(nets(bench)).toEqual([75, 0, 0]);
  });

  it('slices above the freeze quantity: one order to the trader, several with tags of their own to the broker', async () => {
    const bench = await openBench({ links: [{}] });
    const order = await placeAndSettle(bench, anOrderOf(bench, 50));
    const tags = venueOrders(bench, bench.master).map((one) => one.tag);
    expect(venueOrders(bench, bench.master).map((one) => one.quantity)).toEqual([1_800, 1_800, 150]);
    expect(new Set(tags).size).toBe(3);
    expect(tags.every((tag) => /^CD[0-9A-Z]{18}$/.test(tag ?? ''))).toBe(true);
    expect([order.quantity, order.filledQuantity, order.status]).toEqual([3_750, 3_750, 'filled']);
    expect(nets(bench)).toEqual([3_750, 3_750]);
  });

  it.each([
    [{ quantity: quantityOf(76) }, 'lot-size-mismatch'],
    [{ orderType: 'LIMIT', price: 1_000_001 as Price } as const, 'price-off-tick'],
    [{ orderType: 'LIMIT' } as const, 'price-required'],
    [{ price: 1_000_000 as Price }, 'price-not-allowed'],
    [{ instrumentId: 'NFO:NIFTY:2020-01-01:1:CE' as never }, 'instrument-not-found'],
    [{ accountId: 'acc-of-nobody' as never }, 'account-not-found'],
    [{ product: 'MTF' } as const, 'not-supported'],
  ])('refuses %j before anything happens', async (change, code) => {
    const bench = await openBench();
    expect(await codeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1, change)))).toBe(code);
    await bench.clock.advance(1_000);
    expect([bench.master, ...bench.children].flatMap((account) => venueOrders(bench, account))).toEqual([]);
    expect(bench.desk.orders.list({ userId: ANN })).toEqual([]);
  });
});

describe('copying an exit', () => {
  it('takes the same fraction from every child, then everything', async () => {
    const bench = await openBench({ links: [{ sizing: times(1) }, { sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const half = {
      accountId: bench.master.id,
      instrumentId: bench.instrument.id,
      product: 'D',
      fraction: 500_000,
    } as const;
    await bench.clock.drive(bench.desk.trader.exit(ANN, half));
    await bench.clock.advance(3_000);
    expect(nets(bench)).toEqual([150, 150, 300]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, { ...half, fraction: 1_000_000 }));
    await bench.clock.advance(3_000);
    expect(nets(bench)).toEqual([0, 0, 0]);
  });

  it('rounds a fraction up to whole lots', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 3));
    const quarter = {
      accountId: bench.master.id,
      instrumentId: bench.instrument.id,
      product: 'D',
      fraction: 250_000,
    } as const;
    await bench.clock.drive(bench.desk.trader.exit(ANN, quarter));
    await bench.clock.advance(3_000);
    expect(nets(bench)).toEqual([150, 150]);
  });

  it('passes a group that is not armed, a link that is exits-only, and a filter', async () => {
    const bench = await openBench({ links: [{}, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const [first, second] = bench.group.children;
    await bench.desk.groups.change(ANN, bench.group.id, bench.group.version, {
      children: [
        { ...first, state: 'closeOnly' } as typeof first & object,
        {
          ...second,
          filters: { segments: ['MCX'], products: ['I'], underlyings: ['GOLD'] },
        } as typeof second & object,
      ],
    });
    await bench.desk.groups.disarm(ANN, bench.group.id);
    await placeAndSettle(bench, anOrderOf(bench, 2, { side: 'SELL' }));
    expect(nets(bench)).toEqual([0, 0, 0]);
  });

  it('never goes short in a child that was sold by hand', async () => {
    const bench = await openBench({ links: [{}] });
    const [child] = bench.children;
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const ref = { broker: child?.brokerId ?? '', client: child?.clientId ?? '' };
    const instrument = bench.venue.instruments.byId(bench.instrument.id);
    if (instrument === undefined) throw new Error('not listed');
    bench.venue.orders.placeOutside(ref, {
      instrument,
      side: 'SELL',
      quantity: 75,
      orderType: 'MARKET',
      product: 'D',
    });
    await bench.clock.advance(12_000);
    await placeAndSettle(bench, anOrderOf(bench, 2, { side: 'SELL' }));
    expect(nets(bench)).toEqual([0, 0]);
  });

  it("leaves a child's own holding alone", async () => {
    const bench = await openBench({ links: [{}] });
    const [child] = bench.children;
    if (child === undefined) throw new Error('no child');
    await placeAndSettle(bench, anOrderOf(bench, 1, { accountId: child.id }));
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 2, { side: 'SELL' }));
    expect(nets(bench)).toEqual([0, 75]);
  });

  it('reverses: the entry part follows once both are through zero', async () => {
    const bench = await openBench({ links: [{}, { sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await placeAndSettle(bench, anOrderOf(bench, 3, { side: 'SELL' }));
    expect(nets(bench)).toEqual([-75, -75, -150]);
  });
});

describe('changing what works', () => {
  const resting = { orderType: 'LIMIT', price: 1_000_000 as Price } as const;

  it('modifies every living copy, scaled', async () => {
    const bench = await openBench({ links: [{ sizing: times(2) }] });
    const placed = await placeAndSettle(bench, anOrderOf(bench, 2, resting));
    await bench.clock.drive(
      bench.desk.trader.modify(ANN, placed.intent.orderId, {
        price: 1_010_000 as Price,
        quantity: quantityOf(75),
      }),
    );
    await bench.clock.advance(1_000);
    const shown = (account: (typeof bench.children)[number]) =>
      venueOrders(bench, account).map((one) => [one.price, one.quantity]);
    expect(shown(bench.master)).toEqual([[1_010_000, 75]]);
    expect(bench.children.map(shown)).toEqual([[[1_010_000, 150]]]);
  });

  it('cancels every living copy', async () => {
    const bench = await openBench();
    const placed = await placeAndSettle(bench, anOrderOf(bench, 2, resting));
    await bench.clock.drive(bench.desk.trader.cancel(ANN, placed.intent.orderId));
    await bench.clock.advance(1_000);
    const view = viewOf(bench, placed.intent.orderId);
    expect([view.status, ...view.children.map((child) => child.status)]).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(
      [bench.master, ...bench.children].flatMap((account) =>
        venueOrders(bench, account).map((one) => one.state),
      ),
    ).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('takes a cancel that comes while the placement is on its way', async () => {
    const bench = await openBench({ latencyMs: 200 });
    const placing = bench.desk.trader.place(ANN, anOrderOf(bench, 1, resting));
    await bench.clock.advance(50);
    const [order] = bench.desk.orders.list({ userId: ANN });
    if (order === undefined) throw new Error('no order');
    await bench.desk.trader.cancel(ANN, order.intent.orderId);
    await bench.clock.drive(placing);
    await bench.clock.advance(5_000);
    expect(venueOrders(bench, bench.master).map((one) => one.state)).toEqual(['cancelled']);
    expect(
      bench.children.flatMap((child) => venueOrders(bench, child)).filter((one) => one.state !== 'cancelled'),
    ).toEqual([]);
  });

  it('cancels the unfilled copies of a master order that was cancelled in the broker’s own app', async () => {
    const bench = await openBench();
    const placed = await placeAndSettle(bench, anOrderOf(bench, 2, resting));
    const [venueOrder] = venueOrders(bench, bench.master);
    bench.venue.orders.cancel(
      { broker: bench.master.brokerId, client: bench.master.clientId },
      venueOrder?.orderId ?? '',
    );
    await bench.clock.advance(3_000);
    expect(viewOf(bench, placed.intent.orderId).children.map((child) => child.status)).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });

  it('makes a partly filled order smaller by cancelling its rest: its quantity is never modified', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.market.change({ matching: 'manual' });
    const placed = await placeAndSettle(bench, anOrderOf(bench, 2, resting));
    const [venueOrder] = venueOrders(bench, bench.master);
    bench.venue.orders.fill(bench.master.brokerId, venueOrder?.orderId ?? '', 75);
    await bench.clock.advance(1_000);
    expect(viewOf(bench, placed.intent.orderId).status).toBe('partly-filled');
    const change = { quantity: quantityOf(75) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, placed.intent.orderId, change));
    await bench.clock.advance(3_000);
    expect(venueOrders(bench, bench.master).map((order) => [order.state, order.quantity])).toEqual([
      ['cancelled', 150],
    ]);
    expect(viewOf(bench, placed.intent.orderId).children.map((child) => child.quantity)).toEqual([75]);
  });

  it('exits what a child filled late, after its master was flat again', async () => {
    const bench = await openBench({ links: [{}] });
    bench.venue.market.change({ matching: 'manual' });
    await placeAndSettle(bench, anOrderOf(bench, 1, resting));
    const fill = (account: typeof bench.master, which: number): void => {
      bench.venue.orders.fill(account.brokerId, venueOrders(bench, account)[which]?.orderId ?? '', 75);
    };
    fill(bench.master, 0);
    await bench.clock.advance(500);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, { side: 'SELL' })));
    fill(bench.master, 1);
    fill(bench.children[0] as typeof bench.master, 0);
    bench.venue.market.change({ matching: 'auto' });
    setPrice(bench, 1_000_000 as Price);
    await bench.clock.advance(10_000);
    expect(nets(bench)).toEqual([0, 0]);
  });
});
