import { devicesSchema, problemSchema, sessionSchema } from '@copydesk/api-contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { Client, OWNER, startDesk, type TestDesk } from './running-desk.ts';

describe('people', () => {
  let desk: TestDesk;
  let owner: Client;
  const lines: string[] = [];
  beforeAll(async () => {
    desk = await startDesk({}, lines);
  });
  afterAll(() => desk.close());

  it('asks for an owner first, and for one only, however many try at once', async () => {
    const stranger = new Client(desk.url);
    expect((await stranger.get('/api/setup')).body).toEqual({ needed: true });
    expect((await stranger.post('/api/setup', { ...OWNER, password: 'short' })).body.errors[0].path).toBe(
      '/password',
    );
    const tries = [new Client(desk.url), new Client(desk.url), new Client(desk.url)];
    const replies = await Promise.all(tries.map((client) => client.post('/api/setup', OWNER)));
    expect(replies.map((reply) => reply.status).sort()).toEqual([201, 409, 409]);
    const made = replies.findIndex((reply) => reply.status === 201);
    owner = tries[made] as Client;
    z.parse(sessionSchema, replies[made]?.body);
    expect((await stranger.get('/api/setup')).body).toEqual({ needed: false });
    expect((await stranger.post('/api/setup', OWNER)).body.code).toBe('setup-done');
  });

  it('signs in with a cookie that scripts and other sites cannot use', async () => {
    const browser = new Client(desk.url);
    const reply = await browser.post('/api/session', { email: 'ASHA@example.com', password: OWNER.password });
    expect(reply.status).toBe(200);
    const cookie = reply.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^copydesk_session=[\w-]{40,}; /);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).not.toContain('Secure');
    const me = await browser.get('/api/session');
    expect(z.parse(sessionSchema, me.body).user.email).toBe('asha@example.com');
    expect(JSON.stringify(me.body)).not.toContain('argon2');
  });

  it('tells nobody whether the e-mail or the password was wrong', async () => {
    const replies = await Promise.all([
      new Client(desk.url).post('/api/session', { email: 'asha@example.com', password: 'wrong password' }),
      new Client(desk.url).post('/api/session', { email: 'nobody@example.com', password: 'wrong password' }),
    ]);
    for (const reply of replies) {
      expect(reply.status).toBe(401);
      expect(z.parse(problemSchema, reply.body).code).toBe('sign-in-failed');
      expect(reply.headers.get('set-cookie')).toBeNull();
    }
    expect(replies[0]?.body.detail).toBe(replies[1]?.body.detail);
  });

  it('makes guessing slow, for a hundred tries at once too', async () => {
    const guesses = Array.from({ length: 12 }, () =>
      new Client(desk.url).post('/api/session', { email: 'guessed@example.com', password: 'wrong password' }),
    );
    const statuses = (await Promise.all(guesses)).map((reply) => reply.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
    const refused = await new Client(desk.url).post('/api/session', {
      email: 'guessed@example.com',
      password: 'wrong password',
    });
    expect(refused.body.code).toBe('too-many-attempts');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
  });

  it('lists the browsers of a person by name, and signs one out from another', async () => {
    const phone = new Client(desk.url);
    const agent =
      'Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537.36 Chrome/150.0.0.0 Mobile Safari/537.36';
    const sign = { email: OWNER.email, password: OWNER.password };
    expect((await phone.post('/api/session', sign, { 'user-agent': agent })).status).toBe(200);
    const { items } = z.parse(devicesSchema, (await owner.get('/api/sessions')).body);
    expect(items.filter((device) => device.current)).toHaveLength(1);
    const other = items.find((device) => device.name === 'Chrome on Android');
    expect(other).toMatchObject({ current: false });
    expect(JSON.stringify(items)).not.toContain(phone.cookies.get('copydesk_session'));
    expect((await owner.ask('DELETE', `/api/sessions/${other?.id}`)).status).toBe(204);
    expect((await phone.get('/api/session')).status).toBe(401);
    expect((await owner.get('/api/session')).status).toBe(200);
    const again = await owner.ask('DELETE', `/api/sessions/${other?.id}`);
    expect([again.status, again.body.code]).toEqual([404, 'session-not-found']);
  });

  it('gives programs tokens, shows each once and ends it when told', async () => {
    const made = await owner.post('/api/tokens', { name: 'nightly' });
    expect(made.status).toBe(201);
    expect(made.body.token).toMatch(/^cdk_[\w-]{43}$/);
    const program = new Client(desk.url, made.body.token);
    expect((await program.get('/api/session')).body.by).toBe('token');
    const listed = await owner.get('/api/tokens');
    expect(listed.body.items).toEqual([
      { id: made.body.id, name: 'nightly', createdAt: made.body.createdAt },
    ]);
    expect((await owner.ask('DELETE', `/api/tokens/${made.body.id}`)).status).toBe(204);
    expect((await program.get('/api/session')).status).toBe(401);
    expect((await owner.ask('DELETE', `/api/tokens/${made.body.id}`)).body.code).toBe('token-not-found');
  });

  it('keeps cookies and tokens apart', async () => {
    const made = await owner.post('/api/tokens', { name: 'apart' });
    const mixed = new Client(desk.url);
    mixed.cookies.set('copydesk_session', made.body.token);
    expect((await mixed.get('/api/session')).status).toBe(401);
    const other = new Client(desk.url, owner.cookies.get('copydesk_session'));
    expect((await other.get('/api/session')).status).toBe(401);
  });

  it('stays signed in over a restart, and signs out for good', async () => {
    await desk.restart();
    expect((await owner.get('/api/session')).status).toBe(200);
    const before = owner.cookies.get('copydesk_session') ?? '';
    expect((await owner.ask('DELETE', '/api/session')).status).toBe(204);
    expect(owner.cookies.has('copydesk_session')).toBe(false);
    owner.cookies.set('copydesk_session', before);
    expect((await owner.get('/api/session')).status).toBe(401);
  });

  it('writes neither password, cookie nor token into the log', () => {
    const log = lines.join('\n');
    expect(log).toContain('Listening');
    expect(log).not.toContain(OWNER.password);
    expect(log).not.toContain('cdk_');
    expect(log).not.toMatch(/copydesk_session=[\w-]+/);
  });
});
