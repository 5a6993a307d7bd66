import { describe, expect, it } from 'vitest';
import type { Account, Scope } from '../../src/index.ts';
import {
  answerFirstPlacementLate,
  breakBefore,
  childOf,
  fillByHand,
  fullExitOf,
  hidePlacement,
  outcomeOf,
  RESTING,
  RESTING_SALE,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const ALL: Scope = { kind: 'all' };
const statesOf = (bench: DeskBench, account: Account) =>
  venueOrders(bench, account).map((order) => order.state);
const setSwitch = (bench: DeskBench, scope: Scope) =>
  bench.clock.drive(bench.desk.killSwitch.set(ANN, scope));

describe('a kill switch', () => {
  it('cancels every working entry, the master’s and its children’s', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const report = await setSwitch(bench, ALL);
    for (const account of [bench.master, ...bench.children])
      expect(statesOf(bench, account)).toEqual(['cancelled']);
    expect(report.unreached).toEqual([]);
    expect(report.orders).toHaveLength(3);
    expect(report.active.map((one) => one.scope)).toEqual([ALL]);
  });

  it('refuses every entry before anything happens, and lets exits through, copies included', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 2));
    await setSwitch(bench, ALL);
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1)))).toBe('refused-by-risk');
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1, { copy: false })))).toBe(
      'refused-by-risk',
    );
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 3, SELL)))).toBe('refused-by-risk');
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    expect(venueNets(bench)).toEqual([75, 75, 75]);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0, 0]);
  });

  it('leaves working exits alone', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    const report = await setSwitch(bench, ALL);
    expect(report.orders).toEqual([]);
    for (const account of [bench.master, ...bench.children])
      expect(statesOf(bench, account)).toEqual(['complete', 'open']);
  });

  it('of a child stops that child alone', async () => {
    const bench = await openBench();
    await setSwitch(bench, { kind: 'account', accountId: childOf(bench).id });
    const view = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(venueNets(bench)).toEqual([75, 0, 75]);
    expect(view.children.map((child) => child.reason?.code)).toContain('killed');
  });

  it('of a master stops what it would have copied, and cancels the copies of what worked', async () => {
    const bench = await openBench();
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await setSwitch(bench, { kind: 'account', accountId: bench.master.id });
    await bench.clock.advance(2_000);
    for (const account of [bench.master, ...bench.children])
      expect(statesOf(bench, account)).toEqual(['cancelled']);
  });

  it('of a group stops the group, and no account besides', async () => {
    const bench = await openBench();
    await bench.desk.groups.change(ANN, bench.group.id, bench.group.version, {
      children: bench.group.children.slice(0, 1),
    });
    await setSwitch(bench, { kind: 'group', groupId: bench.group.id });
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1)))).toBe('refused-by-risk');
    await placeAndSettle(bench, anOrderOf(bench, 1, { accountId: childOf(bench, 1).id }));
    expect(venueNets(bench)).toEqual([0, 0, 75]);
  });

  it('stops what waits in a lane, and cancels what is on its way as soon as it is answered', async () => {
    const bench = await openBench({ links: [{}] });
    answerFirstPlacementLate(bench, childOf(bench), 1_000);
    const first = bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING));
    const second = bench.desk.trader.place(ANN, anOrderOf(bench, 2, RESTING));
    await bench.clock.advance(200);
    await setSwitch(bench, ALL);
    await bench.clock.advance(3_000);
    await Promise.all([first, second]);
    expect(statesOf(bench, childOf(bench))).toEqual(['cancelled']);
    expect(statesOf(bench, bench.master)).toEqual(['cancelled', 'cancelled']);
  });

  it('lets an order that turns a position around close what it closes, when it catches it in its lane', async () => {
    const bench = await openBench({ links: [] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const { clock, desk, master } = bench;
    answerFirstPlacementLate(bench, master, 1_000);
    const ahead = desk.trader.place(ANN, anOrderOf(bench, 1, RESTING_SALE));
    await clock.advance(100);
    const turning = desk.trader.place(ANN, anOrderOf(bench, 5, SELL));
    await clock.advance(100);
    await setSwitch(bench, ALL);
    await clock.advance(5_000);
    await Promise.all([ahead, turning]);
    expect(venueNets(bench)[0]).toBe(0);
  });

  it('says what it could not reach, and cancels it when the account is back', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    await bench.desk.accounts.endSession(childOf(bench).id, 'test');
    const report = await setSwitch(bench, ALL);
    const [order] = bench.desk.orders.livingOf(childOf(bench).id);
    expect(report.unreached).toEqual([
      { accountId: childOf(bench).id, orderId: order?.intent.orderId, reason: 'no-session' },
    ]);
    expect(statesOf(bench, childOf(bench))).toEqual(['open']);
    await logIn(bench, bench.desk, childOf(bench));
    await bench.clock.advance(5_000);
    expect(statesOf(bench, childOf(bench))).toEqual(['cancelled']);
    expect(bench.desk.killSwitch.report(ANN).unreached).toEqual([]);
  });

  it('says that the orders of an account that is not logged in are not known', async () => {
    const bench = await openBench({ links: [{}] });
    await bench.desk.accounts.endSession(childOf(bench).id, 'test');
    const report = await setSwitch(bench, ALL);
    expect(report.unreached).toEqual([
      { accountId: childOf(bench).id, orderId: undefined, reason: 'no-session' },
    ]);
  });

  it('cancels an entry whose answer was lost when it is found', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 60_000 });
    hidePlacement(bench, childOf(bench), 20_000);
    const id = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1, RESTING)));
    await bench.clock.advance(1_000);
    const report = await setSwitch(bench, ALL);
    expect(report.unreached.map((one) => one.reason)).toEqual(['uncertain']);
    await bench.clock.advance(70_000);
    expect(viewOf(bench, id).children.map((child) => child.status)).toEqual(['cancelled']);
    expect(statesOf(bench, childOf(bench))).toEqual(['cancelled']);
  });

  it('survives a crash: it still stops, and finishes what it began', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    void bench.desk.killSwitch.set(ANN, ALL);
    await bench.clock.advance(2);
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(10_000);
    expect(await outcomeOf(again.desk.trader.place(ANN, anOrderOf(again, 1)))).toBe('refused-by-risk');
    expect(statesOf(again, again.master)).toEqual(['cancelled']);
    expect(statesOf(again, childOf(again))).toEqual(['cancelled']);
  });

  it('lifted lets entries pass again, and brings nothing back', async () => {
    const bench = await openBench({ links: [{}] });
    await setSwitch(bench, ALL);
    await setSwitch(bench, { kind: 'account', accountId: bench.master.id });
    await bench.desk.killSwitch.lift(ANN, ALL);
    expect(await outcomeOf(bench.desk.trader.place(ANN, anOrderOf(bench, 1)))).toBe('refused-by-risk');
    const report = await bench.desk.killSwitch.lift(ANN, { kind: 'account', accountId: bench.master.id });
    expect(report).toEqual({ active: [], orders: [], held: 0, unreached: [] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(venueNets(bench)).toEqual([75, 75]);
  });

  it('stops a child’s part that waits behind another', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    for (const account of [bench.master, childOf(bench)])
      fillByHand(bench, account, { place: 0, quantity: 150 });
    await bench.clock.advance(1_000);
    const turning = await bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 3, SELL)));
    await bench.clock.advance(500);
    await setSwitch(bench, { kind: 'account', accountId: childOf(bench).id });
    fillByHand(bench, bench.master, { place: 1, quantity: 225 });
    fillByHand(bench, childOf(bench), { place: 1, quantity: 150 });
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([-75, 0]);
    expect(viewOf(bench, turning).children.map((child) => child.reason?.code)).toContain('killed');
    expect(venueOrders(bench, childOf(bench))).toHaveLength(2);
  });

  /** A turn-round of three lots when one is held: the child's entry of two waits until everybody is through zero. */
  async function turning(bench: DeskBench) {
    await placeAndSettle(bench, anOrderOf(bench, 1));
    stopMatching(bench);
    return await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
  }

  /** Master and child close what they hold, and the master turns round. */
  async function fillTurn(bench: DeskBench): Promise<void> {
    fillByHand(bench, bench.master, { place: 1, quantity: 225 });
    fillByHand(bench, childOf(bench), { place: 1, quantity: 75 });
    await bench.clock.advance(5_000);
  }

  /** The child has left, and placed nothing else. */
  function expectLeft(bench: DeskBench): void {
    expect(venueNets(bench)).toEqual([-150, 0]);
    expect(venueOrders(bench, childOf(bench)).map(({ quantity }) => quantity)).toEqual([75, 75]);
  }

  it.each([false, true])(
    'ends a child’s part that waits, counts it, and lifted brings it not back (restart: %s)',
    async (crash) => {
      const bench = await openBench({ links: [{}] });
      const { intent } = await turning(bench);
      const scope = { kind: 'account', accountId: childOf(bench).id } as const;
      const report = await setSwitch(bench, scope);
      expect(report).toMatchObject({ held: 1, orders: [] });
      if (crash) await kill(bench);
      const after = crash ? await restart(bench) : bench;
      await after.clock.advance(5_000);
      expect(after.desk.killSwitch.report(ANN).held).toBe(1);
      await after.desk.killSwitch.lift(ANN, scope);
      await fillTurn(after);
      expectLeft(after);
      const entry = viewOf(after, intent.orderId).children.find(({ part }) => part === 'entry');
      expect(entry).toMatchObject({ status: 'skipped', reason: { code: 'killed' } });
    },
  );

  it('ends what waits also where the machine went between the switch and that', async () => {
    const bench = await openBench({ links: [{}] });
    await turning(bench);
    const scope = { kind: 'account', accountId: childOf(bench).id } as const;
    const mend = breakBefore(bench, ({ type }) => type === 'child-skipped');
    void setSwitch(bench, scope).catch(() => undefined);
    await bench.clock.advance(100);
    await kill(bench);
    mend();
    const again = await restart(bench);
    await again.clock.advance(5_000);
    await again.desk.killSwitch.lift(ANN, scope);
    await fillTurn(again);
    expectLeft(again);
  });

  it('lets no part of an order wait that is placed while it is on', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const scope = { kind: 'account', accountId: childOf(bench).id } as const;
    await setSwitch(bench, scope);
    stopMatching(bench);
    const order = await placeAndSettle(bench, anOrderOf(bench, 3, RESTING_SALE));
    await bench.desk.killSwitch.lift(ANN, scope);
    await fillTurn(bench);
    expectLeft(bench);
    expect(viewOf(bench, order.intent.orderId).children.map((child) => child.reason?.code)).toContain(
      'killed',
    );
  });

  it('of a master ends what waits at its children', async () => {
    const bench = await openBench({ links: [{}] });
    await turning(bench);
    fillByHand(bench, bench.master, { place: 1, quantity: 225 });
    await bench.clock.advance(1_000);
    const scope = { kind: 'account', accountId: bench.master.id } as const;
    expect((await setSwitch(bench, scope)).held).toBe(1);
    await bench.desk.killSwitch.lift(ANN, scope);
    fillByHand(bench, childOf(bench), { place: 1, quantity: 75 });
    await bench.clock.advance(5_000);
    expectLeft(bench);
  });
});
