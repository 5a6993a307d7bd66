import { referenceInstruments } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import type {
  BrokerCapabilities,
  Instrument,
  OrderType,
  PlaceCommand,
  Price,
  Quantity,
} from '../../src/index.ts';
import { TradingError } from '../../src/index.ts';
import { clientOrderIdOf, type OrderId } from '../../src/order/order-id.ts';
import {
  checkCapabilities,
  checkPrices,
  checkQuantity,
  checkTradable,
} from '../../src/order/place-command.ts';
import { sliceOrder } from '../../src/order/slicing.ts';

const OPTION = referenceInstruments('2026-11-23', []).find(
  (one) => one.kind === 'OPT',
) as unknown as Instrument;
const LOT = 50 as Quantity;
const CONTRACT: Instrument = { ...OPTION, lotSize: LOT, tickSize: 500 as Price };

const CAPABILITIES = {
  products: ['I', 'D', 'MTF'],
  orderTypes: ['MARKET', 'LIMIT'],
  validities: { default: ['DAY', 'IOC'], MCX: ['DAY'] },
  segments: ['NSE', CONTRACT.segment],
} as unknown as BrokerCapabilities;

/** The code and the field by which it is refused; `fine` when it is not. */
function verdict(check: () => void): string {
  try {
    check();
    return 'fine';
  } catch (error) {
    if (!TradingError.is(error)) throw error;
    return `${error.code} ${error.path ?? ''}`.trim();
  }
}

describe('an order command', () => {
  it.each([
    [0, 'quantity-too-large /qty'],
    [-50, 'quantity-too-large /qty'],
    [2_147_483_648, 'quantity-too-large /qty'],
    [75, 'lot-size-mismatch /qty'],
    [100, 'fine'],
  ])('of %i in lots of 50 is: %s', (quantity, expected) => {
    expect(verdict(() => checkQuantity(CONTRACT, quantity as Quantity))).toBe(expected);
  });

  it.each([
    // Two lots, and 30 beside them.
    [130, 130, 'fine'],
    [30, 130, 'fine'],
    [80, 130, 'fine'],
    [29, 130, 'lot-size-mismatch /qty'],
    [131, 130, 'lot-size-mismatch /qty'],
    [0, 130, 'quantity-too-large /qty'],
  ])('%i of %i that can be closed: %s', (quantity, closable, expected) => {
    const check = (): void => checkQuantity(CONTRACT, quantity as Quantity, closable as Quantity);
    expect(verdict(check)).toBe(expected);
  });

  it('names the lots around a quantity that is between two, and none where nothing can be traded', () => {
    const facts = (instrument: Instrument): unknown => {
      try {
        checkQuantity(instrument, 75 as Quantity);
      } catch (error) {
        return TradingError.is(error) ? error.facts : error;
      }
      return undefined;
    };
    expect(facts(CONTRACT)).toMatchObject({ below: 50, above: 100 });
    expect(facts({ ...CONTRACT, lotSize: 0 as Quantity })).toMatchObject({ below: 0, above: 0 });
  });

  it.each<[OrderType, number | undefined, number | undefined, string]>([
    ['MARKET', undefined, undefined, 'fine'],
    ['MARKET', 0, 0, 'fine'],
    ['MARKET', 1_000, undefined, 'price-not-allowed /price'],
    ['LIMIT', 1_000, undefined, 'fine'],
    ['LIMIT', undefined, undefined, 'price-required /price'],
    ['LIMIT', 0, undefined, 'price-required /price'],
    ['LIMIT', 1_001, undefined, 'price-off-tick /price'],
    ['LIMIT', 1_000, 1_000, 'price-not-allowed /triggerPrice'],
    ['SL', 1_000, undefined, 'price-required /triggerPrice'],
    ['SL', 1_000, 1_500, 'fine'],
    ['SL', 1_000, 1_501, 'price-off-tick /triggerPrice'],
    ['SL-M', 1_000, 1_500, 'price-not-allowed /price'],
    ['SL-M', undefined, 1_500, 'fine'],
  ])('as %s at %s with a trigger at %s is: %s', (orderType, price, triggerPrice, expected) => {
    const terms = {
      orderType,
      price: price as Price | undefined,
      triggerPrice: triggerPrice as Price | undefined,
    };
    expect(verdict(() => checkPrices(CONTRACT, terms))).toBe(expected);
  });

  it.each<[string, Partial<PlaceCommand>, Partial<Instrument>, string]>([
    ['what everybody offers', {}, {}, 'fine'],
    ['another segment', {}, { segment: 'BCD' }, 'not-supported /exchange'],
    ['another product', { product: 'X' as 'D' }, {}, 'not-supported /productType'],
    ['another order type', { orderType: 'SL' }, {}, 'not-supported /orderType'],
    ['another validity', { validity: 'TTL' as 'DAY' }, {}, 'not-supported /validity'],
    ['margin trading of a contract', { product: 'MTF' }, {}, 'not-supported /productType'],
    ['margin trading of a share', { product: 'MTF' }, { kind: 'EQ', segment: 'NSE' }, 'fine'],
  ])('for %s is told the field at fault', (_what, change, instrument, expected) => {
    const command = { product: 'D', orderType: 'LIMIT', validity: 'DAY', ...change } as PlaceCommand;
    expect(verdict(() => checkCapabilities(CAPABILITIES, command, { ...CONTRACT, ...instrument }))).toBe(
      expected,
    );
  });

  it('is refused for an index, and for a contract that is over, not on its last day', () => {
    const last = CONTRACT.expiry ?? '';
    expect(verdict(() => checkTradable({ ...CONTRACT, kind: 'INDEX' }, last))).toBe(
      'not-supported /instrumentId',
    );
    expect(verdict(() => checkTradable({ ...CONTRACT, lotSize: 0 as Quantity }, last))).toBe(
      'not-supported /instrumentId',
    );
    expect(verdict(() => checkTradable(CONTRACT, last))).toBe('fine');
    expect(verdict(() => checkTradable(CONTRACT, '2099-01-01'))).toBe('instrument-expired /expiry');
  });
});

describe('the slices of an order', () => {
  const id = '01M83AP30FP0BQ525BBJ2KYZSP' as OrderId;
  const cut = (quantity: number, freeze: number | undefined): readonly number[] =>
    sliceOrder(id, quantity as Quantity, {
      lotSize: LOT,
      freezeQuantity: freeze as Quantity | undefined,
    }).map((slice) => slice.quantity);

  it('are whole lots up to the freeze quantity, which itself is allowed', () => {
    expect(cut(400, 200)).toEqual([200, 200]);
    expect(cut(450, 220)).toEqual([200, 200, 50]);
    expect(cut(150, 200)).toEqual([150]);
  });

  it('are one where no list says a freeze quantity, or one below a lot', () => {
    expect(cut(4_000, undefined)).toEqual([4_000]);
    expect(cut(100, 20)).toEqual([100]);
  });

  it('have tags of 20 characters, each its own, and none beyond what three digits hold', () => {
    const tags = [0, 1, 35, 36, 46_655].map((place) => clientOrderIdOf(id, place));
    expect(tags.map((tag) => tag.length)).toEqual([20, 20, 20, 20, 20]);
    expect(new Set(tags).size).toBe(5);
    expect(() => clientOrderIdOf(id, 46_656)).toThrow(RangeError);
    expect(() => clientOrderIdOf(id, -1)).toThrow(RangeError);
  });
});
