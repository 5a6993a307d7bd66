/**
 * How the margin of several orders is asked for.
 *
 * Decides: at most 20 rows in a question and no instrument twice in one (UDAPI1102, UDAPI1103). Rows of one instrument,
 * product and side are added up; others go into a further question, whose margin is added: never less than is needed.
 */
import { type MarginRequest, priceToNumber } from '@copydesk/core';

/** The most instruments in one question. Source: docs "margin", read 2026-02. */
const MOST_ROWS = 20;

/** One row of `POST /v2/charges/margin`. */
export interface MarginRow {
  readonly instrument_key: string;
  readonly quantity: number;
  readonly product: string;
  readonly transaction_type: string;
  readonly price?: number;
}

/** The questions to ask, each the body's `instruments`. */
export function marginQuestions(orders: readonly MarginRequest[]): readonly (readonly MarginRow[])[] {
  const questions: Map<string, MarginRow>[] = [];
  for (const row of addedUp(orders)) {
    let question = questions.find((open) => open.size < MOST_ROWS && !open.has(row.instrument_key));
    if (question === undefined) {
      question = new Map();
      questions.push(question);
    }
    question.set(row.instrument_key, row);
  }
  return questions.map((question) => [...question.values()]);
}

function addedUp(orders: readonly MarginRequest[]): readonly MarginRow[] {
  const rows = new Map<string, MarginRow>();
  for (const order of orders) {
    const price = order.price === undefined ? undefined : priceToNumber(order.price);
    const key = [order.listing.key, order.product, order.side, price].join(' ');
    rows.set(key, {
      instrument_key: order.listing.key,
      quantity: order.quantity + (rows.get(key)?.quantity ?? 0),
      product: order.product,
      transaction_type: order.side,
      ...(price === undefined ? {} : { price }),
    });
  }
  return [...rows.values()];
}
