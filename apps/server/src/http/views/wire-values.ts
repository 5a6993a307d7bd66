/** Core values as the contract shows them. Exact integers become the nearest JSON number only here. */
import {
  type Instant,
  IST_OFFSET_MS,
  type Price,
  priceToNumber,
  type Value,
  valueToNumber,
} from '@copydesk/core';

/** A moment in Indian time: `2026-11-23T10:29:23.123+05:30`. */
export function timeOf(at: Instant): string {
  return `${new Date(at + IST_OFFSET_MS).toISOString().slice(0, -1)}+05:30`;
}

/** Null where there is none. */
export function timeOrNull(at: Instant | undefined): string | null {
  return at === undefined ? null : timeOf(at);
}

/** Rupees, or null. */
export function priceOrNull(price: Price | undefined): number | null {
  return price === undefined ? null : priceToNumber(price);
}

/** Rupees, or null. */
export function valueOrNull(value: Value | undefined): number | null {
  return value === undefined ? null : valueToNumber(value);
}

/** An amount that is kept as a plain count of 1/10000 rupee. */
export function amountOrNull(units: number | undefined): number | null {
  return units === undefined ? null : units / 10_000;
}
