import { problemSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Client, ownerOf, startDesk, type TestDesk } from './running-desk.ts';

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

/** Presses a button of a sandbox's login page and gives the address to which the broker sends the browser back. */
async function press(url: string, which: 'first' | 'decline'): Promise<string> {
  const page = await fetch(url);
  const html = await page.text();
  const forms = [...html.matchAll(/<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/g)];
  const [, action = '', inside = ''] = (which === 'first' ? forms[0] : forms[1]) ?? [];
  const decode = (text: string): string =>
    text
      .replaceAll('&amp;', '&')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&#x3D;', '=');
  const fields = [...inside.matchAll(/<(?:input|button)[^>]*?name="([^"]*)"[^>]*?value="([^"]*)"/g)].map(
    ([, name = '', value = '']): [string, string] => [decode(name), decode(value)],
  );
  const answer = await fetch(new URL(action, page.url), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  return answer.headers.get('location') ?? `status ${answer.status}`;
}

let desk: TestDesk;
let owner: Client;
const lines: string[] = [];

beforeAll(async () => {
  // Brokers let a client exchange one code a second; here it is about states, not about patience.
  desk = await startDesk({ SANDBOX: 'on', SANDBOX_UNLIMITED_RATES: 'on' }, lines);
  owner = await ownerOf(desk);
  await owner.post('/api/sandbox/desk');
});
afterAll(() => desk?.close());

describe.each([
  ['zerodha-sandbox', 'MASTER:k2'],
  ['upstox-sandbox', 'CHILD:c1'],
])('logging in at %s', (broker, address) => {
  const path = `/api/accounts/${encodeURIComponent(address)}`;
  beforeAll(async () => {
    await owner.ask('DELETE', `${path}/session`);
  });

  const sessionState = async (): Promise<string> =>
    (await owner.get('/api/accounts')).body.items.find(
      (each: { address: string }) => each.address === address,
    ).session.state;

  function invalid(reply: Awaited<ReturnType<Client['get']>>): void {
    const problem = z.parse(problemSchema, reply.body);
    expect([problem.status, problem.code, problem.errors?.[0]?.path]).toEqual([
      400,
      'login-state-invalid',
      '/query/state',
    ]);
  }

  it('leads through the broker’s page back to the console, and is good for one time', async () => {
    const begun = await owner.post(`${path}/login`);
    expect(begun.status).toBe(200);
    expect(begun.headers.get('set-cookie')).toMatch(/^copydesk_login=.*HttpOnly.*SameSite=Lax/);
    const back = await press(begun.body.url, 'first');
    expect(back).toContain(`${desk.url}/api/${broker}/auth?`);
    const done = await owner.ask('GET', back, undefined, HTML);
    expect([done.status, done.headers.get('location')]).toEqual([
      303,
      `/accounts?${new URLSearchParams({ login: 'done', account: address })}`,
    ]);
    expect(await sessionState()).toBe('live');
    invalid(await owner.get(back));
    const replayed = await owner.ask('GET', back, undefined, HTML);
    expect(replayed.headers.get('location')).toBe('/accounts?login=failed&code=login-state-invalid');
    await owner.ask('DELETE', `${path}/session`);
  });

  it('refuses a state that was forged, belongs to another browser, or to another broker', async () => {
    const begun = await owner.post(`${path}/login`);
    const back = new URL(await press(begun.body.url, 'first'));
    const state = back.searchParams.get('state') ?? '';
    const forged = new URL(back);
    forged.searchParams.set('state', `${state.slice(0, -2)}${state.endsWith('AA') ? 'BB' : 'AA'}`);
    invalid(await owner.get(forged.href));
    const bare = new URL(back);
    bare.searchParams.delete('state');
    invalid(await owner.get(bare.href));
    invalid(await new Client(desk.url).get(back.href));
    const other = new Client(desk.url);
    other.cookies.set('copydesk_login', 'another browser');
    invalid(await other.get(back.href));
    const elsewhere = back.href.replace(
      broker,
      broker === 'zerodha-sandbox' ? 'upstox-sandbox' : 'zerodha-sandbox',
    );
    invalid(await owner.get(elsewhere));
    const unknown = await owner.get(back.href.replace(broker, 'nobody'));
    expect(unknown.body.code).toBe('broker-not-installed');
    expect(await sessionState()).toBe('none');
    // None of it used the state up: the browser that asked may still come back.
    expect((await owner.ask('GET', back.href, undefined, HTML)).headers.get('location')).toContain(
      'login=done',
    );
    await owner.ask('DELETE', `${path}/session`);
  });

  it('takes a login of another client for none', async () => {
    const state = new URL(await press((await owner.post(`${path}/login`)).body.url, 'decline'));
    const declined = await owner.get(state.href);
    expect([declined.status, declined.body.code]).toEqual([422, 'login-declined']);
    expect(await sessionState()).toBe('none');
  });

  it('takes a token instead, for the sandbox, when the broker says whose it is', async () => {
    const wrong = await owner.ask('PUT', `${path}/session`, { accessToken: 'not-a-token' });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect(wrong.status).toBeLessThan(500);
    expect(await sessionState()).toBe('none');
    const control = (await owner.get('/api/sandbox')).body.control as string;
    const client = (await owner.get('/api/accounts')).body.items.find(
      (each: { address: string }) => each.address === address,
    ).clientId;
    const made = await new Client(control).post('/clients', {
      broker: broker.replace('-sandbox', ''),
      client,
    });
    const right = await owner.ask('PUT', `${path}/session`, { accessToken: made.body.accessToken });
    expect([right.status, right.body.session.state]).toEqual([200, 'live']);
    expect(lines.join('\n')).not.toContain(made.body.accessToken);
    expect(JSON.stringify((await owner.get('/api/accounts')).body)).not.toContain(made.body.apiSecret);
  });

  it('never lets a token in for live money', async () => {
    const live = broker.replace('-sandbox', '');
    const added = await owner.post('/api/accounts', {
      address: 'LIVE:x',
      broker: live,
      clientId: 'AB1234',
      credentials: { apiKey: 'kk1234', apiSecret: 'secret-of-AB1234' },
    });
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({ environment: 'live', credentialsSet: ['apiKey', 'apiSecret'] });
    expect(JSON.stringify(added.body)).not.toContain('secret-of-AB1234');
    const refused = await owner.ask('PUT', '/api/accounts/LIVE%3Ax/session', { accessToken: 'tt' });
    expect([refused.status, refused.body.code]).toEqual([403, 'sandbox-only']);
    const mixed = await owner.post('/api/groups', {
      name: 'Mixed',
      master: 'LIVE:x',
      children: [
        {
          account: address,
          relationship: 'self',
          declaredOn: '2026-04-12',
          sizing: { kind: 'fixed', lots: 1 },
        },
      ],
    });
    expect([409, 422]).toContain(mixed.status);
    const renamed = await owner.ask('PATCH', '/api/accounts/LIVE%3Ax', {
      address: 'LIVE:y',
      egress: '192.0.2.7',
    });
    expect(renamed.body).toMatchObject({
      address: 'LIVE:y',
      egress: { kind: 'address', address: '192.0.2.7' },
    });
    expect((await owner.ask('DELETE', '/api/accounts/LIVE%3Ay')).status).toBe(204);
    expect((await owner.get('/api/accounts')).body.items).toHaveLength(4);
    expect(lines.join('\n')).not.toContain('secret-of-AB1234');
  });

  it('believes no webhook that is not signed', async () => {
    const stranger = new Client(desk.url);
    const forged = await stranger.post(`/api/${broker}/postback`, {
      user_id: 'SBK002',
      order_id: '1',
      checksum: 'x',
    });
    expect([204, 403]).toContain(forged.status);
    expect((await stranger.post('/api/nobody/postback', {})).body.code).toBe('broker-not-installed');
    expect((await owner.get('/api/orders')).body.items).toEqual([]);
  });
});
