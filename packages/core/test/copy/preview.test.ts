/** A preview says what would be sent to whom, by the functions that send it, and sends and writes nothing. */
import { type ReferenceBroker, times } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type PlaceCommand, type PreviewItem, printValue, type Value } from '../../src/index.ts';
import { childOf, outcomeOf, RESTING, RESTING_SALE, SELL } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  openBench,
  placeAndSettle,
  venueOrders,
} from '../bench/desk-bench.ts';

const LOT = 75;

function preview(bench: DeskBench, command: PlaceCommand): Promise<readonly PreviewItem[]> {
  return bench.clock.drive(bench.desk.preview.of(ANN, command));
}

const figures = (items: readonly PreviewItem[]) =>
  items.map(({ quantity, lots, slices, skip }) => [quantity, lots, slices, skip?.code]);

describe('a preview', () => {
  it('shows every account its lots, slices and funds, and nothing happens', async () => {
    const bench = await openBench({
      links: [{ sizing: times(1) }, { sizing: times(2) }, { state: 'paused' }],
    });
    const before = bench.desk.journal.lastEventId(ANN);
    const items = await preview(bench, anOrderOf(bench, 30));
    expect(figures(items)).toEqual([
      [30 * LOT, 30, 2, undefined],
      [30 * LOT, 30, 2, undefined],
      [60 * LOT, 60, 3, undefined],
      [0, 0, 0, 'paused'],
    ]);
    const [master, first, second, paused] = items;
    expect(master?.fundsNeeded).toBeGreaterThan(0n);
    expect(first?.fundsNeeded).toBe(master?.fundsNeeded);
    expect(second?.fundsNeeded).toBe(2n * (master?.fundsNeeded ?? 0n));
    expect(printValue((first?.fundsAfter ?? 0n) as Value)).toBe(
      printValue((10_000_000n * 10_000n - (first?.fundsNeeded ?? 0n)) as Value),
    );
    expect(paused?.fundsNeeded).toBe(0n);
    await bench.clock.advance(3_000);
    expect(bench.desk.journal.lastEventId(ANN)).toBe(before);
    expect([bench.master, ...bench.children].flatMap((account) => venueOrders(bench, account))).toEqual([]);
  });

  it('says what placing then does', async () => {
    const links = [{ sizing: times(0.5) }, { sizing: { ...times(3), capLots: 4 as never } }];
    const bench = await openBench({ links });
    for (const command of [anOrderOf(bench, 1), anOrderOf(bench, 3), anOrderOf(bench, 2, RESTING)]) {
      const items = await preview(bench, command);
      const order = await placeAndSettle(bench, command);
      for (const child of order.children) {
        const item = items.find(({ accountId }) => accountId === child.accountId);
        const skipped = child.status === 'skipped';
        expect([item?.quantity, item?.skip?.code]).toEqual(
          skipped ? [0, child.reason?.code] : [child.quantity, undefined],
        );
      }
    }
  });

  it('of an exit needs no funds and follows the fraction', async () => {
    const bench = await openBench({ links: [{ sizing: times(2) }] });
    await placeAndSettle(bench, anOrderOf(bench, 4));
    const items = await preview(bench, anOrderOf(bench, 1, SELL));
    expect(figures(items)).toEqual([
      [LOT, 1, 1, undefined],
      [2 * LOT, 2, 1, undefined],
    ]);
    expect(items.map(({ fundsNeeded }) => fundsNeeded)).toEqual([0n, 0n]);
    expect(items.map(({ parts }) => parts.map(({ part }) => part))).toEqual([['exit'], ['exit']]);
  });

  it('of a reversal shows both parts, the entry as one that waits', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const [master, child] = await preview(bench, anOrderOf(bench, 3, SELL));
    expect(master?.parts.map(({ part, quantity }) => [part, quantity])).toEqual([
      ['exit', 2 * LOT],
      ['entry', LOT],
    ]);
    expect(child?.parts.map(({ part, quantity, held }) => [part, quantity, held])).toEqual([
      ['exit', 2 * LOT, false],
      ['entry', LOT, true],
    ]);
    expect(child?.quantity).toBe(3 * LOT);
    expect(child?.fundsNeeded).toBeGreaterThan(0n);
  });

  it('shows a competing exit as one that waits', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, RESTING_SALE));
    const [, child] = await preview(bench, anOrderOf(bench, 1, SELL));
    expect([child?.quantity, child?.skip, child?.parts[0]?.held]).toEqual([0, undefined, true]);
  });

  it('I7: is not delayed by a broker that does not answer: its figures are unknown, the others are there', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const slow = bench.brokers.get(childOf(bench).brokerId) as ReferenceBroker;
    slow.requiredMargin = () => new Promise(() => undefined);
    slow.funds = () => new Promise(() => undefined);
    const start = bench.clock.monotonicMs();
    const [master, child, other] = await preview(bench, anOrderOf(bench, 1));
    expect(bench.clock.monotonicMs() - start).toBeLessThanOrEqual(2_100);
    expect([child?.quantity, child?.fundsNeeded, child?.fundsAfter]).toEqual([LOT, undefined, undefined]);
    expect(master?.fundsNeeded).toBeGreaterThan(0n);
    expect(other?.fundsNeeded).toBeGreaterThan(0n);
  });

  it('is refused as the order would be', async () => {
    const bench = await openBench({ links: [{}] });
    const ask = (change: Partial<PlaceCommand>) =>
      outcomeOf(bench.desk.preview.of(ANN, anOrderOf(bench, 1, change)));
    expect(await ask({ quantity: 76 as never })).toBe('lot-size-mismatch');
    expect(await ask({ orderType: 'LIMIT' })).toBe('price-required');
    await bench.desk.groups.disarm(ANN, bench.group.id);
    expect(await ask({})).toBe('group-not-armed');
    expect(figures(await preview(bench, anOrderOf(bench, 1, { copy: false })))).toEqual([
      [LOT, 1, 1, undefined],
    ]);
  });

  it('says of the entry of a reversal why there would be none', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const { version, children } = bench.desk.groups.get(ANN, bench.group.id);
    const closing = children.map((link) => ({ ...link, state: 'closeOnly' as const }));
    await bench.clock.drive(bench.desk.groups.change(ANN, bench.group.id, version, { children: closing }));

    const [, child] = await preview(bench, anOrderOf(bench, 3, SELL));

    expect(child?.parts.map(({ part, quantity, skip }) => [part, quantity, skip?.code])).toEqual([
      ['exit', 2 * LOT, undefined],
      ['entry', 0, 'close-only'],
    ]);
    expect([child?.quantity, child?.skip]).toEqual([2 * LOT, undefined]);
  });

  it('names no funds where nobody can be asked, and where the broker does not say beforehand', async () => {
    const silent = { capabilities: { marginPreview: false } };
    const bench = await openBench({ links: [{}, {}], differs: { south: silent } });
    const [, loggedOut] = bench.children;
    await bench.clock.drive(bench.desk.accounts.endSession(loggedOut?.id as never, 'test'));

    const [master, unsaid, unasked] = await preview(bench, anOrderOf(bench, 1));

    expect(master?.fundsNeeded).toBeGreaterThan(0n);
    for (const child of [unsaid, unasked])
      expect([child?.fundsNeeded, child?.fundsAfter]).toEqual([undefined, undefined]);
    expect(unsaid?.quantity).toBe(LOT);
  });
});
