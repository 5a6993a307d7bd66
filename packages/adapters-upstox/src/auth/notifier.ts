/**
 * Reads what the notifier webhook says when a person has approved a token in Upstox's own app.
 *
 * Decides: that it is for an account of ours and its app, and not already over. It carries no signature, so the token
 * still has to be proven with the profile. Source: docs "appendix/notifier-webhook-endpoint", read 2026-02.
 */
import type { Credentials, Instant, WebhookReading } from '@copydesk/core';
import { z } from 'zod';

/** Body of the notifier. Times are milliseconds since 1970 as text. */
export const notifierMessage = z.object({
  message_type: z.literal('access_token'),
  client_id: z.string().min(1),
  user_id: z.string().min(1),
  access_token: z.string().min(1),
  expires_at: z.coerce.number(),
});

/** The token that was approved; refused when no account of ours asked for it or when it is over. */
export function readNotifier(
  message: z.infer<typeof notifierMessage>,
  credentialsOf: (clientId: string) => Credentials | undefined,
  now: Instant,
): WebhookReading {
  const { user_id: clientId, client_id: apiKey, access_token: accessToken } = message;
  const credentials = credentialsOf(clientId);
  if (credentials === undefined) return { kind: 'refused', reason: 'no such client' };
  if (credentials['apiKey'] !== apiKey) return { kind: 'refused', reason: 'another app' };
  if (!(message.expires_at > now)) return { kind: 'refused', reason: 'the token is over' };
  return { kind: 'token', clientId, apiKey, accessToken };
}
