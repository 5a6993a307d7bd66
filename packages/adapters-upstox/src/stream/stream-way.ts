/** By which way the address of a stream is reached: from where the account's orders leave, too. */
import { TunnelAgent } from '@copydesk/adapter-transport/stream';
import type { Clock, Egress } from '@copydesk/core';
import { socketOptions } from '../http/connections.ts';
import type { StreamSocketSettings } from './stream-socket.ts';

/** Options of one handshake. */
export function wayTo(
  url: string,
  egress: Egress,
  { clock, ipFamily }: { readonly clock: Clock; readonly ipFamily: 4 | 6 },
): StreamSocketSettings['connect'] {
  return egress.kind === 'proxy'
    ? { agent: new TunnelAgent({ proxyUrl: egress.url, secure: url.startsWith('wss:'), clock }) }
    : socketOptions(egress, ipFamily);
}
