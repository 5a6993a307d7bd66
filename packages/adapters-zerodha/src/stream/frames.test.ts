import { expect, it } from 'vitest';
import { factFrom } from './facts.ts';
import { readTextFrame } from './frames.ts';

const order = {
  account_id: 'AB1234',
  unfilled_quantity: 0,
  checksum: '',
  placed_by: 'AB1234',
  order_id: '2070111222333444555',
  exchange_order_id: '1500000012345678',
  parent_order_id: null,
  status: 'COMPLETE',
  status_message: null,
  status_message_raw: null,
  order_timestamp: '2026-09-22 09:20:05',
  exchange_update_timestamp: '2026-09-22 09:20:06',
  exchange_timestamp: '2026-09-22 09:20:05',
  variety: 'regular',
  exchange: 'NFO',
  tradingsymbol: 'NIFTY26SEPFUT',
  instrument_token: 13238786,
  order_type: 'LIMIT',
  transaction_type: 'BUY',
  validity: 'DAY',
  product: 'NRML',
  quantity: 65,
  disclosed_quantity: 0,
  price: 24432.1,
  trigger_price: 0,
  average_price: 24310.5,
  filled_quantity: 65,
  pending_quantity: 0,
  cancelled_quantity: 0,
  market_protection: 0,
  meta: {},
  tag: null,
  tags: ['CD01J2K3L4M5N6P7Q00', 'mktp', 'mktp:0.50'],
  guid: 'x',
};
const owner = { clientId: 'AB1234', secrets: ['token-of-AB1234'] };
const frame = (data: unknown, type = 'order'): string => JSON.stringify({ type, id: '', data });

it('reads an order frame as the order it shows', () => {
  expect(factFrom(frame(order), owner)).toEqual({
    type: 'order',
    order: {
      brokerOrderId: '2070111222333444555',
      clientOrderId: 'CD01J2K3L4M5N6P7Q00',
      listingKey: 'NFO:NIFTY26SEPFUT',
      side: 'BUY',
      orderType: 'LIMIT',
      protectedMarket: true,
      product: 'D',
      validity: 'DAY',
      quantity: 65,
      filledQuantity: 65,
      price: 244_321_000,
      triggerPrice: undefined,
      averagePrice: 243_105_000,
      status: { kind: 'known', status: 'filled' },
      statusText: undefined,
      afterMarket: false,
      placedByOther: false,
      placedAt: Date.UTC(2026, 8, 22, 3, 50, 5),
      updatedAt: Date.UTC(2026, 8, 22, 3, 50, 6),
    },
  });
});

it('tells an order that somebody else placed', () => {
  expect(factFrom(frame({ ...order, placed_by: 'RMS01' }), owner)).toMatchObject({
    order: { placedByOther: true },
  });
});

it.each([
  ['instruments_meta', { count: 90517, etag: '12345678901234567890123456' }],
  ['app_code', undefined],
  ['something-new', { a: 1 }],
  ['message', 'Markets close early today.'],
])('says nothing about a frame of type %s', (type, data) => {
  expect(factFrom(frame(data, type), owner)).toBeUndefined();
});

it('reports what it cannot read, and where, without its content', () => {
  expect(factFrom('{"type":"order","data":{', owner)).toEqual({
    type: 'unreadable',
    detail: 'a text frame of 24 characters is no JSON',
  });
  expect(factFrom('[1]', owner)).toEqual({ type: 'unreadable', detail: 'a text frame has no type' });
  const { filled_quantity: _gone, ...cut } = order;
  expect(readTextFrame(frame(cut))).toMatchObject({
    kind: 'unreadable',
    detail: expect.stringContaining('/data/filled_quantity') as string,
  });
});

it('passes on what the ticker complains about, without the token it may repeat', () => {
  expect(factFrom(frame('bad token-of-AB1234', 'error'), owner)).toEqual({
    type: 'unreadable',
    detail: 'the ticker reports: bad …',
  });
});
