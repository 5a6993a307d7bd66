import type { VenueOrder } from '@copydesk/sandbox';
import { describe, expect, it } from 'vitest';
import { type Account, type Price, parsePrice } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  fullExitOf,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type BenchOptions,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;

/** Master and child hold two lots at 200; nothing fills by itself any more. */
async function openHolding(options: BenchOptions = {}): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], ...options });
  setPrice(bench, price('200.00'));
  await placeAndSettle(bench, anOrderOf(bench, 2));
  stopMatching(bench);
  return bench;
}

/** The master leaves and is filled at once; the child's exit rests. */
async function exitOfMaster(bench: DeskBench): Promise<void> {
  await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
  await bench.clock.advance(500);
  const quantity = 2 * bench.instrument.lotSize;
  fillByHand(bench, bench.master, { place: 1, quantity, price: price('200.00') });
  await bench.clock.advance(100);
}

/** The limits that the venue saw an order stand at, in the order in which they came. */
function limitsOf(bench: DeskBench, account: Account, place = 1): readonly (Price | undefined)[] {
  const order = venueOrders(bench, account)[place];
  if (order === undefined) return [];
  const rows = bench.venue.orders.history(clientOf(account), order.orderId) ?? [];
  const open = rows.filter(({ state }) => state === 'open').map((row) => row.price);
  return open.filter((limit, index) => limit !== open[index - 1]);
}

describe('a child’s exit that rests after its master’s has filled', () => {
  it('I5: is re-priced from the third second on, in steps up to the cap, and then told once', async () => {
    const bench = await openHolding();
    const alerts = collectAlerts(bench);
    await exitOfMaster(bench);
    const protectedAt = limitsOf(bench, childOf(bench))[0];
    await bench.clock.advance(2_500);
    expect(limitsOf(bench, childOf(bench))).toEqual([protectedAt]);
    await bench.clock.advance(6_000);
    expect(limitsOf(bench, childOf(bench))).toEqual([
      protectedAt,
      ...['197.50', '195.00', '192.50', '190.00'].map(price),
    ]);
    expect(alerts).toEqual(['exit-resting']);
    await bench.clock.advance(120_000);
    expect(alerts).toEqual(['exit-resting']);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(2);
    expect(venueNets(bench)).toEqual([0, 2 * bench.instrument.lotSize]);
  });

  it('never just rests: after the alert it follows the last price', async () => {
    const bench = await openHolding();
    await exitOfMaster(bench);
    await bench.clock.advance(10_000);
    setPrice(bench, price('150.00'));
    await bench.clock.advance(40_000);
    expect(limitsOf(bench, childOf(bench)).at(-1)).toBe(price('142.50'));
    // Nor is it taken back when the price recovers.
    setPrice(bench, price('180.00'));
    await bench.clock.advance(40_000);
    expect(limitsOf(bench, childOf(bench)).at(-1)).toBe(price('142.50'));
  });

  it('is left alone once it has filled', async () => {
    const bench = await openHolding();
    const alerts = collectAlerts(bench);
    await exitOfMaster(bench);
    fillByHand(bench, childOf(bench), { place: 1, quantity: 2 * bench.instrument.lotSize });
    await bench.clock.advance(20_000);
    expect(limitsOf(bench, childOf(bench))).toHaveLength(1);
    expect(alerts).toEqual([]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('waits as long as the master’s own rests', async () => {
    const bench = await openHolding();
    const exit = anOrderOf(bench, 2, { ...SELL, orderType: 'LIMIT', price: price('210.00') });
    await placeAndSettle(bench, exit);
    await bench.clock.advance(30_000);
    expect(limitsOf(bench, childOf(bench))).toEqual([price('210.00')]);
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * bench.instrument.lotSize });
    await bench.clock.advance(3_500);
    expect(limitsOf(bench, childOf(bench))).toEqual([price('210.00'), price('197.50')]);
  });

  it('I1: is cancelled and replaced when its broker takes no more changes of it', async () => {
    const south = { capabilities: { modificationsPerOrder: 2 }, rules: { modificationsPerOrder: 2 } };
    const bench = await openHolding({ differs: { south } });
    await exitOfMaster(bench);
    await bench.clock.advance(12_000);
    const exits = venueOrders(bench, childOf(bench)).slice(1);
    expect(exits.map(({ state }) => state)).toEqual(['cancelled', 'open']);
    expect(exits.at(-1)?.price).toBe(price('190.00'));
    const living = exits.filter(({ state }) => state === 'open');
    expect(living.map(({ quantity }) => quantity)).toEqual([2 * bench.instrument.lotSize]);
    expect(new Set(exits.map(({ tag }) => tag)).size).toBe(2);
  });

  it('goes on after a restart, and the alert is not repeated', async () => {
    const bench = await openHolding();
    await exitOfMaster(bench);
    await bench.clock.advance(10_000);
    await kill(bench);
    setPrice(bench, price('100.00'));
    const again = await restart(bench);
    const alerts = collectAlerts(again);
    await again.clock.advance(20_000);
    expect(limitsOf(again, childOf(again)).at(-1)).toBe(price('95.00'));
    expect(alerts).not.toContain('exit-resting');
  });

  it('of a short buys back at a higher price, never beyond the cap', async () => {
    const bench = await openBench({ links: [{}] });
    setPrice(bench, price('200.00'));
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    stopMatching(bench);
    await exitOfMaster(bench);
    await bench.clock.advance(9_000);
    expect(limitsOf(bench, childOf(bench)).at(-1)).toBe(price('210.00'));
  });

  it('is a stop that the child’s own price has not reached: it goes as a limit', async () => {
    const bench = await openHolding();
    const stop = anOrderOf(bench, 2, {
      ...SELL,
      orderType: 'SL',
      triggerPrice: price('190.00'),
      price: price('180.00'),
    });
    await placeAndSettle(bench, stop);
    // The other broker's stop stands lower: the fall that triggers the master's does not reach it.
    const { orderId } = venueOrders(bench, childOf(bench))[1] as VenueOrder;
    const lower = { triggerPrice: price('150.00'), price: price('140.00') };
    bench.venue.orders.modify(clientOf(childOf(bench)), orderId, lower);
    setPrice(bench, price('190.00'));
    await bench.clock.advance(200);
    const quantity = 2 * bench.instrument.lotSize;
    fillByHand(bench, bench.master, { place: 1, quantity, price: price('190.00') });
    await bench.clock.advance(9_000);
    const exits = venueOrders(bench, childOf(bench)).slice(1);
    expect(exits.at(-1)).toMatchObject({ orderType: 'LIMIT', state: 'open' });
    expect(exits.filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('an exit with IOC, which its broker does not take, rests for the day and is re-priced', async () => {
    const south = {
      capabilities: { validities: { default: ['DAY'] } },
      rules: { takesValidity: (_: unknown, validity: string) => validity === 'DAY' },
    } as const;
    const bench = await openHolding({ differs: { south } });
    const ioc = { ...SELL, orderType: 'LIMIT', price: price('200.00'), validity: 'IOC' } as const;
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, ioc)));
    await bench.clock.advance(300);
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * bench.instrument.lotSize });
    await bench.clock.advance(8_000);
    expect(venueOrders(bench, childOf(bench))[1]).toMatchObject({ validity: 'DAY', price: price('190.00') });
  });
});

describe('an own exit at the market that its protection holds back', () => {
  it('is re-priced likewise, master or not', async () => {
    const bench = await openHolding({ links: [] });
    const alerts = collectAlerts(bench);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(9_000);
    expect(limitsOf(bench, bench.master).slice(1)).toEqual(
      ['197.50', '195.00', '192.50', '190.00'].map(price),
    );
    expect(alerts).toEqual(['exit-resting']);
  });

  it('but a limit that a person chose stays where it is', async () => {
    const bench = await openHolding({ links: [] });
    const exit = { ...fullExitOf(bench, bench.master), orderType: 'LIMIT', price: price('230.00') } as const;
    await bench.clock.drive(bench.desk.trader.exit(ANN, exit));
    await bench.clock.advance(30_000);
    expect(limitsOf(bench, bench.master)).toEqual([price('230.00')]);
  });

  it('and so does one to which a person changed it', async () => {
    const bench = await openHolding({ links: [] });
    const id = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(1_000);
    const change = { orderType: 'LIMIT', price: price('205.00') } as const;
    await bench.clock.drive(bench.desk.trader.modify(ANN, id, change));
    await bench.clock.advance(30_000);
    expect(limitsOf(bench, bench.master).at(-1)).toBe(price('205.00'));
  });

  it('an entry at the market that rests is nobody’s business', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const alerts = collectAlerts(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(30_000);
    expect(limitsOf(bench, bench.master, 0)).toHaveLength(1);
    expect(alerts).toEqual([]);
  });
});
