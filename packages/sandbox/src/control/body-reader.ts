/** Reads the fields of a control body, collecting every fault before it complains. */
import { type Instant, instantOf, type Price, parsePrice, priceFromNumber } from '@copydesk/core';
import { type FieldError, Problem } from './problem.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** A JSON object being read. Absent and null fields read as undefined. */
export class BodyReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #at: string;
  readonly #errors: FieldError[];

  /** Throws a Problem when the body is no JSON object. */
  constructor(body: unknown, at = '', errors: FieldError[] = []) {
    this.#at = at;
    this.#errors = errors;
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      this.#fields = body as Readonly<Record<string, unknown>>;
      return;
    }
    this.#fields = {};
    this.#errors.push({ path: at, code: 'wrong-type', message: 'Expected an object.' });
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined;
  }

  /** The field as it came, for choices that no other method reads. */
  raw(name: string): unknown {
    return this.#fields[name];
  }

  isNull(name: string): boolean {
    return this.#fields[name] === null;
  }

  text(name: string): string | undefined {
    return this.#read(name, 'Expected text that is not empty.', (value) =>
      typeof value === 'string' && value !== '' ? value : undefined,
    );
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, 'Expected true or false.', (value) =>
      typeof value === 'boolean' ? value : undefined,
    );
  }

  integer(name: string, least: number): number | undefined {
    return this.#read(name, `Expected a whole number of at least ${least}.`, (value) => {
      const number = numberOf(value);
      return number !== undefined && Number.isSafeInteger(number) && number >= least ? number : undefined;
    });
  }

  /** A positive amount in rupees. */
  price(name: string): Price | undefined {
    return this.#read(name, 'Expected a positive price in rupees.', (value) => {
      const price = priceOf(value);
      return price !== undefined && price > 0 ? price : undefined;
    });
  }

  /** An amount of money in rupees, zero included. */
  amount(name: string): bigint | undefined {
    return this.#read(name, 'Expected an amount in rupees.', (value) => {
      const price = priceOf(value);
      return price !== undefined && price >= 0 ? BigInt(price) : undefined;
    });
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    return this.#read(name, `Expected one of ${choices.join(', ')}.`, (value) =>
      choices.find((choice) => choice === value),
    );
  }

  /** Text items from the choices, or any when there are none. */
  texts<T extends string>(name: string, choices?: readonly T[]): readonly T[] | undefined {
    const message =
      choices === undefined ? 'Expected a list of texts.' : `Expected a list of ${choices.join(', ')}.`;
    return this.#read(name, message, (value) => {
      if (!Array.isArray(value)) return undefined;
      const fits = value.every(
        (item) => typeof item === 'string' && (choices === undefined || choices.includes(item as T)),
      );
      return fits ? (value as T[]) : undefined;
    });
  }

  /** A moment: ISO 8601 with offset, or milliseconds since the epoch. */
  instant(name: string): Instant | undefined {
    return this.#read(name, 'Expected a time such as 2026-11-23T10:00:00+05:30.', (value) => {
      if (typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 8.64e15) {
        return instantOf(value);
      }
      if (typeof value !== 'string' || !/(Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
      const at = Date.parse(value);
      return Number.isNaN(at) ? undefined : instantOf(at);
    });
  }

  /** A list of objects, each read by `read`. */
  list<T>(name: string, read: (item: BodyReader) => T): readonly T[] | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value)) {
      this.wrong(name, 'wrong-type', 'Expected a list.');
      return undefined;
    }
    return value.map((item, index) =>
      read(new BodyReader(item, `${this.#at}/${name}/${index}`, this.#errors)),
    );
  }

  /** The value, which must be there. */
  need<T>(name: string, value: T | undefined): T {
    const given = this.#fields[name];
    if (value === undefined && (given === undefined || given === null)) {
      this.wrong(name, 'missing', 'This field is needed.');
    }
    // What is missing is reported by `check` before anybody uses it.
    return value as T;
  }

  wrong(name: string, code: string, message: string): void {
    this.#errors.push({ path: `${this.#at}/${name}`, code, message });
  }

  /** Ends the request when anything was wrong. */
  check(): void {
    if (this.#errors.length === 0) return;
    throw new Problem(400, 'invalid-input', 'The request cannot be read.', this.#errors);
  }

  #read<T>(name: string, message: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    const result = read(value);
    if (result === undefined) this.wrong(name, 'invalid', message);
    return result;
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DECIMAL.test(value) ? Number(value) : undefined;
}

function priceOf(value: unknown): Price | undefined {
  if (typeof value === 'number') return priceFromNumber(value);
  return typeof value === 'string' ? parsePrice(value) : undefined;
}
