import { modifyOrderBodySchema } from '@copydesk/api-contract';
import { describe, expect, it } from 'vitest';
import type { Money } from '../lib/numbers.ts';
import { aChildOrder, aGroup, anOrder, aPosition, INSTRUMENT_ID } from '../testing/fixtures.ts';
import { chartLines } from './chart-lines.ts';

type Books = Parameters<typeof chartLines>[1];

function linesOf(part: Partial<Books>) {
  return chartLines(INSTRUMENT_ID, {
    orders: [],
    positions: [],
    groups: [aGroup()],
    isLoggedIn: () => true,
    tickSize: 0.05,
    nowMs: Date.parse('2026-11-23T11:22:07+05:30'),
    pnlOf: () => null,
    protections: [],
    show: () => undefined,
    showLevels: () => undefined,
    ...part,
  });
}

const open = anOrder({
  status: 'working',
  filledQuantity: 65,
  childOrders: [
    aChildOrder('CHILD:c1', { status: 'working' }),
    aChildOrder('CHILD:c2', { status: 'skipped' }),
  ],
});

describe('the lines of a chart', () => {
  it('are the orders that rest, by what is left of them, and nothing that has ended or is of something else', () => {
    const lines = linesOf({
      orders: [open, anOrder({ id: 'o2' }), anOrder({ id: 'o3', status: 'working', instrumentId: 'NSE:X' })],
    });
    expect(lines.map(({ kind, price, words }) => [kind, price, words])).toEqual([
      ['buy', 1_184_000, 'BUY 195 LMT'],
    ]);
  });

  it('of a stop limit are two, and each changes its own price only', () => {
    const lines = linesOf({
      orders: [{ ...open, orderType: 'SL', side: 'SELL', price: 109.5, triggerPrice: 110 }],
    });
    expect(lines.map(({ words }) => words)).toEqual(['SELL 195 SL limit', 'SELL 195 SL trigger']);
    const move = lines[1]?.move?.(1_085_000 as Money);
    expect(move?.request.body).toEqual({ triggerPrice: '108.50' });
    expect(modifyOrderBodySchema.safeParse(move?.request.body).success).toBe(true);
  });

  it('say before they are moved whom that reaches', () => {
    const [line] = linesOf({ orders: [open] });
    expect(line?.move?.(1_179_000 as Money).asks).toBe(
      'Move the price of BUY NIFTY 01 DEC 26000 CE from 118.40 to 117.90 in k2; c1 follow in their own sizes.',
    );
    expect(linesOf({ orders: [{ ...open, status: 'uncertain' }] })[0]?.move).toBeNull();
    expect(linesOf({ orders: [open], isLoggedIn: () => false })[0]?.move).toBeNull();
  });

  it('are what is held, its stop and its target; a stop changes the protection of that position alone', () => {
    const { childPositions: _none, ...child } = aPosition('CHILD:c1', { netQty: 130 });
    const held = aPosition('MASTER:k2', { sl: 110, setSl: true, target: 140, childPositions: [child] });
    const lines = linesOf({ positions: [held] });
    expect(lines.map(({ kind, words, more }) => [kind, words, more])).toEqual([
      ['position', '+260 @', null],
      ['stop', 'Stop', '· 260'],
      ['target', 'Target', '· not armed'],
    ]);
    expect(lines[1]?.remove?.asks).toBe('Remove the stop of +260 NIFTY 01 DEC 26000 CE at 110.00 in k2, c1.');
    expect(lines[1]?.remove?.request.body).toMatchObject({ sl: null });
    const move = lines[1]?.move?.(1_080_000 as Money);
    expect(move?.asks).toBe(
      'Move the stop of +260 NIFTY 01 DEC 26000 CE from 110.00 to 108.00 in k2; c1 leave with it.',
    );
    expect(move?.request.body).toEqual({
      accountId: 'id-MASTER:k2',
      instrumentId: INSTRUMENT_ID,
      product: 'D',
      sl: '108.00',
    });
  });

  it('name the account where there are several', () => {
    const other = anOrder({ id: 'o2', status: 'working', accountId: 'id-ALONE:s1', account: 'ALONE:s1' });
    expect(linesOf({ orders: [open, other] }).map(({ words }) => words)).toEqual([
      'k2 BUY 195 LMT',
      's1 BUY 0 LMT',
    ]);
  });
});
