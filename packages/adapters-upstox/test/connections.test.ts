/** When an account's connections are closed: it leaves by another way, or it has logged out. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { anOrder, until } from '@copydesk/adapter-testkit';
import type { AccountId, BrokerSession } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import { aDesk, NEVER } from './support/desk.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const profile = {
  status: 'success',
  data: { user_id: 'UX1234', exchanges: ['NSE'], products: ['D'] },
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { adapter, session } = aDesk({ api: url, hft: url });
  closing.push(
    () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
    () => adapter.close(),
  );
  return { adapter, session, waiting, from: () => [...open].map(addressOf).sort() };
}

function addressOf(socket: Socket): string | undefined {
  return socket.remoteAddress;
}

it('closes the connections of the way that an account no longer takes, and nobody else’s', async () => {
  const { adapter, session, from } = await start();
  const neighbour = {
    ...session,
    accountId: 'account-2' as AccountId,
    egress: { kind: 'address', address: '127.0.0.3' },
  } as const;
  await adapter.profile(session, NEVER);
  await adapter.profile(neighbour, NEVER);
  expect(from()).toEqual(['127.0.0.1', '127.0.0.3']);
  await adapter.profile({ ...session, ...OTHER_WAY }, NEVER);
  await until(() => from().length === 2, 'the former connection is closed');
  expect(from()).toEqual(['127.0.0.2', '127.0.0.3']);
});

it('waits for what is under way on the former connection', async () => {
  const { adapter, session, waiting, from } = await start();
  const placed = adapter.placeOrder(session, anOrder().build(), NEVER);
  await until(() => waiting.length === 1, 'the order arrives');
  await adapter.profile({ ...session, ...OTHER_WAY }, NEVER);
  waiting[0]?.end(JSON.stringify({ status: 'success', data: { order_ids: ['1'] } }));
  expect(await placed).toEqual({ kind: 'accepted', brokerOrderId: '1' });
  await until(() => from().length === 1, 'the former connection is closed');
});

it('keeps none after a logout, and opens new ones for a next session', async () => {
  const { adapter, session, from } = await start();
  await adapter.profile(session, NEVER);
  await adapter.logout(session, NEVER);
  await until(() => from().length === 0, 'the connections are closed');
  expect((await adapter.profile(session, NEVER)).clientId).toBe('UX1234');
});

it('ends what still waits on a former connection when the adapter is closed', async () => {
  const { adapter, session, waiting } = await start();
  const placed = adapter.placeOrder(session, anOrder().build(), NEVER);
  await until(() => waiting.length === 1, 'the order arrives');
  await adapter.profile({ ...session, ...OTHER_WAY }, NEVER);
  await adapter.close();
  expect(await placed).toEqual({ kind: 'uncertain', cause: 'reset' });
});
