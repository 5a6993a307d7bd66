/**
 * From the bytes of an instrument key to its text, without making the text: keys come with every feed, and making a string
 * of bytes takes longer than reading the figures.
 *
 * An open hash table over the keys that were met. A key is looked for by its length and its last eight bytes, where keys
 * differ, and then compared byte by byte, so that nothing is taken for something else.
 */
import { BYTES, text } from './frame-bytes.ts';

/** A key that was met: its bytes, its text, and what only its segment tells. */
export interface FeedKey {
  readonly bytes: Uint8Array;
  readonly text: string;
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
      if (isKey(key.bytes, at, end)) return key;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  #add(at: number, end: number, slot: number): FeedKey {
    const name = text(at, end);
    const segment = name.slice(0, name.indexOf('|'));
    const openInterest = segment.endsWith('_FO') || segment.endsWith('_COM');
    const key = { bytes: BYTES.slice(at, end), text: name, openInterest };
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
  let hash = end - at;
  for (let index = Math.max(at, end - HASHED); index < end; index += 1) {
    hash = Math.imul(hash, 31) + (BYTES[index] as number);
  }
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

function isKey(key: Uint8Array, at: number, end: number): boolean {
  const { length } = key;
  if (length !== end - at) return false;
  for (let index = length - 1; index >= 0; index -= 1) {
    if (key[index] !== BYTES[at + index]) return false;
  }
  return true;
}
