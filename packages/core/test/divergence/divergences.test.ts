import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Divergence, type Lots, TradingError } from '../../src/index.ts';
import {
  childOf,
  clientOf,
  fillByHand,
  outcomeOf,
  RESTING,
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
  newDesk,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';

const told = (bench: DeskBench): readonly unknown[] =>
  bench.desk.divergences.list(ANN).map((one) => [one.cause.code, one.expected, one.actual]);
const only = (bench: DeskBench): Divergence => bench.desk.divergences.list(ANN)[0] as Divergence;
const expectedOf = (bench: DeskBench, place = 0): number | undefined =>
  bench.desk.divergences.expectations.expected({
    accountId: childOf(bench, place).id,
    instrumentId: bench.instrument.id,
    product: 'D',
  });

async function refusedChild(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
  await placeAndSettle(bench, anOrderOf(bench, 2));
  return bench;
}

describe('what a child should hold', () => {
  it('I4: is the same after a restart on a later day, for a child that is sized by capital', async () => {
    const sizing = {
      kind: 'capital',
      declared: undefined,
      capLots: 9 as Lots,
      atLeastOneLot: false,
    } as const;
    const bench = await openBench({ links: [{ sizing }] });
    stopMatching(bench);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 4, RESTING)));
    await bench.clock.advance(500);
    fillByHand(bench, bench.master, { place: 0, quantity: 150 });
    await bench.clock.advance(500);
    await bench.clock.drive(bench.desk.trader.cancel(ANN, id));
    await bench.clock.advance(1_000);
    expect(expectedOf(bench)).toBe(150);

    await kill(bench);
    await waitForNextMorning(bench);
    const later = { ...bench, desk: newDesk(bench) };
    await later.desk.open();
    expect(expectedOf(later)).toBe(150);
  });

  it('is the rule folded over entries and exits, and equals what is held when nothing went wrong', async () => {
    const bench = await openBench({ links: [{ sizing: times(0.5) }, { sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 5));
    expect([expectedOf(bench, 0), expectedOf(bench, 1)]).toEqual([150, 750]);

    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    expect([expectedOf(bench, 0), expectedOf(bench, 1)]).toEqual([75, 450]);
    expect(venueNets(bench)).toEqual([225, 75, 450]);
    expect(told(bench)).toEqual([]);
  });

  it('leaves out what a guard skipped, and what was sold by hand', async () => {
    const bench = await openBench({ links: [{ guards: maxOf(75) }, {}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    expect([expectedOf(bench, 0), expectedOf(bench, 1)]).toEqual([0, 150]);

    tradeByHand(bench, childOf(bench, 1), 'SELL', 75);
    await bench.clock.advance(5_000);
    expect(expectedOf(bench, 1)).toBe(75);
    expect(told(bench)).toEqual([]);
  });

  it('is the same after a crash, divergences included', async () => {
    const bench = await refusedChild();
    const before = [told(bench), expectedOf(bench), only(bench).id];
    await kill(bench);
    const after = await restart(bench);
    await bench.clock.advance(5_000);
    expect([told(after), expectedOf(after), only(after).id]).toEqual(before);
  });
});

describe('a divergence', () => {
  it('says why: the refusal of the broker, with its words and the order', async () => {
    const bench = await refusedChild();
    expect(told(bench)).toEqual([['margin', 150, 0]]);
    expect(only(bench).cause.brokerText).toMatch(/margin|fund/i);
    expect(only(bench).cause.orderId).toBe(bench.desk.orders.list({ userId: ANN })[0]?.intent.orderId);
  });

  it('is not one while the child’s order may still fill', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(10_000);
    expect(told(bench)).toEqual([]);

    fillByHand(bench, childOf(bench), { place: 0, quantity: 75 });
    await bench.clock.advance(5_000);
    expect(told(bench)).toEqual([]);
  });

  it('is told of a master that ended part filled after its child had filled, and goes with the master’s exit', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, childOf(bench), { place: 0, quantity: 300 });
    fillByHand(bench, bench.master, { place: 0, quantity: 75 });
    await bench.clock.advance(1_000);
    await bench.clock.drive(bench.desk.trader.cancel(ANN, order.intent.orderId));
    await bench.clock.advance(5_000);
    expect(told(bench)).toEqual([['filled-beyond-master', 75, 300]]);

    bench.venue.market.change({ matching: 'auto' });
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(told(bench)).toEqual([]);
  });

  it('is told of a child that missed an entry because it was logged out, and holds no others up', async () => {
    const bench = await openBench({ links: [{}, {}] });
    bench.venue.sessions.expire(clientOf(childOf(bench)));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([75, 0, 75]);
    expect(told(bench)).toEqual([['no-session', 75, 0]]);
  });

  it('is told while an exit waits for a login, and goes when that exit has gone', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    bench.venue.sessions.expire(clientOf(childOf(bench)));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await bench.clock.advance(5_000);
    expect(told(bench)).toEqual([['no-session', 0, 75]]);

    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(10_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(told(bench)).toEqual([]);
  });
});

describe('a repair', () => {
  it('is a plan that sends nothing, then a click that brings the child to its rule', async () => {
    const bench = await refusedChild();
    const plan = bench.desk.divergences.repair.plan(ANN, only(bench).id);
    expect(plan.steps).toEqual([{ part: 'entry', side: 'BUY', quantity: 150, orderType: 'MARKET' }]);
    expect(plan.after).toBe(150);
    expect(venueOrders(bench, childOf(bench))).toHaveLength(0);

    await bench.clock.drive(bench.desk.divergences.repair.resync(ANN, only(bench).id, plan.planId));
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([150, 150]);
    expect(told(bench)).toEqual([]);
  });

  it('unwinds what was filled beyond the master with one click', async () => {
    const bench = await openBench({ links: [{}], copyWhen: 'simultaneous' });
    bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate');
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const plan = bench.desk.divergences.repair.plan(ANN, only(bench).id);
    expect(plan.steps).toEqual([{ part: 'exit', side: 'SELL', quantity: 75, orderType: 'MARKET' }]);

    await bench.clock.drive(bench.desk.divergences.repair.resync(ANN, only(bench).id, plan.planId));
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(told(bench)).toEqual([]);
  });

  it('is carried out once: the second click is refused, and so is one while the first is under way', async () => {
    const bench = await refusedChild();
    const { repair } = bench.desk.divergences;
    const { id } = only(bench);
    const plan = repair.plan(ANN, id);
    const other = repair.plan(ANN, id);
    await bench.clock.drive(repair.resync(ANN, id, plan.planId));
    const second = await bench.clock.drive(outcomeOf(repair.resync(ANN, id, other.planId)));
    const third = await bench.clock.drive(outcomeOf(repair.resync(ANN, id, plan.planId)));
    await bench.clock.advance(5_000);
    expect([second, third]).toEqual(['repair-under-way', 'repair-under-way']);
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it('is refused when the books moved since, or when the plan is too old', async () => {
    const bench = await refusedChild();
    const { repair } = bench.desk.divergences;
    const plan = repair.plan(ANN, only(bench).id);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(await outcomeOf(repair.resync(ANN, only(bench).id, plan.planId))).toBe('plan-outdated');

    const again = repair.plan(ANN, only(bench).id);
    await bench.clock.advance(61_000);
    expect(await outcomeOf(repair.resync(ANN, only(bench).id, again.planId))).toBe('plan-outdated');
  });

  it('is not needed when a person wants the difference', async () => {
    const bench = await refusedChild();
    const request = { key: 'as-it-is', route: 'POST /api/divergences/:id/resync', bodyHash: 'a' };
    let kept: unknown;
    bench.desk.journal.addReaction(({ event }) => {
      if (event.type === 'difference-accepted') kept = event.request;
    });
    await bench.clock.drive(bench.desk.divergences.repair.accept(ANN, only(bench).id, request));
    expect([told(bench), kept]).toEqual([[], request]);
    expect(expectedOf(bench)).toBe(0);

    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect([expectedOf(bench), told(bench)]).toEqual([75, []]);
  });

  it('answers nobody else, and nothing that is over', async () => {
    const bench = await refusedChild();
    const { repair } = bench.desk.divergences;
    const { id } = only(bench);
    const codeOf = (run: () => unknown): string | undefined => {
      try {
        run();
      } catch (error) {
        return TradingError.is(error) ? error.code : 'other';
      }
      return undefined;
    };
    expect(codeOf(() => repair.plan('user-bob' as typeof ANN, id))).toBe('divergence-not-found');
    await bench.clock.drive(repair.accept(ANN, id));
    expect(codeOf(() => repair.plan(ANN, id))).toBe('divergence-not-found');
  });
});

function maxOf(maxQuantity: number) {
  return {
    maxQuantity: maxQuantity as never,
    maxValue: undefined,
    maxOpenPositions: undefined,
    maxDayLoss: undefined,
    priceDrift: undefined,
    window: undefined,
  };
}
