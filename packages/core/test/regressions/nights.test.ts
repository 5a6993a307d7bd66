import { describe, expect, it } from 'vitest';
import {
  ABOVE_RESTING_SALE,
  childOf,
  collectAlerts,
  fillByHand,
  hidePlacement,
  losePlacement,
  RESTING_SALE,
  SELL,
  stopMatching,
  tradeByHand,
  venueNets,
  waitForNextMorning,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  lookupOver,
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

/** The desk dies, a night passes, everybody logs in again. */
async function overNight(bench: DeskBench): Promise<DeskBench> {
  await kill(bench);
  bench.venue.gate.clearFaults();
  await waitForNextMorning(bench);
  const after = await restart(bench);
  for (const account of [bench.master, ...bench.children]) await logIn(after, after.desk, account);
  return after;
}

describe('an exit of which nobody knows what became over night', () => {
  it('I5: goes as a new one when it waited for a login and the position still shows it', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const session = bench.desk.accounts.sessionOf(child.id);
    if (session !== undefined) bench.desk.accounts.sessionLost(child.id, session);
    const exit = await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(venueNets(bench)).toEqual([75, 150]);

    const after = await overNight(bench);
    const alerts = collectAlerts(after);
    await bench.clock.advance(330_000);

    expect(viewOf(after, exit.intent.orderId).children[0]?.status).toBe('expired');
    expect(alerts).toContain('outcome-out-of-reach');
    expect(venueNets(after)).toEqual([75, 75]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: ends, and nothing is sent, when it filled without a word', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    hidePlacement(bench, child, 100_000);
    const exit = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, SELL)));
    await bench.clock.advance(2_000);
    expect(viewOf(bench, exit).children[0]?.status).toBe('uncertain');
    expect(venueNets(bench)).toEqual([75, 75]);

    const after = await overNight(bench);
    await bench.clock.advance(330_000);

    expect(viewOf(after, exit).children[0]?.status).toBe('expired');
    expect(venueNets(after)).toEqual([75, 75]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: is not taken for a sale by hand when it rested and filled while nobody looked', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const resting = { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 } as const;
    await placeAndSettle(bench, anOrderOf(bench, 1, resting as never));
    await kill(bench);
    setPrice(bench, 3_100_000 as never);
    await bench.clock.advance(2_000);
    expect(venueNets(bench)).toEqual([75, 75]);

    const after = await overNight(bench);
    await bench.clock.advance(330_000);

    expect(venueNets(after)).toEqual([75, 75]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I4: explains what it filled once, and not what is sold by hand just after', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    await kill(bench);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(2_000);
    const after = await overNight(bench);
    const causes: string[] = [];
    after.desk.journal.subscribe(({ event }) => {
      if (event.type === 'copied-reduced') causes.push(event.cause);
    });
    await bench.clock.advance(60_000);
    expect(causes).toEqual(['unseen-exit']);

    const { clientId: client } = childOf(after);
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 600_000, client });
    bench.venue.gate.addFault({ on: 'trades', fault: 'stale', ms: 600_000, client });
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
    tradeByHand(after, childOf(after), 'SELL', 75);
    await bench.clock.advance(200_000);

    expect(venueNets(after)).toEqual([225, 150]);
    expect(causes).toEqual(['unseen-exit', 'position-read']);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: opens no short when it closed everything without a word', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    hidePlacement(bench, childOf(bench), 100_000);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, SELL)));
    await bench.clock.advance(2_000);
    expect(venueNets(bench)).toEqual([0, 0]);

    const after = await overNight(bench);
    await bench.clock.advance(530_000);

    expect(venueNets(after)).toEqual([0, 0]);
    expect(venueOrders(after, childOf(after))).toEqual([]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });

  it('I6: opens no short when it was known to work, and closed everything while nobody looked', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 2, SELL)));
    await bench.clock.advance(500);
    fillByHand(bench, bench.master, { place: 1, quantity: 150 });
    await bench.clock.advance(500);
    await kill(bench);
    fillByHand(bench, childOf(bench), { place: 1, quantity: 150 });
    expect(venueNets(bench)).toEqual([0, 0]);
    bench.venue.market.change({ matching: 'auto' });

    const after = await overNight(bench);
    await bench.clock.advance(530_000);

    expect(venueNets(after)).toEqual([0, 0]);
    expect(venueOrders(after, childOf(after))).toEqual([]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('an entry of which nobody knows what became over night', () => {
  it("stands in no new entry's way", async () => {
    const bench = await openBench({ links: [{}] });
    hidePlacement(bench, childOf(bench), 100_000);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(2_000);

    const after = await overNight(bench);
    await bench.clock.advance(200_000);
    await placeAndSettle(after, anOrderOf(after, 1));
    await bench.clock.advance(5_000);

    expect(viewOf(after, id).children[0]?.status).toBe('uncertain');
    expect(venueNets(after)).toEqual([150, 150]);
  });

  it('holds no entry of the other side', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 120_000 });
    losePlacement(bench, childOf(bench));
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1)));
    await bench.clock.advance(2_000);
    expect(viewOf(bench, id).children[0]?.status).toBe('uncertain');

    const after = await overNight(bench);
    await bench.clock.advance(200_000);
    await placeAndSettle(after, anOrderOf(after, 1, SELL));
    await bench.clock.advance(10_000);
    await placeAndSettle(after, anOrderOf(after, 1, SELL));
    await bench.clock.advance(10_000);

    expect(viewOf(after, id).children[0]?.status).toBe('uncertain');
    expect(venueNets(after)).toEqual([-75, -75]);
  });

  it('I2: of this day holds one of the other side until that is too old, and no longer', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 120_000 });
    losePlacement(bench, childOf(bench));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    const short = await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(viewOf(bench, short.intent.orderId).children).toMatchObject([{ status: 'held' }]);
    await bench.clock.advance(20_000);

    expect(venueNets(bench)).toEqual([-75, 0]);
    expect(viewOf(bench, short.intent.orderId).children).toMatchObject([{ reason: { code: 'too-old' } }]);
  });
});

describe('an exit of a contract that no list names after a restart', () => {
  it('I5: waits with an alert and a divergence, and goes when a list names it again', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const session = bench.desk.accounts.sessionOf(childOf(bench).id);
    if (session !== undefined) bench.desk.accounts.sessionLost(childOf(bench).id, session);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await kill(bench);
    const listed = { ...bench.lookup };
    const without = lookupOver(
      bench.venue.instruments.all.filter(({ id }) => id !== bench.instrument.id),
      {},
    );
    Object.assign(bench.lookup, without);

    const after = await restart(bench);
    const alerts = collectAlerts(after);
    await logIn(after, after.desk, childOf(after));
    await bench.clock.advance(180_000);

    expect(venueNets(after)).toEqual([0, 75]);
    expect(alerts).toContain('exit-not-listed');
    expect(after.desk.divergences.list(ANN)).toMatchObject([
      { expected: 0, actual: 75, cause: { code: 'not-listed' } },
    ]);

    Object.assign(bench.lookup, listed);
    await bench.clock.advance(60_000);
    expect(venueNets(after)).toEqual([0, 0]);
    expect(after.desk.divergences.list(ANN)).toEqual([]);
  });
});
