/**
 * From a hash to row numbers, in four bytes a slot. The owner knows what a row says, so it compares; nothing is stored
 * twice.
 */
export class HashIndex {
  #slots: Int32Array;
  #mask: number;
  #used = 0;
  readonly #hashOf: (row: number) => number;

  /** `hashOf` gives the hash of a row that was put in, for the day the index has to grow. */
  constructor(expected: number, hashOf: (row: number) => number) {
    let capacity = 1024;
    while (capacity < expected * 2) capacity *= 2;
    this.#slots = new Int32Array(capacity);
    this.#mask = capacity - 1;
    this.#hashOf = hashOf;
  }

  /** The first row with that hash for which `same` holds, or -1. */
  find(hash: number, same: (row: number) => boolean): number {
    let at = spread(hash) & this.#mask;
    for (let slot = this.#slots[at] as number; slot !== 0; slot = this.#slots[at] as number) {
      if (same(slot - 1)) return slot - 1;
      at = (at + 1) & this.#mask;
    }
    return -1;
  }

  /** Puts a row in. Rows put in first are found first. */
  add(hash: number, row: number): void {
    if (this.#used * 2 >= this.#slots.length) this.#grow();
    this.#place(hash, row);
    this.#used += 1;
  }

  #place(hash: number, row: number): void {
    let at = spread(hash) & this.#mask;
    while (this.#slots[at] !== 0) at = (at + 1) & this.#mask;
    this.#slots[at] = row + 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    this.#mask = this.#slots.length - 1;
    for (const slot of old) if (slot !== 0) this.#place(this.#hashOf(slot - 1), slot - 1);
  }
}

/** FNV leaves its low bits correlated for texts that differ in their last digit only. */
function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 8;
}
