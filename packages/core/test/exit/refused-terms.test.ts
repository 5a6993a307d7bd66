/** What is tried after each refusal of an exit's terms, and what is put before a person at once. */
import { aNiftyOption } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { type RefusedExitParts, RefusedExits } from '../../src/exit/refused-exits.ts';
import {
  type DeskEvent,
  type JournalEntry,
  type OrderId,
  type OrderIntent,
  type Price,
  parsePrice,
  quantityOf,
  type RefusalCode,
} from '../../src/index.ts';
import { about, anIntent, openBook } from '../order/journaled-book.ts';

const price = (text: string): Price => parsePrice(text) as Price;
const AT_MARKET = { orderType: 'MARKET', price: undefined } as const;

/** An exit of a hundred whose broker refuses it, at a last price of 200. */
function refusedExit(intent: Partial<OrderIntent>, parts: Partial<RefusedExitParts> = {}) {
  const book = openBook();
  const exit = { part: 'exit', side: 'SELL', exitQuantity: quantityOf(100), ...intent } as const;
  const order = book.journalOne(anIntent(exit));
  const recorded: DeskEvent[] = [];
  const exits = new RefusedExits({
    journal: {
      record: (_userId: unknown, event: DeskEvent) => {
        recorded.push(event);
        book.apply(event);
      },
    } as unknown as RefusedExitParts['journal'],
    orders: book.orders,
    groups: { of: () => undefined } as unknown as RefusedExitParts['groups'],
    instrumentsOf: () =>
      ({ byId: () => aNiftyOption() }) as unknown as ReturnType<RefusedExitParts['instrumentsOf']>,
    freeze: { of: () => undefined },
    lastPrice: () => price('200.00'),
    sentWith: () => order.terms,
    fit: { fit: () => undefined } as unknown as RefusedExitParts['fit'],
    ...parts,
  });
  const refuse = (code: RefusalCode, orderId: OrderId = order.intent.orderId): readonly unknown[] => {
    const event = { ...about(order), orderId, type: 'order-refused', code, brokerText: 'no' } as DeskEvent;
    book.apply(event);
    recorded.length = 0;
    exits.onEntry({ event } as JournalEntry);
    return recorded.map((one) => (one.type === 'order-change-journaled' ? one.terms : one));
  };
  return { order, refuse };
}

const ALERT = { type: 'alert-raised', code: 'exit-refused' };

describe('an exit whose terms are refused', () => {
  it('I5: goes as a limit at the cap that holds where no group says another', () => {
    const { refuse } = refusedExit(AT_MARKET);
    expect(refuse('order-type')).toMatchObject([{ orderType: 'LIMIT', price: price('190.00') }]);
  });

  it('I5: a limit that stood in for the market from the first comes half as far at its first refusal for the price', () => {
    const { refuse } = refusedExit({ orderType: 'LIMIT', price: price('190.00'), atMarket: true });
    expect(refuse('price')).toMatchObject([{ orderType: 'LIMIT', price: price('195.00') }]);
  });

  it('goes by the terms that were chosen since it was sent', () => {
    const sent = { ...anIntent(), orderType: 'SL-M', triggerPrice: price('180.00') } as const;
    const { order, refuse } = refusedExit(AT_MARKET, { sentWith: () => sent });
    expect(refuse('order-type')).toMatchObject([{ orderType: undefined, price: undefined }]);
    expect(order.terms.orderType).toBe('MARKET');
    // Another price alone is no other choice: the order type is refused still.
    const same = refusedExit(AT_MARKET, { sentWith: () => ({ ...anIntent(), ...AT_MARKET }) });
    expect(same.refuse('order-type')).toMatchObject([{ orderType: 'LIMIT' }]);
  });

  it.each<[string, RefusalCode, Partial<OrderIntent>, Partial<RefusedExitParts>]>([
    [
      'in what no list holds',
      'order-type',
      AT_MARKET,
      { instrumentsOf: () => ({ byId: () => undefined }) as never },
    ],
    ['of which no last price is known', 'order-type', AT_MARKET, { lastPrice: () => undefined }],
    [
      'as a limit that stands in for the market, for its type',
      'order-type',
      { orderType: 'LIMIT', price: price('190.00'), atMarket: true },
      {},
    ],
    ['as a stop of which nobody told the trigger', 'order-type', { orderType: 'SL-M', price: undefined }, {}],
  ])('is put before a person: %s', (_what, code, intent, parts) => {
    expect(refusedExit(intent, parts).refuse(code)).toMatchObject([
      { ...ALERT, text: expect.stringContaining(`no (${code})`) },
    ]);
  });

  it('is nothing to this rule where the order is not known, or the refusal is not of terms', () => {
    const { refuse } = refusedExit(AT_MARKET);
    expect(refuse('order-type', 'order-0' as OrderId)).toEqual([]);
    expect(refuse('margin')).toEqual([]);
  });
});
