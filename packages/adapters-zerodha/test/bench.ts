/** What the tests of this package share: a session, an order, an adapter, and servers that answer as they are told. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer, type Socket, type Server as SocketServer } from 'node:net';
import { VirtualClock } from '@copydesk/adapter-testkit';
import type {
  AccountId,
  BrokerId,
  BrokerPort,
  BrokerSession,
  ClientOrderId,
  Clock,
  ListingKey,
  PlaceOrder,
  Price,
  Quantity,
} from '@copydesk/core';
import { createZerodhaAdapter, type ZerodhaOptions } from '../src/index.ts';

/** Never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;

/** Keeps what an adapter logs. */
export class KeptLog {
  readonly lines: unknown[] = [];
  info(...line: unknown[]): void {
    this.lines.push(line);
  }
  warn(...line: unknown[]): void {
    this.lines.push(line);
  }
}

/** An adapter in front of a server of the test. */
export function adapterAt(
  rest: string,
  more: Partial<ZerodhaOptions> & { readonly clock?: Clock } = {},
): BrokerPort {
  return createZerodhaAdapter({
    brokerId: 'zerodha-sandbox' as BrokerId,
    environment: 'sandbox',
    clock: new VirtualClock(),
    log: new KeptLog(),
    endpoints: { rest, login: `${rest}/connect/login`, stream: rest.replace('http', 'ws') },
    ...more,
  });
}

/** A session whose secrets are told apart from everything else in the tests. */
export function aSession(changes: Partial<BrokerSession> = {}): BrokerSession {
  return {
    accountId: 'account-1' as AccountId,
    brokerId: 'zerodha-sandbox' as BrokerId,
    clientId: 'AB1234',
    credentials: { apiKey: 'kk1234', apiSecret: 'secret-of-AB1234' },
    accessToken: 'token-of-AB1234',
    issuedAt: Date.UTC(2026, 10, 23, 3) as BrokerSession['issuedAt'],
    expiresAt: Date.UTC(2026, 10, 24, 0, 30) as BrokerSession['expiresAt'],
    products: ['I', 'D'],
    segments: ['NSE', 'NFO'],
    orderStream: 'unknown',
    sellAuthorisation: 'standing',
    egress: { kind: 'default' },
    ...changes,
  };
}

/** One lot of NIFTY, bought at market. */
export function anOrder(changes: Partial<PlaceOrder> = {}): PlaceOrder {
  return {
    clientOrderId: 'CD01J2K3L4M5N6P7Q00' as ClientOrderId,
    listing: {
      key: 'NFO:NIFTY26DECFUT' as ListingKey,
      segment: 'NFO',
      symbol: 'NIFTY26DECFUT',
      feedToken: '13238786',
    },
    side: 'BUY',
    quantity: 65 as Quantity,
    orderType: 'LIMIT',
    product: 'D',
    validity: 'DAY',
    price: 243_105_000 as Price,
    triggerPrice: undefined,
    disclosedQuantity: undefined,
    marketProtection: -1,
    afterMarket: false,
    ...changes,
  };
}

/** A server of a test, and how to end it. */
export interface TestServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback. */
export async function listening(server: Server | SocketServer): Promise<TestServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** A request as a server of a test saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An HTTP server that answers everything by one function, and keeps what it saw. */
export async function answering(
  answer: (request: SeenRequest, response: ServerResponse) => void,
): Promise<TestServer & { readonly seen: SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const one: SeenRequest = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(parts).toString('utf8'),
      };
      seen.push(one);
      answer(one, response);
    });
  });
  return { ...(await listening(server)), seen };
}

/** An HTTP server that gives one JSON answer to everything. */
export function answeringJson(status: number, body: unknown): ReturnType<typeof answering> {
  return answering((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
}

/** A server that does what it is told with each connection. */
export async function accepting(onSocket: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  const running = await listening(server);
  return {
    url: running.url,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return running.close();
    },
  };
}

/** Collects what must be closed at the end of a test. */
export class Closing {
  readonly #all: { close(): unknown }[] = [];

  add<T extends { close(): unknown }>(one: T): T {
    this.#all.push(one);
    return one;
  }

  async closeAll(): Promise<void> {
    for (const one of this.#all.splice(0).reverse()) await one.close();
  }
}
