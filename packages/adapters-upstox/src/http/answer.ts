/**
 * Opens Upstox's envelope: `{status, data}` or `{status, errors: [...]}`, and the flat or bare bodies of a few calls.
 *
 * Decides: what counts as a readable answer, and which spelling of a code counts (`error_code`, else the deprecated
 * `errorCode`). Leaves to others: what an error means for an order (`outcome.ts`) and for a read (`read.ts`).
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { z } from 'zod';
import type { WireResult } from './exchange.ts';

/** An answer of the broker, opened. */
export type UpstoxAnswer =
  | {
      readonly kind: 'success';
      readonly status: number;
      /** The whole body; which part of it counts differs from call to call. */
      readonly body: unknown;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      /** Every code in the answer, `UDAPI…`; never empty. */
      readonly codes: readonly string[];
      /** The broker's words, without anything secret. */
      readonly text: string;
    }
  /** No JSON of this broker: a gateway's page, an empty or damaged body. */
  | { readonly kind: 'unreadable'; readonly status: number };

/** What came back, opened; or why nothing did. */
export type UpstoxResult = UpstoxAnswer | Extract<WireResult, { kind: 'failed' }>;

/** A code is shown as it is, so it has to be one. */
const errorCode = z
  .string()
  .regex(/^[A-Z]{2,10}\d{1,10}$/)
  .nullish();
const errorEntry = z
  .object({
    error_code: errorCode,
    errorCode: errorCode,
    message: z.string().nullish(),
  })
  .refine((entry) => entry.error_code ?? entry.errorCode);
const errorEnvelope = z.object({ errors: z.array(errorEntry).min(1) });
const errorMark = z.object({ status: z.literal('error') });

const decompress = promisify(gunzip);
/** What a decompressed answer may hold at most. */
const LARGEST_TEXT = 64 * 1024 * 1024;
/** How much of the broker's words is kept. */
const LONGEST_TEXT = 500;

/** Opens a result of the wire; `secrets` are cut out of the broker's words, should it repeat them. */
export async function openAnswer(result: WireResult, secrets: readonly string[]): Promise<UpstoxResult> {
  if (result.kind === 'failed') return result;
  const { status } = result;
  let bytes = result.body;
  if (result.encoding === 'gzip') {
    try {
      bytes = await decompress(bytes, { maxOutputLength: LARGEST_TEXT });
    } catch {
      return { kind: 'unreadable', status };
    }
  }
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { kind: 'unreadable', status };
  }
  if (typeof body !== 'object' || body === null) return { kind: 'unreadable', status };
  const marked = errorMark.safeParse(body).success;
  if (status >= 200 && status <= 299 && !marked) return { kind: 'success', status, body };
  const errors = errorEnvelope.safeParse(body);
  if (!errors.success) return { kind: 'unreadable', status };
  const codes = errors.data.errors.map((entry) => entry.error_code ?? entry.errorCode ?? '');
  const words = errors.data.errors.flatMap((entry) => (entry.message ? [entry.message] : []));
  return {
    kind: 'error',
    status,
    codes,
    text: withoutSecrets(words.join(' '), secrets).slice(0, LONGEST_TEXT),
  };
}

/** The text with each secret blotted out. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '…');
  return clean;
}
