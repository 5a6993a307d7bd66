/** Postbacks from the face, read by the adapter. */
import { until } from '@copydesk/adapter-testkit';
import { afterEach, expect, it } from 'vitest';
import { adapterAt, answering, Closing } from './bench.ts';
import { kiteCall, startKiteSandbox, tokenOf } from './kite-sandbox.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

it('tells the orders of the app, signed, and no others; the adapter takes them for a reason to read', async () => {
  const desk = closing.add(await answering((_request, response) => response.end()));
  const sandbox = closing.add(await startKiteSandbox());
  const client = sandbox.client({ postbackUrl: `${desk.url}/postback` });
  const token = tokenOf(sandbox, client);
  const share = sandbox.instrument('NSE:RELIANCE');
  const outside = { instrument: share, side: 'BUY', quantity: 1, orderType: 'MARKET', product: 'I' } as const;

  sandbox.venue.orders.placeOutside(client, outside);
  const form = {
    exchange: 'NSE',
    tradingsymbol: 'RELIANCE',
    transaction_type: 'BUY',
    order_type: 'LIMIT',
    quantity: '2',
    product: 'MIS',
    price: '1400',
  };
  const placed = await kiteCall(sandbox, '/orders/regular', { method: 'POST', token, form });
  const { order_id: id } = placed.body['data'] as { order_id: string };
  await until(() => sandbox.venue.orders.find(client, id)?.state === 'open', 'it rests');
  sandbox.venue.orders.fill('zerodha', id, 1);
  await kiteCall(sandbox, `/orders/regular/${id}`, { method: 'DELETE', token });
  await until(() => desk.seen.length === 2, 'two postbacks');

  const bodies = desk.seen.map((seen) => JSON.parse(seen.body) as Record<string, unknown>);
  expect(bodies.map((body) => [body['order_id'], body['status'], body['filled_quantity']])).toEqual([
    [id, 'UPDATE', 1],
    [id, 'CANCELLED', 1],
  ]);
  expect(bodies[0]).toMatchObject({ user_id: 'AB1234', unfilled_quantity: 1 });
  expect(bodies[0]).not.toHaveProperty('account_id');

  const adapter = closing.add(adapterAt(sandbox.url));
  const read = (body: string, apiSecret: string) =>
    adapter.readWebhook({ headers: {}, body: Buffer.from(body) }, () => ({
      apiKey: client.apiKey,
      apiSecret,
    }));
  expect(read(desk.seen[0]?.body ?? '', client.apiSecret)).toEqual({
    kind: 'signed',
    clientId: 'AB1234',
    fact: { type: 'hint', what: 'orders' },
  });
  expect(read(desk.seen[0]?.body ?? '', 'another-secret')).toEqual({
    kind: 'refused',
    reason: 'wrong checksum',
  });
});
