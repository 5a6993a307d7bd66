import { anOrder } from '@copydesk/adapter-testkit';
import { type BrokerOrderId, type ModifyOrder, parsePrice, quantityOf } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { modifyBody, placeBody, wholePercent } from './order-request.ts';

describe('placeBody', () => {
  it('always sends every required field, unused prices as 0', () => {
    expect(placeBody(anOrder().buy(75).nifty().tagged('CD0000000000000AB00').build())).toEqual({
      instrument_token: 'NFO:NIFTY:2026-12-01:26000:CE',
      quantity: 75,
      product: 'D',
      validity: 'DAY',
      price: 0,
      tag: 'CD0000000000000AB00',
      order_type: 'MARKET',
      transaction_type: 'BUY',
      disclosed_quantity: 0,
      trigger_price: 0,
      is_amo: false,
      slice: false,
      market_protection: -1,
    });
  });

  it('sends prices as exact decimals and no protection with a limit', () => {
    const body = placeBody(anOrder().sell(75).stop('123.05', '120.95').afterMarket().disclosing(10).build());
    expect(body).toMatchObject({
      price: 120.95,
      trigger_price: 123.05,
      order_type: 'SL',
      is_amo: true,
      disclosed_quantity: 10,
    });
    expect(body).not.toHaveProperty('market_protection');
  });

  it.each([
    [-1, -1],
    [0, 1],
    [0.5, 1],
    [3.9, 3],
    [25, 25],
  ])('protection %d is sent as %d', (asked, sent) => {
    expect(wholePercent(asked)).toBe(sent);
    expect(placeBody(anOrder().market(asked).build()).market_protection).toBe(sent);
  });
});

describe('modifyBody', () => {
  const change: ModifyOrder = {
    brokerOrderId: '261123000000007' as BrokerOrderId,
    listing: anOrder().build().listing,
    afterMarket: false,
    orderType: 'LIMIT',
    validity: 'DAY',
    quantity: undefined,
    price: parsePrice('101.35'),
    triggerPrice: undefined,
    marketProtection: -1,
  };

  it('sends the order as it should be, and leaves the quantity alone when told so', () => {
    expect(modifyBody(change)).toEqual({
      order_id: '261123000000007',
      order_type: 'LIMIT',
      validity: 'DAY',
      price: 101.35,
      trigger_price: 0,
    });
  });

  it('sends quantity and protection where they count', () => {
    const market = { ...change, orderType: 'MARKET', quantity: quantityOf(150), price: undefined } as const;
    expect(modifyBody(market)).toMatchObject({ quantity: 150, price: 0, market_protection: -1 });
  });
});
