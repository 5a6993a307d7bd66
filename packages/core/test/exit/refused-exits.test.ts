import { describe, expect, it } from 'vitest';
import { type PlaceOutcome, type Price, parsePrice, quantityOf } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fullExitOf,
  interceptPlacements,
  outcomeOf,
  SELL,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;
const refusal = (code: 'freeze' | 'price' | 'order-type', brokerText: string): PlaceOutcome => ({
  kind: 'refused',
  code,
  brokerText,
});

/** Everybody leaves, by an exit of the master. */
async function exitAll(bench: DeskBench, forMs = 4_000) {
  const id = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
  await bench.clock.advance(forMs);
  return viewOf(bench, id);
}

describe('an exit whose terms a broker refuses', () => {
  it('I5: refused later by the exchange for its order type, it goes as a limit at the cap', async () => {
    // Nobody knew: the capabilities say nothing of it.
    const rules = { takesOrderType: (_: unknown, type: string) => type !== 'MARKET' };
    const bench = await openBench({ links: [{}], differs: { south: { rules } } });
    setPrice(bench, price('200.00'));
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, { orderType: 'LIMIT', price: price('210.00') }));
    const exit = await exitAll(bench);
    expect(venueOrders(bench, child).slice(1)).toMatchObject([
      { requestedType: 'MARKET', state: 'rejected' },
      { requestedType: 'LIMIT', price: price('190.00'), state: 'complete' },
    ]);
    expect(exit.children).toMatchObject([{ status: 'filled', filledQuantity: bench.instrument.lotSize }]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: refused at the gate for its protection, the master’s own goes again too, under the same order', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.orders.rejectNext(clientOf(bench.master), 'market-protection', 'gate');
    const exit = await exitAll(bench);
    expect(exit.status).toBe('filled');
    expect(venueOrders(bench, bench.master).slice(1)).toMatchObject([{ requestedType: 'LIMIT' }]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: refused for the price band, it comes half as far each time', async () => {
    const bench = await openBench({ links: [{}] });
    setPrice(bench, price('200.00'));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const limits: (Price | undefined)[] = [];
    interceptPlacements(bench, childOf(bench), (_, placeOrder) => async (session, order, signal) => {
      limits.push(order.price);
      const tooFar = order.price === undefined || order.price < price('197.00');
      return tooFar ? refusal('price', 'outside the band') : placeOrder(session, order, signal);
    });
    await exitAll(bench);
    expect(limits).toEqual([undefined, price('190.00'), price('195.00'), price('197.50')]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: refused for the freeze quantity that the broker names, it goes in slices of that', async () => {
    const bench = await openBench({ links: [{}], listed: { freezeQuantity: undefined } });
    const freeze = 1_800;
    const lot = bench.instrument.lotSize;
    for (let n = 0; n < 2; n += 1) await placeAndSettle(bench, anOrderOf(bench, freeze / lot));
    const exit = await exitAll(bench);
    for (const account of [bench.master, childOf(bench)]) {
      const sales = venueOrders(bench, account).filter(({ side }) => side === 'SELL');
      expect(sales.map(({ quantity, state }) => [quantity, state])).toEqual([
        [freeze, 'complete'],
        [freeze, 'complete'],
      ]);
    }
    expect([exit.status, exit.filledQuantity, exit.quantity]).toEqual(['filled', 2 * freeze, 2 * freeze]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: refused for a freeze quantity that nobody names, it goes in halves until it is taken', async () => {
    const bench = await openBench({ links: [{}], listed: { freezeQuantity: undefined } });
    await placeAndSettle(bench, anOrderOf(bench, 7));
    const lot = bench.instrument.lotSize;
    const sent: number[] = [];
    interceptPlacements(bench, childOf(bench), (_, placeOrder) => async (session, order, signal) => {
      sent.push(order.quantity / lot);
      return order.quantity > 2 * lot ? refusal('freeze', 'too much') : placeOrder(session, order, signal);
    });
    await exitAll(bench);
    expect(sent).toEqual([7, 3, 1, 1, 1, 1, 1, 1, 1]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it.each([4, 10])(
    'I5: of %i slices, it goes whole by the figure that the broker names, cut anew once',
    async (slices) => {
      const bench = await openBench({ links: [{}], listed: { freezeQuantity: quantityOf(1_800) } });
      const lots = 1_800 / bench.instrument.lotSize;
      for (let n = 0; n < slices; n += 1) await placeAndSettle(bench, anOrderOf(bench, lots));
      let refused = 0;
      interceptPlacements(bench, bench.master, (_, placeOrder) => async (session, order, signal) => {
        if (order.quantity <= 900) return placeOrder(session, order, signal);
        refused += 1;
        return { ...refusal('freeze', 'above 900'), figures: { freezeQuantity: quantityOf(900) } };
      });
      const exit = await exitAll(bench, 60_000);
      expect(refused).toBe(1);
      expect(exit).toMatchObject({ status: 'filled', filledQuantity: slices * 1_800 });
      expect(venueNets(bench)).toEqual([0, 0]);
    },
  );

  it('I5: is not given up while parts of it are taken, however many are refused', async () => {
    const bench = await openBench({ links: [], listed: { freezeQuantity: quantityOf(75) } });
    await placeAndSettle(bench, anOrderOf(bench, 30));
    await bench.clock.advance(10_000);
    interceptPlacements(
      bench,
      bench.master,
      (nth, placeOrder) => async (session, order, signal) =>
        nth % 2 === 1 ? refusal('price', 'no') : placeOrder(session, order, signal),
    );
    await exitAll(bench, 60_000);
    expect(venueNets(bench)).toEqual([0]);
  });

  it('a refused slice of an exit does not stop the others', async () => {
    const bench = await openBench({ links: [], listed: { freezeQuantity: quantityOf(75) } });
    await placeAndSettle(bench, anOrderOf(bench, 3));
    interceptPlacements(
      bench,
      bench.master,
      (nth, placeOrder) => async (session, order, signal) =>
        nth === 2 ? { kind: 'refused', code: 'other', brokerText: 'no' } : placeOrder(session, order, signal),
    );
    const exit = await exitAll(bench);
    expect(exit.filledQuantity).toBe(2 * bench.instrument.lotSize);
  });

  it('is put before a person when nothing helps, and hammers nobody', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const alerts = collectAlerts(bench);
    let tries = 0;
    interceptPlacements(bench, bench.master, () => async () => {
      tries += 1;
      return refusal('price', 'never');
    });
    const exit = await exitAll(bench);
    expect([exit.status, tries]).toEqual(['rejected', 8]);
    expect(alerts).toEqual(['exit-refused']);
  });

  it('I5: a stop that no exchange takes as SL-M stands as SL, its limit at the cap from the trigger', async () => {
    const bench = await openBench({ links: [] });
    setPrice(bench, price('200.00'));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const sent: unknown[] = [];
    interceptPlacements(bench, bench.master, (_, placeOrder) => async (session, order, signal) => {
      sent.push([order.orderType, order.triggerPrice, order.price]);
      return order.orderType === 'SL-M'
        ? refusal('order-type', 'no SL-M here')
        : placeOrder(session, order, signal);
    });
    const stop = { ...SELL, orderType: 'SL-M', triggerPrice: price('180.00') } as const;
    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, stop));
    expect(sent).toEqual([
      ['SL-M', price('180.00'), undefined],
      ['SL', price('180.00'), price('171.00')],
    ]);
    expect(exit.status).toBe('working');
    setPrice(bench, price('179.00'));
    await bench.clock.advance(4_000);
    expect(venueNets(bench)).toEqual([0]);
  });

  it('a stop on the wrong side of the price is put before a person, not sold at once', async () => {
    const bench = await openBench({ links: [] });
    setPrice(bench, price('200.00'));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const alerts = collectAlerts(bench);
    const sent: string[] = [];
    interceptPlacements(bench, bench.master, () => async (_, order) => {
      sent.push(order.orderType);
      return refusal('price', 'trigger above the price');
    });
    const stop = { ...SELL, orderType: 'SL-M', triggerPrice: price('210.00') } as const;
    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, stop));
    expect(sent).toEqual(['SL-M']);
    expect([exit.status, alerts]).toEqual(['rejected', ['exit-refused']]);
    expect(venueNets(bench)).toEqual([bench.instrument.lotSize]);
  });

  it('keeps a limit that a person chose: it is refused, not sold for less', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    interceptPlacements(bench, bench.master, () => async () => refusal('price', 'above the band'));
    const order = anOrderOf(bench, 1, { ...SELL, orderType: 'LIMIT', price: price('999.00') });
    const exit = await placeAndSettle(bench, order);
    expect([exit.status, exit.reason?.code]).toEqual(['rejected', 'price']);
    expect(venueNets(bench)).toEqual([bench.instrument.lotSize, bench.instrument.lotSize]);
  });

  it('an entry that is refused for its terms is not tried by others', async () => {
    const bench = await openBench({ links: [] });
    bench.venue.orders.rejectNext(clientOf(bench.master), 'market-protection', 'gate');
    const entry = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect([entry.status, entry.reason?.code]).toEqual(['rejected', 'market-protection']);
  });
});

describe('a freeze quantity that no list of the day tells', () => {
  it('I6: bounds entries by one slice as last seen, for person and child, also after a restart', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    // The next list comes from a broker that has no such figures.
    const byId = bench.lookup.byId.bind(bench.lookup);
    const known = byId(bench.instrument.id);
    Object.assign(known as object, { freezeQuantity: undefined });
    const beyond = bench.desk.trader.place(ANN, anOrderOf(bench, 25));
    await expect(beyond).rejects.toMatchObject({
      code: 'refused-by-risk',
      facts: { guard: 'freeze-unknown', limit: 1_800, figure: 25 * bench.instrument.lotSize },
    });
    const within = bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 24)));
    expect(await outcomeOf(within)).toBe('done');
    await bench.clock.advance(3_000);
    // An exit is cut by what was last seen.
    const exit = await exitAll(bench);
    expect(exit.filledQuantity).toBe(25 * bench.instrument.lotSize);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
