import { randomBytes } from 'node:crypto';
import type { IdSource } from '@copydesk/core';

/** Crockford base 32: no I, L, O, U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ids of 48 bits of time and 80 of randomness. */
export class UlidSource implements IdSource {
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): string {
    let time = this.#now();
    let head = '';
    for (let place = 0; place < 10; place += 1) {
      head = `${DIGITS[time % 32]}${head}`;
      time = Math.floor(time / 32);
    }
    // Five bits of each of sixteen bytes: even, for 256 is a multiple of 32.
    const tail = [...randomBytes(16)].map((byte) => DIGITS[byte & 31]).join('');
    return head + tail;
  }
}
