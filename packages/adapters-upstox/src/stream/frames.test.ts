import { describe, expect, it } from 'vitest';
import { factFrom } from './facts.ts';
import { readFrame } from './frames.ts';

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const ORDER = {
  update_type: 'order',
  user_id: 'UX1234',
  exchange: 'NSE',
  instrument_token: 'NSE_EQ|INE848E01016',
  product: 'D',
  order_type: 'LIMIT',
  average_price: 0,
  price: 80.5,
  trigger_price: 0,
  quantity: 4,
  transaction_type: 'BUY',
  validity: 'DAY',
  status: 'open',
  is_amo: false,
  tag: 'CD0000000000000AB00',
  exchange_timestamp: null,
  status_message: '',
  order_id: '240221025997024',
  order_timestamp: '2024-02-21 14:40:02',
  filled_quantity: 1,
  placed_by: 'UX1234',
};

describe('frames to facts', () => {
  it('an order message is a fact of the order', () => {
    expect(factFrom(readFrame(bytes(ORDER)), 'UX1234')).toMatchObject({
      type: 'order',
      order: {
        brokerOrderId: '240221025997024',
        clientOrderId: 'CD0000000000000AB00',
        quantity: 4,
        filledQuantity: 1,
        price: 805_000,
        triggerPrice: undefined,
        status: { kind: 'known', status: 'partly-filled' },
        statusText: undefined,
        placedByOther: false,
      },
    });
  });

  it.each([
    ['position', 'positions'],
    ['holding', 'holdings'],
    ['gtt_order', 'orders'],
  ])('a %s message says that the %s are to be read', (update_type, what) => {
    expect(factFrom(readFrame(bytes({ update_type })), 'UX1234')).toEqual({ type: 'hint', what });
  });

  it.each([
    ['no JSON', 'pong'],
    ['no object', '[1]'],
    ['no type', { order_id: '1' }],
    ['an unknown type', { update_type: 'surprise' }],
    ['an order without quantity', { ...ORDER, quantity: undefined }],
    ['an order whose quantity is text', { ...ORDER, quantity: '4' }],
    ['an order of another client', { ...ORDER, user_id: 'UX9999' }],
  ])('%s is shown as unreadable, without its content', (_what, frame) => {
    const fact = factFrom(readFrame(bytes(frame)), 'UX1234');
    expect(fact.type).toBe('unreadable');
    expect(JSON.stringify(fact)).not.toMatch(/UX9999|240221/);
  });

  it('names the field at fault', () => {
    const fact = factFrom(readFrame(bytes({ ...ORDER, filled_quantity: null })), 'UX1234');
    expect(fact).toMatchObject({ type: 'unreadable', detail: expect.stringContaining('/filled_quantity') });
  });
});
