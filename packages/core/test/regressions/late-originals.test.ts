/** An order that had ended for us (proven absent and given up, or cancelled while unknown), and that its broker had all the same. */
import { describe, expect, it } from 'vitest';
import type { OrderView } from '../../src/index.ts';
import {
  BELOW_RESTING,
  childOf,
  collectAlerts,
  fillByHand,
  hidePlacement,
  RESTING,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const statesOf = (bench: DeskBench): readonly string[] =>
  venueOrders(bench, childOf(bench)).map(({ side, state }) => `${side} ${state}`);

const copiedOf = (bench: DeskBench): number =>
  bench.desk.positions.copied(childOf(bench).id, bench.instrument.id, 'D');

/** The child's entry becomes an order that nobody sees for 30 s; after 10 s it counts as absent, and is too old to go again. */
async function loseAnEntry(
  terms: Parameters<typeof anOrderOf>[2] = RESTING,
  lots = 1,
): Promise<{ bench: DeskBench; alerts: readonly string[]; master: OrderView }> {
  const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
  await bench.clock.advance(12_000);
  const alerts = collectAlerts(bench);
  hidePlacement(bench, childOf(bench), 30_000);
  const master = await placeAndSettle(bench, anOrderOf(bench, lots, terms));
  return { bench, alerts, master };
}

const childView = (bench: DeskBench, master: OrderView): readonly string[] => {
  const { children } = viewOf(bench, master.intent.orderId);
  return children.map(({ status, filledQuantity }) => `${status} ${filledQuantity}`);
};

describe('an order that had ended and shows up alive at its broker', () => {
  it('I1: is cancelled and told when it was given up as absent', async () => {
    const { bench, alerts, master } = await loseAnEntry();
    await bench.clock.advance(15_000);
    expect(childView(bench, master)).toEqual(['denied 0']);
    expect(statesOf(bench)).toEqual(['BUY open']);

    await bench.clock.advance(30_000);

    expect(statesOf(bench)).toEqual(['BUY cancelled']);
    expect(alerts.filter((code) => code === 'late-original')).toHaveLength(1);
    expect(childView(bench, master)).toEqual(['denied 0']);
  });

  it('I1: is cancelled and told when it was cancelled while nobody knew of it', async () => {
    const { bench, alerts, master } = await loseAnEntry();
    await bench.clock.drive(bench.desk.trader.cancel(ANN, master.intent.orderId));
    await bench.clock.advance(15_000);
    expect(childView(bench, master)).toEqual(['cancelled 0']);
    expect(statesOf(bench)).toEqual(['BUY open']);

    await bench.clock.advance(30_000);

    expect(statesOf(bench)).toEqual(['BUY cancelled']);
    expect(alerts).toContain('late-original');
  });

  it("I2: is not told as somebody else's where it is the master's", async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    await bench.clock.advance(12_000);
    const alerts = collectAlerts(bench);
    hidePlacement(bench, bench.master, 30_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await bench.clock.advance(45_000);

    expect(venueOrders(bench, bench.master).map(({ state }) => state)).toEqual(['cancelled']);
    expect(alerts).toContain('late-original');
    expect(alerts).not.toContain('outside-not-copied');
  });

  it('I1: is cancelled also when the desk is killed as it is found', async () => {
    const { bench } = await loseAnEntry();
    let killed: Promise<void> | undefined;
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'outside-order-adopted') killed ??= kill(bench);
    });
    await bench.clock.advance(45_000);
    await killed;
    expect(killed).toBeDefined();

    await restart(bench);
    await bench.clock.advance(30_000);

    expect(statesOf(bench)).toEqual(['BUY cancelled']);
  });

  it('I6: gives back what it fills while it is being cancelled', async () => {
    const { bench } = await loseAnEntry(RESTING, 2);
    stopMatching(bench);
    await bench.clock.advance(15_000);
    fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
    bench.venue.market.change({ matching: 'auto' });

    await bench.clock.advance(90_000);

    expect(statesOf(bench)).toEqual(['BUY cancelled', 'SELL complete']);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('an order that had ended and shows up filled', () => {
  it('I4: counts as the copy that it is while its master holds', async () => {
    const { bench, alerts } = await loseAnEntry({});
    await bench.clock.advance(15_000);
    expect(venueNets(bench)).toEqual([75, 75]);
    expect(copiedOf(bench)).toBe(0);

    await bench.clock.advance(30_000);

    expect(alerts).toContain('late-original');
    expect(copiedOf(bench)).toBe(75);
    expect(statesOf(bench)).toEqual(['BUY complete']);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    bench.venue.gate.clearFaults();
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: is exited when its master is flat', async () => {
    const { bench } = await loseAnEntry({});
    await bench.clock.advance(15_000);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(venueNets(bench)).toEqual([0, 75]);

    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
    expect(copiedOf(bench)).toBe(0);
  });

  it('I6: is exited when its master never got anything', async () => {
    const { bench, master } = await loseAnEntry();
    await bench.clock.drive(bench.desk.trader.cancel(ANN, master.intent.orderId));
    await bench.clock.advance(1_000);
    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(14_000);
    expect(venueNets(bench)).toEqual([0, 75]);

    await bench.clock.advance(45_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: is exited when the child was tried again meanwhile', async () => {
    const { bench, master } = await loseAnEntry({});
    await bench.clock.advance(15_000);
    const { orderId } = master.intent;
    await bench.clock.drive(bench.desk.decisions.retry(ANN, { orderId, childId: childOf(bench).address }));
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([75, 150]);

    await bench.clock.advance(120_000);

    expect(venueNets(bench)).toEqual([75, 75]);
    expect(copiedOf(bench)).toBe(75);
  });
});
