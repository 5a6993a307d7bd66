import { randomFillSync } from 'node:crypto';
import type { IdSource } from '@copydesk/core';

/** Crockford base 32: no I, L, O, U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bytes of randomness in one id. Five bits of each are used: even, for 256 is a multiple of 32. */
const TAIL = 16;

/** Ids for which randomness is fetched at once: each fetch costs as much as many ids. */
const IDS_AT_ONCE = 256;

/** Ids of 48 bits of time and 80 of randomness. */
export class UlidSource implements IdSource {
  readonly #now: () => number;
  readonly #random = new Uint8Array(TAIL * IDS_AT_ONCE);
  #used = this.#random.length;
  #headOf = Number.NaN;
  #head = '';

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    let id = this.#timeOf(this.#now());
    if (this.#used === this.#random.length) {
      randomFillSync(this.#random);
      this.#used = 0;
    }
    for (const end = this.#used + TAIL; this.#used < end; this.#used += 1) {
      id += DIGITS.charAt((this.#random[this.#used] ?? 0) & 31);
    }
    return id;
  }

  /** The ten digits of a moment; many ids are of the same one. */
  #timeOf(at: number): string {
    if (at === this.#headOf) return this.#head;
    let head = '';
    for (let place = 0, time = at; place < 10; place += 1, time = Math.floor(time / 32)) {
      head = `${DIGITS[time % 32]}${head}`;
    }
    this.#headOf = at;
    this.#head = head;
    return head;
  }
}
