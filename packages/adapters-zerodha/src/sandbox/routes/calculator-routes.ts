/** The margin calculators, which take JSON. */
import { type Price, parsePrice } from '@copydesk/core';
import type { Answer, MarginQuestion } from '@copydesk/sandbox';
import { z } from 'zod';
import { instrumentNamed } from '../fields.ts';
import { type ClientRequest, KiteRefusal, type Route } from '../route.ts';
import { marginJson, NO_CHARGES } from '../wire/portfolio.ts';
import { productNamed } from '../wire/terms.ts';
import { inputError, successAnswer } from '../wording.ts';

const amount = z.union([z.number(), z.string()]).nullish();
const questions = z
  .array(
    z.object({
      exchange: z.string(),
      tradingsymbol: z.string(),
      transaction_type: z.enum(['BUY', 'SELL']),
      product: z.string(),
      order_type: z.enum(['MARKET', 'LIMIT', 'SL', 'SL-M']),
      quantity: z.coerce.number().int().positive(),
      price: amount,
      trigger_price: amount,
    }),
  )
  .max(200);

interface Question extends MarginQuestion {
  readonly names: { readonly exchange: string; readonly symbol: string };
}

function questionsOf({ face, body }: ClientRequest): readonly Question[] {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new KiteRefusal(inputError('Invalid JSON in the body.'));
  }
  const read = questions.safeParse(json);
  if (!read.success)
    throw new KiteRefusal(inputError(`Invalid \`${read.error.issues[0]?.path.join('.') ?? ''}\`.`));
  return read.data.map((row) => {
    const instrument = instrumentNamed(face, row.exchange, row.tradingsymbol);
    const product = productNamed(row.product, instrument.segment);
    if (product === undefined) throw new KiteRefusal(inputError('Invalid `product`.'));
    return {
      names: { exchange: row.exchange, symbol: row.tradingsymbol },
      instrument,
      side: row.transaction_type,
      quantity: row.quantity,
      product,
      orderType: row.order_type,
      price: priceOf(row.price),
      triggerPrice: priceOf(row.trigger_price),
    };
  });
}

function priceOf(value: number | string | null | undefined): Price | undefined {
  const price = value === null || value === undefined ? undefined : parsePrice(String(value));
  return price === 0 ? undefined : price;
}

function orderMargins(request: ClientRequest): Answer {
  const compact = request.query.get('mode') === 'compact';
  const { books } = request.face.venue;
  return successAnswer(
    questionsOf(request).map((question) => marginJson(question.names, books.margin(question), compact)),
  );
}

function basketMargins(request: ClientRequest): Answer {
  const compact = request.query.get('mode') === 'compact';
  const { books } = request.face.venue;
  const asked = questionsOf(request);
  const nobody = { exchange: '', symbol: '' };
  const together = marginJson(nobody, books.basketMargin(asked), compact);
  return successAnswer({
    initial: together,
    final: together,
    orders: asked.map((question) => marginJson(question.names, books.margin(question), compact)),
    charges: NO_CHARGES,
  });
}

const route = { method: 'POST', kind: 'other', bucket: 'other', access: 'client' } as const;

export const calculatorRoutes: readonly Route[] = [
  { ...route, path: '/margins/orders', run: orderMargins },
  { ...route, path: '/margins/basket', run: basketMargins },
];
