/** When an account's connections are closed: it leaves by another way, or it has logged out. */
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { until } from '@copydesk/adapter-testkit';
import type { AccountId, BrokerSession } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import { adapterAt, anOrder, aSession, Closing, listening, NEVER } from './bench.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

const profile = {
  status: 'success',
  data: { user_id: 'AB1234', user_name: 'A', exchanges: ['NSE'], products: ['CNC'], meta: {} },
};
const OTHER_WAY: Partial<BrokerSession> = { egress: { kind: 'address', address: '127.0.0.2' } };

/** A broker that shows which connections to it are open; an order waits until it is answered. */
async function start() {
  const open = new Set<Socket>();
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'POST') waiting.push(response);
    else
      response.end(JSON.stringify(request.method === 'DELETE' ? { status: 'success', data: true } : profile));
  });
  // Node's server would itself close idle connections within the time that a test waits.
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const running = closing.add(await listening(server));
  return {
    adapter: closing.add(adapterAt(running.url)),
    waiting,
    from: () => [...open].map(addressOf).sort(),
  };
}

function addressOf(socket: Socket): string | undefined {
  return socket.remoteAddress;
}

it('closes the connections of the way that an account no longer takes, and nobody else’s', async () => {
  const { adapter, from } = await start();
  const neighbour = aSession({
    accountId: 'account-2' as AccountId,
    egress: { kind: 'address', address: '127.0.0.3' },
  });
  await adapter.profile(aSession(), NEVER);
  await adapter.profile(neighbour, NEVER);
  expect(from()).toEqual(['127.0.0.1', '127.0.0.3']);
  await adapter.profile(aSession(OTHER_WAY), NEVER);
  await until(() => from().length === 2, 'the former connection is closed');
  expect(from()).toEqual(['127.0.0.2', '127.0.0.3']);
});

it('waits for what is under way on the former connection', async () => {
  const { adapter, waiting, from } = await start();
  const placed = adapter.placeOrder(aSession(), anOrder(), NEVER);
  await until(() => waiting.length === 1, 'the order arrives');
  await adapter.profile(aSession(OTHER_WAY), NEVER);
  waiting[0]?.end(JSON.stringify({ status: 'success', data: { order_id: '1' } }));
  expect(await placed).toEqual({ kind: 'accepted', brokerOrderId: '1' });
  await until(() => from().length === 1, 'the former connection is closed');
});

it('keeps none after a logout, and opens new ones for a next session', async () => {
  const { adapter, from } = await start();
  await adapter.profile(aSession(), NEVER);
  await adapter.logout(aSession(), NEVER);
  await until(() => from().length === 0, 'the connections are closed');
  expect((await adapter.profile(aSession(), NEVER)).clientId).toBe('AB1234');
});

it('ends what still waits on a former connection when the adapter is closed', async () => {
  const { adapter, waiting } = await start();
  const placed = adapter.placeOrder(aSession(), anOrder(), NEVER);
  await until(() => waiting.length === 1, 'the order arrives');
  await adapter.profile(aSession(OTHER_WAY), NEVER);
  await adapter.close();
  expect(await placed).toEqual({ kind: 'uncertain', cause: 'reset' });
});
