import type { Clock, IdSource } from '@copydesk/core';
import { SeededRandom } from './seeded-random.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Ids as the core wants them (26 characters of Crockford base 32: 10 of time, 16 of randomness), the same ones for the
 * same seed and clock.
 */
export class SeededIds implements IdSource {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #random: SeededRandom;

  constructor(seed: number, clock: Pick<Clock, 'now'>) {
    this.#random = new SeededRandom(seed);
    this.#clock = clock;
  }

  next(): string {
    let time = '';
    let rest: number = this.#clock.now();
    for (let place = 0; place < 10; place += 1) {
      time = `${CROCKFORD[rest % 32]}${time}`;
      rest = Math.floor(rest / 32);
    }
    let randomness = '';
    for (let place = 0; place < 16; place += 1) randomness += CROCKFORD[this.#random.below(32)];
    return time + randomness;
  }
}
