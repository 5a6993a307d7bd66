import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { quantityOf } from '../../src/index.ts';
import {
  ABOVE_RESTING_SALE,
  childOf,
  clientOf,
  collectAlerts,
  fillByHand,
  fullExitOf,
  hidePlacement,
  interceptPlacements,
  losePlacement,
  outcomeOf,
  RESTING_SALE,
  SELL,
  stopMatching,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  setPrice,
  venueOrders,
} from '../bench/desk-bench.ts';

describe('an exit that is sent again', () => {
  it('I6: takes only what a sale by hand has left, after its absence was proven', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    losePlacement(bench, childOf(bench));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    tradeByHand(bench, childOf(bench), 'SELL', 75);
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: leaves nothing behind when others had counted it as filled', async () => {
    const bench = await openBench({ links: [{ sizing: times(2) }], absenceAfterMs: 10_000 });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    losePlacement(bench, childOf(bench));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: takes only what a sale by hand has left, after the next login', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.sessions.expire(clientOf(child));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    tradeByHand(bench, child, 'SELL', 75);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: takes only what is left when the session was lost at the very send', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    interceptPlacements(bench, child, (nth, placeOrder) =>
      nth === 1 ? async () => ({ kind: 'not-sent', cause: 'session-lost' }) : placeOrder,
    );
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    tradeByHand(bench, child, 'SELL', 75);
    await logIn(bench, bench.desk, child);
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: does not turn a master that sold by hand around either', async () => {
    const bench = await openBench({ links: [], absenceAfterMs: 20_000 });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    losePlacement(bench, bench.master);
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    tradeByHand(bench, bench.master, 'SELL', 75);
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0]);
  });

  it('I6: cuts the slices that are still to go when everything was sold by hand in between', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 48));
    interceptPlacements(bench, child, (nth, placeOrder) =>
      nth === 2
        ? async () => ({ kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 20_000 })
        : placeOrder,
    );
    await placeAndSettle(bench, anOrderOf(bench, 48, SELL));

    tradeByHand(bench, child, 'SELL', 1_800);
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('an exit whose outcome is not known', () => {
  it('I6: counts as filled, so a second exit finds nothing', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    hidePlacement(bench, bench.master, 30_000);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);

    const second = await bench.clock.drive(
      outcomeOf(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master))),
    );
    await bench.clock.advance(10_000);

    expect(second).toBe('nothing-to-exit');
    expect(venueNets(bench)).toEqual([0]);
  });
});

describe('an exit that rests', () => {
  it('I6: is cancelled in a child that was sold by hand', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));

    tradeByHand(bench, childOf(bench), 'SELL', 75);
    await bench.clock.advance(15_000);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: lets an exit at the market pass, and is cancelled when that has filled', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, child)));
    await bench.clock.advance(15_000);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);

    expect(venueOrders(bench, child).map((order) => order.state)).toEqual([
      'complete',
      'cancelled',
      'complete',
    ]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: makes a second one at a limit be refused: it would sell twice', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const { side: _side, ...atLimit } = RESTING_SALE;
    const exit = { ...fullExitOf(bench, bench.master), ...atLimit };
    await bench.clock.drive(bench.desk.trader.exit(ANN, exit));
    await bench.clock.advance(3_000);

    const second = await bench.clock.drive(outcomeOf(bench.desk.trader.exit(ANN, exit)));
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);

    expect(second).toBe('nothing-to-exit');
    expect(venueNets(bench)).toEqual([0]);
  });

  it("I4: ends with the child at the master's fraction when the master's is cancelled after a part", async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4));
    stopMatching(bench);
    const exit = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING_SALE));
    fillByHand(bench, bench.master, { place: 1, quantity: 225 });
    await bench.clock.advance(1_000);

    await bench.clock.drive(bench.desk.trader.cancel(ANN, exit.intent.orderId));
    await bench.clock.advance(10_000);

    expect(venueOrders(bench, child).map((order) => [order.state, order.quantity])).toEqual([
      ['complete', 300],
      ['cancelled', 300],
      ['open', 225],
    ]);
    fillByHand(bench, child, { place: 2, quantity: 225 });
    await bench.clock.advance(1_000);
    expect(venueNets(bench)).toEqual([75, 75]);
  });
});

describe('a refused exit of a child', () => {
  it('I5: is told, and tried again until the child is flat', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const alerts = collectAlerts(bench);
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(10_000);

    expect(alerts).toContain('child-exit-failed');
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it("I5: is made up for by the master's next exit, which leaves it flat", async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(10_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('exits that are changed while others of the position work', () => {
  const working = (bench: DeskBench): number =>
    venueOrders(bench, childOf(bench))
      .filter(({ side, state }) => side === 'SELL' && (state === 'open' || state === 'modified'))
      .reduce((sum, order) => sum + order.quantity - order.filledQuantity, 0);
  const sell = (bench: DeskBench, lots: number) =>
    placeAndSettle(bench, anOrderOf(bench, lots, { ...RESTING_SALE, ...SELL }));

  it('I6: makes a child’s exit no larger by what a later one takes', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const first = await sell(bench, 1);
    await sell(bench, 1);
    expect(working(bench)).toBe(150);

    const larger = { quantity: quantityOf(600) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, first.intent.orderId, larger));
    await bench.clock.advance(2_000);

    expect(working(bench)).toBe(150);
  });

  it('I6: counts the whole of a child’s exit until its broker shows that it is smaller', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const first = await sell(bench, 4);
    const { clientId: client } = childOf(bench);
    bench.venue.gate.addFault({ on: 'modify', fault: 'html', times: 1, effect: false, client });
    const smaller = { quantity: quantityOf(75) };
    await bench.clock.drive(bench.desk.trader.modify(ANN, first.intent.orderId, smaller));

    let most = 0;
    await sell(bench, 3);
    for (let step = 0; step < 100; step += 1) {
      await bench.clock.advance(100);
      most = Math.max(most, working(bench));
    }
    expect(most).toBe(300);
    setPrice(bench, ABOVE_RESTING_SALE);
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
