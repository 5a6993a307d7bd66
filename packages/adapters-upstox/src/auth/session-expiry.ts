import { type Instant, IST_OFFSET_MS, instantOf } from '@copydesk/core';

const DAY_MS = 86_400_000;
/** Sessions end at 03:30 in India. Source: docs "get-token", read 2026-02. */
const END_OF_DAY_MS = 3.5 * 3_600_000;

/** The first 03:30 IST after the login: issued 20:00 on Tuesday or 02:30 on Wednesday, it ends 03:30 on Wednesday. */
export function sessionEnd(loginAt: Instant): Instant {
  const local = loginAt + IST_OFFSET_MS;
  const today = Math.floor(local / DAY_MS) * DAY_MS + END_OF_DAY_MS;
  return instantOf((local < today ? today : today + DAY_MS) - IST_OFFSET_MS);
}

/**
 * When a token ends: what it says itself, if that is believable, else the rule. The signature is the broker's to check;
 * a token that is no JWT, or claims to outlive the rule, is taken by the rule.
 */
export function tokenEnd(accessToken: string, loginAt: Instant): Instant {
  const byRule = sessionEnd(loginAt);
  const claimed = expiryClaim(accessToken);
  return claimed !== undefined && claimed > loginAt && claimed <= byRule ? instantOf(claimed) : byRule;
}

/** `exp` of a JWT in milliseconds; undefined for anything else. */
function expiryClaim(token: string): number | undefined {
  const payload = token.split('.')[1];
  if (payload === undefined) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null || !('exp' in claims)) return undefined;
  return typeof claims.exp === 'number' && Number.isFinite(claims.exp) ? claims.exp * 1_000 : undefined;
}
