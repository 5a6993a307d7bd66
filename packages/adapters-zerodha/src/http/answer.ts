/**
 * Opens Kite's envelope: `{status, data}` or `{status, message, error_type}`.
 *
 * Decides: what counts as a readable answer. A body with `error_type` is an error whatever the HTTP status says (the
 * SDKs do the same). Leaves to others: what an error means for an order (`outcome.ts`) and for a read (`read.ts`).
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import type { WireResult } from './exchange.ts';

/** An answer of the broker, opened. */
export type KiteAnswer =
  | { readonly kind: 'success'; readonly status: number; readonly data: unknown }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly errorType: string;
      /** The broker's words, without anything secret. */
      readonly text: string;
    }
  /** No envelope: a proxy's page, an empty or damaged body. */
  | { readonly kind: 'unreadable'; readonly status: number };

/** What came back, opened; or why nothing did. */
export type KiteResult = KiteAnswer | Extract<WireResult, { kind: 'failed' }>;

const envelope = z.object({
  status: z.string().nullish(),
  error_type: z.string().nullish(),
  message: z.string().nullish(),
  data: z.unknown().optional(),
});

const decompress = promisify(gunzip);
/** What a decompressed answer may hold at most. */
const LARGEST_TEXT = 64 * 1024 * 1024;
/** How much of the broker's words is kept. */
const LONGEST_TEXT = 500;

/** Opens a result of the wire; `secrets` are cut out of the broker's words, should it repeat them. */
export async function openAnswer(result: WireResult, secrets: readonly string[]): Promise<KiteResult> {
  if (result.kind === 'failed') return result;
  const { status } = result;
  let body = result.body;
  if (result.encoding === 'gzip') {
    try {
      body = await decompress(body, { maxOutputLength: LARGEST_TEXT });
    } catch {
      return { kind: 'unreadable', status };
    }
  }
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { kind: 'unreadable', status };
  }
  const read = envelope.safeParse(json);
  if (!read.success) return { kind: 'unreadable', status };
  const { status: word, error_type: errorType, message, data } = read.data;
  if (errorType || word === 'error') {
    const text = withoutSecrets(message ?? '', secrets).slice(0, LONGEST_TEXT);
    return { kind: 'error', status, errorType: classOf(errorType), text };
  }
  if (word !== 'success' || data === undefined || status < 200 || status > 299) {
    return { kind: 'unreadable', status };
  }
  return { kind: 'success', status, data };
}

/** The class of an error, when it looks like one: it is shown, and a broker may write anything there. */
function classOf(errorType: string | null | undefined): string {
  return errorType && /^[A-Za-z]{1,40}$/.test(errorType) ? errorType : 'UnknownException';
}

/** The text with each secret blotted out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '…');
  return clean;
}
