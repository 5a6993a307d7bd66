/** Instruments: search, and one with its listings. */
import * as z from 'zod/mini';
import { date, limit, listOf, maybe, rupees, text, timestamp } from './primitives.ts';
import { environment, exchange, instrumentKind, optionType, segment } from './words.ts';

export const instrument = z.object({
  id: z.string(),
  symbol: z.string(),
  name: z.string(),
  exchange,
  segment,
  kind: instrumentKind,
  underlying: z.string(),
  expiry: z.nullable(date),
  strike: z.nullable(rupees),
  optionType: z.nullable(optionType),
  /** Units per lot; 1 where the exchange takes lots; 0 for an index, which cannot be traded. */
  lotSize: z.number(),
  tickSize: rupees,
  freezeQuantity: z.nullable(z.number()),
  contractMultiplier: z.number(),
  isin: z.nullable(z.string()),
  adjustedFrom: z.nullable(z.string()),
});

export const instrumentsQuery = z.object({
  q: z.string().check(z.maxLength(100)),
  exchange: maybe(exchange),
  kind: maybe(instrumentKind),
  /** Whose lists are searched. Unless told: those of the caller's accounts, the live ones where there are both. */
  environment: maybe(environment),
  limit: limit(100, 20),
  after: maybe(text(200)),
});
export const instruments = listOf(instrument);

/** Whether one broker lists it today. The broker's own token stays inside. */
export const listingStatus = z.object({
  broker: z.string(),
  status: z.enum(['listed', 'not-listed', 'not-loaded']),
  symbol: z.nullable(z.string()),
  /** When that broker's list was loaded. */
  loadedAt: z.nullable(timestamp),
});
export const instrumentDetail = z.extend(instrument, { listings: z.array(listingStatus) });
export const instrumentQuery = z.object({ environment: maybe(environment) });

export type Instrument = z.output<typeof instrument>;
export type InstrumentDetail = z.output<typeof instrumentDetail>;
