/** Where the ticker of a session is, and by which way it is reached. */
import { TunnelAgent } from '@copydesk/adapter-transport/stream';
import type { BrokerSession, Clock } from '@copydesk/core';
import { socketOptions } from '../http/connections.ts';
import { kiteCredentials } from '../settings.ts';
import type { TickerSocketSettings } from './ticker-socket.ts';

/** What the way to the ticker depends on. */
export interface TickerWay {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly ipFamily: 4 | 6;
}

/** The address has the token in it: it is for the handshake alone. */
export function tickerAddress(
  { endpoint, clock, ipFamily }: TickerWay,
  session: BrokerSession,
): Pick<TickerSocketSettings, 'url' | 'connect'> {
  const url = new URL(endpoint);
  url.searchParams.set('api_key', kiteCredentials(session.credentials).apiKey);
  url.searchParams.set('access_token', session.accessToken);
  const secure = url.protocol === 'wss:';
  const connect =
    session.egress.kind === 'proxy'
      ? { agent: new TunnelAgent({ proxyUrl: session.egress.url, secure, clock }) }
      : socketOptions(session.egress, ipFamily);
  return { url: url.toString(), connect };
}
