/** What becomes of a child, or of the desk, while the child's exit waits for its entry (domain §4.3). */
import { describe, expect, it } from 'vitest';
import type { ChildLink, LinkState } from '../../src/index.ts';
import { breakBefore, childOf, fillByHand } from '../bench/bench-moves.ts';
import { ANN, type DeskBench, kill, restart, venueOrders } from '../bench/desk-bench.ts';
import { exitPart, fillChild, LOT, openYoung, rest, sales } from './young-entries.ts';

describe('what becomes of the child while its exit is held', () => {
  async function changeState(bench: DeskBench, state: LinkState): Promise<void> {
    const { groups } = bench.desk;
    const now = groups.get(ANN, bench.group.id);
    const children = now.children.map((link): ChildLink => ({ ...link, state }));
    await bench.clock.drive(groups.change(ANN, now.id, now.version, { children }));
  }

  it.each<[LinkState, string, readonly unknown[]]>([
    ['paused', 'paused', []],
    ['closeOnly', 'working', [['open', LOT]]],
  ])('its link is %s: its exit is %s', async (state, status, left) => {
    const bench = await openYoung(1);
    const id = await rest(bench, 1);
    await changeState(bench, state);
    await fillChild(bench, LOT);
    expect(exitPart(bench, id)).toEqual([status]);
    expect(sales(bench, childOf(bench))).toEqual(left);
  });

  it('the kill switch takes its entry away: nothing to exit; what has come leaves by the exit', async () => {
    const bench = await openYoung(2);
    const id = await rest(bench, 2);
    fillByHand(bench, childOf(bench), { place: 0, quantity: LOT });
    await bench.clock.advance(100);
    await bench.clock.drive(bench.desk.killSwitch.set(ANN, { kind: 'all' }));
    await bench.clock.advance(3_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    expect(exitPart(bench, id)).toEqual(['working']);
  });
});

describe('a child that is squared off while its exit is held', () => {
  it('is flat, and gets no exit of what its entry never brought', async () => {
    const bench = await openYoung(2);
    const id = await rest(bench, 2);
    const scope = { kind: 'account', accountId: childOf(bench).id } as const;
    await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
    await bench.clock.advance(5_000);
    expect(exitPart(bench, id)).toEqual(['nothing-to-exit']);
    expect(venueOrders(bench, childOf(bench)).map(({ side, state }) => [side, state])).toEqual([
      ['BUY', 'cancelled'],
    ]);
  });
});

describe('a desk that is killed while the exit of a child is held', () => {
  it.each([
    ['before the entry fills', false],
    ['while the entry fills', true],
  ])('I1: sends it once, killed %s', async (_when, filled) => {
    const young = await openYoung(2);
    const id = await rest(young, 2);
    await kill(young);
    if (filled) fillByHand(young, childOf(young), { place: 0, quantity: 2 * LOT });
    const bench = await restart(young);
    await bench.clock.advance(5_000);
    if (!filled) await fillChild(bench, 2 * LOT);
    await bench.clock.advance(5_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
    expect(exitPart(bench, id)).toEqual(['working']);
  });

  it('I6: lets it grow with what filled meanwhile', async () => {
    const young = await openYoung(2);
    await rest(young, 2);
    await fillChild(young, LOT);
    await kill(young);
    fillByHand(young, childOf(young), { place: 0, quantity: LOT });
    const bench = await restart(young);
    await bench.clock.advance(5_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', 2 * LOT]]);
  });

  it('I5: sends it and lets it grow although the crash lost what was decided of it', async () => {
    const young = await openYoung(2);
    await rest(young, 2);
    const mendPlace = breakBefore(young, ({ type }) => type === 'orders-journaled');
    fillByHand(young, childOf(young), { place: 0, quantity: LOT });
    await young.clock.advance(500);
    expect(sales(young, childOf(young))).toEqual([]);
    mendPlace();
    await kill(young);
    const bench = await restart(young);
    await bench.clock.advance(5_000);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    const mendChange = breakBefore(bench, ({ type }) => type === 'order-change-journaled');
    fillByHand(bench, childOf(bench), { place: 0, quantity: LOT });
    await bench.clock.advance(500);
    expect(sales(bench, childOf(bench))).toEqual([['open', LOT]]);
    mendChange();
    await kill(bench);
    const last = await restart(bench);
    await last.clock.advance(5_000);
    expect(sales(last, childOf(last))).toEqual([['open', 2 * LOT]]);
  });
});
