/** What was made a short while ago, so that it need not be made again. Bounded: when it is full everything is forgotten. */
import type { BrokerId } from '../broker/broker-id.ts';

/** More than anybody trades in a day; about a megabyte. */
const MOST = 2_048;

export class Recent<Key, Value> {
  readonly #values = new Map<Key, Value>();
  /** An order to many children asks for the same thing with each of them. */
  #lastKey: Key | undefined;
  #lastValue: Value | undefined;

  /** What is kept under the key, else what `make` makes, kept from now on unless it is undefined. */
  get(key: Key, make: () => Value | undefined): Value | undefined {
    if (key === this.#lastKey && this.#lastValue !== undefined) return this.#lastValue;
    const value = this.#find(key, make);
    this.#lastKey = key;
    this.#lastValue = value;
    return value;
  }

  #find(key: Key, make: () => Value | undefined): Value | undefined {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const made = make();
    if (made === undefined) return undefined;
    if (this.#values.size >= MOST) this.#values.clear();
    this.#values.set(key, made);
    return made;
  }

  /** Forgets everything. */
  clear(): void {
    this.#values.clear();
    this.#lastKey = undefined;
    this.#lastValue = undefined;
  }
}

/** The same for each broker apart. */
export class RecentPerBroker<Key, Value> {
  readonly #brokers = new Map<BrokerId, Recent<Key, Value>>();

  /** What is kept for a broker. */
  of(brokerId: BrokerId): Recent<Key, Value> {
    let recent = this.#brokers.get(brokerId);
    if (recent === undefined) {
      recent = new Recent();
      this.#brokers.set(brokerId, recent);
    }
    return recent;
  }

  /** Forgets everything. */
  clear(): void {
    this.#brokers.clear();
  }
}
