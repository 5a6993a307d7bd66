import { createHash, timingSafeEqual } from 'node:crypto';

/** The checksum of a token exchange: lowercase hex SHA-256 of key, request token and secret, without separators. */
export function exchangeChecksum(apiKey: string, requestToken: string, apiSecret: string): string {
  return sha256Hex(`${apiKey}${requestToken}${apiSecret}`);
}

/** The checksum of a postback. It does not cover price or status, so a postback is only a reason to read the order. */
export function postbackChecksum(orderId: string, orderTimestamp: string, apiSecret: string): string {
  return sha256Hex(`${orderId}${orderTimestamp}${apiSecret}`);
}

/** Whether two checksums are equal, in a time that does not depend on where they differ. */
export function sameChecksum(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
