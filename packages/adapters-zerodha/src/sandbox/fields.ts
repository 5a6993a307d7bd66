/** Reads fields of forms and queries as Kite does: an empty field is a missing one. */
import { type Price, parsePrice } from '@copydesk/core';
import type { FaceContext, MarketProtection, VenueInstrument } from '@copydesk/sandbox';
import { KiteRefusal } from './route.ts';
import { inputError, missingField, NO_INSTRUMENT } from './wording.ts';

/** A field that must be there. */
export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === '') throw new KiteRefusal(missingField(name));
  return value;
}

/** A field that may be missing. */
export function optional(form: URLSearchParams, name: string): string | undefined {
  const value = form.get(name);
  return value === null || value === '' ? undefined : value;
}

/** One of a few words. */
export function oneOf<const T extends string>(name: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new KiteRefusal(inputError(`Invalid \`${name}\`.`));
  return found;
}

/** A whole number; how large it may be is the venue's business. */
export function wholeNumber(name: string, value: string): number {
  if (!/^-?\d{1,15}$/.test(value)) throw new KiteRefusal(inputError(`Invalid \`${name}\`.`));
  return Number(value);
}

/** A price; 0 counts as none, as in the SDKs' calls for market orders. */
export function priceField(form: URLSearchParams, name: string): Price | undefined {
  const text = optional(form, name);
  if (text === undefined) return undefined;
  const price = parsePrice(text);
  if (price === undefined || price < 0) throw new KiteRefusal(inputError(`Invalid \`${name}\`.`));
  return price === 0 ? undefined : price;
}

/** The protection of a market order: −1 is automatic, 0 is none, else a percentage with fractions. */
export function protectionField(form: URLSearchParams): MarketProtection | undefined {
  const text = optional(form, 'market_protection');
  if (text === undefined) return undefined;
  const percent = Number(text);
  if (!/^-?\d{1,4}(\.\d{1,4})?$/.test(text) || (percent < 0 && percent !== -1)) {
    throw new KiteRefusal(inputError('Invalid `market_protection`.'));
  }
  if (percent === 0) return undefined;
  return percent === -1 ? 'automatic' : Math.round(percent * 100);
}

/** The instrument that exchange and trading symbol name. */
export function instrumentNamed(face: FaceContext, exchange: string, symbol: string): VenueInstrument {
  const instrument = face.venue.instruments.byKey(face.broker, `${exchange}:${symbol}`);
  if (instrument === undefined || instrument.kind === 'INDEX') throw new KiteRefusal(NO_INSTRUMENT);
  return instrument;
}
