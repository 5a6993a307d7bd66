/** What the face refuses of orders, in the broker's words, and how it counts requests. */
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import { afterEach, expect, it } from 'vitest';
import { Closing } from './bench.ts';
import { kiteCall } from './kite-sandbox.ts';
import { kiteTraders } from './kite-traders.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());
const { trading } = kiteTraders(closing);

it('takes orders from registered addresses only, and reads from anywhere', async () => {
  const { sandbox, token, place } = await trading({ ips: ['203.0.113.9'] });
  expect(await place()).toMatchObject({
    status: 403,
    body: {
      error_type: 'PermissionException',
      message:
        'IP (127.0.0.1) is not allowed to place orders for this app. Update allowed IPs on the Kite developer console.',
    },
  });
  expect((await kiteCall(sandbox, '/orders', { token })).body['data']).toEqual([]);
  sandbox.client({ ips: [] });
  expect((await place()).body['message']).toBe(
    'No IPs configured for this app. Add allowed IPs on the Kite developer console.',
  );
});

it('counts ten orders in a calendar second, and other calls by the app', async () => {
  const clock = new VirtualClock();
  const { sandbox, token, place } = await trading({}, { clock, unlimitedRates: false });
  const tooMany = {
    status: 429,
    body: { status: 'error', message: 'Too many requests', data: null, error_type: 'NetworkException' },
  };
  for (let order = 0; order < 10; order += 1) expect((await place()).status).toBe(200);
  expect(await place()).toEqual(tooMany);
  for (let read = 0; read < 10; read += 1)
    expect((await kiteCall(sandbox, '/orders', { token })).status).toBe(200);
  expect(await kiteCall(sandbox, '/orders', { token })).toEqual(tooMany);
  expect((await kiteCall(sandbox, '/quote/ltp?i=NSE:RELIANCE', { token })).status).toBe(200);
  expect(await kiteCall(sandbox, '/quote/ohlc?i=NSE:RELIANCE', { token })).toEqual(tooMany);
  await clock.advance(1_000);
  expect((await place()).status).toBe(200);
});

it.each<readonly [string, Readonly<Record<string, string>>, string]>([
  ['no symbol', { tradingsymbol: '' }, 'Missing or empty field `tradingsymbol`'],
  ['no product', { product: '' }, 'Missing or empty field `product`'],
  ['a side that is none', { transaction_type: 'HOLD' }, 'Invalid `transaction_type`.'],
  ['a quantity that is no number', { quantity: '1e2' }, 'Invalid `quantity`.'],
  ['a price that is no number', { price: '12.34.5' }, 'Invalid `price`.'],
  ['a product of another segment', { product: 'CNC' }, 'Invalid `product`.'],
  [
    'an unknown instrument',
    { tradingsymbol: 'NIFTY99DECFUT' },
    'The instrument you are placing an order for has either expired or does not exist.',
  ],
  ['no limit', { price: '' }, 'Missing or empty field `price`'],
  [
    'a price off the tick',
    { price: '25000.01' },
    'Tick size for this script is 0.10. Kindly enter price in the multiple of tick size for this script',
  ],
  ['part of a lot', { quantity: '76' }, 'Quantity should be a multiple of lot size 75.'],
  [
    'more than the exchange takes',
    { quantity: '1875' },
    'The order quantity 1875 (25 lots) is higher than the maximum quantity of 1800 (24 lots) allowed by the exchanges.',
  ],
  [
    'a market order without protection',
    { order_type: 'MARKET' },
    'Market orders without market protection are not allowed via API.',
  ],
  [
    'a market order with protection 0',
    { order_type: 'MARKET', market_protection: '0' },
    'Market orders without market protection are not allowed via API.',
  ],
  ['a tag of 21 characters', { tag: 'CD1234567890123456789' }, 'Invalid `tag`.'],
  [
    'a stop on the wrong side',
    { order_type: 'SL', price: '25000', trigger_price: '24999' },
    'Trigger price for stoploss buy orders should be higher than the last traded price',
  ],
])('refuses %s with status 400, and leaves no row', async (_what, changes, message) => {
  const { sandbox, token, place } = await trading();
  const answer = await place(changes);
  expect(answer.status).toBe(400);
  expect(String(answer.body['message'])).toContain(message);
  expect((await kiteCall(sandbox, '/orders', { token })).body['data']).toEqual([]);
});

it('refuses varieties that it does not imitate, honestly', async () => {
  const { place } = await trading();
  expect((await place({}, 'iceberg')).body['message']).toBe('The sandbox does not take `iceberg` orders.');
  expect((await place({}, 'nonsense')).body['message']).toBe('Invalid `variety`.');
  expect((await place({ validity: 'TTL' })).body['message']).toBe('The sandbox does not take TTL validity.');
});

it('takes no IOC on MCX', async () => {
  const { sandbox, place } = await trading();
  const gold = sandbox.venue.instruments.all.find((item) => item.segment === 'MCX');
  const answer = await place({
    exchange: 'MCX',
    tradingsymbol: gold?.listings['zerodha']?.symbol ?? '',
    quantity: '1',
    price: '120000',
    validity: 'IOC',
  });
  expect(answer).toMatchObject({
    status: 400,
    body: { message: 'IOC validity is not allowed for MCX orders via API.' },
  });
});

it('slices when asked and when it pays, and answers with every slice', async () => {
  const { sandbox, token, place } = await trading();
  expect((await place({ autoslice: 'true', quantity: '1875' })).body['message']).toBe(
    'Quantity should be greater than or equal to 3600 for order slicing.',
  );
  const answer = await place({ autoslice: 'true', quantity: '3675', tag: 'CDSLICED' });
  const data = answer.body['data'] as { order_id: string; children: { order_id: string }[] };
  expect(data.children).toHaveLength(2);
  const rows = (await kiteCall(sandbox, '/orders', { token })).body['data'] as Record<string, unknown>[];
  expect(rows.map((row) => [row['order_id'], row['quantity'], row['tags']])).toEqual([
    [data.order_id, 1800, ['CDSLICED', 'autoslice', `autoslice:${data.order_id}`]],
    [data.children[0]?.order_id, 1800, ['CDSLICED', 'autoslice', `autoslice:${data.order_id}`]],
    [data.children[1]?.order_id, 75, ['CDSLICED', 'autoslice', `autoslice:${data.order_id}`]],
  ]);
});

it('modifies an order 25 times', async () => {
  const { sandbox, token, place } = await trading();
  const { order_id: id } = (await place()).body['data'] as { order_id: string };
  await until(
    () => sandbox.venue.orders.find({ broker: 'zerodha', client: 'AB1234' }, id)?.state === 'open',
    'it rests',
  );
  const modify = (price: number) =>
    kiteCall(sandbox, `/orders/regular/${id}`, { method: 'PUT', token, form: { price: String(price) } });
  for (let count = 1; count <= 25; count += 1) expect((await modify(25_000 - count)).status).toBe(200);
  expect(await modify(24_000)).toMatchObject({
    body: { message: 'Maximum allowed order modifications exceeded.', error_type: 'NetworkException' },
  });
});

it('knows an after-market order as amo while it waits, and as regular afterwards', async () => {
  const { sandbox, token, place } = await trading();
  sandbox.venue.market.change({ open: false });
  expect((await place()).status).toBe(400);
  const { order_id: id } = (await place({}, 'amo')).body['data'] as { order_id: string };
  const row = async () =>
    ((await kiteCall(sandbox, '/orders', { token })).body['data'] as Record<string, unknown>[])[0];
  expect(await row()).toMatchObject({ status: 'AMO REQ RECEIVED', variety: 'amo' });
  const cancel = (variety: string) =>
    kiteCall(sandbox, `/orders/${variety}/${id}`, { method: 'DELETE', token });
  expect((await cancel('regular')).body['message']).toBe("Couldn't find that `order_id`.");

  sandbox.venue.market.change({ open: true });
  const ref = { broker: 'zerodha', client: 'AB1234' };
  await until(() => sandbox.venue.orders.find(ref, id)?.state === 'open', 'the session opens');
  expect(await row()).toMatchObject({ status: 'OPEN', variety: 'amo' });
  expect((await cancel('amo')).body['message']).toBe("Couldn't find that `order_id`.");
  expect((await cancel('regular')).status).toBe(200);
});

it('asks for the depository’s authorisation, by status 428 and a page', async () => {
  const { sandbox, client, token, place } = await trading({ ddpi: false });
  const share = sandbox.instrument('NSE:RELIANCE');
  sandbox.client({ ddpi: false, holdings: [{ instrumentId: share.id, quantity: 10 }] });
  const sale = {
    exchange: 'NSE',
    tradingsymbol: 'RELIANCE',
    transaction_type: 'SELL',
    quantity: '4',
    product: 'CNC',
    price: '1500',
  };
  expect(await place(sale)).toMatchObject({
    status: 428,
    body: { message: '4 quantity needs authorisation at depository.' },
  });
  const asked = await kiteCall(sandbox, '/portfolio/holdings/authorise', {
    method: 'POST',
    token,
    form: new URLSearchParams([
      ['isin', share.isin ?? ''],
      ['quantity', '4'],
    ]),
  });
  const { request_id: requestId } = asked.body['data'] as { request_id: string };
  const page = `/connect/portfolio/authorise/holdings/${client.apiKey}/${requestId}`;
  expect(String((await kiteCall(sandbox, page)).body['text'])).toContain(`4 of ${share.isin}`);
  expect((await kiteCall(sandbox, page, { method: 'POST', form: { status: 'success' } })).status).toBe(302);
  expect((await kiteCall(sandbox, page, { method: 'POST', form: { status: 'success' } })).status).toBe(404);
  expect((await place(sale)).status).toBe(200);
  const [holding] = (await kiteCall(sandbox, '/portfolio/holdings', { token })).body['data'] as Record<
    string,
    unknown
  >[];
  expect(holding).toMatchObject({ quantity: 10, authorised_quantity: 4 });
});

it('shows a rejected order with both texts', async () => {
  const { sandbox, client, token, place } = await trading();
  sandbox.venue.orders.rejectNext(client, 'margin', 'exchange');
  const answer = await place();
  expect(answer.status).toBe(200);
  const rows = async () =>
    (await kiteCall(sandbox, '/orders', { token })).body['data'] as Record<string, unknown>[];
  await until(() => sandbox.venue.orders.list(client)[0]?.state === 'rejected', 'it is rejected');
  expect((await rows())[0]).toMatchObject({
    status: 'REJECTED',
    status_message: expect.stringMatching(
      /^Insufficient funds\. Required margin is [\d.]+ but available margin is -?[\d.]+\./,
    ) as string,
    status_message_raw: expect.stringMatching(
      /^RMS:Margin Exceeds,Required:[\d.]+, Available:-?[\d.]+ for entity account-AB1234 /,
    ) as string,
    pending_quantity: 0,
    cancelled_quantity: 0,
  });
});

it('serves the instrument list without a session, packed when asked', async () => {
  const { sandbox } = await trading();
  const plain = await fetch(`${sandbox.url}/instruments/NFO`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  const text = await plain.text();
  expect(text.split('\n')[0]).toBe(
    'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange',
  );
  expect(text).toMatch(
    /^13238786,51714,NIFTY\d\d[A-Z]{3}FUT,"NIFTY",0,\d{4}-\d\d-\d\d,0,0\.1,75,FUT,NFO-FUT,NFO$/m,
  );
  const packed = await fetch(`${sandbox.url}/instruments/NFO`, { headers: { 'accept-encoding': 'gzip' } });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(await packed.text()).toBe(text);
});
