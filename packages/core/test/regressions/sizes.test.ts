import { describe, expect, it } from 'vitest';
import { type InstrumentId, type Lots, quantityOf, type Value } from '../../src/index.ts';
import {
  clientOf,
  fullExitOf,
  losePlacement,
  outcomeOf,
  RESTING_SALE,
  SELL,
  venueNets,
} from '../bench/bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle, venueOrders, viewOf } from '../bench/desk-bench.ts';

describe('a size that cannot be sent', () => {
  it('I7: stops nobody but the child that it was meant for', async () => {
    const absurd = {
      kind: 'fixed-lots',
      lots: 40_000 as Lots,
      capLots: undefined,
      atLeastOneLot: false,
    } as const;
    const bench = await openBench({ links: [{ sizing: absurd }, {}] });

    const order = await placeAndSettle(bench, anOrderOf(bench, 1));

    const [master, , other] = venueNets(bench);
    expect([master, other]).toEqual([75, 75]);
    expect(order.children).toHaveLength(2);
  });

  it('is refused in words when the trader asks for it', async () => {
    const bench = await openBench({ links: [] });

    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 40_000)))).toBe(
      'quantity-too-large',
    );
    expect(venueOrders(bench, bench.master)).toEqual([]);
  });
});

describe('a large size', () => {
  it("I1: is sent whole, slice by slice, within the broker's rate", async () => {
    const bench = await openBench({ links: [], latencyMs: 100 });
    bench.venue.clients.upsert({ ...clientOf(bench.master), funds: 10_000_000_000_000n as Value });

    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 24 * 40)));
    await bench.clock.advance(30_000);

    expect(venueOrders(bench, bench.master).map((order) => order.quantity)).toEqual(Array(40).fill(1_800));
    expect(venueNets(bench)).toEqual([24 * 40 * 75]);
  });
});

describe('a position of more slices than an entry may have', () => {
  const openLarge = async () => {
    const bench = await openBench({ links: [{}], listed: { freezeQuantity: quantityOf(75) } });
    for (const lots of [60, 50]) {
      await placeAndSettle(bench, anOrderOf(bench, lots));
      await bench.clock.advance(30_000);
    }
    expect(venueNets(bench)).toEqual([110 * 75, 110 * 75]);
    return bench;
  };

  it('I5: is left by one exit', async () => {
    const bench = await openLarge();

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: is squared off', async () => {
    const bench = await openLarge();

    const scope = { kind: 'group', groupId: bench.group.id } as const;
    const { id } = await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
    expect(bench.desk.squareOff.report(id).unreached).toEqual([]);
  });

  it('I5: is left by an exit that is made as large as that', async () => {
    const bench = await openLarge();
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));

    const larger = bench.desk.trader.modify(ANN, order.intent.orderId, { quantity: quantityOf(110 * 75) });
    expect(await outcomeOf(bench.clock.drive(larger))).toBe('done');
  });

  it('is turned round by no order that is larger than an entry may be', async () => {
    const bench = await openLarge();

    const turned = { ...SELL, quantity: quantityOf(111 * 75) };
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1, turned)))).toBe(
      'quantity-too-large',
    );
  });
});

describe('an entry whose outcome is not known', () => {
  it('I1: blocks further entries of its instrument', async () => {
    const bench = await openBench({ links: [] });
    losePlacement(bench, bench.master);
    await placeAndSettle(bench, anOrderOf(bench, 1));

    await placeAndSettle(bench, anOrderOf(bench, 1));

    expect(venueOrders(bench, bench.master)).toEqual([]);
  });

  it('I1: blocks them in every product, and nothing of another instrument', async () => {
    const bench = await openBench({ links: [] });
    const other = bench.venue.instruments.all.find(
      ({ kind, underlying, id }) => kind === 'OPT' && underlying === 'NIFTY' && id !== bench.instrument.id,
    );
    losePlacement(bench, bench.master);
    await placeAndSettle(bench, anOrderOf(bench, 1));

    const inOtherProduct = await placeAndSettle(bench, anOrderOf(bench, 1, { product: 'I' }));
    const ofOther = await placeAndSettle(
      bench,
      anOrderOf(bench, 1, { instrumentId: other?.id as InstrumentId }),
    );
    await bench.clock.advance(3_000);

    expect(viewOf(bench, inOtherProduct.intent.orderId).status).toBe('denied');
    expect(ofOther.status).toBe('filled');
    expect(venueOrders(bench, bench.master)).toHaveLength(1);
  });
});

describe('a sale of delivered shares in a group', () => {
  it('is refused beyond what the position at that exchange holds', async () => {
    const bench = await openBench({ links: [{}] });
    const shares = bench.venue.instruments.all.filter((one) => one.kind === 'EQ');
    const atBse = shares.find((one) => one.exchange === 'BSE');
    const atNse = shares.find((one) => one.exchange === 'NSE' && one.isin === atBse?.isin);
    const ten = { quantity: quantityOf(10) };
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...ten, instrumentId: atNse?.id as InstrumentId }));

    const sale = anOrderOf(bench, 1, { ...ten, instrumentId: atBse?.id as InstrumentId, side: 'SELL' });
    const outcome = await outcomeOf(bench.desk.trader.place(ANN, sale));

    expect(outcome).toBe('held-at-other-exchange');
    expect(venueOrders(bench, bench.master).map((order) => order.side)).toEqual(['BUY']);
  });
});
