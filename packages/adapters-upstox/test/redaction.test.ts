/** I9: no token, secret or code in anything that leaves the adapter, even when the broker repeats it. */
import { anOrder, secretsFoundIn, someCredentials } from '@copydesk/adapter-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDesk, CLIENT, type Desk, NEVER } from './support/desk.ts';
import { type RawAnswer, type RawServer, startRawServer } from './support/raw-server.ts';

describe('what leaves the adapter', () => {
  let server: RawServer;
  let desk: Desk;
  beforeAll(async () => {
    server = await startRawServer();
    desk = aDesk(server.endpoints);
  });
  afterAll(async () => {
    await desk.adapter.close();
    await server.close();
  });

  const CODE = 'one-time-code-of-UX1234';
  const ofSession = () => [
    { name: 'token', value: desk.session.accessToken },
    { name: 'secret', value: desk.session.credentials['apiSecret'] ?? '' },
  ];
  const ofLogin = () => [...ofSession().slice(1), { name: 'code', value: CODE }];
  type Secrets = ReturnType<typeof ofSession>;
  const echo = (secrets: Secrets) => {
    const all = secrets.map(({ value }) => value).join(' ');
    return JSON.stringify({
      status: 'error',
      errors: [{ errorCode: 'UDAPI1052', message: `no: ${all}`, propertyPath: all, invalidValue: all }],
    });
  };
  const answers: readonly [string, (secrets: Secrets) => RawAnswer][] = [
    ['a refusal that repeats them', (secrets) => ({ status: 400, body: echo(secrets) })],
    ['a 401 that repeats them', (secrets) => ({ status: 401, body: echo(secrets) })],
    ['a refusal whose code is one', (secrets) => ({ status: 400, body: asCode(secrets) })],
    ['a page that repeats them', (secrets) => ({ status: 502, body: `<html>${echo(secrets)}</html>` })],
    ['a 200 with something else', (secrets) => echo(secrets).replace('"error"', '"success"')],
    ['a reset', () => (response) => response.socket?.resetAndDestroy()],
  ];
  const asCode = ([first]: Secrets) =>
    JSON.stringify({ status: 'error', errors: [{ error_code: first?.value, message: 'no' }] });

  it.each(answers)('shows nothing after %s', async (_what, answer) => {
    const { adapter, session } = desk;
    const fail = (work: Promise<unknown>) => work.catch((error: unknown) => error);
    const callback = {
      accountId: session.accountId,
      clientId: CLIENT,
      credentials: someCredentials(CLIENT),
      egress: session.egress,
    };

    server.answer('*', answer(ofSession()));
    const out = await Promise.all([
      fail(adapter.placeOrder(session, anOrder().build(), NEVER)),
      fail(adapter.cancelOrder(session, { brokerOrderId: '1' as never, afterMarket: false }, NEVER)),
      fail(adapter.orders(session, NEVER)),
      fail(adapter.positions(session, NEVER)),
      fail(adapter.funds(session, NEVER)),
      fail(adapter.logout(session, NEVER)),
      fail(adapter.adoptToken({ ...callback, accessToken: session.accessToken }, NEVER)),
    ]);
    expect(secretsFoundIn([out, desk.log.lines, adapter], ofSession())).toEqual([]);

    server.answer('*', answer(ofLogin()));
    const login = { ...callback, redirectUrl: 'https://x.example', query: { code: CODE } };
    expect(secretsFoundIn(await fail(adapter.completeLogin(login, NEVER)), ofLogin())).toEqual([]);
  });
});
