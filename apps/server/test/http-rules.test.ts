import { connect } from 'node:net';
import { problemSchema } from '@copydesk/api-contract';
import { ROUTES, type Route } from '@copydesk/api-contract/routes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Client, ownerOf, type Reply, startDesk, type TestDesk } from './running-desk.ts';

describe('the rules of the conversation', () => {
  let desk: TestDesk;
  let browser: Client;
  let program: Client;
  beforeAll(async () => {
    desk = await startDesk();
    browser = await ownerOf(desk);
    program = new Client(desk.url, (await browser.post('/api/tokens', { name: 'test' })).body.token);
  });
  afterAll(() => desk.close());

  function problemIn(reply: Reply, status: number, code: string) {
    expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = z.parse(problemSchema, reply.body);
    expect([reply.status, problem.status, problem.code]).toEqual([status, status, code]);
    expect(problem.requestId).toBe(reply.headers.get('x-request-id'));
    expect(problem.type).toBe(`/api/docs#${code}`);
    expect(JSON.stringify(problem)).not.toMatch(/node_modules|\bat \w+ \(|SELECT|prisma/i);
    return problem;
  }

  it('keeps an idle connection longer than browsers do, so that no press meets one that is being closed', async () => {
    const reply = await browser.get('/api/session');
    expect(reply.status).toBe(200);
    const seconds = Number(/timeout=(\d+)/.exec(reply.headers.get('keep-alive') ?? '')?.[1] ?? 0);
    expect(seconds).toBeGreaterThan(300);
  });

  it('wants to know who asks, on every route that is not open', async () => {
    const stranger = new Client(desk.url);
    for (const route of Object.values<Route>(ROUTES)) {
      if (route.access === 'open') continue;
      const path = route.path.replace(/:\w+/g, 'x');
      const reply = await stranger.ask(route.method, path, route.body === undefined ? undefined : {});
      problemIn(reply, 401, 'not-signed-in');
    }
  });

  it('takes a write with a cookie from its own pages only', async () => {
    const body = { name: 'from elsewhere' };
    problemIn(
      await browser.post('/api/tokens', body, { origin: 'http://evil.example' }),
      403,
      'origin-not-allowed',
    );
    problemIn(await browser.post('/api/tokens', body, { origin: 'null' }), 403, 'origin-not-allowed');
    problemIn(
      await browser.post('/api/tokens', body, { origin: desk.url.replace('http:', 'https:') }),
      403,
      'origin-not-allowed',
    );
    const bare = new Client(desk.url);
    const cookie = `copydesk_session=${browser.cookies.get('copydesk_session')}`;
    problemIn(await bare.post('/api/tokens', body, { cookie }), 403, 'origin-not-allowed');
    const names = (await browser.get('/api/tokens')).body.items.map((token: { name: string }) => token.name);
    expect(names).not.toContain('from elsewhere');
    const local = desk.url.replace('localhost', '127.0.0.1');
    expect((await browser.post('/api/tokens', { name: 'local' }, { origin: local })).status).toBe(201);
    expect((await program.post('/api/tokens', { name: 'no origin' })).status).toBe(201);
  });

  it('leads pages to the one name of this machine that cookies belong to, and programs nowhere', async () => {
    const other = desk.url.replace('localhost', '127.0.0.1');
    const html = { accept: 'text/html,*/*;q=0.8' };
    const page = await fetch(`${other}/orders?x=1`, { headers: html, redirect: 'manual' });
    expect([page.status, page.headers.get('location')]).toEqual([302, `${desk.url}/orders?x=1`]);
    const twisted = await fetch(`${other}//evil.example/`, { headers: html, redirect: 'manual' });
    expect(new URL(twisted.headers.get('location') ?? '').host).toBe(new URL(desk.url).host);
    for (const [path, headers, method] of [
      ['/api/health', html, 'GET'],
      ['/orders', { accept: 'application/json' }, 'GET'],
      ['/orders', html, 'POST'],
    ] as const) {
      const reply = await fetch(other + path, { method, headers, redirect: 'manual' });
      expect([path, reply.headers.get('location')]).toEqual([path, null]);
    }
    const right = await fetch(`${desk.url}/orders`, { headers: html, redirect: 'manual' });
    expect(right.headers.get('location')).toBeNull();
  });

  it('refuses to set up or sign in from another page', async () => {
    const stranger = new Client(desk.url);
    const reply = await stranger.post(
      '/api/session',
      { email: 'a@example.com', password: 'x' },
      { origin: 'http://evil.example' },
    );
    problemIn(reply, 403, 'origin-not-allowed');
  });

  it('names what is wrong with a body', async () => {
    problemIn(await program.post('/api/tokens', '{"name": '), 400, 'json-unreadable');
    problemIn(await program.post('/api/tokens', '{"name": NaN}'), 400, 'json-unreadable');
    const type = { 'content-type': 'text/plain' };
    problemIn(await program.post('/api/tokens', '{"name": "x"}', type), 415, 'content-type-not-json');
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    problemIn(await program.post('/api/tokens', 'name=x', form), 415, 'content-type-not-json');
    problemIn(await program.post('/api/tokens', { name: 'x'.repeat(120_000) }), 413, 'body-too-large');
    for (const body of ['[]', '"x"', '7', 'null', 'true']) {
      const { errors } = problemIn(await program.post('/api/tokens', body), 400, 'invalid-input');
      expect(errors).toEqual([{ path: '', code: 'wrong-type', message: 'Needs a value of type object.' }]);
    }
    const wrong = problemIn(await program.post('/api/tokens', { nam: 'x' }), 400, 'invalid-input');
    expect(wrong.errors).toEqual([
      { path: '/name', code: 'required', message: 'This field is needed.' },
      { path: '/nam', code: 'unknown-field', message: 'This field is not known here.' },
    ]);
    const empty = problemIn(await program.post('/api/tokens'), 400, 'invalid-input');
    expect(empty.errors?.[0]?.path).toBe('/name');
  });

  it('is not put off by a body that never ends', async () => {
    const { port } = new URL(desk.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /api/tokens HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${program.token}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`,
        );
        const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
        for (let sent = 0; sent < 10; sent += 1) socket.write(chunk);
      });
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toContain('body-too-large');
  });

  it('says what an address takes, and where nothing is', async () => {
    const reply = await program.ask('PUT', '/api/tokens', {});
    problemIn(reply, 405, 'method-not-allowed');
    expect(reply.headers.get('allow')).toBe('GET, POST');
    problemIn(await program.get('/api/nothing'), 404, 'route-not-found');
    problemIn(await program.get('/api/instruments/%E0%A4%A'), 404, 'route-not-found');
    problemIn(await program.get('/assets/nothing.js'), 404, 'route-not-found');
  });

  it('refuses queries that it does not understand, by name', async () => {
    const { errors } = problemIn(await program.get('/api/orders?date=2026-02-30'), 400, 'invalid-input');
    expect(errors?.[0]).toMatchObject({ path: '/query/date', code: 'not-a-date' });
    const limit = problemIn(await program.get('/api/events?limit=100000'), 400, 'invalid-input');
    expect(limit.errors?.[0]).toMatchObject({ path: '/query/limit', code: 'too-large' });
    const after = problemIn(await program.get('/api/orders?after=nowhere'), 400, 'invalid-input');
    expect(after.errors?.[0]?.path).toBe('/query/after');
  });

  it('allows no inline script and no framing', async () => {
    const { headers } = await program.get('/api/health');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('publishes the contract, to programs and to people', async () => {
    const stranger = new Client(desk.url);
    const document = await stranger.get('/api/openapi.json');
    expect(document.body.openapi).toBe('3.1.0');
    expect(document.body.servers).toEqual([{ url: desk.url }]);
    for (const route of Object.values<Route>(ROUTES)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      expect(document.body.paths[path]?.[route.method.toLowerCase()], path).toBeDefined();
    }
    const page = await stranger.get('/api/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).toContain('/api/positions/exit');
    expect(page.body).not.toMatch(/<script|style="/);
    expect((await stranger.get('/api/docs/style.css')).headers.get('content-type')).toContain('text/css');
  });

  it('is alive, and ready once the books are rebuilt', async () => {
    const stranger = new Client(desk.url);
    expect((await stranger.get('/api/health')).body.status).toBe('ok');
    expect((await stranger.get('/api/ready')).body).toEqual({ ready: true, reasons: [] });
    problemIn(await program.get('/api/sandbox'), 404, 'sandbox-off');
    problemIn(await program.post('/api/sandbox/desk'), 404, 'sandbox-off');
  });

  it('runs a write with a key once, also when both come at the same time', async () => {
    const key = { 'idempotency-key': 'token-once' };
    const body = { name: 'once' };
    const [first, second] = await Promise.all([
      program.post('/api/tokens', body, key),
      program.post('/api/tokens', body, key),
    ]);
    expect(first?.body).toEqual(second?.body);
    expect([first, second].map((reply) => reply?.headers.get('idempotency-replayed')).sort()).toEqual(
      ['true', null].sort(),
    );
    const listed = (await program.get('/api/tokens')).body.items as { name: string }[];
    expect(listed.filter((token) => token.name === 'once')).toHaveLength(1);
    problemIn(await program.post('/api/tokens', { name: 'other' }, key), 409, 'idempotency-key-reused');
    problemIn(
      await program.post('/api/tokens', body, { 'idempotency-key': 'two words' }),
      400,
      'idempotency-key-invalid',
    );
    const told = await program.get('/api/intents/token-once?route=POST%20/api/tokens');
    expect(told.body).toEqual({ route: 'POST /api/tokens', state: 'done', status: 201, body: first?.body });
    problemIn(await program.get('/api/intents/never?route=/api/tokens'), 404, 'intent-not-found');
    problemIn(await program.get('/api/intents/token-once?route=/api/nothing'), 404, 'intent-not-found');
  });

  it('keeps the key of one person and route away from others', async () => {
    const key = { 'idempotency-key': 'token-once' };
    const reply = await program.post('/api/groups', { name: 'x', master: 'nobody', children: [] }, key);
    const problem = problemIn(reply, 422, 'account-not-found');
    expect(problem.errors?.[0]?.path).toBe('/master');
  });
});
