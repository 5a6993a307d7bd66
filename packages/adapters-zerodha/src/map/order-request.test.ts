import type {
  BrokerListing,
  BrokerOrderId,
  ClientOrderId,
  ListingKey,
  ModifyOrder,
  PlaceOrder,
  Price,
  Quantity,
  Segment,
} from '@copydesk/core';
import { expect, it } from 'vitest';
import { marginOrder, modifyForm, placeForm, varietyOf } from './order-request.ts';

function listed(segment: Segment, symbol: string): BrokerListing {
  return { key: `${segment}:${symbol}` as ListingKey, segment, symbol, feedToken: '1' };
}

const limit: PlaceOrder = {
  clientOrderId: 'CD01J2K3L4M5N6P7Q00' as ClientOrderId,
  listing: listed('NFO', 'NIFTY26DECFUT'),
  side: 'BUY',
  quantity: 65 as Quantity,
  orderType: 'LIMIT',
  product: 'D',
  validity: 'DAY',
  price: 243_105_000 as Price,
  triggerPrice: undefined,
  disclosedQuantity: undefined,
  marketProtection: -1,
  afterMarket: false,
};

it('writes a limit order without a protection', () => {
  expect(placeForm(limit)).toEqual({
    exchange: 'NFO',
    tradingsymbol: 'NIFTY26DECFUT',
    transaction_type: 'BUY',
    order_type: 'LIMIT',
    quantity: '65',
    product: 'NRML',
    validity: 'DAY',
    tag: 'CD01J2K3L4M5N6P7Q00',
    price: '24310.50',
  });
});

it('gives MARKET and SL-M the protection they are refused without', () => {
  const market = placeForm({ ...limit, orderType: 'MARKET', price: undefined });
  expect(market).toMatchObject({ order_type: 'MARKET', market_protection: '-1' });
  expect(market).not.toHaveProperty('price');
  const stop = placeForm({
    ...limit,
    orderType: 'SL-M',
    price: undefined,
    triggerPrice: 834_525 as Price,
    marketProtection: 3.5,
  });
  expect(stop).toMatchObject({ trigger_price: '83.4525', market_protection: '3.5' });
});

it.each([
  ['I', 'NSE', 'MIS'],
  ['D', 'NSE', 'CNC'],
  ['D', 'BSE', 'CNC'],
  ['MTF', 'NSE', 'MTF'],
  ['I', 'MCX', 'MIS'],
  ['D', 'NFO', 'NRML'],
  ['D', 'MCX', 'NRML'],
  ['D', 'CDS', 'NRML'],
] as const)('names product %s in %s %s', (product, segment, expected) => {
  expect(placeForm({ ...limit, product, listing: listed(segment, 'X') })['product']).toBe(expected);
});

it('takes the trading symbol from the key, ampersand and spaces included', () => {
  expect(placeForm({ ...limit, listing: listed('NSE', 'M&M') })['tradingsymbol']).toBe('M&M');
});

it('sends disclosed quantity only when there is one', () => {
  expect(placeForm(limit)).not.toHaveProperty('disclosed_quantity');
  expect(placeForm({ ...limit, disclosedQuantity: 20 as Quantity })['disclosed_quantity']).toBe('20');
});

it('modifies without naming a quantity that stays', () => {
  const change: ModifyOrder = {
    brokerOrderId: '2070111222333444555' as BrokerOrderId,
    listing: limit.listing,
    afterMarket: false,
    orderType: 'LIMIT',
    validity: 'DAY',
    quantity: undefined,
    price: 500 as Price,
    triggerPrice: undefined,
    marketProtection: -1,
  };
  expect(modifyForm(change)).toEqual({ order_type: 'LIMIT', validity: 'DAY', price: '0.05' });
  expect(modifyForm({ ...change, quantity: 130 as Quantity })['quantity']).toBe('130');
  expect(modifyForm({ ...change, orderType: 'MARKET', price: undefined })).toEqual({
    order_type: 'MARKET',
    validity: 'DAY',
    market_protection: '-1',
  });
});

it('puts an order that waits for the opening under its own variety', () => {
  expect(varietyOf({ afterMarket: true })).toBe('amo');
  expect(varietyOf({ afterMarket: false })).toBe('regular');
});

it('asks for margin with JSON numbers', () => {
  expect(marginOrder({ ...limit, listing: limit.listing })).toEqual({
    exchange: 'NFO',
    tradingsymbol: 'NIFTY26DECFUT',
    transaction_type: 'BUY',
    variety: 'regular',
    product: 'NRML',
    order_type: 'LIMIT',
    quantity: 65,
    price: 24_310.5,
    trigger_price: 0,
  });
});
