/**
 * One object of Upstox' list in our words.
 *
 * Decides: segments, kinds and units (ticks are paise, expiries 23:59:59 IST). Source: developer documentation,
 * "Instruments", and lists of 2025-03 to 2026-08. Fields are checked by hand: a schema library takes longer for 150 000
 * rows than the rest of the work.
 */
import {
  instantOf,
  istDate,
  type ListingKey,
  type ListingRow,
  type OptionType,
  type Price,
  priceFromNumber,
  type RefusedRow,
} from '@copydesk/core';
import { type UpstoxSegment, upstoxSegment } from './upstox-segments.ts';
import { upstoxSymbol } from './upstox-symbol.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A fault of one field, named. */
class Fault extends Error {}

const TOKEN = /^\d{1,15}$/;
/** Far above any lot, freeze quantity or multiplier, and an integer of 32 bits. */
const LARGEST_COUNT = 2_147_483_647;

/** Reads an object, or says why it cannot be used. */
export function readUpstoxRow(value: unknown): ListingRow | RefusedRow {
  if (typeof value !== 'object' || value === null) {
    return { reason: 'unreadable', where: String(value).slice(0, 40), detail: 'not an object' };
  }
  const fields = value as Fields;
  const where = typeof fields['instrument_key'] === 'string' ? fields['instrument_key'] : 'no instrument_key';
  const segment = typeof fields['segment'] === 'string' ? upstoxSegment(fields['segment']) : undefined;
  if (segment === undefined) return { reason: 'unknown-segment', where, detail: String(fields['segment']) };
  const token = fields['exchange_token'];
  if (typeof token !== 'string' || !TOKEN.test(token))
    return { reason: 'no-token', where, detail: String(token) };
  if (segment.kind !== 'index' && fields['tick_size'] === 0)
    return { reason: 'no-tick', where, detail: 'tick_size 0' };
  if (segment.kind === 'contracts' && fields['expiry'] === undefined) {
    return { reason: 'not-tradable', where, detail: 'no expiry' };
  }
  try {
    if (segment.kind === 'index') return readIndex(fields, segment, token);
    return segment.kind === 'cash' ? readShare(fields, segment, token) : readContract(fields, segment, token);
  } catch (error) {
    if (error instanceof Fault) return { reason: 'unreadable', where, detail: error.message };
    throw error;
  }
}

function readIndex(fields: Fields, { segment }: UpstoxSegment, exchangeToken: string): ListingRow {
  const key = text(fields, 'instrument_key');
  const symbol = text(fields, 'trading_symbol');
  return {
    segment,
    kind: 'INDEX',
    optionType: undefined,
    exchangeToken,
    key: key as ListingKey,
    feedToken: key,
    symbol,
    symbolByRule: undefined,
    name: text(fields, 'name'),
    underlying: symbol,
    expiry: undefined,
    strike: undefined,
    isin: undefined,
    series: undefined,
    lotSize: 0,
    tickSize: 0 as Price,
    freezeQuantity: undefined,
    contractMultiplier: undefined,
  };
}

function readShare(fields: Fields, { segment }: UpstoxSegment, exchangeToken: string): ListingRow {
  const key = text(fields, 'instrument_key');
  const symbol = text(fields, 'trading_symbol');
  return {
    segment,
    kind: 'EQ',
    optionType: undefined,
    exchangeToken,
    key: key as ListingKey,
    feedToken: key,
    symbol,
    symbolByRule: undefined,
    name: text(fields, 'name'),
    underlying: symbol,
    expiry: undefined,
    strike: undefined,
    isin: text(fields, 'isin'),
    series: text(fields, 'instrument_type'),
    lotSize: count(fields, 'lot_size'),
    tickSize: tick(fields),
    freezeQuantity: optionalCount(fields, 'freeze_quantity'),
    contractMultiplier: 1,
  };
}

function readContract(fields: Fields, { segment, inLots }: UpstoxSegment, exchangeToken: string): ListingRow {
  const key = text(fields, 'instrument_key');
  const type = text(fields, 'instrument_type');
  if (type !== 'FUT' && type !== 'CE' && type !== 'PE') throw new Fault(`instrument_type ${type}`);
  const optionType: OptionType | undefined = type === 'FUT' ? undefined : type;
  const underlying = text(
    fields,
    fields['underlying_symbol'] === undefined ? 'asset_symbol' : 'underlying_symbol',
  );
  const expiry = expiryDate(fields);
  const strike = optionType === undefined ? undefined : strikeOf(fields);
  const option = optionType === undefined || strike === undefined ? undefined : { strike, type: optionType };
  return {
    segment,
    kind: optionType === undefined ? 'FUT' : 'OPT',
    optionType,
    exchangeToken,
    key: key as ListingKey,
    feedToken: key,
    symbol: text(fields, 'trading_symbol'),
    symbolByRule: upstoxSymbol({ underlying, expiry, option }),
    name: underlying,
    underlying,
    expiry,
    strike,
    isin: undefined,
    series: undefined,
    lotSize: inLots ? 1 : count(fields, 'lot_size'),
    tickSize: tick(fields),
    freezeQuantity: optionalCount(fields, 'freeze_quantity'),
    contractMultiplier: inLots ? multiplier(fields) : 1,
  };
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw new Fault(name);
  return value;
}

function number(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new Fault(name);
  return value;
}

function count(fields: Fields, name: string): number {
  const value = number(fields, name);
  if (!Number.isInteger(value) || value < 1 || value > LARGEST_COUNT) throw new Fault(`${name} ${value}`);
  return value;
}

/** A freeze quantity of 0 says that none is published. */
function optionalCount(fields: Fields, name: string): number | undefined {
  return fields[name] === undefined || fields[name] === 0 ? undefined : count(fields, name);
}

function multiplier(fields: Fields): number {
  const value = number(fields, 'qty_multiplier');
  if (!(value > 0) || value > LARGEST_COUNT) throw new Fault(`qty_multiplier ${value}`);
  return value;
}

/** Paise, down to a quarter of one (currency). */
function tick(fields: Fields): Price {
  const paise = number(fields, 'tick_size');
  const price = priceFromNumber(paise / 100);
  if (price === undefined || price <= 0) throw new Fault(`tick_size ${paise}`);
  return price;
}

function strikeOf(fields: Fields): Price {
  const rupees = number(fields, 'strike_price');
  const price = priceFromNumber(rupees);
  if (price === undefined || price <= 0) throw new Fault(`strike_price ${rupees}`);
  return price;
}

/** The last thousands of rows had one of a hundred expiries each. */
const dates = new Map<number, string>();

function expiryDate(fields: Fields): string {
  const at = number(fields, 'expiry');
  const known = dates.get(at);
  if (known !== undefined) return known;
  // The year 2000 to 2100; beyond lies seconds for milliseconds, or nonsense.
  if (!Number.isInteger(at) || at < 946_684_800_000 || at > 4_102_444_800_000)
    throw new Fault(`expiry ${at}`);
  const date = istDate(instantOf(at));
  dates.set(at, date);
  return date;
}
