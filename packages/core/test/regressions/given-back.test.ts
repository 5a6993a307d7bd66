/** What an order that nobody wanted has filled is given back, however often that is refused; what somebody trades meanwhile is meant. */
import { describe, expect, it } from 'vitest';
import { quantityOf } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  BELOW_RESTING,
  childOf,
  collectAlerts,
  hidePlacement,
  interceptPlacements,
  RESTING,
  RESTING_SALE,
  SELL,
  tradeByHand,
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
} from '../bench/desk-bench.ts';

/** The child's exit is sent twice, for nobody saw the first one for 30 s; its first `refused` attempts to give back are refused. */
async function sellTwice(refused: number): Promise<{ bench: DeskBench; tried: () => number }> {
  const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
  const child = childOf(bench);
  await placeAndSettle(bench, anOrderOf(bench, 1));
  let tried = 0;
  interceptPlacements(bench, child, (_, placeOrder) => async (session, order, signal) => {
    if (order.side === 'BUY') tried += 1;
    if (order.side === 'SELL' || tried > refused) return placeOrder(session, order, signal);
    return { kind: 'refused', code: 'margin', brokerText: 'Not enough margin.' };
  });
  await bench.clock.advance(12_000);
  hidePlacement(bench, child, 30_000);
  await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
  // What goes again is told by the stream at once, and the book goes on hiding the first.
  bench.venue.gate.clearFaults();
  bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 30_000, client: child.clientId });
  await bench.clock.advance(15_000);
  expect(venueNets(bench)).toEqual([0, -75]);
  return { bench, tried: () => tried };
}

describe('giving back what was traded twice', () => {
  it('I6: goes on at growing pauses while it is refused', async () => {
    const { bench, tried } = await sellTwice(3);
    const alerts = collectAlerts(bench);
    await bench.clock.advance(17_000);
    const afterFirst = tried();
    expect(afterFirst).toBeLessThan(4);

    await bench.clock.advance(43_000);

    expect(tried()).toBe(4);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(alerts).not.toContain('not-given-back');
  });

  it('is told once after five, and goes on', async () => {
    const { bench } = await sellTwice(8);
    const alerts = collectAlerts(bench);

    await bench.clock.advance(180_000);

    expect(alerts.filter((code) => code === 'not-given-back')).toHaveLength(1);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: goes on after a restart', async () => {
    const { bench, tried } = await sellTwice(2);
    let killed: Promise<void> | undefined;
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'order-refused') killed ??= kill(bench);
    });
    await bench.clock.advance(45_000);
    await killed;
    expect(tried()).toBe(1);
    expect(venueNets(bench)).toEqual([0, -75]);

    await restart(bench);
    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: takes nothing of what the account holds besides, once somebody gave it back by hand', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 3_000 });
    const child = childOf(bench);
    await bench.clock.advance(5_000);
    let sales = 0;
    interceptPlacements(bench, child, (_, placeOrder) => async (session, order, signal) => {
      if (order.side === 'SELL') sales += 1;
      if (order.side === 'BUY' || sales > 2) return placeOrder(session, order, signal);
      return { kind: 'refused', code: 'margin', brokerText: 'No.' };
    });
    hidePlacement(bench, child, 12_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    let byHand = false;
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type !== 'order-refused' || byHand) return;
      byHand = true;
      bench.venue.gate.clearFaults();
      tradeByHand(bench, child, 'SELL', 75);
    });

    await bench.clock.advance(60_000);

    expect(byHand).toBe(true);
    expect(venueNets(bench)).toEqual([75, 75]);
    expect(bench.desk.positions.copied(child.id, bench.instrument.id, 'D')).toBe(75);
  });

  it('I6: leaves alone what was opened on the other side after an exit had closed too early', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.clock.advance(12_000);
    hidePlacement(bench, child, 30_000);
    // Both sales of 75 close: nothing of the other side was opened.
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([75, 0]);
    bench.venue.gate.clearFaults();
    await bench.clock.advance(1_000);
    tradeByHand(bench, child, 'SELL', 75);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([75, -75]);

    await kill(bench);
    await restart(bench);
    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([75, -75]);
  });
});

describe('an exit of one account that had ended, and fills all the same', () => {
  it('I6: is given back as far as it opens the other side', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    const child = childOf(bench);
    const { clientId: client } = child;
    const alerts = collectAlerts(bench);
    tradeByHand(bench, child, 'BUY', 75);
    await bench.clock.advance(12_000);
    hidePlacement(bench, child, 30_000);
    await placeAndSettle(bench, { ...anOrderOf(bench, 1, RESTING_SALE), accountId: child.id });
    bench.venue.gate.clearFaults();
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 30_000, client });
    // Closed by hand: nothing is left for the exit, which is cancelled without anybody knowing it at the broker.
    tradeByHand(bench, child, 'SELL', 75);
    await bench.clock.advance(12_000);
    bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([0, -75]);

    bench.venue.gate.clearFaults();
    await bench.clock.advance(30_000);

    expect(alerts).toContain('late-original');
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('giving back what something else was about to close', () => {
  /** The child is one lot short by a second sale; what gives it back is refused until `let` is called. */
  async function sellTwiceUntilLet(): Promise<{ bench: DeskBench; let: () => void }> {
    let refusing = true;
    const { bench } = await sellTwice(0);
    interceptPlacements(
      bench,
      childOf(bench),
      (_, placeOrder) => async (session, order, signal) =>
        refusing && order.side === 'BUY' && order.price !== RESTING.price
          ? { kind: 'refused', code: 'margin', brokerText: 'Not enough margin.' }
          : placeOrder(session, order, signal),
    );
    await bench.clock.advance(25_000);
    expect(venueNets(bench)).toEqual([0, -75]);
    bench.venue.gate.clearFaults();
    return {
      bench,
      let: () => {
        refusing = false;
      },
    };
  }

  it('I6: goes on when an exit that was in its way is cancelled', async () => {
    const { bench, let: letPass } = await sellTwiceUntilLet();
    const child = childOf(bench);
    const resting = await placeAndSettle(bench, { ...anOrderOf(bench, 1, RESTING), accountId: child.id });
    letPass();
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([0, -75]);

    await bench.clock.drive(bench.desk.trader.cancel(ANN, resting.intent.orderId));
    await bench.clock.advance(5_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: leaves alone what is sold again after the exit that was in its way has bought it back', async () => {
    const { bench, let: letPass } = await sellTwiceUntilLet();
    const child = childOf(bench);
    await placeAndSettle(bench, { ...anOrderOf(bench, 1, RESTING), accountId: child.id });
    letPass();
    await bench.clock.advance(40_000);
    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);

    tradeByHand(bench, child, 'SELL', 75);
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, -75]);
  });

  it('I6: goes on when a conversion that was in its way comes to nothing', async () => {
    const { bench, let: letPass } = await sellTwiceUntilLet();
    const child = childOf(bench);
    bench.venue.gate.addFault({ on: 'convert', fault: 'reset-before', client: child.clientId });
    const at = { accountId: child.id, instrumentId: bench.instrument.id } as const;
    await bench.clock.drive(
      bench.desk.conversions.convert(ANN, { ...at, from: 'D', to: 'I', quantity: quantityOf(75) }),
    );
    letPass();

    await bench.clock.advance(120_000);

    expect(bench.desk.conversions.book.list(ANN, child.id)[0]?.status).toBe('given-up');
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
