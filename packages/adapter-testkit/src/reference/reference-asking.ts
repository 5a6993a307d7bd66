/** What the core asks, as the venue behind the reference broker takes it. */
import type { BrokerSession, PlaceOrder } from '@copydesk/core';
import type { Asked } from './reference-outcomes.ts';

const LOOPBACK = '127.0.0.1';
/** The venue does not list what was asked for. */
export const NO_INSTRUMENT = {
  kind: 'refused',
  refusal: { reason: 'not-found', what: 'instrument' },
} as const;

/** From where a session's requests come. */
export function addressOf({ egress }: BrokerSession): string {
  switch (egress.kind) {
    case 'default':
      return LOOPBACK;
    case 'address':
      return egress.address;
    case 'proxy':
      return new URL(egress.url).hostname;
  }
}

/** The venue counts in hundredths of a per cent; only types that run to the market carry a protection. */
export function protectionOf(order: Pick<PlaceOrder, 'orderType' | 'marketProtection'>) {
  if (order.orderType !== 'MARKET' && order.orderType !== 'SL-M') return undefined;
  return order.marketProtection === -1 ? ('automatic' as const) : Math.round(order.marketProtection * 100);
}

/** What must be in nothing that is told. */
export function secretsOf({ accessToken, credentials }: BrokerSession): readonly string[] {
  return [accessToken, credentials['apiSecret'] ?? ''];
}

/** A request of a session, or of nobody; it ends with the broker that sends it. */
export function requestOf(
  ask: Asked,
  session: Pick<BrokerSession, 'accessToken'> | BrokerSession | undefined,
  { closing, timeoutMs }: { readonly closing: AbortSignal; readonly timeoutMs: number },
) {
  return {
    ...ask,
    signal: AbortSignal.any([ask.signal, closing]),
    accessToken: session?.accessToken,
    remoteAddress: session !== undefined && 'egress' in session ? addressOf(session) : LOOPBACK,
    timeoutMs,
  };
}
