/**
 * Many short texts in few bytes. A day has half a million keys and symbols; as strings they would cost ten times the
 * memory and give the collector a million things to visit.
 */

/** Stands for "no text". */
export const NO_TEXT = 0;

const PREFIX = 2;
const LONGEST = 0xffff;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Append-only store of texts; each is named by a reference that never changes. */
export class TextStore {
  #bytes = new Uint8Array(1 << 16);
  /** Reference 0 is "no text", so the first byte is never used. */
  #end = 1;

  /** Stores a text and returns its reference. Throws a RangeError for a text beyond 65 535 bytes. */
  add(text: string): number {
    const { length } = text;
    if (length > LONGEST) throw new RangeError('The text is too long for a listing.');
    this.#reserve(PREFIX + length * 3);
    const ref = this.#end;
    const bytes = this.#bytes;
    let at = ref + PREFIX;
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return this.#addEncoded(text);
      bytes[at] = code;
      at += 1;
    }
    return this.#close(ref, at);
  }

  /** The text of a reference; empty for `NO_TEXT`. */
  get(ref: number): string {
    if (ref === NO_TEXT) return '';
    const start = ref + PREFIX;
    const end = start + this.#length(ref);
    const bytes = this.#bytes;
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
    const length = this.#length(ref);
    const bytes = this.#bytes;
    const start = ref + PREFIX;
    for (let at = 0; at < length; at += 1) {
      const byte = bytes[start + at] as number;
      if (byte > 0x7f) return this.get(ref) === text;
      if (byte !== text.charCodeAt(at)) return false;
    }
    return length === text.length;
  }

  /** Hash of a stored text; equal to `hashText` of the same text. */
  hash(ref: number): number {
    const start = ref + PREFIX;
    return hashBytes(this.#bytes, start, start + this.#length(ref));
  }

  /** Gives back what growing left over. Nothing may be added afterwards without growing again. */
  trim(): void {
    this.#bytes = this.#bytes.slice(0, this.#end);
  }

  #addEncoded(text: string): number {
    const ref = this.#end;
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(ref + PREFIX));
    if (written > LONGEST) throw new RangeError('The text is too long for a listing.');
    return this.#close(ref, ref + PREFIX + written);
  }

  #close(ref: number, end: number): number {
    const length = end - ref - PREFIX;
    this.#bytes[ref] = length & 0xff;
    this.#bytes[ref + 1] = length >> 8;
    this.#end = end;
    return ref;
  }

  #length(ref: number): number {
    return (this.#bytes[ref] as number) | ((this.#bytes[ref + 1] as number) << 8);
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#end + more));
    grown.set(this.#bytes.subarray(0, this.#end));
    this.#bytes = grown;
  }
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
