/** Profile, registered addresses, money, margins, market status and last prices. */
import { priceFromNumber, type Segment, type Value, valueToNumber } from '@copydesk/core';
import type { Answer, MarginQuestion, VenueMargin } from '@copydesk/sandbox';
import { type Call, jsonObject, type Route, type SessionCall } from './call.ts';
import { badRequest, failure, refusedAnswer, success } from './errors.ts';
import { isServiceClosed } from './order-writes.ts';
import { EXCHANGE_OF, naiveTime } from './words.ts';

/** The routes about the account and the market. */
export const ACCOUNT_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/user/profile',
    kind: 'other',
    bucket: 'profile',
    access: 'session',
    run: profile,
  },
  { method: 'GET', path: '/v2/user/ip', kind: 'other', bucket: 'ip', access: 'session', run: addresses },
  {
    method: 'PUT',
    path: '/v2/user/ip',
    kind: 'other',
    bucket: 'ip',
    access: 'session',
    run: changeAddresses,
  },
  {
    method: 'GET',
    path: '/v3/user/get-funds-and-margin',
    kind: 'other',
    bucket: 'funds',
    access: 'session',
    run: (call) => (isServiceClosed(call) ? fundsClosed() : success(fundsBody(call))),
  },
  {
    method: 'GET',
    path: '/v2/user/get-funds-and-margin',
    kind: 'other',
    bucket: 'funds',
    access: 'session',
    run: (call) => (isServiceClosed(call) ? fundsClosed() : success(formerFundsBody(call))),
  },
  {
    method: 'POST',
    path: '/v2/charges/margin',
    kind: 'other',
    bucket: 'margin',
    access: 'session',
    run: margin,
  },
  {
    method: 'GET',
    path: '/v2/market/status/{exchange}',
    kind: 'other',
    bucket: 'market',
    access: 'session',
    run: marketStatus,
  },
];

/** What the profile and the token exchange both say about a client. */
export function profileBody({ client }: Pick<SessionCall, 'client'>): Record<string, unknown> {
  return {
    email: client.email,
    exchanges: client.segments.map((segment) => EXCHANGE_OF[segment]),
    products: client.products,
    broker: 'UPSTOX',
    user_id: client.client,
    user_name: client.name,
    order_types: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
    user_type: 'individual',
    poa: false,
    is_active: true,
  };
}

function profile(call: SessionCall): Answer {
  return success({ ...profileBody(call), ddpi: call.client.ddpi });
}

function addresses({ client, session }: SessionCall): Answer {
  const [primary, secondary] = client.ips ?? [];
  return success({
    primary_ip: primary ?? null,
    secondary_ip: secondary ?? null,
    primary_ip_updated_at: primary === undefined ? null : naiveTime(session.issuedAt),
    secondary_ip_updated_at: secondary === undefined ? null : naiveTime(session.issuedAt),
  });
}

/** All tokens of the client die with the change. That it is allowed once a week only is not imitated. */
function changeAddresses(call: SessionCall): Answer {
  const body = jsonObject(call.body) ?? {};
  const primary = body['primary_ip'];
  const secondary = body['secondary_ip'];
  if (typeof primary !== 'string' || primary === '') return badRequest('UDAPI1182', 'Primary IP is required');
  if (primary === secondary) return badRequest('UDAPI1184', 'Primary and secondary IP cannot be the same');
  const { venue } = call.face;
  const ips = typeof secondary === 'string' && secondary !== '' ? [primary, secondary] : [primary];
  venue.clients.upsert({ ...call.ref, ips });
  venue.sessions.expire(call.ref);
  const at = naiveTime(venue.clock.now());
  return success({
    primary_ip: primary,
    secondary_ip: ips[1] ?? null,
    primary_ip_updated_at: at,
    secondary_ip_updated_at: ips[1] === undefined ? null : at,
    access_tokens_invalidated: true,
  });
}

function fundsClosed(): Answer {
  return failure(423, {
    code: 'UDAPI100072',
    message: 'The Funds service is accessible from 5:30 AM to 12:00 AM IST daily.',
  });
}

function fundsBody({ face, ref }: SessionCall): unknown {
  const funds = face.venue.books.funds(ref);
  const span = (funds.span + funds.exposure) as Value;
  const cash = (funds.available - funds.collateral) as Value;
  return {
    available_to_trade: {
      total: rupees(funds.available),
      cash_available_to_trade: {
        total: rupees(cash),
        cash: {
          opening_balance: rupees(funds.opening),
          added_today: 0,
          withdrawn_today: 0,
          amount_from_stock_sale: 0,
          unpaid_charges: 0,
        },
        margin_used: {
          total: rupees(funds.used),
          mtf: 0,
          loss: {
            total: rupees((funds.realised + funds.unrealised) as Value),
            realised: rupees(funds.realised),
            unrealised: rupees(funds.unrealised),
          },
          span_exposure: rupees(span),
          cash_margin_var_elm: 0,
          premium_present: rupees(funds.premium),
          delivery_margin: {
            total: rupees(funds.delivery),
            equity: rupees(funds.delivery),
            fo_settlement: 0,
          },
        },
      },
      // Missing for a client who has pledged nothing, as it may be at the broker.
      ...(funds.collateral === 0n ? {} : { pledge_available_to_trade: pledged(funds.collateral) }),
    },
    unavailable_to_trade: {
      cash_unavailable_to_trade: { unsettled_profit: { todays_profit: 0, previous_days: 0 } },
      pledge_unavailable_to_trade: { equity: 0, mutual_funds: 0 },
    },
  };
}

function pledged(collateral: Value): unknown {
  return {
    total: rupees(collateral),
    margin_from_pledge: { total: rupees(collateral), equity: rupees(collateral), mutual_funds: 0 },
    margin_used: { total: 0, mtf: 0, span_exposure: 0, cash_margin_var_elm: 0, premium_present: 0 },
  };
}

/** One pot since 2025-07-19: commodity is all 0. */
function formerFundsBody({ face, ref }: SessionCall): unknown {
  const funds = face.venue.books.funds(ref);
  const pot = (available: Value, used: Value): unknown => ({
    used_margin: rupees(used),
    payin_amount: 0,
    span_margin: used === 0n ? 0 : rupees(funds.span),
    adhoc_margin: 0,
    notional_cash: 0,
    available_margin: rupees(available),
    exposure_margin: used === 0n ? 0 : rupees(funds.exposure),
  });
  const none = 0n as Value;
  return { equity: pot(funds.available, funds.used), commodity: pot(none, none) };
}

function margin(call: SessionCall): Answer {
  const rows = jsonObject(call.body)?.['instruments'];
  if (!Array.isArray(rows) || rows.length === 0) return badRequest('UDAPI1095', 'Instruments are required');
  if (rows.length > 20) return badRequest('UDAPI1102', 'Maximum 20 instruments are allowed');
  const questions: MarginQuestion[] = [];
  for (const row of rows as readonly Record<string, unknown>[]) {
    const question = questionOf(call, row);
    if ('status' in question) return question;
    if (questions.some((known) => known.instrument === question.instrument)) {
      return badRequest('UDAPI1103', 'Duplicate instrument keys are not allowed');
    }
    questions.push(question);
  }
  const { books } = call.face.venue;
  const each = questions.map((question) => books.margin(question));
  const total = each.reduce((sum, one) => sum + one.total, 0n) as Value;
  return success({
    margins: each.map(marginRow),
    required_margin: rupees(total),
    final_margin: rupees(books.basketMargin(questions).total),
  });
}

function questionOf(call: SessionCall, row: Readonly<Record<string, unknown>>): MarginQuestion | Answer {
  const { instruments } = call.face.venue;
  const instrument = instruments.byKey(call.face.broker, String(row['instrument_key']));
  if (instrument === undefined) return refusedAnswer({ reason: 'not-found', what: 'instrument' }, 'other');
  const { quantity, product, transaction_type: side, price } = row;
  if (typeof quantity !== 'number' || !Number.isInteger(quantity) || quantity <= 0) {
    return badRequest('UDAPI1098', 'The quantity is invalid');
  }
  if (instrument.lotSize > 0 && quantity % instrument.lotSize !== 0) {
    return badRequest('UDAPI1104', 'The quantity must be a multiple of the lot size');
  }
  if (product !== 'I' && product !== 'D' && product !== 'MTF')
    return badRequest('UDAPI1099', 'Invalid product');
  if (side !== 'BUY' && side !== 'SELL') return badRequest('UDAPI1100', 'Invalid transaction type');
  const limit = typeof price === 'number' && price > 0 ? priceFromNumber(price) : undefined;
  return {
    instrument,
    side,
    quantity,
    product,
    orderType: limit === undefined ? 'MARKET' : 'LIMIT',
    price: limit,
  };
}

function marginRow(one: VenueMargin): unknown {
  return {
    span_margin: rupees(one.span),
    exposure_margin: rupees(one.exposure),
    equity_margin: rupees(one.delivery),
    net_buy_premium: rupees(one.premium),
    additional_margin: 0,
    total_margin: rupees(one.total),
    tender_margin: 0,
  };
}

function marketStatus({ face, parameter }: Call): Answer {
  const segment = (Object.keys(EXCHANGE_OF) as Segment[]).find((known) => EXCHANGE_OF[known] === parameter);
  if (segment === undefined) return badRequest('UDAPI1089', 'Invalid exchange');
  const { market, clock } = face.venue;
  const status = market.isOpen(segment) ? 'NORMAL_OPEN' : 'NORMAL_CLOSE';
  return success({ exchange: parameter, status, last_updated: clock.now() });
}

function rupees(value: Value): number {
  return valueToNumber(value);
}
