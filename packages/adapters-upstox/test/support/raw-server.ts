/** A tiny HTTP server that answers whatever a test says, and notes what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An answer: text is a 200. */
export type RawAnswer =
  | string
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> }
  | ((response: ServerResponse, request: IncomingMessage) => void);

/** A server with the addresses an adapter takes. */
export interface RawServer {
  readonly url: string;
  readonly endpoints: Readonly<Record<'api' | 'hft' | 'assets' | 'login', string>>;
  readonly asked: readonly Asked[];
  /** What is answered to a path without query; `*` for every other. */
  answer(path: string, answer: RawAnswer): void;
  /** Breaks every open connection. */
  dropAll(): void;
  close(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function startRawServer(answers: Readonly<Record<string, RawAnswer>> = {}): Promise<RawServer> {
  const table = new Map(Object.entries(answers));
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const answerTo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await textOf(request);
    const url = request.url ?? '/';
    asked.push({ method: request.method ?? '', url, headers: request.headers, body });
    const answer = table.get(url.split('?')[0] ?? '') ??
      table.get('*') ?? { status: 404, body: 'nothing here' };
    if (typeof answer === 'function') return answer(response, request);
    const {
      status,
      body: text,
      headers = {},
    } = typeof answer === 'string' ? { status: 200, body: answer } : answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(text);
  };
  const server = createServer((request, response) => void answerTo(request, response));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    endpoints: { api: url, hft: url, assets: url, login: `${url}/v2/login/authorization/dialog` },
    asked,
    answer: (path, answer) => void table.set(path, answer),
    dropAll: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
