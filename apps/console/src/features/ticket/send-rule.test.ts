import { expect, it } from 'vitest';
import type { Money } from '../../lib/numbers.ts';
import { anInstrument } from '../../testing/fixtures.ts';
import { askedBecause, type SendCase } from './send-rule.ts';
import type { Ticket } from './ticket-store.ts';

const TICKET: Ticket = {
  instrument: anInstrument(),
  side: 'BUY',
  size: '1',
  unit: 'lots',
  orderType: 'MARKET',
  product: 'D',
  validity: 'DAY',
  price: '',
  triggerPrice: '',
  accountId: undefined,
  masterOnly: false,
  stop: '',
  target: '',
  trail: '',
};

const USUAL: SendCase = {
  ticket: TICKET,
  quantity: 65,
  askEach: false,
  orderedToday: true,
  exits: false,
  reaches: 3,
  previewInView: true,
  lastPrice: 1_000_000 as Money,
  valueLimit: undefined,
};

it('asks before every order unless that was switched off', () => {
  expect(askedBecause({ ...USUAL, askEach: true })).toBe('');
  expect(askedBecause(USUAL)).toBeNull();
});

it.each([
  ["the day's first order", { orderedToday: false }, /first order/],
  ['an option sold to open', { ticket: { ...TICKET, side: 'SELL' } }, /sold to open/],
  ['a price 3.1% away', { ticket: { ...TICKET, orderType: 'LIMIT', price: '103.10' } }, /More than 3%/],
  [
    'a limit without a price of now',
    { lastPrice: null, ticket: { ...TICKET, orderType: 'LIMIT', price: '100' } },
    /No price/,
  ],
  ['an order above the limit', { valueLimit: 6_499 }, /Above your limit/],
  ['a worth that is not known', { valueLimit: 1, lastPrice: null }, /not known/],
  ['several accounts without a preview', { previewInView: false }, /not in view/],
] satisfies readonly [string, Partial<SendCase>, RegExp][])('still asks about %s', (_, part, words) => {
  expect(askedBecause({ ...USUAL, ...part })).toMatch(words);
});

it.each([
  ['an option that was held and is sold', { exits: true, ticket: { ...TICKET, side: 'SELL' } }],
  ['a price 3.0% away', { ticket: { ...TICKET, orderType: 'LIMIT', price: '103.00' } }],
  ['an order at the limit', { valueLimit: 6_500 }],
  ['one account without a preview', { reaches: 1, previewInView: false }],
] satisfies readonly [string, Partial<SendCase>][])('sends at once %s', (_, part) => {
  expect(askedBecause({ ...USUAL, ...part })).toBeNull();
});
