/**
 * Many short texts in few bytes. A day has half a million keys and symbols; as strings they would cost ten times the
 * memory and give the collector a million things to visit.
 */

/** Stands for "no text". */
export const NO_TEXT = 0;

const PREFIX = 2;
const LONGEST = 0xffff;
/** Texts lie in pieces of a megabyte, so that growing never copies what is there: a copy of 8 MB is a pause. */
const PIECE_BITS = 20;
const PIECE = 1 << PIECE_BITS;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Append-only store of texts; each is named by a reference that never changes. */
export class TextStore {
  readonly #pieces: Uint8Array[] = [new Uint8Array(PIECE)];
  /** Reference 0 is "no text", so the first byte is never used. */
  #end = 1;

  /** Stores a text and returns its reference. Throws a RangeError for a text beyond 65 535 bytes. */
  add(text: string): number {
    const { length } = text;
    if (length * 3 > LONGEST) throw new RangeError('The text is too long for a listing.');
    const bytes = this.#pieceFor(PREFIX + length * 3);
    const start = this.#end + PREFIX;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return this.#close(encoder.encodeInto(text, bytes.subarray(start)).written);
      bytes[start + index] = code;
    }
    return this.#close(length);
  }

  /** The text of a reference; empty for `NO_TEXT`. */
  get(ref: number): string {
    if (ref === NO_TEXT) return '';
    const bytes = this.#pieceOf(ref);
    const start = startOf(ref);
    const end = start + lengthAt(bytes, start);
    let text = '';
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte > 0x7f) return decoder.decode(bytes.subarray(start, end));
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** Whether a reference is of that text; cheaper than reading it. */
  equals(ref: number, text: string): boolean {
    if (ref === NO_TEXT) return text === '';
    const bytes = this.#pieceOf(ref);
    const start = startOf(ref);
    const length = lengthAt(bytes, start);
    for (let at = 0; at < length; at += 1) {
      const byte = bytes[start + at] as number;
      if (byte > 0x7f) return this.get(ref) === text;
      if (byte !== text.charCodeAt(at)) return false;
    }
    return length === text.length;
  }

  /** Hash of a stored text; equal to `hashText` of the same text. */
  hash(ref: number): number {
    const bytes = this.#pieceOf(ref);
    const start = startOf(ref);
    return hashBytes(bytes, start, start + lengthAt(bytes, start));
  }

  #close(length: number): number {
    const piece = this.#pieces.length - 1;
    const bytes = this.#pieces[piece] as Uint8Array;
    const ref = piece * PIECE + this.#end;
    bytes[this.#end] = length & 0xff;
    bytes[this.#end + 1] = length >> 8;
    this.#end += PREFIX + length;
    return ref;
  }

  /** The last piece, or a new one when the last has no room. */
  #pieceFor(size: number): Uint8Array {
    if (this.#end + size > PIECE) {
      this.#pieces.push(new Uint8Array(PIECE));
      this.#end = 0;
    }
    return this.#pieces.at(-1) as Uint8Array;
  }

  #pieceOf(ref: number): Uint8Array {
    return this.#pieces[ref >>> PIECE_BITS] as Uint8Array;
  }
}

function startOf(ref: number): number {
  return (ref & (PIECE - 1)) + PREFIX;
}

function lengthAt(bytes: Uint8Array, start: number): number {
  return (bytes[start - 2] as number) | ((bytes[start - 1] as number) << 8);
}

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over the UTF-8 bytes of a text. */
export function hashText(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) {
      const bytes = encoder.encode(text);
      return hashBytes(bytes, 0, bytes.length);
    }
    hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  return hash >>> 0;
}

function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = FNV_OFFSET;
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), FNV_PRIME);
  return hash >>> 0;
}

/** Mixes a further number into a hash. */
export function mixHash(hash: number, value: number): number {
  // Strikes exceed 32 bits, so both halves count.
  const low = Math.imul((hash ^ (value | 0)) >>> 0, 0x9e3779b1);
  const high = Math.imul((low ^ (low >>> 15) ^ Math.floor(value / 0x1_0000_0000)) >>> 0, 0x85ebca6b);
  return (high ^ (high >>> 13)) >>> 0;
}
