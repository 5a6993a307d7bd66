/** Numbers that follow from a seed: the same in every run and on every machine. */
import type { RandomText } from '../venue/broker-rules.ts';

/** A 32-bit hash of text (FNV-1a, then mixed). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** Spreads the bits of two integers over 32. */
export function hashPair(a: number, b: number): number {
  return mix(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ mix(b | 0));
}

/** A number in [−1, 1) from a hash. */
export function signedUnit(hash: number): number {
  return (hash | 0) / 0x80000000;
}

function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x7feb352d);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x846ca68b);
  return hash ^ (hash >>> 16);
}

/** Random text for ids and tokens; the sequence follows from the seed. No secret in the sense of cryptography: nothing here is worth stealing. */
export class SeededText implements RandomText {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  pick(alphabet: string, length: number): string {
    let text = '';
    for (let index = 0; index < length; index += 1) {
      this.#state = (this.#state + 0x6d2b79f5) | 0;
      text += alphabet.charAt((hashPair(this.#state, index) >>> 0) % alphabet.length);
    }
    return text;
  }
}
