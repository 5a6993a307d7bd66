import { SOCKET_MESSAGES } from '@copydesk/api-contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { contractOrder } from './sandbox-venue.ts';

interface Heard {
  readonly name: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into whatever came
  readonly body: any;
}

describe('the socket', () => {
  let desk: TestDesk;
  let owner: Client;
  let token: string;
  const open: Socket[] = [];
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on' });
    owner = await ownerOf(desk);
    token = (await owner.post('/api/tokens', { name: 'socket' })).body.token;
    await owner.post('/api/sandbox/desk');
  });
  afterEach(() => {
    for (const socket of open.splice(0)) socket.disconnect();
  });
  afterAll(() => desk?.close());

  /** Connects and keeps what is heard, each message checked against the contract. */
  async function listen(options: {
    auth?: Record<string, unknown>;
    headers?: Record<string, string>;
  }): Promise<Heard[]> {
    const socket = io(desk.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: options.auth ?? {},
      extraHeaders: options.headers ?? {},
    });
    open.push(socket);
    const heard: Heard[] = [];
    socket.onAny((name: string, body: unknown) => {
      z.parse(SOCKET_MESSAGES[name as keyof typeof SOCKET_MESSAGES], body);
      heard.push({ name, body });
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    await eventually('the first beat', () => heard.find((each) => each.name === 'beat'));
    return heard;
  }

  const sessionCookie = () => `copydesk_session=${owner.cookies.get('copydesk_session')}`;
  const numbered = (heard: readonly Heard[]) => heard.filter(({ name }) => name !== 'beat' && name !== 'pnl');

  it('lets in by token, or by cookie from its own pages, and nobody else', async () => {
    await listen({ auth: { token } });
    await listen({ headers: { cookie: sessionCookie(), origin: desk.url } });
    await expect(listen({})).rejects.toThrow('not-signed-in');
    await expect(listen({ auth: { token: 'cdk_forged' } })).rejects.toThrow('not-signed-in');
    await expect(listen({ headers: { cookie: sessionCookie() } })).rejects.toThrow('not-signed-in');
    await expect(
      listen({ headers: { cookie: sessionCookie(), origin: 'http://evil.example' } }),
    ).rejects.toThrow();
    await expect(listen({ auth: { token, lastEventId: 'seven' } })).rejects.toThrow('not-signed-in');
  });

  it('tells every event of an order in its turn, without a gap', async () => {
    const heard = await listen({ auth: { token } });
    const from = heard[0]?.body.eventId as number;
    const { order } = await contractOrder(owner);
    const { id } = (await owner.post('/api/orders', order)).body;
    await eventually('four fills and four positions', async () => {
      const filled = numbered(heard).filter((each) => each.body.type === 'order-filled');
      const positions = heard.filter((each) => each.name === 'position');
      return filled.length >= 8 && positions.length >= 4 ? true : undefined;
    });
    const ids = numbered(heard).map((each) => each.body.eventId as number);
    const distinct = [...new Set(ids)];
    expect(distinct).toEqual(distinct.map((_, index) => from + 1 + index));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    for (const [index, each] of numbered(heard).entries()) {
      expect(each.body.more).toBe(ids[index + 1] === each.body.eventId);
    }
    const child = heard.find((each) => each.name === 'order' && each.body.parentOrderId === id);
    expect(child?.body.child).toMatchObject({ childId: child?.body.order.id, part: 'entry' });
    const journal = (await owner.get(`/api/events?after=${from}&limit=500`)).body.items as {
      eventId: number;
      type: string;
    }[];
    const told = new Map(numbered(heard).map((each) => [each.body.eventId, each.body.type]));
    for (const entry of journal)
      if (told.has(entry.eventId)) expect(told.get(entry.eventId)).toBe(entry.type);
  });

  it('tells who comes back what was missed, once, and then goes on', async () => {
    const last = (await owner.get('/api/events?limit=1000')).body.items.at(-1).eventId as number;
    const group = (await owner.get('/api/groups')).body.items[0];
    await owner.ask('PATCH', `/api/groups/${group.id}`, { version: group.version, name: 'While away' });
    const heard = await listen({ auth: { token, lastEventId: last } });
    await eventually('the missed event', () => heard.find((each) => each.name === 'group'));
    await owner.ask('PATCH', `/api/groups/${group.id}`, { version: group.version + 1, name: 'Live again' });
    await eventually('the live event', () => heard.find((each) => each.body.group?.name === 'Live again'));
    // Whatever else the desk learned meanwhile stands between them, in its turn.
    const ids = [...new Set(numbered(heard).map((each) => each.body.eventId as number))];
    expect(ids).toEqual(ids.map((_, index) => last + 1 + index));
    const groups = heard.filter((each) => each.name === 'group');
    expect(groups.map((each) => each.body.group.name)).toEqual(['While away', 'Live again']);
  });

  it('says resync to who saw what never was', async () => {
    const heard = await listen({ auth: { token, lastEventId: 999_999 } });
    const resync = await eventually('resync', () => heard.find((each) => each.name === 'resync'));
    expect(resync.body.eventId).toBe((await owner.get('/api/groups')).body.asOf);
  });

  it('catches up over a restart of the server', async () => {
    const { asOf } = (await owner.get('/api/groups')).body;
    await desk.restart();
    const heard = await listen({ auth: { token, lastEventId: asOf } });
    const ids = await eventually('the accounts to be settled again', async () => {
      const { items } = (await owner.get('/api/accounts')).body;
      if (!items.every((account: { settled: boolean }) => account.settled)) return undefined;
      const found = [...new Set(numbered(heard).map((each) => each.body.eventId as number))];
      return found.length >= 4 ? found : undefined;
    });
    expect(ids).toEqual(ids.map((_, index) => asOf + 1 + index));
  });

  it('beats with the server’s time, and ends when the way in is closed', async () => {
    const made = (await owner.post('/api/tokens', { name: 'short' })).body;
    const heard = await listen({ auth: { token: made.token } });
    const socket = open.at(-1) as Socket;
    await owner.ask('DELETE', `/api/tokens/${made.id}`);
    await eventually('the socket to end', () => (socket.connected ? undefined : true));
    expect(Math.abs(heard[0]?.body.epochMs - Date.now())).toBeLessThan(10_000);
  });
});
