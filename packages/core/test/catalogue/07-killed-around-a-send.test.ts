/** Catalogue 7: the desk is killed between the durable intent and its first byte, and between the first byte and the answer. */
import { describe, expect, it } from 'vitest';
import type { Account, JournalPort } from '../../src/index.ts';
import { isOrderFinal } from '../../src/order/order.ts';
import { childOf, interceptPlacements, SELL, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type BenchOptions,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;
const RECOVERED_MS = 60_000;

const groupOf = (bench: DeskBench): readonly Account[] => [bench.master, ...bench.children];
/** How many orders each account has at the venue: the master's, then the children's. */
const counts = (bench: DeskBench): readonly number[] =>
  groupOf(bench).map((account) => venueOrders(bench, account).length);

/** Kills the desk in the instant in which its `nth` fan-out row is on the disk: nothing of it has been sent. */
function killWhenJournaled(bench: DeskBench, nth: number): Promise<void> {
  const port = bench.journal as { append: JournalPort['append'] };
  const append = port.append.bind(bench.journal);
  let rows = 0;
  return new Promise((resolve) => {
    port.append = async (...given: Parameters<JournalPort['append']>) => {
      await append(...given);
      rows += given[0].filter(({ event }) => event.type === 'orders-journaled').length;
      if (rows < nth) return;
      port.append = append;
      const dead = kill(bench);
      resolve(dead);
      // Whoever waits for the disk is dead with the rest.
      await new Promise(() => undefined);
    };
  });
}

/** Kills the desk in the instant in which the account's next order is at the venue and its answer is not back. */
function killWhenSent(bench: DeskBench, account: Account): Promise<void> {
  return new Promise((resolve) => {
    interceptPlacements(bench, account, (nth, placeOrder) => async (session, order, signal) => {
      const answer = placeOrder(session, order, signal);
      if (nth > 1) return answer;
      await answer;
      resolve(kill(bench));
      return new Promise(() => undefined);
    });
  });
}

/** Gives the command, lets the desk die at its instant, starts another one and lets that find out everything. */
async function dieAndRecover(
  bench: DeskBench,
  dead: Promise<void>,
  command: Parameters<DeskBench['desk']['trader']['place']>[1],
): Promise<DeskBench> {
  void bench.desk.trader.place(ANN, command).catch(() => undefined);
  await bench.clock.drive(dead);
  const after = await restart(bench);
  await bench.clock.advance(RECOVERED_MS);
  return after;
}

function expectNothingTwiceAndNothingOpen(after: DeskBench): void {
  for (const account of groupOf(after)) {
    const tags = venueOrders(after, account).map((order) => order.tag);
    expect(new Set(tags).size).toBe(tags.length);
    expect(after.desk.orders.livingOf(account.id)).toEqual([]);
  }
  for (const order of after.desk.orders.list({ userId: ANN })) expect(isOrderFinal(order)).toBe(true);
}

const BOTH: readonly NonNullable<BenchOptions['copyWhen']>[] = ['onAccepted', 'simultaneous'];
const open = (copyWhen: BenchOptions['copyWhen'] = 'onAccepted') =>
  openBench({ absenceAfterMs: 10_000, copyWhen });

describe('killed between the durable intent and its first byte', () => {
  it.each(BOTH)('an entry that was never sent is proven absent and given up (%s)', async (copyWhen) => {
    const bench = await open(copyWhen);
    const after = await dieAndRecover(bench, killWhenJournaled(bench, 1), anOrderOf(bench, 1));
    expectNothingTwiceAndNothingOpen(after);
    expect(counts(after)).toEqual([0, 0, 0]);
    const [order] = after.desk.orders.list({ userId: ANN });
    expect(order?.slices[0]?.reason?.code).toBe('too-old');
  });

  it('the children of an entry that the master’s broker took are proven absent and given up, each with its reason', async () => {
    const bench = await open();
    const after = await dieAndRecover(bench, killWhenJournaled(bench, 2), anOrderOf(bench, 1));
    expectNothingTwiceAndNothingOpen(after);
    expect(venueNets(after)).toEqual([LOT, 0, 0]);
    const [master] = after.desk.orders.list({ userId: ANN });
    const children = master === undefined ? [] : after.desk.orders.childrenOf(master);
    expect(children.map((child) => child.slices[0]?.reason?.code)).toEqual(['too-old', 'too-old']);
  });

  it.each(BOTH)(
    'a master’s exit that was never sent goes once its absence is proven, and takes the children along (%s)',
    async (copyWhen) => {
      const bench = await open(copyWhen);
      await placeAndSettle(bench, anOrderOf(bench, 1));
      const after = await dieAndRecover(bench, killWhenJournaled(bench, 1), anOrderOf(bench, 1, SELL));
      expectNothingTwiceAndNothingOpen(after);
      expect(venueNets(after)).toEqual([0, 0, 0]);
      expect(counts(after)).toEqual([2, 2, 2]);
    },
  );

  it('the children’s exits that were never sent go once their absence is proven', async () => {
    const bench = await open();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const after = await dieAndRecover(bench, killWhenJournaled(bench, 2), anOrderOf(bench, 1, SELL));
    expectNothingTwiceAndNothingOpen(after);
    expect(venueNets(after)).toEqual([0, 0, 0]);
    expect(counts(after)).toEqual([2, 2, 2]);
  });
});

describe('killed between the first byte and the answer', () => {
  it('a master’s entry is found by its tag, sent no second time, and copied while it is young', async () => {
    const bench = await open();
    const after = await dieAndRecover(bench, killWhenSent(bench, bench.master), anOrderOf(bench, 1));
    expectNothingTwiceAndNothingOpen(after);
    expect(counts(after)).toEqual([1, 1, 1]);
    expect(venueNets(after)).toEqual([LOT, LOT, LOT]);
  });

  it.each(BOTH)('a child’s entry is found by its tag and sent no second time (%s)', async (copyWhen) => {
    const bench = await open(copyWhen);
    const after = await dieAndRecover(bench, killWhenSent(bench, childOf(bench)), anOrderOf(bench, 1));
    expectNothingTwiceAndNothingOpen(after);
    expect(counts(after)[1]).toBe(1);
    expect(venueNets(after)[1]).toBe(LOT);
  });

  it.each([
    ['the master', (bench: DeskBench) => bench.master],
    ['a child', (bench: DeskBench) => childOf(bench)],
  ])('an exit of %s is found by its tag: everybody is flat, and nobody is short', async (_who, whose) => {
    const bench = await open();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const after = await dieAndRecover(bench, killWhenSent(bench, whose(bench)), anOrderOf(bench, 1, SELL));
    expectNothingTwiceAndNothingOpen(after);
    expect(venueNets(after)).toEqual([0, 0, 0]);
    expect(counts(after)).toEqual([2, 2, 2]);
  });

  it('a desk that is killed again while it looks for the order still sends nothing twice', async () => {
    const bench = await open();
    void bench.desk.trader.place(ANN, anOrderOf(bench, 1)).catch(() => undefined);
    await bench.clock.drive(killWhenSent(bench, bench.master));
    bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms: 6_000 });
    let after = await restart(bench);
    for (let death = 0; death < 3; death += 1) {
      await bench.clock.advance(700);
      await kill(after);
      after = await restart(after);
    }
    await bench.clock.advance(RECOVERED_MS);
    expectNothingTwiceAndNothingOpen(after);
    expect(counts(after)[0]).toBe(1);
    expect(venueNets(after)[0]).toBe(LOT);
  });
});
