import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type Divergence, type RepairPlan, TradingError } from '../../src/index.ts';
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
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const open = (bench: DeskBench): readonly Divergence[] => bench.desk.divergences.list(ANN);
const planOf = (bench: DeskBench): RepairPlan =>
  bench.desk.divergences.repair.plan(ANN, (open(bench)[0] as Divergence).id);

/** What becomes of the click. */
async function click(bench: DeskBench, { divergenceId, planId }: RepairPlan): Promise<string> {
  const { repair } = bench.desk.divergences;
  const outcome = await bench.clock.drive(outcomeOf(repair.resync(ANN, divergenceId, planId)));
  await bench.clock.advance(5_000);
  return outcome;
}

/** The child was refused what its master bought. */
async function withTooLittle(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}] });
  bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
  await placeAndSettle(bench, anOrderOf(bench, 2));
  return bench;
}

/** The child bought what its master was refused. */
async function withTooMuch(): Promise<DeskBench> {
  const bench = await openBench({ links: [{}], copyWhen: 'simultaneous' });
  bench.venue.orders.rejectNext(clientOf(bench.master), 'margin', 'gate');
  await placeAndSettle(bench, anOrderOf(bench, 1));
  return bench;
}

describe('a repair that cannot go', () => {
  it('is refused without a session, and goes by the same plan after the login', async () => {
    const bench = await withTooLittle();
    const child = childOf(bench);
    const plan = planOf(bench);
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));

    expect(await click(bench, plan)).toBe('no-session');
    expect(venueNets(bench)).toEqual([150, 0]);

    await bench.clock.drive(logIn(bench, bench.desk, child));
    await bench.clock.advance(5_000);
    expect(await click(bench, plan)).toBe('done');
    expect(venueNets(bench)).toEqual([150, 150]);
    expect(open(bench)).toEqual([]);
  });

  it('adds nothing under a kill switch, and goes once that is lifted', async () => {
    const bench = await withTooLittle();
    await bench.clock.drive(bench.desk.killSwitch.set(ANN, { kind: 'all' }));

    expect(await click(bench, planOf(bench))).toBe('refused-by-risk');
    expect(venueNets(bench)).toEqual([150, 0]);

    await bench.clock.drive(bench.desk.killSwitch.lift(ANN, { kind: 'all' }));
    expect(await click(bench, planOf(bench))).toBe('done');
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it('I5: takes out what is too much under a kill switch, and whatever its link says', async () => {
    const bench = await withTooMuch();
    const { groups, killSwitch } = bench.desk;
    const { id, version } = groups.get(ANN, bench.group.id);
    const children = bench.group.children.map((link) => ({ ...link, state: 'paused' as const }));
    await bench.clock.drive(groups.change(ANN, id, version, { children }));
    await bench.clock.drive(killSwitch.set(ANN, { kind: 'all' }));

    expect(await click(bench, planOf(bench))).toBe('done');
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});

describe('a repair beside what the child holds of its own on the other side', () => {
  it('buys nothing of that back, at any click, and says so in its plan', async () => {
    const bench = await withTooLittle();
    tradeByHand(bench, childOf(bench), 'SELL', 225);
    await bench.clock.advance(60_000);

    for (let clicks = 0; clicks < 3; clicks += 1) {
      const plan = planOf(bench);
      expect(plan).toMatchObject({
        steps: [],
        withheld: { code: 'own-position-opposite', figure: -225 },
        after: 0,
      });
      await click(bench, plan);
    }

    expect(venueNets(bench)).toEqual([150, -225]);
    expect(open(bench)).toHaveLength(1);
  });

  it('is not carried out by a plan that was made before it was there', async () => {
    const bench = await withTooLittle();
    const plan = planOf(bench);
    expect(plan.withheld).toBeUndefined();
    tradeByHand(bench, childOf(bench), 'SELL', 225);
    await bench.clock.advance(40_000);

    expect(await click(bench, plan)).toBe('plan-outdated');
    expect(venueNets(bench)).toEqual([150, -225]);
  });

  it('goes once that is closed', async () => {
    const bench = await withTooLittle();
    tradeByHand(bench, childOf(bench), 'SELL', 225);
    await bench.clock.advance(60_000);
    tradeByHand(bench, childOf(bench), 'BUY', 225);
    await bench.clock.advance(60_000);

    expect(await click(bench, planOf(bench))).toBe('done');
    expect(venueNets(bench)).toEqual([150, 150]);
  });
});

describe('a repair through zero', () => {
  /** The master turned from long to short while its child was paused. */
  async function turnedRound(): Promise<DeskBench> {
    const bench = await openBench({ links: [{}] });
    const { groups } = bench.desk;
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const { id, version } = groups.get(ANN, bench.group.id);
    const children = bench.group.children.map((link) => ({ ...link, state: 'paused' as const }));
    await bench.clock.drive(groups.change(ANN, id, version, { children }));
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    fillByHand(bench, bench.master, { place: 1, quantity: 150 });
    fillByHand(bench, bench.master, { place: 2, quantity: 75 });
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([-75, 150]);
    return bench;
  }
  const atVenue = (bench: DeskBench): readonly (readonly [string, number])[] =>
    venueOrders(bench, childOf(bench)).map(({ side, quantity }) => [side, quantity] as const);

  it('I6: enters the other side only when the exit is done, and opens no more than that', async () => {
    const bench = await turnedRound();
    const plan = planOf(bench);
    expect(plan.steps.map(({ part, quantity }) => [part, quantity])).toEqual([
      ['exit', 150],
      ['entry', 75],
    ]);
    const { repair } = bench.desk.divergences;
    await bench.clock.drive(outcomeOf(repair.resync(ANN, plan.divergenceId, plan.planId)));
    await bench.clock.advance(2_000);
    expect(atVenue(bench).slice(1)).toEqual([['SELL', 150]]);

    fillByHand(bench, childOf(bench), { place: 1, quantity: 150 });
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(5_000);

    expect(atVenue(bench).slice(1)).toEqual([
      ['SELL', 150],
      ['SELL', 75],
    ]);
    expect(venueNets(bench)).toEqual([-75, -75]);
    expect(bench.desk.positions.copied(childOf(bench).id, bench.instrument.id, 'D')).toBe(-75);
    expect(open(bench)).toEqual([]);
  });

  it('I6: enters nothing when the exit ended and left something', async () => {
    const bench = await turnedRound();
    const child = childOf(bench);
    const { divergenceId, planId } = planOf(bench);
    await bench.clock.drive(outcomeOf(bench.desk.divergences.repair.resync(ANN, divergenceId, planId)));
    await bench.clock.advance(1_000);
    fillByHand(bench, child, { place: 1, quantity: 75 });
    bench.venue.orders.cancel(clientOf(child), venueOrders(bench, child)[1]?.orderId ?? '');
    await bench.clock.advance(2_000);
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(5_000);

    expect(atVenue(bench).slice(1)).toEqual([['SELL', 150]]);
    expect(venueNets(bench)).toEqual([-75, 75]);
    expect(open(bench)).toHaveLength(1);
  });

  it('I6: enters nothing against what the child bought for itself while the exit was at work', async () => {
    const bench = await turnedRound();
    const child = childOf(bench);
    const { divergenceId, planId } = planOf(bench);
    await bench.clock.drive(outcomeOf(bench.desk.divergences.repair.resync(ANN, divergenceId, planId)));
    await bench.clock.advance(1_000);
    tradeByHand(bench, child, 'BUY', 225);
    fillByHand(bench, child, { place: 2, quantity: 225 });
    await bench.clock.advance(1_000);
    fillByHand(bench, child, { place: 1, quantity: 150 });
    bench.venue.market.change({ matching: 'auto' });
    await bench.clock.advance(20_000);

    expect(atVenue(bench).slice(1)).toEqual([
      ['SELL', 150],
      ['BUY', 225],
    ]);
    expect(venueNets(bench)).toEqual([-75, 225]);
    expect(planOf(bench)).toMatchObject({ steps: [], withheld: { code: 'own-position-opposite' } });
  });
});

describe('a plan of a repair', () => {
  it('that is too old is forgotten when another one is made', async () => {
    const bench = await withTooLittle();
    const old = planOf(bench);
    await bench.clock.advance(61_000);
    const plan = planOf(bench);

    expect(await click(bench, old)).toBe('plan-outdated');
    expect(await click(bench, plan)).toBe('done');
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it('does not take an order of the child’s own for what is on its way', async () => {
    const bench = await withTooLittle();
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, accountId: childOf(bench).id }));

    const plan = planOf(bench);

    expect(plan.steps.map(({ part, quantity }) => [part, quantity])).toEqual([['entry', 150]]);
    expect(await click(bench, plan)).toBe('done');
    expect(venueNets(bench)).toEqual([150, 150]);
  });

  it('adds nothing in an account whose books do not agree with its broker’s yet', async () => {
    const bench = await withTooLittle();
    const child = childOf(bench);
    const plan = planOf(bench);
    const broker = bench.brokers.get(child.brokerId) as ReferenceBroker;
    const positions = broker.positions.bind(broker);
    broker.positions = () => Promise.reject(new TradingError('broker-unreachable'));
    await bench.clock.drive(bench.desk.accounts.endSession(child.id, 'test'));
    await bench.clock.drive(logIn(bench, bench.desk, child));
    await bench.clock.advance(40_000);
    expect(await click(bench, plan)).toBe('account-not-settled');

    broker.positions = positions;
    await bench.clock.advance(15_000);
    expect(await click(bench, planOf(bench))).toBe('done');
    expect(venueNets(bench)).toEqual([150, 150]);
  });
});
