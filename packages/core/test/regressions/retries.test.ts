/** A retry of an entry that a rule skipped, when the master has left that entry, or some of it, and holds another one; and of one that works still. */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  childOf,
  clientOf,
  fillByHand,
  fullExitOf,
  outcomeOf,
  RESTING,
  refuseAfterTheFirst,
  SELL,
  stopMatching,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
type OrderId = Parameters<typeof viewOf>[1];

/** From now on the child enters again what its master enters. */
async function followAgain(bench: DeskBench): Promise<void> {
  const { id, version, children } = bench.group;
  const active = children.map((link) => ({ ...link, state: 'active' as const }));
  await bench.clock.drive(bench.desk.groups.change(ANN, id, version, { children: active }));
}

async function retry(bench: DeskBench, orderId: OrderId): Promise<string> {
  const childId = viewOf(bench, orderId).children.at(-1)?.childId ?? '';
  const outcome = await outcomeOf(bench.clock.drive(bench.desk.decisions.retry(ANN, { orderId, childId })));
  await bench.clock.advance(10_000);
  return outcome;
}

describe('a retry of an entry that was skipped by a rule', () => {
  it('I6: gives no more than the master kept of that very order', async () => {
    const bench = await openBench({ links: [{ state: 'closeOnly' }] });
    const skipped = await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));
    await followAgain(bench);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(venueNets(bench)).toEqual([LOT, LOT]);

    expect(await retry(bench, skipped.intent.orderId)).toBe('nothing-to-retry');
    expect(venueNets(bench)).toEqual([LOT, LOT]);
  });

  it('I6: gives its part of what the master kept where that left some of all it held, and that is expected', async () => {
    const bench = await openBench({ links: [{ state: 'closeOnly' }] });
    const skipped = await placeAndSettle(bench, anOrderOf(bench, 2));
    await followAgain(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const half = { ...fullExitOf(bench, bench.master), fraction: 500_000 };
    await bench.clock.drive(bench.desk.trader.exit(ANN, half));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([2 * LOT, LOT]);

    expect(await retry(bench, skipped.intent.orderId)).toBe('done');
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});

describe('a retry of an entry whose master’s works', () => {
  /** What the child's orders may still fill, in lots. */
  const working = (bench: DeskBench): number =>
    venueOrders(bench, childOf(bench))
      .filter(({ state }) => state === 'open')
      .reduce((sum, { quantity, filledQuantity }) => sum + (quantity - filledQuantity) / LOT, 0);

  it('is of the child’s own size, also where that is more than the master’s', async () => {
    const bench = await openBench({ links: [{ sizing: times(2) }] });
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));

    expect(await retry(bench, intent.orderId)).toBe('done');
    expect(working(bench)).toBe(2);
  });

  it('I6: gives nothing of what the master has left of it again', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 3 * LOT });
    await bench.clock.advance(1_000);
    await placeAndSettle(bench, anOrderOf(bench, 2, SELL));
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT });
    await bench.clock.advance(3_000);

    expect(await retry(bench, intent.orderId)).toBe('done');
    expect(working(bench)).toBe(2);
  });

  it('I6: is of what its master’s broker has taken of it', async () => {
    const bench = await openBench({ links: [{}] });
    refuseAfterTheFirst(bench, bench.master);
    bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 40, RESTING));

    expect(await retry(bench, intent.orderId)).toBe('done');
    expect(working(bench)).toBe(24);
  });

  it('I6: leaves the child with its share of what the master gets, beside what the first one brought', async () => {
    const bench = await openBench({ links: [{}] });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, childOf(bench), { place: 0, quantity: LOT });
    const end = (account: ReturnType<typeof childOf>): void => {
      bench.venue.orders.cancel(clientOf(account), venueOrders(bench, account)[0]?.orderId ?? '');
    };
    end(childOf(bench));
    await bench.clock.advance(3_000);
    expect(await retry(bench, intent.orderId)).toBe('done');
    expect(working(bench)).toBe(3);
    fillByHand(bench, bench.master, { place: 0, quantity: 2 * LOT });
    end(bench.master);
    await bench.clock.advance(5_000);

    expect(working(bench)).toBe(1);
  });
});
