/** What a retry of a child does not do, and what bounds one that it does: the state of its account, and what may still come. */
import { times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type OrderView, TradingError } from '../../src/index.ts';
import {
  BELOW_RESTING,
  childOf,
  clientOf,
  fillByHand,
  fullExitOf,
  interceptPlacements,
  loseToAnotherDesk,
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
  openBench,
  placeAndSettle,
  restart,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const LOT = 75;
type OrderId = OrderView['intent']['orderId'];

/** The first child's broker refuses its part of the order, everybody else gets theirs. */
async function refusedPart(bench: DeskBench, command: ReturnType<typeof anOrderOf>): Promise<OrderId> {
  bench.venue.orders.rejectNext(clientOf(childOf(bench)), 'margin', 'gate');
  const { intent } = await placeAndSettle(bench, command);
  return intent.orderId;
}

/** Asks for another try of the child's latest part: `done`, or the code and the facts that say why not. */
async function retry(bench: DeskBench, orderId: OrderId): Promise<unknown> {
  const row = viewOf(bench, orderId).children.findLast(({ accountId }) => accountId === childOf(bench).id);
  const asked = bench.desk.decisions.retry(ANN, { orderId, childId: row?.childId ?? '' });
  const outcome = await bench.clock.drive(
    asked.then(
      () => 'done',
      (error: unknown) => error,
    ),
  );
  await bench.clock.advance(3_000);
  return TradingError.is(outcome) ? { code: outcome.code, ...outcome.facts } : outcome;
}

describe('a retry in an account that cannot take it', () => {
  it('is refused while its books do not agree with its broker’s, and goes when they do', async () => {
    const bench = await openBench({ links: [{}], absenceAfterMs: 5_000 });
    const orderId = await refusedPart(bench, anOrderOf(bench, 1));
    await kill(bench);
    const after = await restart(bench);
    expect(await outcomeOf(after.desk.decisions.retry(ANN, { orderId, childId: childOf(bench).id }))).toBe(
      'account-not-settled',
    );
    await bench.clock.advance(10_000);
    expect(await retry(after, orderId)).toBe('done');
    expect(venueNets(bench)).toEqual([LOT, LOT]);
  });

  it('is refused, and so is a repair, while another desk holds the account', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    const orderId = await refusedPart(bench, anOrderOf(bench, 1));
    await bench.clock.advance(3_000);
    const after = await loseToAnotherDesk(bench, child);

    expect(await retry(after, orderId)).toMatchObject({ code: 'account-leased-elsewhere' });
    const [divergence] = after.desk.divergences.list(ANN);
    const plan = after.desk.divergences.repair.plan(ANN, divergence?.id ?? '');
    const clicked = after.desk.divergences.repair.resync(ANN, plan.divergenceId, plan.planId);
    expect(await bench.clock.drive(outcomeOf(clicked))).toBe('account-leased-elsewhere');
    expect(venueOrders(bench, child)).toEqual([]);
  });
});

describe('an exit that is tried again', () => {
  it('I6: is nothing where the child has gone with its master', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const orderId = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);

    expect(await retry(bench, orderId)).toMatchObject({ code: 'nothing-to-retry', figure: 0 });
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I6: does not go beside a competing one that went meanwhile', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const first = await refusedPart(bench, anOrderOf(bench, 1, RESTING_SALE));
    const second = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));

    const living = second.children.map(({ childId }) => childId);
    expect(await retry(bench, first)).toMatchObject({ code: 'child-under-way', order: living[0] });
    expect(venueOrders(bench, childOf(bench)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('is refused as held while it waits behind a competing one', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));

    expect(await retry(bench, intent.orderId)).toMatchObject({ code: 'child-under-way', status: 'held' });
    expect(venueOrders(bench, childOf(bench)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('is refused where the link is paused, and says so', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const orderId = await refusedPart(bench, anOrderOf(bench, 1, RESTING_SALE));
    const { version, children } = bench.desk.groups.get(ANN, bench.group.id);
    const paused = children.map((link) => ({ ...link, state: 'paused' as const }));
    await bench.clock.drive(bench.desk.groups.change(ANN, bench.group.id, version, { children: paused }));

    expect(await retry(bench, orderId)).toMatchObject({ code: 'refused-by-risk', guard: 'paused' });
    expect(venueOrders(bench, childOf(bench)).map(({ side }) => side)).toEqual(['BUY']);
  });
});

describe('an entry that is tried again', () => {
  it('of a short sells what is missing of it, once', async () => {
    const bench = await openBench({ links: [{}] });
    const orderId = await refusedPart(bench, anOrderOf(bench, 2, SELL));
    expect(await retry(bench, orderId)).toBe('done');
    expect(venueNets(bench)).toEqual([-2 * LOT, -2 * LOT]);
    expect(await retry(bench, orderId)).toMatchObject({ code: 'nothing-to-retry' });
    expect(venueNets(bench)).toEqual([-2 * LOT, -2 * LOT]);
  });

  it('I6: leaves out what another copy of the child may still fill', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: 2 * LOT });
    await bench.clock.advance(1_000);
    bench.venue.orders.rejectNext(clientOf(child), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT });
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    fillByHand(bench, bench.master, { place: 2, quantity: LOT });
    await bench.clock.advance(3_000);

    expect(await retry(bench, intent.orderId)).toBe('done');

    // Its share is three lots by now: two are on their way already.
    expect(venueOrders(bench, child).map(({ quantity, state }) => [quantity, state])).toEqual([
      [2 * LOT, 'open'],
      [LOT, 'open'],
    ]);
  });

  it('I4: is not cut by a copy that rests because its master’s order rests, too', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING));
    const orderId = await refusedPart(bench, anOrderOf(bench, 2));

    expect(await retry(bench, orderId)).toBe('done');
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);

    setPrice(bench, BELOW_RESTING);
    await bench.clock.advance(5_000);
    expect(venueNets(bench)).toEqual([3 * LOT, 3 * LOT]);
  });

  it('I4: is cut by no more of a resting copy than its master has filled', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 3, RESTING));
    bench.venue.orders.rejectNext(clientOf(child), 'margin', 'gate');
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 2, RESTING));
    fillByHand(bench, bench.master, { place: 1, quantity: 2 * LOT });
    fillByHand(bench, bench.master, { place: 0, quantity: 2 * LOT });
    fillByHand(bench, child, { place: 0, quantity: LOT });
    await bench.clock.advance(3_000);

    expect(await retry(bench, intent.orderId)).toBe('done');

    // Three of its four lots are missing; of the two that rest one is to come, and the other is not the master's yet.
    expect(venueOrders(bench, child).map(({ quantity, state }) => [quantity, state])).toEqual([
      [3 * LOT, 'open'],
      [2 * LOT, 'open'],
    ]);
  });

  it('I4: is not cut by what rests of the child’s own trading', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...RESTING, accountId: childOf(bench).id }));
    const orderId = await refusedPart(bench, anOrderOf(bench, 2));

    expect(await retry(bench, orderId)).toBe('done');
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
  });

  it('I6: leaves out what a repair of the same lack may still fill', async () => {
    const bench = await openBench({ links: [{}] });
    const orderId = await refusedPart(bench, anOrderOf(bench, 2));
    stopMatching(bench);
    const [divergence] = bench.desk.divergences.list(ANN);
    const { repair } = bench.desk.divergences;
    const plan = repair.plan(ANN, divergence?.id ?? '');
    await bench.clock.drive(repair.resync(ANN, plan.divergenceId, plan.planId));

    expect(await retry(bench, orderId)).toMatchObject({ code: 'nothing-to-retry', figure: 0 });
    expect(venueOrders(bench, childOf(bench)).map(({ quantity }) => quantity)).toEqual([2 * LOT]);
  });

  it('names no figure where nothing but what the master kept would bound it, and that is nothing', async () => {
    const bench = await openBench({ links: [{ state: 'closeOnly' }] });
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, SELL));

    const refusal = await retry(bench, intent.orderId);
    expect(refusal).toMatchObject({ code: 'nothing-to-retry' });
    expect(refusal).not.toHaveProperty('figure');
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('is refused where its broker takes it only at a price, and none is known', async () => {
    const limits = { capabilities: { orderTypes: ['LIMIT'] as const } };
    const bench = await openBench({ links: [{ state: 'closeOnly' }], differs: { south: limits } });
    stopMatching(bench);
    const { intent } = await placeAndSettle(bench, anOrderOf(bench, 1));
    const { version, children } = bench.desk.groups.get(ANN, bench.group.id);
    const active = children.map((link) => ({ ...link, state: 'active' as const }));
    await bench.clock.drive(bench.desk.groups.change(ANN, bench.group.id, version, { children: active }));

    expect(await retry(bench, intent.orderId)).toMatchObject({ code: 'refused-by-risk', guard: 'price' });
    expect(venueOrders(bench, childOf(bench))).toEqual([]);
  });
});

describe('an exit that is left', () => {
  it('ends the divergence that it was: what the child holds is what it should hold', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    interceptPlacements(bench, child, () => async () => ({
      kind: 'refused',
      code: 'margin',
      brokerText: 'Insufficient funds.',
    }));
    const orderId = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    // Until a try of its own is due and nothing is on its way.
    for (let ms = 0; bench.desk.divergences.list(ANN).length === 0 && ms < 60_000; ms += 100)
      await bench.clock.advance(100);
    const [told] = bench.desk.divergences.list(ANN);
    expect([told?.expected, told?.actual, told?.cause.code]).toEqual([0, 2 * LOT, 'margin']);

    const ends: unknown[] = [];
    bench.desk.journal.subscribe(({ event }) => {
      if (event.type === 'divergence-resolved') ends.push(event.by);
    });
    const row = viewOf(bench, orderId).children.at(-1);
    await bench.clock.drive(bench.desk.decisions.leave(ANN, { orderId, childId: row?.childId ?? '' }));
    await bench.clock.advance(60_000);

    expect(ends).toEqual(['accepted']);

    expect(bench.desk.divergences.list(ANN)).toEqual([]);
    expect(bench.desk.divergences.get(told?.id as never)).toMatchObject({
      expected: 2 * LOT,
      actual: 2 * LOT,
    });
    expect(venueNets(bench)).toEqual([0, 2 * LOT]);
  });
});

describe('copies of an order that ends with less than it asked for', () => {
  it('are cancelled whole where the share of what it filled is under one lot', async () => {
    const bench = await openBench({ links: [{ sizing: times(0.5) }, {}] });
    stopMatching(bench);
    await placeAndSettle(bench, anOrderOf(bench, 4, RESTING));
    fillByHand(bench, bench.master, { place: 0, quantity: LOT });
    await bench.clock.advance(1_000);
    const [order] = venueOrders(bench, bench.master);
    bench.venue.orders.cancel(clientOf(bench.master), order?.orderId ?? '');
    await bench.clock.advance(3_000);

    const left = bench.children.map((child) =>
      venueOrders(bench, child)
        .filter(({ state }) => state === 'open')
        .map(({ quantity }) => quantity),
    );
    expect(left).toEqual([[], [LOT]]);
    expect(bench.desk.divergences.list(ANN)).toEqual([]);
  });
});
