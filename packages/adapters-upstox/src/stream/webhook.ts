/**
 * Reads a webhook: an update of orders or GTTs, or the notifier's token.
 *
 * Decides: that nothing in it is believed. It is unsigned, so an update is only a reason to read the books and a token
 * only something to prove. Source: docs "webhook" and "appendix/notifier-webhook-endpoint", read 2026-02.
 */
import type { Credentials, Instant, WebhookReading, WebhookRequest } from '@copydesk/core';
import { notifierMessage, readNotifier } from '../auth/notifier.ts';
import { readUpdate } from './frames.ts';

/** Ours: an order update is about one kilobyte. */
const LARGEST_BODY = 65_536;

/** What a webhook said; refused when it cannot be read or names no client of ours. */
export function readUpstoxWebhook(
  request: WebhookRequest,
  credentialsOf: (clientId: string) => Credentials | undefined,
  now: Instant,
): WebhookReading {
  if (request.body.length > LARGEST_BODY) return { kind: 'refused', reason: 'too large' };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch {
    return { kind: 'refused', reason: 'no JSON' };
  }
  const notified = notifierMessage.safeParse(json);
  if (notified.success) return readNotifier(notified.data, credentialsOf, now);
  const update = readUpdate(json);
  if (update.kind === 'unreadable') return { kind: 'refused', reason: 'no update and no token' };
  const clientId = update.clientId ?? (update.kind === 'order' ? update.row.placed_by : undefined);
  if (clientId === undefined || credentialsOf(clientId) === undefined) {
    return { kind: 'refused', reason: 'no such client' };
  }
  const what = update.kind === 'order' ? 'orders' : update.what;
  return { kind: 'hint', clientId, fact: { type: 'hint', what } };
}
