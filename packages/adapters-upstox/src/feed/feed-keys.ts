/**
 * From the bytes of an instrument key to its text, without making the text: keys come with every feed, and making a string
 * of bytes takes longer than reading the figures.
 *
 * An open hash table over the keys that were met. A key is looked for by its length and its last eight bytes, where keys
 * differ, and then compared with all of its bytes, so that nothing is taken for something else.
 */
import type { FedInstrument } from '@copydesk/core';
import * as frame from './frame-bytes.ts';

// Constants of this module are the fastest (`frame-bytes.ts`).
const { BYTES, WITHIN, text, word } = frame;

/** A key that was met: its bytes, its text, and what only its segment tells. */
export interface FeedKey {
  /** Four bytes each, the last four perhaps in part again; of a key of fewer, its bytes. */
  readonly words: readonly number[];
  readonly length: number;
  text: string;
  /** Who was found by it the last time. */
  instrument: FedInstrument | undefined;
  /** Whether there is open interest at all: in derivatives. Without this, the 0 of a share would look like a figure. */
  readonly openInterest: boolean;
}

/** Slots; a power of two. Half of them are used at most: an account's feed has 2 × 5000 instruments. */
const SLOTS = 32_768;
const MOST_KEYS = SLOTS / 2;
/** The bytes that decide where a key is looked for. */
const HASHED = 8;

export class FeedKeys {
  #slots: (FeedKey | undefined)[] = emptySlots();
  #count = 0;

  /** The key whose bytes stand in the frame from `at` to `end`. */
  find(at: number, end: number): FeedKey {
    const slots = this.#slots;
    let slot = slotOf(at, end);
    for (;;) {
      const key = slots[slot];
      if (key === undefined) return this.#add(at, end, slot);
      if (isKey(key, at, end)) return key;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  #add(at: number, end: number, slot: number): FeedKey {
    const name = text(at, end);
    const segment = name.slice(0, name.indexOf('|'));
    const openInterest = segment.endsWith('_FO') || segment.endsWith('_COM');
    const key = {
      words: wordsOf(at, end),
      length: end - at,
      text: name,
      instrument: undefined,
      openInterest,
    };
    if (this.#count === MOST_KEYS) {
      // No session asks for so many. Frames that name ever new keys must not fill the memory: begin anew.
      this.#slots = emptySlots();
      this.#count = 0;
      return key;
    }
    this.#slots[slot] = key;
    this.#count += 1;
    return key;
  }
}

function emptySlots(): (FeedKey | undefined)[] {
  return Array.from({ length: SLOTS }, () => undefined);
}

function slotOf(at: number, end: number): number {
  if (end - at < HASHED) return end - at;
  const from = (end - HASHED) & WITHIN;
  const hash = Math.imul(word(from), 0x9e3779b1) ^ Math.imul(word(from + 4), 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function wordsOf(at: number, end: number): readonly number[] {
  if (end - at < 4) return [...BYTES.subarray(at, end)];
  const words: number[] = [];
  for (let next = at; next < end - 4; next += 4) words.push(word(next));
  words.push(word(end - 4));
  return words;
}

function isKey({ words, length }: FeedKey, at: number, end: number): boolean {
  if (length !== end - at) return false;
  if (length < 4) return isShortKey(words, at);
  const last = words.length - 1;
  for (let index = 0; index < last; index += 1) {
    if (words[index] !== word((at + 4 * index) & WITHIN)) return false;
  }
  return words[last] === word((end - 4) & WITHIN);
}

function isShortKey(bytes: readonly number[], at: number): boolean {
  return bytes.every((byte, index) => byte === BYTES[at + index]);
}

/** Who has the key in the map, which may be another at every call. */
export function instrumentOf(
  key: FeedKey,
  instruments: ReadonlyMap<string, FedInstrument>,
): FedInstrument | undefined {
  const instrument = instruments.get(key.text);
  if (instrument !== undefined && instrument !== key.instrument) {
    key.instrument = instrument;
    // The same text, but most probably the very string that the map has: it is found without comparing letters.
    if (instrument.feedToken === key.text) key.text = instrument.feedToken;
  }
  return instrument;
}
