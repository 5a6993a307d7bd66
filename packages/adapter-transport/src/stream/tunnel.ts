import { Agent, type ClientRequest, type ClientRequestArgs, request } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '@copydesk/core';

type SocketReady = (error: Error | null, socket: Duplex) => void;

/** What a tunnel is made of. */
export interface TunnelSettings {
  readonly proxyUrl: string;
  /** Whether the WebSocket behind the proxy is a `wss:` one. */
  readonly secure: boolean;
  readonly clock: Clock;
}

/** Ours: below the ten seconds of the whole handshake, so that the reason of the loss names the proxy. */
const CONNECT_TIMEOUT_MS = 8_000;

/**
 * Opens the socket of a WebSocket handshake through an HTTP CONNECT proxy, so that the stream leaves from the same
 * address as the orders do. For one handshake: `destroy` gives up what is under way.
 */
export class TunnelAgent extends Agent {
  readonly #settings: TunnelSettings;
  readonly #asked = new Set<ClientRequest>();
  /** Node refuses a request whose agent is made for another protocol; its types do not show the property. */
  readonly protocol: 'https:' | 'http:';

  constructor(settings: TunnelSettings) {
    super();
    this.#settings = settings;
    this.protocol = settings.secure ? 'https:' : 'http:';
  }

  override createConnection(options: ClientRequestArgs, ready?: SocketReady): Duplex | null | undefined {
    const { proxyUrl, secure, clock } = this.#settings;
    const proxy = new URL(proxyUrl);
    const host = String(options.host ?? options.hostname);
    const target = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? (secure ? 443 : 80)}`;
    const asked = request({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : proxy.port,
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorisation(proxy) },
    });
    this.#asked.add(asked);
    const cancelTimeout = clock.after(CONNECT_TIMEOUT_MS, () =>
      asked.destroy(new ProxyError('PROXY_TIMEOUT')),
    );
    const settle = (): boolean => {
      cancelTimeout();
      return this.#asked.delete(asked);
    };
    const fail = (error: Error): void => {
      if (settle()) ready?.(error, undefined as never);
    };
    asked.on('error', fail);
    asked.once('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        fail(new ProxyError(`PROXY_${answer.statusCode}`));
      } else if (settle()) {
        ready?.(null, secure ? connectTls({ socket, host, ...serverName(host) }) : socket);
      }
    });
    asked.end();
    return undefined;
  }

  override destroy(): void {
    for (const asked of this.#asked) asked.destroy(new ProxyError('PROXY_GIVEN_UP'));
    super.destroy();
  }
}

/** The proxy did not open the way. The code is what a lost connection is explained with. */
class ProxyError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(`No way through the proxy: ${code}.`);
    this.code = code;
  }
}

/** TLS takes names only; an address is checked against the certificate all the same. */
function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

function proxyAuthorisation(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
