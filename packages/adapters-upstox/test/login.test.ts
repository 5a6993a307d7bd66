/** Logging in, and the webhooks that come without anybody having logged in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokerPackage } from '../src/index.ts';
import { aDesk, CLIENT, type Desk, NEVER } from './support/desk.ts';
import { type RawServer, startRawServer } from './support/raw-server.ts';

const REDIRECT = 'https://desk.example/api/upstox/auth';
const CREDENTIALS = { apiKey: 'key-of-UX1234', apiSecret: 'secret-of-UX1234' };

describe('the login of an account', () => {
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

  const callback = (query: Readonly<Record<string, string>>) => ({
    accountId: 'account-1' as never,
    clientId: CLIENT,
    credentials: CREDENTIALS,
    egress: { kind: 'default' } as const,
    redirectUrl: REDIRECT,
    query,
  });
  const profile = (user_id: string, more: object = {}) =>
    JSON.stringify({
      status: 'success',
      data: { user_id, exchanges: ['NSE', 'NSCOM', 'XYZ'], products: ['I', 'CO'], ...more },
    });

  it('begins at the dialog, with the state and the address encoded', () => {
    const state = 'MASTER:k2.a+b/=&c d';
    const url = new URL(desk.adapter.loginUrl({ credentials: CREDENTIALS, state, redirectUrl: REDIRECT }));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: 'code',
      client_id: 'key-of-UX1234',
      redirect_uri: REDIRECT,
      state,
    });
    expect(url.pathname).toBe('/v2/login/authorization/dialog');
  });

  it('exchanges the code as a form, reads the flat answer, and proves it by the profile', async () => {
    server.answer('/v2/login/authorization/token', '{"access_token":"token-one","user_id":"ux1234"}');
    server.answer('/v2/user/profile', profile('UX1234', { ddpi: true, poa: false }));

    const session = await desk.adapter.completeLogin(callback({ code: 'AbC123', state: 's' }), NEVER);

    const [exchange, proof] = server.asked.slice(-2);
    expect(Object.fromEntries(new URLSearchParams(exchange?.body))).toEqual({
      code: 'AbC123',
      client_id: 'key-of-UX1234',
      client_secret: 'secret-of-UX1234',
      redirect_uri: REDIRECT,
      grant_type: 'authorization_code',
    });
    expect(exchange?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(exchange?.headers).not.toHaveProperty('authorization');
    expect(proof?.headers['authorization']).toBe('Bearer token-one');
    expect(session).toMatchObject({
      clientId: 'UX1234',
      accessToken: 'token-one',
      products: ['I'],
      segments: ['NSE', 'NCO'],
      sellAuthorisation: 'standing',
      orderStream: 'included',
    });
    // The clock stands at 10:00 in India; an opaque token lives until 03:30.
    expect(session.expiresAt - session.issuedAt).toBe(17.5 * 3_600_000);
  });

  it('keeps the client id as it is configured', async () => {
    server.answer('/v2/login/authorization/token', '{"access_token":"token-one","user_id":"UX1234"}');
    server.answer('/v2/user/profile', profile('UX1234'));
    const configured = { ...callback({ code: 'AbC123' }), clientId: 'ux1234' };
    expect((await desk.adapter.completeLogin(configured, NEVER)).clientId).toBe('ux1234');
    const adopted = { ...configured, accessToken: 'token-one' };
    expect((await desk.adapter.adoptToken(adopted, NEVER)).clientId).toBe('ux1234');
  });

  it.each([
    ['the exchange', '{"access_token":"token-two","user_id":"UX9999"}', profile('UX1234')],
    ['the profile', '{"access_token":"token-two","user_id":"UX1234"}', profile('UX9999')],
  ])('refuses another client whom %s names', async (_what, token, proof) => {
    server.answer('/v2/login/authorization/token', token);
    server.answer('/v2/user/profile', proof);
    await expect(desk.adapter.completeLogin(callback({ code: 'AbC123' }), NEVER)).rejects.toMatchObject({
      code: 'client-id-mismatch',
      facts: { configured: 'UX1234', loggedIn: 'UX9999' },
    });
  });

  it.each([{}, { code: '' }, { error: 'access_denied' }, { error: '<script>' }])(
    'without a code is declined: %j',
    async (query) => {
      const asked = server.asked.length;
      const failed = desk.adapter.completeLogin(callback(query as Record<string, string>), NEVER);
      await expect(failed).rejects.toMatchObject({ code: 'login-declined' });
      await expect(failed).rejects.not.toThrow('script');
      expect(server.asked).toHaveLength(asked);
    },
  );

  it('names the field that a token answer lacks', async () => {
    server.answer('/v2/login/authorization/token', '{"user_id":"UX1234"}');
    await expect(desk.adapter.completeLogin(callback({ code: 'AbC123' }), NEVER)).rejects.toMatchObject({
      code: 'broker-answer-unreadable',
      facts: { call: 'exchange-token', path: '/access_token' },
    });
  });

  it('ends once: a session that is over already is no error', async () => {
    const over = JSON.stringify({ status: 'error', errors: [{ error_code: 'UDAPI100050', message: 'no' }] });
    server.answer('/v2/logout', { status: 401, body: over });
    await expect(desk.adapter.logout(desk.session, NEVER)).resolves.toBeUndefined();
    server.answer('/v2/logout', { status: 500, body: '<html>' });
    await expect(desk.adapter.logout(desk.session, NEVER)).rejects.toMatchObject({
      code: 'broker-unreachable',
    });
  });

  describe('webhooks', () => {
    const known = (clientId: string) => (clientId === CLIENT ? CREDENTIALS : undefined);
    const read = (body: unknown) =>
      desk.adapter.readWebhook(
        { headers: {}, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
        known,
      );
    const order = {
      update_type: 'order',
      user_id: CLIENT,
      order_id: '1',
      status: 'complete',
      instrument_token: 'NSE_EQ|X',
      transaction_type: 'BUY',
      order_type: 'LIMIT',
      product: 'D',
      quantity: 1,
      filled_quantity: 1,
    };
    const token = () => ({
      message_type: 'access_token',
      client_id: 'key-of-UX1234',
      user_id: CLIENT,
      access_token: 'token-approved',
      token_type: 'Bearer',
      expires_at: String(desk.clock.now() + 1_000),
      issued_at: String(desk.clock.now()),
    });

    it('about an order is only a reason to read the orders: it is not signed', () => {
      expect(read(order)).toEqual({
        kind: 'hint',
        clientId: CLIENT,
        fact: { type: 'hint', what: 'orders' },
      });
      expect(read({ update_type: 'gtt_order', user_id: CLIENT })).toMatchObject({ kind: 'hint' });
    });

    it('with an approved token gives it, to be proven', () => {
      expect(read(token())).toEqual({
        kind: 'token',
        clientId: CLIENT,
        apiKey: 'key-of-UX1234',
        accessToken: 'token-approved',
      });
    });

    it('is refused when it is not for us, over, or nothing that we know', () => {
      const refused: readonly unknown[] = [
        { ...order, user_id: 'UX9999' },
        { ...token(), user_id: 'UX9999' },
        { ...token(), client_id: 'key-of-somebody' },
        { ...token(), expires_at: String(desk.clock.now()) },
        { ...token(), expires_at: 'soon' },
        { ...order, quantity: 'all' },
        'not json',
        '[]',
        `"${'x'.repeat(70_000)}"`,
      ];
      for (const body of refused)
        expect(read(body), JSON.stringify(body).slice(0, 60)).toMatchObject({ kind: 'refused' });
    });
  });
});

describe('the account form', () => {
  it('wants key and secret, and names what is wrong with them', () => {
    expect(brokerPackage.credentials.map(({ name, secret }) => [name, secret])).toEqual([
      ['apiKey', false],
      ['apiSecret', true],
    ]);
    expect(brokerPackage.checkCredentials(CREDENTIALS)).toEqual({});
    expect(Object.keys(brokerPackage.checkCredentials({ apiKey: 'a b', pin: '1' }))).toEqual([
      'apiKey',
      'apiSecret',
      'pin',
    ]);
  });

  it('refuses endpoints that it does not know', () => {
    expect(() => aDesk({ rest: 'http://127.0.0.1:1' })).toThrow();
    expect(() => aDesk({ api: 'ftp://127.0.0.1' })).toThrow();
  });
});
