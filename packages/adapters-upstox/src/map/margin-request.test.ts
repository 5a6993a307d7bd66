import { type MarginRequest, parsePrice, quantityOf } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { marginQuestions } from './margin-request.ts';

function row(key: string, changes: Partial<MarginRequest> = {}): MarginRequest {
  return {
    listing: { key, segment: 'NFO', symbol: key, feedToken: key } as MarginRequest['listing'],
    side: 'BUY',
    quantity: quantityOf(75),
    orderType: 'LIMIT',
    product: 'D',
    price: parsePrice('10'),
    triggerPrice: undefined,
    ...changes,
  };
}

describe('marginQuestions', () => {
  it('adds up rows of one instrument, side, product and price', () => {
    expect(marginQuestions([row('A'), row('A'), row('B', { price: undefined })])).toEqual([
      [
        { instrument_key: 'A', quantity: 150, product: 'D', transaction_type: 'BUY', price: 10 },
        { instrument_key: 'B', quantity: 75, product: 'D', transaction_type: 'BUY' },
      ],
    ]);
  });

  it('never names an instrument twice in one question, nor more than 20', () => {
    const rows = [...Array.from({ length: 21 }, (_, index) => row(`K${index}`)), row('K0', { side: 'SELL' })];
    const questions = marginQuestions(rows);

    expect(questions.map((question) => question.length)).toEqual([20, 2]);
    for (const question of questions) {
      const keys = question.map((each) => each.instrument_key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});
