/**
 * The small schemas that every message is made of.
 *
 * Decides: how numbers, dates and identifiers are read from the outside. A decimal never becomes a binary fraction
 * here: it is handed on as text, and the core makes an exact price of it.
 */
import * as z from 'zod/mini';

/** Decimal digits as text, such as `124.15`; at most twenty before and eight after the point. */
export type DecimalText = string;

const DECIMAL = /^-?\d{1,20}(?:\.\d{1,8})?$/;

/** What is wrong with a value, as `params.code` of a custom issue; the problem answer shows it. */
export type InputFault =
  | 'not-a-number'
  | 'not-whole'
  | 'too-small'
  | 'too-large'
  | 'not-a-date'
  | 'not-allowed'
  | 'required'
  | 'bad-format';

interface Limits {
  /** Inclusive. */
  readonly min?: number;
  /** Inclusive. */
  readonly max?: number;
  /** Exclusive. */
  readonly above?: number;
}

/** What is written down for a fault, with the limit that was met. */
function fault(code: InputFault, message: string, input: unknown) {
  return { code: 'custom' as const, message, input, params: { code } };
}

/** The plain decimal text of a number as JSON or a person wrote it; undefined for anything else. */
function decimalText(value: string | number): DecimalText | undefined {
  const text = typeof value === 'number' ? String(value) : value.trim();
  return DECIMAL.test(text) ? text : undefined;
}

/** A decimal number given as a number or as text, handed on as text. */
export function decimal(limits: Limits = {}) {
  return z.pipe(
    z.union([z.number(), z.string()]),
    z.transform((value, context): DecimalText => {
      const text = decimalText(value);
      if (text === undefined) {
        context.issues.push(fault('not-a-number', 'Needs a plain decimal number.', value));
        return z.NEVER;
      }
      const problem = outside(Number(text), limits);
      if (problem !== undefined) context.issues.push(fault(problem.code, problem.message, value));
      return text;
    }),
  );
}

/** A whole number given as a number or as text (`15`, `"15"`, `"15.0"`). */
export function wholeNumber(limits: Limits = {}) {
  return z.pipe(
    z.union([z.number(), z.string()]),
    z.transform((value, context): number => {
      const text = decimalText(value);
      const count = text === undefined ? Number.NaN : Number(text);
      if (text === undefined) {
        context.issues.push(fault('not-a-number', 'Needs a whole number.', value));
        return z.NEVER;
      }
      if (!Number.isSafeInteger(count)) {
        context.issues.push(fault('not-whole', 'Needs a whole number.', value));
        return z.NEVER;
      }
      const problem = outside(count, limits);
      if (problem !== undefined) context.issues.push(fault(problem.code, problem.message, value));
      return count;
    }),
  );
}

/** Compares for a limit only; the value itself stays text. */
function outside(value: number, limits: Limits): { code: InputFault; message: string } | undefined {
  if (limits.min !== undefined && value < limits.min) {
    return { code: 'too-small', message: `Needs at least ${limits.min}.` };
  }
  if (limits.above !== undefined && value <= limits.above) {
    return { code: 'too-small', message: `Needs more than ${limits.above}.` };
  }
  if (limits.max !== undefined && value > limits.max) {
    return { code: 'too-large', message: `Takes at most ${limits.max}.` };
  }
  return undefined;
}

/** The largest quantity a broker's 32-bit field takes. */
export const QUANTITY_MAX = 2_147_483_647;

/** A quantity in an order: what the exchange takes, at least 1. */
export const quantityInput = wholeNumber({ min: 1, max: QUANTITY_MAX });

/** A price in rupees, above zero. */
export const priceInput = decimal({ above: 0, max: 1_000_000_000 });

/** A field that may be missing or null, both read as undefined. */
export function maybe<T extends z.core.SomeType>(schema: T) {
  return z.pipe(
    z.optional(z.nullable(schema)),
    z.transform((value): z.output<T> | undefined => (value === null ? undefined : (value as z.output<T>))),
  );
}

/** A calendar date that exists, `YYYY-MM-DD`, in exchange time (IST). */
export const dateInput = z.string().check(
  z.refine(
    (text) => {
      if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
      const time = Date.parse(`${text}T00:00:00Z`);
      return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === text;
    },
    { error: 'Needs a date that exists, as YYYY-MM-DD.', params: { code: 'not-a-date' } },
  ),
);

/** A date in an answer, `YYYY-MM-DD`, in exchange time (IST). */
export const date = z.string();

/** A moment in an answer: ISO 8601 with offset. */
export const timestamp = z.string();

/** An amount or a price in an answer: a decimal number in rupees. */
export const rupees = z.number();

/** A quantity in an answer, as the exchange takes it. */
export const quantity = z.number();

/** Text of people, trimmed, of bounded length. */
export function text(longest: number, shortest = 1) {
  return z.string().check(z.trim(), z.minLength(shortest), z.maxLength(longest));
}

/** An id or, for accounts, a readable address. */
export const reference = text(200);

/** `?limit=` of a list. */
export function limit(max: number, byDefault: number) {
  return z.pipe(
    z.optional(wholeNumber({ min: 1, max })),
    z.transform((value): number => value ?? byDefault),
  );
}

/** A list answer: `next` is a cursor for `?after=`, or null at the end. */
export function listOf<T extends z.core.SomeType>(item: T) {
  return z.object({ items: z.array(item), next: z.nullable(z.string()) });
}

/** A list of a live book: `asOf` is the last `eventId` that it contains. */
export function bookOf<T extends z.core.SomeType>(item: T) {
  return z.object({ items: z.array(item), next: z.nullable(z.string()), asOf: z.number() });
}
