import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountId,
  type ApprovedAction,
  type BrokerOrder,
  type BrokerOrderId,
  type ClientOrderId,
  type DeskEvent,
  instantOf,
  type JournalEntry,
  NONE,
  type Order,
  OrderBook,
  type OrderId,
  type OrderIntent,
  PositionBook,
  type Price,
  type Quantity,
  quantityOf,
  type SignedQuantity,
  type UserId,
} from '../../src/index.ts';
import { filledOf, livingRestOf, mostThatMayFill, statusOf } from '../../src/order/order.ts';
import { eventsOfRow } from '../../src/order/read-broker-order.ts';

const now = instantOf(1_800_000_000_000);
const userId = 'user-ann' as UserId;
const accountId = 'acc-1' as AccountId;
const intent: OrderIntent = {
  orderId: 'order-1' as OrderId,
  userId,
  accountId,
  groupId: undefined,
  parentOrderId: undefined,
  origin: 'desk',
  part: 'entry',
  instrumentId: 'NSE:INE002A01018' as OrderIntent['instrumentId'],
  side: 'BUY',
  product: 'I',
  orderType: 'LIMIT',
  validity: 'DAY',
  quantity: quantityOf(100),
  exitQuantity: NONE,
  price: 1_000 as Price,
  triggerPrice: undefined,
  disclosedQuantity: undefined,
  marketProtection: -1,
  afterMarket: false,
  slices: [{ clientOrderId: 'CD1' as ClientOrderId, quantity: quantityOf(100) }],
  exitRule: undefined,
  note: undefined,
  placedAt: now,
};

function books() {
  const orders = new OrderBook();
  const positions = new PositionBook(orders);
  let eventId = 0;
  const apply = (event: DeskEvent): void => {
    const entry: JournalEntry = { userId, eventId: ++eventId, at: now, monotonicMs: eventId, event };
    orders.apply(entry);
    positions.apply(entry);
  };
  const journaled = [intent as ApprovedAction];
  apply({ type: 'orders-journaled', orders: journaled, skipped: [], copies: undefined, request: undefined });
  const order = orders.get(intent.orderId) as Order;
  const see = (row: BrokerOrder): readonly DeskEvent[] => {
    const slice = order.slices[0];
    const events = slice === undefined ? [] : eventsOfRow(order, slice, row, now);
    for (const event of events) apply(event);
    return events;
  };
  return { orders, positions, order, apply, see };
}

function aRow(status: string, filled = 0): BrokerOrder {
  const known = status as Extract<BrokerOrder['status'], { kind: 'known' }>['status'];
  return {
    brokerOrderId: '2611230000000000001' as BrokerOrderId,
    clientOrderId: 'CD1' as ClientOrderId,
    listingKey: 'NSE:RELIANCE' as BrokerOrder['listingKey'],
    side: 'BUY',
    orderType: 'LIMIT',
    protectedMarket: false,
    product: 'I',
    validity: 'DAY',
    quantity: quantityOf(100),
    filledQuantity: quantityOf(filled),
    price: 1_000 as Price,
    triggerPrice: undefined,
    averagePrice: filled > 0 ? (1_000 as Price) : undefined,
    status: status.startsWith('?') ? { kind: 'unknown', raw: status } : { kind: 'known', status: known },
    statusText: undefined,
    afterMarket: false,
    placedByOther: false,
    placedAt: now,
    updatedAt: now,
  };
}

/** A change of the quantity that the broker answers for at once, or whose answer is lost. */
function changeTo(
  apply: (event: DeskEvent) => void,
  quantity: number,
  outcome: 'accepted' | 'uncertain' = 'accepted',
): void {
  const terms = {
    quantity: quantityOf(quantity),
    price: undefined,
    triggerPrice: undefined,
    orderType: undefined,
    validity: undefined,
  };
  const about = { orderId: intent.orderId, accountId, change: 'modify' } as const;
  const asked = { exitRule: undefined, exitQuantity: undefined, how: undefined, request: undefined };
  apply({ ...about, ...asked, type: 'order-change-journaled', terms });
  const answer = { ...terms, price: intent.price, orderType: intent.orderType, validity: intent.validity };
  const told = { outcome, text: undefined, code: undefined, terms: answer } as const;
  apply({ ...about, ...told, type: 'order-change-answered', slice: 0 });
}

describe('what a broker row says', () => {
  it('walks an order from accepted to filled', () => {
    const { see, order, positions } = books();
    for (const row of [aRow('accepted'), aRow('working'), aRow('partly-filled', 40), aRow('filled', 100)])
      see(row);
    expect([statusOf(order), filledOf(order)]).toEqual(['filled', 100]);
    expect(positions.net(accountId, intent.instrumentId, 'I')).toBe(100 as SignedQuantity);
  });

  it('makes no event of a row that says nothing new', () => {
    const { see } = books();
    see(aRow('partly-filled', 40));
    expect(see(aRow('partly-filled', 40))).toEqual([]);
    expect(see(aRow('partly-filled', 20))).toEqual([]);
    expect(see(aRow('working'))).toEqual([]);
    see(aRow('cancelled', 40));
    expect(see(aRow('cancelled', 40))).toEqual([]);
    expect(see(aRow('working', 40))).toEqual([]);
  });

  it('counts a fill that arrives after cancelled, and leaves the status', () => {
    const { see, order, positions } = books();
    see(aRow('cancelled', 40));
    see(aRow('filled', 100));
    expect([statusOf(order), filledOf(order)]).toEqual(['cancelled', 100]);
    expect(positions.net(accountId, intent.instrumentId, 'I')).toBe(100 as SignedQuantity);
  });

  it('shows a status that no table knows, once, and leaves ours as it was', () => {
    const { see, order } = books();
    see(aRow('working'));
    expect(see(aRow('?PENDING MOON'))).toHaveLength(1);
    expect(see(aRow('?PENDING MOON'))).toEqual([]);
    expect(statusOf(order)).toBe('working');
  });

  it('sees terms that somebody changed at the broker', () => {
    const { see, order } = books();
    see(aRow('working'));
    see({ ...aRow('working'), price: 2_000 as Price, quantity: 50 as Quantity });
    expect(order.terms).toMatchObject({ price: 2_000, quantity: 50 });
  });

  it('I6: a change to less that its broker took counts as it was until a row shows it smaller, once', () => {
    const { see, apply, order } = books();
    see(aRow('working'));
    changeTo(apply, 40);
    expect([livingRestOf(order), mostThatMayFill(order)]).toEqual([40, 100]);
    expect(see(aRow('working')).map(({ type }) => type)).toEqual([]);
    expect(mostThatMayFill(order)).toBe(100);
    const shown = { ...aRow('working'), quantity: quantityOf(40) };
    expect(see(shown).map(({ type }) => type)).toEqual(['order-change-shown']);
    expect(mostThatMayFill(order)).toBe(40);
    expect(see(shown)).toEqual([]);
  });

  it('I6: one made smaller twice counts as it was at first, and a change to more takes it along', () => {
    const { see, apply, order } = books();
    see(aRow('working'));
    changeTo(apply, 40);
    changeTo(apply, 20);
    expect(mostThatMayFill(order)).toBe(100);
    changeTo(apply, 200);
    expect(mostThatMayFill(order)).toBe(200);
    see(aRow('filled', 100));
    expect(mostThatMayFill(order)).toBe(0);
  });

  it('I6: a change to less whose answer was lost counts no longer as it was once a row has shown it', () => {
    const { see, apply, order } = books();
    see(aRow('working'));
    changeTo(apply, 40, 'uncertain');
    expect(see(aRow('working')).map(({ type }) => type)).toEqual([]);
    expect(mostThatMayFill(order)).toBe(100);
    const shown = { ...aRow('working'), quantity: quantityOf(40) };
    expect(see(shown).map(({ type }) => type)).toEqual(['order-change-answered', 'order-change-shown']);
    expect([mostThatMayFill(order), order.slices[0]?.before]).toEqual([40, undefined]);
    expect(see(shown)).toEqual([]);
  });

  it('tells of a change to more whose answer was lost nothing but that it was taken', () => {
    const { see, apply, order } = books();
    see(aRow('working'));
    changeTo(apply, 200, 'uncertain');
    const shown = { ...aRow('working'), quantity: quantityOf(200) };
    expect(see(shown).map(({ type }) => type)).toEqual(['order-change-answered']);
    expect(mostThatMayFill(order)).toBe(200);
  });

  it('I2: a row that calls an order filled with less than is known of it ends it, and takes nothing back', () => {
    const { see, order } = books();
    see(aRow('partly-filled', 60));
    expect(see(aRow('filled', 40))).toMatchObject([{ type: 'order-filled', filledTotal: 60 }]);
    expect([statusOf(order), filledOf(order)]).toEqual(['filled', 60]);
  });

  it('ends an order that its validity ended', () => {
    const { see, order } = books();
    expect(see(aRow('expired', 40)).map(({ type }) => type)).toEqual([
      'order-sending',
      'order-filled',
      'order-accepted',
      'order-expired',
    ]);
    expect([statusOf(order), filledOf(order)]).toEqual(['expired', 40]);
  });

  it('tells a rejection of which the broker gives no reason', () => {
    const { see, order } = books();
    see(aRow('working'));
    expect(see(aRow('rejected'))).toMatchObject([{ type: 'order-refused', code: 'other', brokerText: '' }]);
    expect(statusOf(order)).toBe('rejected');
    const told = books();
    const refusal = { code: 'price', figures: {} } as const;
    const row: BrokerOrder = { ...aRow('rejected'), statusText: 'outside the band', refusal };
    expect(told.see(row).at(-1)).toMatchObject({
      code: 'price',
      brokerText: 'outside the band',
    });
  });

  it.each([
    ['the type', { orderType: 'MARKET' }, { protectedMarket: true, price: 2_000 as Price }, {}],
    [
      'the trigger',
      { orderType: 'SL', price: 1_000 as Price, triggerPrice: 900 as Price },
      { orderType: 'SL', triggerPrice: 900 as Price },
      { orderType: 'SL', triggerPrice: 800 as Price },
    ],
  ] as const)(
    'takes a change whose answer was lost for done when a row shows %s that was asked for, and not before',
    (...[, wanted, shown, other]) => {
      const { see, order, apply } = books();
      see(aRow('working'));
      const none = { quantity: undefined, price: undefined, triggerPrice: undefined, validity: undefined };
      const terms = { ...none, ...wanted };
      const { orderId } = intent;
      const change = 'modify' as const;
      apply({
        type: 'order-change-journaled',
        orderId,
        accountId,
        change,
        terms,
        exitRule: undefined,
        request: undefined,
      });
      apply({
        type: 'order-change-answered',
        orderId,
        accountId,
        slice: 0,
        change,
        outcome: 'uncertain',
        text: undefined,
        terms,
      });
      expect(see({ ...aRow('working'), ...other })).toEqual([]);
      expect(order.slices[0]?.changeLost).toBe(true);
      const [event] = see({ ...aRow('working'), ...shown });
      expect(event).toMatchObject({ type: 'order-change-answered', outcome: 'accepted' });
      expect(order.slices[0]).toMatchObject({ changeLost: false, carries: { orderType: wanted.orderType } });
    },
  );

  it('is the acceptance of an order that nobody had answered for, and no news of one that was', () => {
    const { see } = books();
    expect(see(aRow('accepted'))).toMatchObject([
      { type: 'order-sending' },
      { type: 'order-accepted', ackMs: undefined },
    ]);
    expect(see(aRow('accepted'))).toEqual([]);
  });

  it('tells the id of an order that ended before anybody had answered for it, once', () => {
    const { see } = books();
    expect(see(aRow('cancelled')).map(({ type }) => type)).toEqual([
      'order-sending',
      'order-accepted',
      'order-cancelled',
    ]);
    const answered = books();
    answered.see(aRow('working'));
    expect(answered.see(aRow('cancelled')).map(({ type }) => type)).toEqual(['order-cancelled']);
  });

  it.each([
    ['a price', { price: 2_000 as Price }, { price: 2_000, quantity: undefined, triggerPrice: undefined }],
    [
      'a stop with its trigger',
      { orderType: 'SL', triggerPrice: 900 as Price },
      { orderType: 'SL', price: 1_000, quantity: undefined, triggerPrice: 900 },
    ],
    [
      'a quantity',
      { quantity: 50 as Quantity },
      { orderType: undefined, price: undefined, quantity: 50, triggerPrice: undefined },
    ],
    [
      'a market order instead, whose protection the broker shows as a limit',
      { protectedMarket: true, price: 2_000 as Price },
      { orderType: 'MARKET', price: undefined, quantity: undefined, triggerPrice: undefined },
    ],
  ] as const)('says what was changed at the broker, and nothing else: %s', (_what, change, terms) => {
    const { see } = books();
    see(aRow('working'));
    expect(see({ ...aRow('working'), ...change })).toMatchObject([{ type: 'order-terms-seen', terms }]);
    expect(see({ ...aRow('working'), ...change })).toEqual([]);
  });

  it('says nothing of terms where the broker shows a price of its own making, or none', () => {
    const { see, order } = books();
    see(aRow('working'));
    expect(see({ ...aRow('working'), price: undefined })).toEqual([]);
    expect(see({ ...aRow('working'), triggerPrice: 900 as Price })).toEqual([]);
    for (const orderType of ['MARKET', 'SL-M'] as const) {
      for (const slice of order.slices) slice.carries = { ...slice.carries, orderType };
      expect(see({ ...aRow('working'), price: 2_000 as Price })).toEqual([]);
    }
  });

  it('ends at the same quantity and never goes down, whatever is late, doubled or out of order', () => {
    const rows = fc.array(
      fc.tuple(
        fc.constantFrom('accepted', 'working', 'partly-filled', 'cancelled', '?NOISE'),
        fc.integer({ min: 0, max: 100 }),
      ),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(rows, (seen) => {
        const { see, order, positions } = books();
        let most = 0;
        let ended: string | undefined;
        for (const [status, filled] of seen) {
          see(aRow(status, filled));
          if (!status.startsWith('?')) most = Math.max(most, filled);
          expect(filledOf(order)).toBe(most);
          if (ended !== undefined) expect(statusOf(order)).toBe(ended);
          if (['cancelled', 'filled', 'rejected'].includes(statusOf(order))) ended = statusOf(order);
        }
        expect(positions.net(accountId, intent.instrumentId, 'I')).toBe(most as SignedQuantity);
      }),
    );
  });
});
