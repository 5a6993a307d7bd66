/** An order that was taken for absent, was sent again under its tag, and came after all. */
import { describe, expect, it } from 'vitest';
import { type PlaceOutcome, quantityOf } from '../../src/index.ts';
import {
  childOf,
  collectAlerts,
  hidePlacement,
  interceptPlacements,
  losePlacement,
  RESTING,
  RESTING_SALE,
  SELL,
  tradeByHand,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  newDesk,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const statesOf = (bench: DeskBench): readonly string[] =>
  venueOrders(bench, childOf(bench)).map(({ side, state }) => `${side} ${state}`);

/** The child's exit becomes an order that nobody sees for 30 s; after 10 s it counts as absent and goes again. */
async function loseAnExit(terms: Parameters<typeof anOrderOf>[2] = SELL): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
  await placeAndSettle(bench, anOrderOf(bench, 1));
  await bench.clock.advance(12_000);
  hidePlacement(bench, childOf(bench), 30_000);
  await placeAndSettle(bench, anOrderOf(bench, 1, terms));
  return bench;
}

describe('a late original', () => {
  it('I1 I6: that filled, too, is given back at once as far as it opened the other side', async () => {
    const bench = await loseAnExit();
    const alerts = collectAlerts(bench);
    await bench.clock.advance(15_000);
    expect(statesOf(bench)).toEqual(['BUY complete', 'SELL complete', 'SELL complete']);
    expect(venueNets(bench)).toEqual([0, -75]);

    await bench.clock.advance(30_000);

    expect(alerts).toContain('duplicate-order');
    expect(statesOf(bench).slice(3)).toEqual(['BUY complete']);
    expect(venueNets(bench)).toEqual([0, 0]);
    bench.venue.gate.clearFaults();
    await bench.clock.advance(15_000);
    expect(bench.desk.positions.copied(childOf(bench).id, bench.instrument.id, 'D')).toBe(0);
  });

  it('I1: that rests, too, is cancelled at once', async () => {
    const bench = await loseAnExit(RESTING_SALE);
    await bench.clock.advance(15_000);
    expect(statesOf(bench)).toEqual(['BUY complete', 'SELL open', 'SELL open']);

    await bench.clock.advance(30_000);

    expect(statesOf(bench).toSorted()).toEqual(['BUY complete', 'SELL cancelled', 'SELL open']);
    expect(venueNets(bench)).toEqual([75, 75]);
  });

  it('I1: is known as a second order when it shows while the first is on its way again', async () => {
    const bench = await loseAnExit();
    const child = childOf(bench);
    interceptPlacements(bench, child, (_nth, placeOrder) => async (session, order, signal) => {
      const answer: PlaceOutcome = await placeOrder(session, order, signal);
      // The book is not late any more, and shows the first before the second is answered.
      bench.venue.gate.clearFaults();
      await bench.clock.advance(0);
      return answer;
    });
    await bench.clock.advance(60_000);

    expect(venueNets(bench)).toEqual([0, 0]);
    expect(statesOf(bench)).toHaveLength(4);
  });

  it('I6: is given back also when the desk is killed as it is found', async () => {
    const bench = await loseAnExit();
    let killed: Promise<void> | undefined;
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'outside-order-adopted') killed ??= kill(bench);
    });
    await bench.clock.advance(45_000);
    await killed;
    expect(killed).toBeDefined();

    await restart(bench);
    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: is given back in slices of what a refusal of today named', async () => {
    const told = quantityOf(75);
    const bench = await openBench({
      links: [{}],
      absenceAfterMs: 10_000,
      listed: { freezeQuantity: undefined },
    });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const buys: number[] = [];
    interceptPlacements(bench, child, (_, placeOrder) => async (session, order, signal) => {
      if (order.side === 'BUY') buys.push(order.quantity);
      if (order.side === 'SELL' || order.quantity <= told) return placeOrder(session, order, signal);
      return {
        kind: 'refused',
        code: 'freeze',
        brokerText: 'Too much.',
        figures: { freezeQuantity: told },
      };
    });
    // The exit is sized by no figure yet; a refusal tells one before it is found twice.
    await bench.clock.advance(12_000);
    hidePlacement(bench, child, 30_000);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await bench.clock.advance(15_000);
    await placeAndSettle(bench, anOrderOf(bench, 2, { accountId: child.id, ...RESTING }));

    await bench.clock.advance(30_000);

    // The first is the one that was refused.
    expect(buys).toEqual([150, 75, 75]);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('of an entry is given back whole, and the rest of the account is left alone', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 3_000 });
    const child = childOf(bench);
    tradeByHand(bench, child, 'BUY', 150);
    await bench.clock.advance(5_000);
    hidePlacement(bench, child, 12_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(1_500);
    // Proven absent while it is young, it went again.
    expect(statesOf(bench)).toHaveLength(3);
    expect(venueNets(bench)).toEqual([75, 300]);

    await bench.clock.advance(30_000);

    expect(venueNets(bench)).toEqual([75, 225]);
    expect(bench.desk.positions.copied(child.id, bench.instrument.id, 'D')).toBe(75);
  });
});

describe('an entry that came twice', () => {
  async function boughtTwice(): Promise<DeskBench> {
    const bench = await openBench({ links: [{}], absenceAfterMs: 3_000 });
    hidePlacement(bench, childOf(bench), 12_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(1_500);
    expect(venueNets(bench)).toEqual([75, 150]);
    return bench;
  }

  it('I6: is put before a person when every exit of it is refused, and tried on', async () => {
    const bench = await boughtTwice();
    const texts: string[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'alert-raised' && event.code === 'not-given-back') texts.push(event.text);
    });
    let refuses = true;
    interceptPlacements(
      bench,
      childOf(bench),
      (_nth, placeOrder) =>
        async (...call) =>
          refuses ? { kind: 'refused', code: 'other', brokerText: 'Not now.' } : placeOrder(...call),
    );
    await bench.clock.advance(60_000);
    expect(texts).toEqual([expect.stringContaining('has bought 75')]);

    refuses = false;
    await bench.clock.advance(120_000);
    expect(venueNets(bench)).toEqual([75, 75]);
  });

  it('I5: is given back though no list names its instrument any more', async () => {
    const bench = await boughtTwice();
    const { byId } = bench.lookup;
    Object.assign(bench.lookup, {
      byId: (id: typeof bench.instrument.id) => (id === bench.instrument.id ? undefined : byId(id)),
    });
    await bench.clock.advance(60_000);
    expect(venueNets(bench)).toEqual([75, 75]);
  });
});

describe('an order that nobody can find out about', () => {
  it('I2: is put before a person when its account stays logged out, and ends after its login', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    losePlacement(bench, child);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    await bench.clock.advance(30_000);
    expect(alerts.filter((code) => code === 'outcome-overdue')).toHaveLength(1);
    expect(viewOf(bench, intent.orderId).children.map(({ status }) => status)).toEqual(['uncertain']);

    await logIn(bench, bench.desk, child);
    await bench.clock.advance(30_000);
    expect(viewOf(bench, intent.orderId).children.map(({ status }) => status)).toEqual(['denied']);
    expect(venueOrders(bench, child)).toEqual([]);
  });

  it('is put before a person when the time by which it should be certain is over', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    bench.venue.gate.addFault({ on: 'place', fault: '500', effect: false, times: 1, client: child.clientId });
    bench.venue.gate.addFault({ on: 'book', fault: '500', effect: false, client: child.clientId });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(4_000);
    expect(alerts).not.toContain('outcome-overdue');

    await bench.clock.advance(10_000);

    expect(alerts.filter((code) => code === 'outcome-overdue')).toHaveLength(1);
    expect(viewOf(bench, intent.orderId).children.map(({ status }) => status)).toEqual(['uncertain']);
  });

  it('I7: keeps no other account from anything when the desk is started without its broker', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 10_000 });
    const child = childOf(bench);
    losePlacement(bench, child);
    const lost = await placeAndSettle(bench, anOrderOf(bench, 1));
    await kill(bench);
    const brokers = new Map([...bench.brokers].filter(([id]) => id !== child.brokerId));
    const without = { ...bench, desk: newDesk({ ...bench, brokers }) };
    await bench.clock.drive(without.desk.open());
    await bench.clock.advance(10_000);

    const next = await placeAndSettle(without, anOrderOf(bench, 1, SELL));
    expect([next.status, venueNets(bench)[0]]).toEqual(['filled', 0]);
    const [copy] = viewOf(without, lost.intent.orderId).children;
    expect(copy?.status).toBe('uncertain');

    await kill(without);
    const after = await restart(bench);
    await bench.clock.advance(60_000);
    expect(viewOf(after, lost.intent.orderId).children.map(({ status }) => status)).toEqual(['cancelled']);
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
