/**
 * Splits one long JSON array of objects at their borders, so that 70 MB are never one value in memory.
 *
 * Decides: where an object ends (braces inside strings do not count) and whether the array is whole. Leaves the objects
 * to `JSON.parse`.
 */
import { TradingError } from '@copydesk/core';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** Objects parsed at once: enough to make `JSON.parse` efficient, few enough to be short-lived. */
const OBJECTS_PER_BATCH = 500;

/** Some objects of the array. */
export interface ObjectBatch {
  readonly objects: readonly unknown[];
  /** Share of the bytes read so far. */
  readonly progress: number;
}

/** The objects of the array in batches. Throws `instruments-unusable` for anything else than a whole array of objects. */
export function* objectBatches(bytes: Buffer): Generator<ObjectBatch, void> {
  let at = skipBlank(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  if (at >= bytes.length) throw unusable('empty', at);
  if (bytes[at] !== OPEN_BRACKET) throw unusable('unreadable', at);
  at = skipBlank(bytes, at + 1);
  if (bytes[at] === CLOSE_BRACKET) return endOfArray(bytes, at);
  let start = at;
  let count = 0;
  for (;;) {
    if (at >= bytes.length) throw unusable('cut-short', at);
    if (bytes[at] !== OPEN_BRACE) throw unusable('unreadable', at);
    at = skipBlank(bytes, endOfObject(bytes, at));
    count += 1;
    const separator = bytes[at];
    if (separator === undefined) throw unusable('cut-short', at);
    if (separator !== COMMA && separator !== CLOSE_BRACKET) throw unusable('unreadable', at);
    if (count === OBJECTS_PER_BATCH || separator === CLOSE_BRACKET) {
      yield { objects: parse(bytes, start, at), progress: at / bytes.length };
      count = 0;
    }
    if (separator === CLOSE_BRACKET) return endOfArray(bytes, at);
    at = skipBlank(bytes, at + 1);
    if (count === 0) start = at;
  }
}

/** The place behind the closing brace. */
function endOfObject(bytes: Buffer, open: number): number {
  let depth = 0;
  for (let at = open; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at + 1);
    } else if (byte === OPEN_BRACE) depth += 1;
    else if (byte === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw unusable('cut-short', bytes.length);
}

/** The place of the quote that ends a string. */
function endOfString(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(QUOTE, start);
  while (at >= 0 && isEscaped(bytes, at, start)) at = bytes.indexOf(QUOTE, at + 1);
  if (at < 0) throw unusable('cut-short', bytes.length);
  return at;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(bytes: Buffer, quote: number, start: number): boolean {
  let at = quote;
  while (at > start && bytes[at - 1] === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 1;
}

function endOfArray(bytes: Buffer, close: number): void {
  if (skipBlank(bytes, close + 1) < bytes.length) throw unusable('unreadable', close + 1);
}

function skipBlank(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] as number) <= 0x20) at += 1;
  return at;
}

function parse(bytes: Buffer, start: number, end: number): readonly unknown[] {
  try {
    return JSON.parse(`[${bytes.toString('utf8', start, end)}]`) as unknown[];
  } catch (error) {
    throw unusable('unreadable', start, error);
  }
}

function unusable(reason: string, offset: number, cause?: unknown): TradingError {
  return new TradingError('instruments-unusable', { reason, format: 'json', offset }, { cause });
}
