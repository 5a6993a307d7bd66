/** Converting positions between products: children follow by the fraction, and what cannot is told. */
import { type ReferenceBroker, times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Account, type Product, quantityOf } from '../../src/index.ts';
import { childOf, clientOf, collectAlerts, outcomeOf, RESTING_SALE } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, logIn, openBench, placeAndSettle, venueOrders } from '../bench/desk-bench.ts';
import { conversionsAt, convert, copied, held, holding, LOT } from './conversion-moves.ts';

describe('a conversion of the master', () => {
  it('is followed by each child with the same fraction, and the ledger moves with it', async () => {
    const bench = await holding({ links: [{ sizing: times(1) }, { sizing: times(2) }] }, 3);
    await convert(bench, 1);
    expect(held(bench, bench.master)).toEqual({ I: 2 * LOT, D: LOT });
    expect(held(bench, childOf(bench, 0))).toEqual({ I: 2 * LOT, D: LOT });
    expect(held(bench, childOf(bench, 1))).toEqual({ I: 4 * LOT, D: 2 * LOT });
    for (const account of [bench.master, ...bench.children]) {
      const books = held(bench, account);
      expect(copied(bench, account, 'I')).toBe(books['I']);
      expect(copied(bench, account, 'D')).toBe(books['D']);
    }
    const [child] = bench.children;
    const expected = (product: Product) =>
      bench.desk.divergences.expectations.expected({
        accountId: (child as Account).id,
        instrumentId: bench.instrument.id,
        product,
      });
    expect([expected('I'), expected('D')]).toEqual([2 * LOT, LOT]);
  });

  it('of everything takes everything along, and the next exit goes by the new product', async () => {
    const bench = await holding({ links: [{ sizing: times(2) }] }, 2);
    await convert(bench, 2);
    expect(held(bench, childOf(bench))).toEqual({ D: 4 * LOT });
    const exit = { accountId: bench.master.id, instrumentId: bench.instrument.id, product: 'D' } as const;
    await bench.clock.drive(bench.desk.trader.exit(ANN, { ...exit, fraction: 500_000 }));
    await bench.clock.advance(3_000);
    expect([held(bench, bench.master), held(bench, childOf(bench))]).toEqual([{ D: LOT }, { D: 2 * LOT }]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, { ...exit, fraction: 1_000_000 }));
    await bench.clock.advance(3_000);
    expect([held(bench, bench.master), held(bench, childOf(bench))]).toEqual([{}, {}]);
    expect(bench.desk.divergences.list(ANN, 'all')).toEqual([]);
  });

  it('of a short position moves by its side', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2, { product: 'I', side: 'SELL' }));
    await convert(bench, 1);
    expect([held(bench, bench.master), held(bench, childOf(bench))]).toEqual([
      { I: -LOT, D: -LOT },
      { I: -LOT, D: -LOT },
    ]);
    expect(copied(bench, childOf(bench), 'D')).toBe(-LOT);
  });

  it('makes and loses nothing: what one product gives the other takes, to the last unit', async () => {
    const bench = await holding({ links: [{}] }, 3);
    const { positions } = bench.desk;
    const spent = (): bigint =>
      positions.list(ANN, bench.master.id).reduce((sum, row) => sum + row.buyValue - row.sellValue, 0n);
    const before = spent();
    await convert(bench, 1);
    await convert(bench, 1);
    expect(spent()).toBe(before);
    const rows = positions.list(ANN, bench.master.id);
    expect(rows.map((row) => [row.product, row.netQuantity, row.buyQuantity])).toEqual([
      ['I', LOT, LOT],
      ['D', 2 * LOT, 2 * LOT],
    ]);
  });
});

describe('I8: a conversion of a short position', () => {
  it('gives the other product what was sold, to the last unit', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 3, { product: 'I', side: 'SELL' }));
    const rows = () => bench.desk.positions.list(ANN, bench.master.id);
    const taken = (): bigint => rows().reduce((sum, row) => sum + row.sellValue - row.buyValue, 0n);
    const before = taken();
    await convert(bench, 1);
    expect(taken()).toBe(before);
    expect(rows().map((row) => [row.product, row.netQuantity, row.buyQuantity, row.sellQuantity])).toEqual([
      ['I', -2 * LOT, 0, 2 * LOT],
      ['D', -LOT, 0, LOT],
    ]);
  });
});

describe('a child that cannot follow in full', () => {
  it('stays, and it is told, when its share is under one lot', async () => {
    const bench = await holding({ links: [{ sizing: times(0.5) }, {}] }, 2);
    const alerts = collectAlerts(bench);
    await convert(bench, 1);
    expect(held(bench, childOf(bench, 0))).toEqual({ I: LOT });
    expect(held(bench, childOf(bench, 1))).toEqual({ I: LOT, D: LOT });
    const [conversion] = bench.desk.conversions.book.list(ANN);
    expect(conversion?.skipped).toMatchObject([{ reason: { code: 'under-one-lot', limit: LOT } }]);
    expect(alerts).toEqual(['conversion-not-followed']);
  });

  it('is skipped while its link is paused', async () => {
    const filters = { segments: [], products: ['I'], underlyings: [] } as const;
    const bench = await holding({ links: [{}, { filters }] }, 1);
    const [first, ...rest] = bench.group.children;
    const { version } = bench.desk.groups.get(ANN, bench.group.id);
    await bench.desk.groups.change(ANN, bench.group.id, version, {
      children: [{ ...first, state: 'paused' } as never, ...rest],
    });
    const alerts = collectAlerts(bench);
    await convert(bench, 1);
    expect([held(bench, childOf(bench, 0)), held(bench, childOf(bench, 1))]).toEqual([
      { I: LOT },
      { D: LOT },
    ]);
    const [conversion] = bench.desk.conversions.book.list(ANN);
    expect(conversion?.skipped.map((skip) => skip.reason.code)).toEqual(['paused']);
    expect(alerts).toEqual(['conversion-not-followed']);
  });

  it('is refused alone: its broker says no, the others have converted', async () => {
    const bench = await holding({}, 1);
    const broker = bench.brokers.get(childOf(bench).brokerId) as ReferenceBroker;
    const ask = broker.convertPosition.bind(broker);
    broker.convertPosition = async (session, ...rest) =>
      session.accountId === childOf(bench).id
        ? { kind: 'refused', code: 'margin', brokerText: 'Insufficient funds.' }
        : ask(session, ...rest);
    const alerts = collectAlerts(bench);
    await convert(bench, 1);
    expect([held(bench, childOf(bench, 0)), held(bench, childOf(bench, 1))]).toEqual([
      { I: LOT },
      { D: LOT },
    ]);
    const [child] = bench.desk.conversions.book.list(ANN, childOf(bench).id);
    expect(child).toMatchObject({ status: 'refused', reason: { code: 'margin' } });
    expect(alerts).toEqual(['conversion-not-followed']);
    // By its id it can be told from an order, as its master's can.
    expect(child?.intent.conversionId).toMatch(/^cnv-/);
    // What it could not convert is free again for its exits.
    expect(bench.desk.positions.net(childOf(bench).id, bench.instrument.id, 'I')).toBe(LOT);
  });

  it('is a divergence in both products, with the reason; who followed has none', async () => {
    const bench = await holding({}, 2);
    const child = childOf(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    broker.convertPosition = async () => ({ kind: 'refused', code: 'margin', brokerText: 'Too little.' });
    await convert(bench, 2);
    await bench.clock.advance(3_000);
    const told = bench.desk.divergences.list(ANN);
    expect(
      told.map((one) => [one.accountId, one.product, one.expected, one.actual, one.cause.code]).sort(),
    ).toEqual([
      [child.id, 'D', 2 * LOT, 0, 'margin'],
      [child.id, 'I', 0, 2 * LOT, 'margin'],
    ]);
    // It is a difference and not a debt: nothing is sold because a conversion failed.
    expect(held(bench, child)).toEqual({ I: 2 * LOT });
  });

  it('I5: leaves with its master all the same, by the same fraction, out of the product that it is in', async () => {
    const bench = await holding({}, 4);
    const child = childOf(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    broker.convertPosition = async () => ({ kind: 'refused', code: 'margin', brokerText: 'Too little.' });
    await convert(bench, 2);

    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL', product: 'D' }));
    await bench.clock.advance(3_000);
    expect([held(bench, bench.master), held(bench, child)]).toEqual([{ I: 2 * LOT, D: LOT }, { I: 3 * LOT }]);

    await placeAndSettle(bench, anOrderOf(bench, 2, { side: 'SELL', product: 'I' }));
    await placeAndSettle(bench, anOrderOf(bench, 1, { side: 'SELL', product: 'D' }));
    await bench.clock.advance(5_000);
    expect([held(bench, bench.master), held(bench, child)]).toEqual([{}, {}]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });

  it('never moves what is its own', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    bench.venue.orders.placeOutside(clientOf(child), {
      instrument: bench.venue.instruments.byId(bench.instrument.id) as never,
      side: 'BUY',
      quantity: 4 * LOT,
      orderType: 'MARKET',
      product: 'I',
    });
    await bench.clock.advance(5_000);
    await placeAndSettle(bench, anOrderOf(bench, 2, { product: 'I' }));
    await convert(bench, 2);
    expect(held(bench, child)).toEqual({ I: 4 * LOT, D: 2 * LOT });
    expect([copied(bench, child, 'I'), copied(bench, child, 'D')]).toEqual([0, 2 * LOT]);
  });

  it('leaves what its own exits are about to take', async () => {
    const bench = await holding({ links: [{}] }, 2);
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, product: 'I', accountId: child.id }));
    await convert(bench, 2);
    expect(held(bench, child)).toEqual({ I: LOT, D: LOT });
  });

  it('follows after its login when it was logged out meanwhile', async () => {
    const bench = await holding({ links: [{}, {}] }, 1);
    const child = childOf(bench);
    const session = bench.desk.accounts.sessionOf(child.id);
    if (session !== undefined) bench.desk.accounts.sessionLost(child.id, session);
    await convert(bench, 1);
    expect([held(bench, child), held(bench, childOf(bench, 1))]).toEqual([{ I: LOT }, { D: LOT }]);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(5_000);
    expect(held(bench, child)).toEqual({ D: LOT });
  });
});

describe('a conversion is refused before anything happens', () => {
  it('when nothing, or not so much, is held', async () => {
    const bench = await holding({ links: [{}] }, 2);
    const ask = (lots: number, from: Product, to: Product, quantity = lots * LOT) =>
      outcomeOf(
        bench.desk.conversions.convert(ANN, {
          accountId: bench.master.id,
          instrumentId: bench.instrument.id,
          from,
          to,
          quantity: quantityOf(quantity),
        }),
      );
    expect(await ask(1, 'D', 'I')).toBe('position-not-found');
    expect(await ask(3, 'I', 'D')).toBe('quantity-too-large');
    expect(await ask(1, 'I', 'D', 74)).toBe('lot-size-mismatch');
    expect(await ask(1, 'I', 'MTF')).toBe('not-supported');
    expect(await ask(1, 'I', 'I')).toBe('not-supported');
    expect(conversionsAt(bench, bench.master)).toBe(0);
  });

  it('when exits are about to take it', async () => {
    const bench = await holding({ links: [{}] }, 2);
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, product: 'I' }));
    await expect(convert(bench, 2)).rejects.toMatchObject({
      code: 'quantity-too-large',
      facts: { largest: LOT, free: LOT },
    });
    await convert(bench, 1);
    expect(held(bench, bench.master)).toEqual({ I: LOT, D: LOT });
  });
});

describe('a conversion and the lane of its account', () => {
  it('slows all of it down when the broker answers 429', async () => {
    const bench = await holding({ links: [] }, 2);
    const broker = bench.brokers.get(bench.master.brokerId) as ReferenceBroker;
    const ask = broker.convertPosition.bind(broker);
    let asked = 0;
    broker.convertPosition = (...args) => {
      asked += 1;
      if (asked > 1) return ask(...args);
      return Promise.resolve({ kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 2_000 });
    };
    const { master, instrument } = bench;
    const wanted = { accountId: master.id, instrumentId: instrument.id, from: 'I', to: 'D' } as const;
    const converted = bench.desk.conversions.convert(ANN, { ...wanted, quantity: quantityOf(LOT) });
    await bench.clock.advance(10);
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1)).catch(() => undefined);
    await bench.clock.advance(1_900);
    const before = venueOrders(bench, bench.master).length;
    await bench.clock.advance(3_000);
    await converted;
    expect([before, venueOrders(bench, bench.master).length]).toEqual([1, 2]);
    expect(held(bench, bench.master)).toEqual({ I: LOT, D: 2 * LOT });
  });

  it('I6: ends every exit that closes nothing any more, also where it left the other side behind', async () => {
    const bench = await holding({ links: [] }, 2);
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING_SALE, product: 'I' }));
    const { conversions, positions } = bench.desk;
    const found = { instrumentId: bench.instrument.id, side: 'BUY', from: 'I', to: 'D' } as const;
    conversions.seeOutside(bench.master, { ...found, quantity: quantityOf(3 * LOT) });
    expect(positions.net(bench.master.id, bench.instrument.id, 'I')).toBe(-LOT);
    await bench.clock.advance(3_000);
    expect(venueOrders(bench, bench.master).map((order) => order.state)).toEqual(['complete', 'cancelled']);
  });
});
