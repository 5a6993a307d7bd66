import { Agent, type ClientRequestArgs, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

type SocketReady = (error: Error | null, socket: Duplex) => void;

/**
 * Opens the socket of a WebSocket handshake through an HTTP CONNECT proxy, so that the stream leaves from the same
 * address as the orders do.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: URL;
  readonly #secure: boolean;

  constructor(proxyUrl: string, secure: boolean) {
    super();
    this.#proxy = new URL(proxyUrl);
    this.#secure = secure;
  }

  override createConnection(options: ClientRequestArgs, ready?: SocketReady): Duplex | null | undefined {
    const host = String(options.host ?? options.hostname);
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? (this.#secure ? 443 : 80)}`;
    const asked = request({
      host: this.#proxy.hostname,
      port: this.#proxy.port === '' ? 80 : this.#proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorisation(this.#proxy) },
    });
    const fail = (error: Error): void => ready?.(error, undefined as never);
    asked.once('error', fail);
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        fail(new Error(`The proxy answered ${answer.statusCode}.`));
      } else {
        ready?.(null, this.#secure ? connectTls({ socket, servername: host }) : socket);
      }
    });
    asked.end();
    return undefined;
  }
}

function proxyAuthorisation(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
