/** An HTTP CONNECT proxy that does as it is told. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** How the proxy answers: it opens the way, says nothing, or refuses with a status. */
export type ProxyMood = 'open' | 'silent' | number;

/** A running proxy. */
export interface TestProxy {
  readonly url: string;
  /** `host:port` of each CONNECT so far. */
  readonly asked: readonly string[];
  /** How many connections that asked for a target are open now. */
  open(target: string): number;
  /** What is done with a CONNECT to a target; every target is let through unless told otherwise. */
  mood: (target: string) => ProxyMood;
  close(): Promise<void>;
}

/** Starts one on a free loopback port. */
export async function startProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const targets = new Map<unknown, string>();
  const server = createServer();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      sockets.delete(socket);
      targets.delete(socket);
    });
  });
  server.on('connect', (request, socket, head) => {
    const target = request.url ?? '';
    asked.push(target);
    targets.set(socket, target);
    const mood = proxy.mood(target);
    if (mood === 'silent') {
      socket.on('end', () => socket.end()).resume();
      return;
    }
    if (mood !== 'open') {
      socket.end(`HTTP/1.1 ${mood} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = target.split(':');
    const through = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      through.write(head);
      through.pipe(socket);
      socket.pipe(through);
    });
    through.on('error', () => socket.destroy());
    socket.on('close', () => through.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: TestProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    open: (target) => [...targets.values()].filter((one) => one === target).length,
    mood: () => 'open',
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
  return proxy;
}
