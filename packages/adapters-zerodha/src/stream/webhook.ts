/**
 * Reads a postback: an order's change, told over HTTPS to the address of the app.
 *
 * Decides: who signed it. The signature covers neither price nor status, so what a postback says is only a reason to read
 * the books. Source: Kite Connect v3 docs, "Postbacks", read 2026-11.
 */
import type { Credentials, WebhookReading, WebhookRequest } from '@copydesk/core';
import { z } from 'zod';
import { postbackChecksum, sameChecksum } from '../auth/checksum.ts';

const postback = z.object({
  user_id: z.string().min(1),
  order_id: z.string().min(1),
  order_timestamp: z.string(),
  checksum: z.string(),
});

/** Ours: a postback is about one kilobyte. */
const LARGEST_BODY = 65_536;

/** What a postback said; refused when it cannot be read or is not signed with the secret of the account it names. */
export function readPostback(
  request: WebhookRequest,
  credentialsOf: (clientId: string) => Credentials | undefined,
): WebhookReading {
  if (request.body.length > LARGEST_BODY) return { kind: 'refused', reason: 'too large' };
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body));
  } catch {
    return { kind: 'refused', reason: 'no JSON' };
  }
  const read = postback.safeParse(json);
  if (!read.success) return { kind: 'refused', reason: 'no postback' };
  const { user_id: clientId, order_id: orderId, order_timestamp: at, checksum } = read.data;
  const apiSecret = credentialsOf(clientId)?.['apiSecret'];
  if (apiSecret === undefined) return { kind: 'refused', reason: 'no such client' };
  if (!sameChecksum(postbackChecksum(orderId, at, apiSecret), checksum)) {
    return { kind: 'refused', reason: 'wrong checksum' };
  }
  return { kind: 'signed', clientId, fact: { type: 'hint', what: 'orders' } };
}
