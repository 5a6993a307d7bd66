import { expect, it } from 'vitest';
import { changeOutcome, conversionOutcome, OUTCOME_TABLE, placeOutcome } from './outcome.ts';

const error = (status: number, errorType: string, text: string) =>
  ({ kind: 'error', status, errorType, text }) as const;
const refused = (code: string, brokerText: string) => ({ kind: 'refused', code, brokerText });

it('is uncertain about everything that no row of the table names', () => {
  for (const status of [200, 302, 400, 403, 404, 405, 409, 410, 429, 500, 502, 503, 504, 599]) {
    expect(placeOutcome(error(status, 'SomethingNewException', 'what is this')).kind).toBe('uncertain');
  }
  expect(placeOutcome({ kind: 'unreadable', status: 200 })).toEqual({
    kind: 'uncertain',
    cause: 'unreadable',
  });
  expect(placeOutcome({ kind: 'unreadable', status: 429 })).toEqual({
    kind: 'uncertain',
    cause: 'unreadable',
  });
  expect(placeOutcome({ kind: 'unreadable', status: 502 })).toEqual({
    kind: 'uncertain',
    cause: 'server-error',
  });
});

// biome-ignore format: read as a table
const KNOWN: readonly (readonly [number, string, string, object])[] = [
  [400, 'OrderException', 'Order request timed out. Please check the order book and confirm before placing again.', { kind: 'uncertain', cause: 'broker-timeout' }],
  [400, 'InputException', 'request 123 timed out', { kind: 'uncertain', cause: 'broker-timeout' }],
  [503, 'NetworkException', 'Request failed (kitetrade-oms)', { kind: 'uncertain', cause: 'server-error' }],
  [400, 'NetworkException', 'Request failed (kitetrade-oms)', { kind: 'uncertain', cause: 'server-error' }],
  [500, 'OrderException', 'Quantity is wrong', { kind: 'uncertain', cause: 'server-error' }],
  [429, 'NetworkException', 'Too many requests', { kind: 'not-sent', cause: 'rate-limited', retryAfterMs: 1_000 }],
  [429, 'NetworkException', 'Slow down', { kind: 'uncertain', cause: 'unreadable' }],
  [403, 'TokenException', 'Incorrect `api_key` or `access_token`.', { kind: 'not-sent', cause: 'session-lost' }],
];

it.each(KNOWN)('%i %s "%s"', (status, type, text, outcome) => {
  expect(placeOutcome(error(status, type, text))).toEqual(outcome);
});

// biome-ignore format: read as a table
const REFUSED: readonly (readonly [number, string, string, string])[] = [
  [403, 'PermissionException', 'IP (1.2.3.4) is not allowed to place orders for this app. Update allowed IPs on the Kite developer console.', 'address'],
  [500, 'GeneralException', 'No IPs configured for this app. Add allowed IPs on the Kite developer console.', 'address'],
  [403, 'PermissionException', 'Insufficient permission for that call.', 'permission'],
  [400, 'InputException', 'The user is not enabled for the app.', 'permission'],
  [428, 'OrderException', '5 quantity needs authorisation at depository.', 'authorisation'],
  [400, 'NetworkException', 'Maximum allowed order modifications exceeded.', 'modifications'],
  [400, 'MarginException', 'Insufficient funds. Required margin is 95417.84 but available margin is 74251.80.', 'margin'],
  [400, 'HoldingException', 'Insufficient holdings.', 'holdings'],
  [400, 'InputException', 'Market orders without market protection are not allowed via API. Please set market protection or use a Limit order.', 'market-protection'],
  [400, 'InputException', 'The order quantity 1950 (30 lots) is higher than the maximum quantity of 1755 (27 lots) allowed by the exchanges.', 'freeze'],
  [400, 'InputException', 'Quantity should be greater than or equal to 3510 for order slicing.', 'quantity'],
  [400, 'InputException', 'MIS LIMIT orders are blocked for this X contract due to its open interest (OI) being less than 500 lots.', 'instrument'],
  [400, 'GeneralException', 'Our order management system is under scheduled maintenance. Try placing your AMO order after 5.30 AM.', 'market-closed'],
  [400, 'InputException', 'Missing or empty field `product`', 'product'],
  [400, 'InputException', 'Something else', 'input'],
  [400, 'OrderException', 'Something else', 'other'],
];

it.each(REFUSED)('%i %s "%s" is refused as %s, with the words kept', (status, type, text, code) => {
  expect(placeOutcome(error(status, type, text))).toMatchObject(refused(code, text));
});

it('reads the figures that the words of a refusal name', () => {
  const figuresOf = (text: string): unknown => placeOutcome(error(400, 'InputException', text));
  expect(
    figuresOf(
      'The order quantity 1950 (30 lots) is higher than the maximum quantity of 1755 (27 lots) allowed by the exchanges.',
    ),
  ).toMatchObject({ code: 'freeze', figures: { freezeQuantity: 1755 } });
  expect(figuresOf('IP (2001:db8::7) is not allowed to place orders for this app.')).toMatchObject({
    code: 'address',
    figures: { seenAddress: '2001:db8::7' },
  });
  expect(figuresOf('Something else')).not.toHaveProperty('figures');
});

it('knows what only a change can be told', () => {
  const final = error(400, 'OrderException', 'Order cannot be cancelled, it is already complete.');
  expect(changeOutcome('cancel', final)).toEqual(refused('final', final.text));
  const gone = error(400, 'OrderException', "Couldn't find that `order_id`.");
  expect(changeOutcome('modify', gone)).toEqual(refused('not-found', gone.text));
  const busy = error(400, 'OrderException', 'Order cannot be cancelled as it is being processed. Try later.');
  expect(changeOutcome('cancel', busy)).toEqual(refused('other', busy.text));
});

it('accepts only with the id of the order, as text', () => {
  const success = (data: unknown) => ({ kind: 'success', status: 200, data }) as const;
  expect(placeOutcome(success({ order_id: '2070111222333444555' }))).toEqual({
    kind: 'accepted',
    brokerOrderId: '2070111222333444555',
  });
  for (const data of [{}, null, { order_id: '' }, { order_id: 250819600107217 }, 'ok', []]) {
    expect(placeOutcome(success(data))).toEqual({ kind: 'uncertain', cause: 'unreadable' });
    expect(changeOutcome('modify', success(data))).toEqual({ kind: 'uncertain', cause: 'unreadable' });
  }
  expect(changeOutcome('cancel', success({ order_id: '1' }))).toEqual({ kind: 'accepted' });
});

it('takes `true` and nothing else for a conversion', () => {
  const success = (data: unknown) => ({ kind: 'success', status: 200, data }) as const;
  expect(conversionOutcome(success(true))).toEqual({ kind: 'accepted' });
  for (const data of [false, 'true', null, {}, { order_id: '1' }]) {
    expect(conversionOutcome(success(data))).toEqual({ kind: 'uncertain', cause: 'unreadable' });
  }
  const margin = error(400, 'MarginException', 'Insufficient funds.');
  expect(conversionOutcome(margin)).toEqual(refused('margin', margin.text));
  expect(conversionOutcome(error(400, 'InputException', 'No such position.'))).toMatchObject({
    kind: 'refused',
    code: 'not-found',
  });
  expect(conversionOutcome(error(503, 'NetworkException', 'No such position.')).kind).toBe('uncertain');
  expect(conversionOutcome(error(400, 'InputException', 'request 123 timed out')).kind).toBe('uncertain');
});

it('takes only a failure before the first byte for proof that nothing was sent', () => {
  const failed = (bytesMayHaveLeft: boolean, cause: 'timeout' | 'aborted' | 'connection' | 'too-large') =>
    placeOutcome({ kind: 'failed', bytesMayHaveLeft, cause, code: 'ECONNRESET' });
  expect(failed(false, 'connection')).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
  expect(failed(false, 'timeout')).toEqual({ kind: 'not-sent', cause: 'connection-refused' });
  expect(failed(false, 'aborted')).toEqual({ kind: 'not-sent', cause: 'aborted' });
  expect(failed(true, 'connection')).toEqual({ kind: 'uncertain', cause: 'reset' });
  expect(failed(true, 'timeout')).toEqual({ kind: 'uncertain', cause: 'timeout' });
  expect(failed(true, 'aborted')).toEqual({ kind: 'uncertain', cause: 'timeout' });
  expect(failed(true, 'too-large')).toEqual({ kind: 'uncertain', cause: 'unreadable' });
});

it('asks each row that is no uncertainty for positive evidence', () => {
  for (const row of OUTCOME_TABLE) {
    if (row.then.kind !== 'uncertain') expect(row.text ?? row.type ?? row.status).toBeDefined();
  }
});

it('leaves the outcome open whenever any of its words do, whatever else the answer proves', () => {
  const proving = OUTCOME_TABLE.filter((row) => row.then.kind !== 'uncertain');
  const open = OUTCOME_TABLE.filter((row) => row.then.kind === 'uncertain').flatMap((row) => row.text ?? []);
  expect(open).not.toEqual([]);
  for (const row of proving) {
    for (const words of open) {
      const answer = error(
        row.status ?? row.from ?? 400,
        row.type?.[0] ?? 'OrderException',
        `${row.text?.[0]} ${words}`,
      );
      expect(placeOutcome(answer).kind).toBe('uncertain');
      expect(changeOutcome('modify', answer).kind).toBe('uncertain');
    }
  }
});
