import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { groupBodySchema, placeOrderBodySchema } from '../src/index.ts';
import { decimal, quantityInput } from '../src/primitives.ts';

const CONTRACT_ORDER = {
  accountId: 'MASTER:k2',
  baseInstrument: 'BANKNIFTY',
  instrumentType: 'OPT',
  expiry: '2024-11-27',
  strike: '43000.0',
  optionType: 'CE',
  exchange: 'NSE',
  qty: 15,
  orderType: 'MARKET',
  side: 'BUY',
  productType: 'D',
};

function faults(schema: z.core.$ZodType, value: unknown): string[] {
  const result = z.safeParse(schema, value);
  if (result.success) return [];
  return result.error.issues.map((issue) => `/${issue.path.join('/')} ${codeOf(issue)}`);
}

function codeOf(issue: z.core.$ZodIssue): string {
  const params = (issue as { params?: { code?: string } }).params;
  return params?.code ?? issue.code;
}

describe('placing an order', () => {
  it("takes the contract's body as it stands", () => {
    const parsed = z.parse(placeOrderBodySchema, CONTRACT_ORDER);
    expect(parsed).toMatchObject({
      accountId: 'MASTER:k2',
      strike: '43000.0',
      quantity: 15,
      product: 'D',
      side: 'BUY',
    });
    expect(parsed.price).toBeUndefined();
    expect(parsed).not.toHaveProperty('qty');
  });

  it('takes numbers as text, and both spellings of quantity and product', () => {
    const { qty: _qty, productType: _product, ...rest } = CONTRACT_ORDER;
    const parsed = z.parse(placeOrderBodySchema, { ...rest, quantity: '15', product: 'I', strike: 43000 });
    expect(parsed).toMatchObject({ quantity: 15, product: 'I', strike: '43000' });
  });

  it('reads null as absent', () => {
    expect(faults(placeOrderBodySchema, { ...CONTRACT_ORDER, price: null, tag: null })).toEqual([]);
  });

  it.each([
    ['a field nobody knows', { colour: 'red' }, '/ unrecognized_keys'],
    ['no quantity', { qty: undefined }, '/qty required'],
    ['two quantities that differ', { quantity: 30 }, '/qty required'],
    ['a negative quantity', { qty: -15 }, '/qty too-small'],
    ['a fraction of a unit', { qty: 1.5 }, '/qty not-whole'],
    ['a huge quantity', { qty: 1e15 }, '/qty too-large'],
    ['a quantity beyond all digits', { qty: 1e21 }, '/qty not-a-number'],
    ['NaN as text', { qty: 'NaN' }, '/qty not-a-number'],
    ['a list as quantity', { qty: [15] }, '/qty invalid_union'],
    ['a strike in words', { strike: 'forty' }, '/strike not-a-number'],
    ['a strike of zero', { strike: 0 }, '/strike too-small'],
    ['a date that does not exist', { expiry: '2026-02-30' }, '/expiry not-a-date'],
    ['a side nobody knows', { side: 'HOLD' }, '/side invalid_value'],
    ['no strike for an option', { strike: undefined }, '/strike required'],
    ['no account', { accountId: undefined }, '/accountId invalid_type'],
  ])('refuses %s at its path', (_what, change, expected) => {
    expect(faults(placeOrderBodySchema, { ...CONTRACT_ORDER, ...change })).toContain(expected);
  });
});

describe('numbers', () => {
  it('hands decimals on as the text they were, never as a binary fraction', () => {
    expect(z.parse(decimal(), '0.0025')).toBe('0.0025');
    expect(z.parse(decimal(), 124.15)).toBe('124.15');
    expect(z.parse(decimal(), 52.04999923)).toBe('52.04999923');
  });

  it('refuses exponents, signs and other ways of writing', () => {
    for (const text of ['1e5', '+1', '1,000', '0x10', '', ' ', 'Infinity', '--1', '1.']) {
      expect(faults(decimal(), text), text).toEqual(['/ not-a-number']);
    }
  });

  it('takes the largest quantity and not one more', () => {
    expect(z.parse(quantityInput, '2147483647')).toBe(2_147_483_647);
    expect(faults(quantityInput, 2_147_483_648)).toEqual(['/ too-large']);
  });
});

describe('groups', () => {
  const child = {
    account: 'CHILD:c1',
    relationship: 'spouse',
    declaredOn: '2026-04-12',
    sizing: { kind: 'multiplier', factor: 0.5 },
  };
  const body = { name: 'Family', master: 'MASTER:k2', children: [child] };

  it("takes the contract's example with every setting", () => {
    const full = {
      ...body,
      copyWhen: 'onAccepted',
      copyOutsideOrders: true,
      protection: 'follow',
      exitCapPercent: 5,
      masterCapital: null,
      children: [
        {
          ...child,
          state: 'active',
          sizing: { kind: 'multiplier', factor: 0.5, capLots: 10, atLeastOneLot: false },
          filters: { segments: ['NFO', 'NSE'], products: ['I', 'D'], underlyings: [] },
          guards: {
            maxQuantity: 1950,
            maxValue: 500000,
            maxOpenPositions: 10,
            maxDayLoss: { amount: 15000, then: 'stop' },
            priceDriftPercent: 0.5,
            window: { from: '09:15', to: '15:20' },
          },
          entryCapPercent: 3,
          onIncomplete: 'flatten',
        },
      ],
    };
    expect(faults(groupBodySchema, full)).toEqual([]);
  });

  it.each([
    ['a sizing nobody knows', { kind: 'random' }, '/children/0/sizing/kind invalid_union'],
    ['fixed with neither lots nor quantity', { kind: 'fixed' }, '/children/0/sizing/lots required'],
    ['capital without a cap', { kind: 'capital' }, '/children/0/sizing/capLots invalid_union'],
    ['a factor of zero', { kind: 'multiplier', factor: 0 }, '/children/0/sizing/factor too-small'],
  ])('refuses %s at its path', (_what, sizing, expected) => {
    expect(faults(groupBodySchema, { ...body, children: [{ ...child, sizing }] })).toContain(expected);
  });
});
