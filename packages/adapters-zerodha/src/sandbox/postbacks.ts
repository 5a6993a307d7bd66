/**
 * Postbacks: an order's change, posted once to the address of the app that placed it. No retries, no order: whoever listens
 * must not rely on them, at the real broker either.
 */
import { createHash } from 'node:crypto';
import type { FaceContext, VenueOrder } from '@copydesk/sandbox';
import { Agent, request } from 'undici';
import { postbackChecksum } from '../auth/checksum.ts';
import { updateJson, updateStatus } from './wire/orders.ts';
import { kiteTime } from './wire/terms.ts';

/** Fired for these alone (docs "Postbacks"). */
const TOLD: ReadonlySet<string> = new Set(['COMPLETE', 'CANCELLED', 'REJECTED', 'UPDATE']);
const PATIENCE_MS = 5_000;

/** Posts what happens to orders placed through apps that have an address for it. The answer stops it. */
export function startPostbacks({ venue, broker, log }: FaceContext): () => void {
  const agent = new Agent({ connect: { timeout: PATIENCE_MS } });
  const unwatch = venue.events.watch(broker, (event, ref) => {
    if (event.type !== 'order') return;
    const client = venue.clients.find(broker, ref.client);
    const { order } = event;
    // Only orders of this app: neither those of the broker's own, nor anybody else's.
    if (client?.postbackUrl === undefined || order.apiKey !== client.apiKey) return;
    const status = updateStatus(order);
    if (status === undefined || !TOLD.has(status)) return;
    const body = JSON.stringify(postbackJson(order, status, client.apiSecret));
    request(client.postbackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      dispatcher: agent,
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
    }).then(
      (answer) => answer.body.dump(),
      () => log('A postback was not taken.', { broker, client: ref.client, orderId: order.orderId }),
    );
  });
  return () => {
    unwatch();
    agent.destroy().catch(() => log('Postback connections did not close.', { broker }));
  };
}

/** The signed body of a postback. */
export function postbackJson(order: VenueOrder, status: string, apiSecret: string): Record<string, unknown> {
  const { account_id, ...rest } = updateJson(order, status);
  return {
    user_id: account_id,
    app_id: appNumber(order.apiKey ?? ''),
    checksum: postbackChecksum(order.orderId, kiteTime(order.placedAt), apiSecret),
    ...rest,
  };
}

/** A number for an app, the same each time. */
function appNumber(apiKey: string): number {
  return createHash('sha256').update(apiKey).digest().readUInt16BE(0);
}
