/**
 * From the bytes of an instrument key to its text, without making the text: keys come with every feed, and making a string
 * of bytes takes longer than reading the figures.
 *
 * An open hash table over the keys that were met. A key is looked for by its length and its last eight bytes, where keys
 * differ, and then compared with all of its bytes, so that nothing is taken for something else.
 */
import { BYTES, text, word } from './frame-bytes.ts';

/** A key that was met: its bytes, its text, and what only its segment tells. */
export interface FeedKey {
  readonly view: DataView;
  readonly length: number;
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
      if (isKey(key, at, end)) return key;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  #add(at: number, end: number, slot: number): FeedKey {
    const name = text(at, end);
    const segment = name.slice(0, name.indexOf('|'));
    const openInterest = segment.endsWith('_FO') || segment.endsWith('_COM');
    const view = new DataView(BYTES.slice(at, end).buffer);
    const key = { view, length: end - at, text: name, openInterest };
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
  const hash = Math.imul(word(end - 8), 0x9e3779b1) ^ Math.imul(word(end - 4), 0x85ebca6b);
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}

/** Four bytes at a time; the last four may have been compared in part before. */
function isKey({ view, length }: FeedKey, at: number, end: number): boolean {
  if (length !== end - at) return false;
  if (length < 4) return isShortKey(view, at, end);
  const last = length - 4;
  for (let index = 0; index < last; index += 4) {
    if (view.getInt32(index, true) !== word(at + index)) return false;
  }
  return view.getInt32(last, true) === word(at + last);
}

function isShortKey(view: DataView, at: number, end: number): boolean {
  for (let index = 0; index < end - at; index += 1) {
    if (view.getUint8(index) !== BYTES[at + index]) return false;
  }
  return true;
}
