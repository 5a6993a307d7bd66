import { randomFillSync } from 'node:crypto';
import type { IdSource } from '@copydesk/core';

/** Crockford base 32: no I, L, O, U. */
const DIGITS = Buffer.from('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 'latin1');

/** Digits of time, and of randomness. */
const HEAD = 10;
const TAIL = 16;

/** Ids for which randomness is fetched at once: each fetch costs as much as many ids. */
const IDS_AT_ONCE = 256;

/** Ids of 48 bits of time and 80 of randomness. */
export class UlidSource implements IdSource {
  readonly #now: () => number;
  readonly #random = new Uint8Array(TAIL * IDS_AT_ONCE);
  /** Written as bytes: a text that is put together digit by digit is taken apart again by whoever looks it up. */
  readonly #id = Buffer.alloc(HEAD + TAIL);
  #used = this.#random.length;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    for (let place = HEAD - 1, time = this.#now(); place >= 0; place -= 1, time = Math.floor(time / 32)) {
      this.#id[place] = DIGITS[time % 32] ?? 0;
    }
    if (this.#used === this.#random.length) {
      randomFillSync(this.#random);
      this.#used = 0;
    }
    // Five bits of each byte: even, for 256 is a multiple of 32.
    for (let place = HEAD; place < HEAD + TAIL; place += 1, this.#used += 1) {
      this.#id[place] = DIGITS[(this.#random[this.#used] ?? 0) & 31] ?? 0;
    }
    return this.#id.toString('latin1');
  }
}
