/** Posts webhooks: order updates, and the notifier's tokens. Nobody waits for them, and a lost one is lost. */
import type { FaceContext, VenueClient } from '@copydesk/sandbox';
import { request } from 'undici';
import { orderMessage } from './rows.ts';

/** Posts a message to the address that the client's app has registered, if there is one. */
export type Deliver = (client: VenueClient, message: unknown) => void;

const TIMEOUT_MS = 5_000;

/** Webhooks of one face. */
export interface Notices {
  readonly deliver: Deliver;
  /** Gives up what is under way. */
  close(): void;
}

/** Starts to post the order updates of every client whose app has an address. */
export function startNotices(face: FaceContext): Notices {
  const closing = new AbortController();
  const deliver: Deliver = (client, message) => {
    if (client.postbackUrl === undefined) return;
    void post(client.postbackUrl, message, closing.signal).catch((error: unknown) => {
      if (closing.signal.aborted) return;
      face.log('a webhook was not taken', { client: client.client, reason: wordFor(error) });
    });
  };
  const unwatch = face.venue.events.watch(face.broker, (event, ref) => {
    if (event.type !== 'order') return;
    const client = face.venue.clients.find(ref.broker, ref.client);
    if (client !== undefined) deliver(client, orderMessage(event.order));
  });
  return {
    deliver,
    close: () => {
      unwatch();
      closing.abort();
    },
  };
}

async function post(url: string, message: unknown, signal: AbortSignal): Promise<void> {
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'upstox-sandbox' },
    body: JSON.stringify(message),
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  await answer.body.dump();
  if (answer.statusCode >= 300) throw new Error(`answered ${answer.statusCode}`);
}

function wordFor(error: unknown): string {
  if (!(error instanceof Error)) return 'failed';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message.slice(0, 60);
}
