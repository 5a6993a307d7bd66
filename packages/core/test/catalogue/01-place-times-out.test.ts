/** Failure catalogue 1: a placement times out although the broker took it; its answer comes late, its news twice, or nothing at all. */
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/index.ts';
import { childOf } from '../bench/bench-moves.ts';
import {
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueNet,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

/** Later than the 7 s after which a desk no longer waits for an answer. */
const TOO_LATE_MS = 9_000;
const ABSENCE_MS = 20_000;

const WHO = [
  ['the master’s', (bench: DeskBench) => bench.master],
  ['a child’s', (bench: DeskBench) => childOf(bench)],
] as const;

/** Orders at the venue, the master's first. */
const counts = (bench: DeskBench): readonly number[] =>
  [bench.master, ...bench.children].map((account) => venueOrders(bench, account).length);

const nets = (bench: DeskBench): readonly number[] =>
  [bench.master, ...bench.children].map((account) => venueNet(bench, account));

function statusOf(bench: DeskBench, id: Parameters<typeof viewOf>[1], account: Account): string | undefined {
  const view = viewOf(bench, id);
  return account === bench.master
    ? view.status
    : view.children.find((child) => child.accountId === account.id)?.status;
}

/** The stream is silent and the book shows what was there `ms` ago: only the answer, or time, can tell. */
function hide(bench: DeskBench, account: Account, ms: number): void {
  const { clientId: client } = account;
  bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms, client });
  bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
}

describe.each(WHO)('when %s placement times out after the broker took it', (_whose, accountOf) => {
  it('takes the stream’s word for it, and the late answer changes nothing', async () => {
    const bench = await openBench({ absenceAfterMs: ABSENCE_MS });
    const account = accountOf(bench);
    bench.venue.gate.addFault({
      on: 'place',
      fault: 'answer-late',
      ms: TOO_LATE_MS,
      times: 1,
      client: account.clientId,
    });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2));
    expect(statusOf(bench, order.intent.orderId, account)).toBe('filled');
    await bench.clock.advance(3 * ABSENCE_MS);
    expect(statusOf(bench, order.intent.orderId, account)).toBe('filled');
    expect(counts(bench)).toEqual([1, 1, 1]);
    expect(nets(bench)).toEqual([150, 150, 150]);
  });

  it('shows the order as unknown until a late book has it, and sends nothing again', async () => {
    const bench = await openBench({ absenceAfterMs: ABSENCE_MS });
    const account = accountOf(bench);
    hide(bench, account, 12_000);
    bench.venue.gate.addFault({
      on: 'place',
      fault: 'answer-late',
      ms: TOO_LATE_MS,
      times: 1,
      client: account.clientId,
    });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.clock.advance(4_500);
    expect(statusOf(bench, order.intent.orderId, account)).toBe('uncertain');
    await bench.clock.advance(3 * ABSENCE_MS);
    expect(statusOf(bench, order.intent.orderId, account)).toBe('filled');
    expect(venueOrders(bench, account)).toHaveLength(1);
    expect(venueNet(bench, account)).toBe(150);
  });

  it('counts news that comes twice once', async () => {
    const bench = await openBench({ absenceAfterMs: ABSENCE_MS });
    const account = accountOf(bench);
    const { clientId: client } = account;
    bench.venue.gate.addFault({ on: 'stream', fault: 'duplicate', client });
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.clock.advance(3 * ABSENCE_MS);
    expect(statusOf(bench, order.intent.orderId, account)).toBe('filled');
    expect(counts(bench)).toEqual([1, 1, 1]);
    const shown = bench.desk.positions.list(order.intent.userId);
    expect(shown.map((position) => position.netQuantity)).toEqual([150, 150, 150]);
  });

  it('finds by its tag an order whose answer never comes', async () => {
    const bench = await openBench({ absenceAfterMs: ABSENCE_MS });
    const account = accountOf(bench);
    hide(bench, account, 3_000);
    bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: account.clientId });
    const order = await placeAndSettle(bench, anOrderOf(bench, 2));
    await bench.clock.advance(3 * ABSENCE_MS);
    expect(statusOf(bench, order.intent.orderId, account)).toBe('filled');
    expect(venueOrders(bench, account)).toHaveLength(1);
  });
});

it('When the master’s answer never comes, its children get their orders once its acceptance is known from the stream', async () => {
  const bench = await openBench({ absenceAfterMs: ABSENCE_MS });
  bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: bench.master.clientId });
  await placeAndSettle(bench, anOrderOf(bench, 2));
  expect(counts(bench)).toEqual([1, 1, 1]);
});

it('When it becomes known only after five seconds, the entry is too old for the children, and each is told so', async () => {
  const bench = await openBench({ absenceAfterMs: ABSENCE_MS });
  hide(bench, bench.master, 8_000);
  bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client: bench.master.clientId });
  const order = await placeAndSettle(bench, anOrderOf(bench, 2));
  await bench.clock.advance(3 * ABSENCE_MS);
  expect(counts(bench)).toEqual([1, 0, 0]);
  const children = viewOf(bench, order.intent.orderId).children;
  expect(children.map(({ status, reason }) => [status, reason?.code])).toEqual([
    ['skipped', 'too-old'],
    ['skipped', 'too-old'],
  ]);
});
