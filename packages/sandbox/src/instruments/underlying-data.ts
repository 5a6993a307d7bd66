/**
 * Indices, currencies and commodities with contracts, as data.
 *
 * Lots, ticks, freeze quantities, tokens: Upstox list of 2026-01-02, SENSEX, BANKEX and SENSEX50 also Kite list of
 * 2026-05-08; NIFTY 65 and SENSEX 20 also Kite rows of 2026-09/10. Expiry weekdays: rules of 2026 (NSE Tuesday, BSE
 * Thursday). Prices are plausible for late 2026, not quoted.
 */
import type { Exchange, Segment } from '@copydesk/core';

/** An index; with contracts when it has a lot. */
export interface IndexData {
  readonly symbol: string;
  readonly exchange: Exchange;
  readonly name: string;
  readonly kite: { readonly symbol: string; readonly token: number };
  readonly upstox: { readonly key: string; readonly token: number };
  readonly price: number;
  readonly contracts: IndexContracts | undefined;
}

/** How an index is traded. */
export interface IndexContracts {
  readonly segment: Segment;
  readonly lot: number;
  readonly freeze: { readonly option: number; readonly future: number };
  /** Rupees. */
  readonly tick: { readonly option: string; readonly future: string };
  readonly step: number;
  /** Strikes to each side of the price, at depth 1. */
  readonly strikes: number;
  /** Weekly expiries, 0 when there are none. */
  readonly weeks: number;
  readonly months: number;
  /** 2 is Tuesday, 4 Thursday. */
  readonly weekday: number;
}

const NSE_TUESDAY = { segment: 'NFO', weekday: 2, months: 3 } as const;
const BSE_THURSDAY = { segment: 'BFO', weekday: 4, months: 3 } as const;

export const INDICES: readonly IndexData[] = [
  {
    symbol: 'NIFTY',
    exchange: 'NSE',
    name: 'Nifty 50',
    kite: { symbol: 'NIFTY 50', token: 1001 },
    upstox: { key: 'NSE_INDEX|Nifty 50', token: 26000 },
    price: 26_050,
    contracts: {
      ...NSE_TUESDAY,
      lot: 65,
      freeze: { option: 1755, future: 1755 },
      tick: { option: '0.05', future: '0.1' },
      step: 50,
      strikes: 60,
      weeks: 5,
    },
  },
  {
    symbol: 'BANKNIFTY',
    exchange: 'NSE',
    name: 'Nifty Bank',
    kite: { symbol: 'NIFTY BANK', token: 1016 },
    upstox: { key: 'NSE_INDEX|Nifty Bank', token: 26009 },
    price: 58_900,
    contracts: {
      ...NSE_TUESDAY,
      lot: 30,
      freeze: { option: 600, future: 600 },
      tick: { option: '0.05', future: '0.2' },
      step: 100,
      strikes: 70,
      weeks: 0,
    },
  },
  {
    symbol: 'FINNIFTY',
    exchange: 'NSE',
    name: 'Nifty Fin Service',
    kite: { symbol: 'NIFTY FIN SERVICE', token: 1007 },
    upstox: { key: 'NSE_INDEX|Nifty Fin Service', token: 26037 },
    price: 27_600,
    contracts: {
      ...NSE_TUESDAY,
      lot: 60,
      freeze: { option: 1200, future: 1200 },
      tick: { option: '0.05', future: '0.1' },
      step: 50,
      strikes: 40,
      weeks: 0,
    },
  },
  {
    symbol: 'MIDCPNIFTY',
    exchange: 'NSE',
    name: 'NIFTY MID SELECT',
    kite: { symbol: 'NIFTY MID SELECT', token: 1125 },
    upstox: { key: 'NSE_INDEX|NIFTY MID SELECT', token: 26074 },
    price: 13_900,
    contracts: {
      ...NSE_TUESDAY,
      lot: 120,
      freeze: { option: 2760, future: 2760 },
      tick: { option: '0.05', future: '0.05' },
      step: 25,
      strikes: 40,
      weeks: 0,
    },
  },
  {
    symbol: 'NIFTYNXT50',
    exchange: 'NSE',
    name: 'Nifty Next 50',
    kite: { symbol: 'NIFTY NEXT 50', token: 1058 },
    upstox: { key: 'NSE_INDEX|Nifty Next 50', token: 26013 },
    price: 69_500,
    contracts: {
      ...NSE_TUESDAY,
      lot: 25,
      freeze: { option: 600, future: 600 },
      tick: { option: '0.05', future: '0.2' },
      step: 100,
      strikes: 30,
      weeks: 0,
    },
  },
  {
    symbol: 'INDIA VIX',
    exchange: 'NSE',
    name: 'India VIX',
    kite: { symbol: 'INDIA VIX', token: 1035 },
    upstox: { key: 'NSE_INDEX|India VIX', token: 26017 },
    price: 13,
    contracts: undefined,
  },
  {
    symbol: 'SENSEX',
    exchange: 'BSE',
    name: 'BSE SENSEX',
    kite: { symbol: 'SENSEX', token: 1 },
    upstox: { key: 'BSE_INDEX|SENSEX', token: 1 },
    price: 85_100,
    contracts: {
      ...BSE_THURSDAY,
      lot: 20,
      freeze: { option: 1000, future: 500 },
      tick: { option: '0.05', future: '0.05' },
      step: 100,
      strikes: 60,
      weeks: 5,
    },
  },
  {
    symbol: 'BANKEX',
    exchange: 'BSE',
    name: 'BSE BANKEX',
    kite: { symbol: 'BANKEX', token: 1072 },
    upstox: { key: 'BSE_INDEX|BANKEX', token: 12 },
    price: 66_200,
    contracts: {
      ...BSE_THURSDAY,
      lot: 30,
      freeze: { option: 900, future: 600 },
      tick: { option: '0.05', future: '0.05' },
      step: 100,
      strikes: 30,
      weeks: 0,
    },
  },
];

/** A commodity or currency. Orders count lots; the multiplier turns a price difference into rupees. */
export interface LotsData {
  readonly symbol: string;
  readonly segment: 'MCX' | 'CDS';
  readonly name: string;
  readonly price: number;
  readonly multiplier: number;
  /** What the Upstox list calls the lot: the contract's own unit on MCX, 1 for currency. */
  readonly listedLot: number;
  readonly freeze: number;
  readonly tick: { readonly option: string; readonly future: string };
  /** Day of the month on which the future expires (31: the last), in which months (1 to 12; empty: all). */
  readonly expiry: { readonly day: number; readonly months: readonly number[] };
  readonly months: number;
  /** Undefined: futures only. `daysBefore`: how long before its future an option expires. */
  readonly options:
    | { readonly step: number; readonly strikes: number; readonly daysBefore: number }
    | undefined;
}

const EVEN_MONTHS = [2, 4, 6, 8, 10, 12] as const;
const SILVER_MONTHS = [3, 5, 7, 9, 12] as const;
const ALL: readonly number[] = [];

export const COMMODITIES: readonly LotsData[] = [
  {
    symbol: 'GOLD',
    segment: 'MCX',
    name: 'GOLD',
    price: 128_400,
    multiplier: 100,
    listedLot: 1,
    freeze: 10,
    tick: { option: '0.5', future: '1' },
    expiry: { day: 5, months: EVEN_MONTHS },
    months: 3,
    options: { step: 500, strikes: 15, daysBefore: 8 },
  },
  {
    symbol: 'GOLDM',
    segment: 'MCX',
    name: 'GOLD MINI',
    price: 128_300,
    multiplier: 10,
    listedLot: 100,
    freeze: 100,
    tick: { option: '0.5', future: '1' },
    expiry: { day: 5, months: ALL },
    months: 3,
    options: { step: 500, strikes: 12, daysBefore: 8 },
  },
  {
    symbol: 'SILVER',
    segment: 'MCX',
    name: 'SILVER',
    price: 161_000,
    multiplier: 30,
    listedLot: 30,
    freeze: 20,
    tick: { option: '0.5', future: '1' },
    expiry: { day: 5, months: SILVER_MONTHS },
    months: 3,
    options: { step: 1000, strikes: 12, daysBefore: 9 },
  },
  {
    symbol: 'CRUDEOIL',
    segment: 'MCX',
    name: 'CRUDE OIL',
    price: 5_280,
    multiplier: 100,
    listedLot: 100,
    freeze: 100,
    tick: { option: '0.1', future: '1' },
    expiry: { day: 19, months: ALL },
    months: 4,
    options: { step: 50, strikes: 20, daysBefore: 3 },
  },
  {
    symbol: 'CRUDEOILM',
    segment: 'MCX',
    name: 'CRUDE OIL MINI',
    price: 5_280,
    multiplier: 10,
    listedLot: 10,
    freeze: 1000,
    tick: { option: '0.05', future: '1' },
    expiry: { day: 19, months: ALL },
    months: 4,
    options: { step: 50, strikes: 15, daysBefore: 3 },
  },
  {
    symbol: 'NATURALGAS',
    segment: 'MCX',
    name: 'NATURAL GAS',
    price: 402,
    multiplier: 1250,
    listedLot: 1250,
    freeze: 48,
    tick: { option: '0.05', future: '0.1' },
    expiry: { day: 26, months: ALL },
    months: 4,
    options: { step: 5, strikes: 20, daysBefore: 3 },
  },
  {
    symbol: 'COPPER',
    segment: 'MCX',
    name: 'COPPER',
    price: 1_010,
    multiplier: 2500,
    listedLot: 2500,
    freeze: 28,
    tick: { option: '0.01', future: '0.05' },
    expiry: { day: 31, months: ALL },
    months: 3,
    options: { step: 5, strikes: 12, daysBefore: 8 },
  },
  {
    symbol: 'ZINC',
    segment: 'MCX',
    name: 'ZINC',
    price: 302,
    multiplier: 5000,
    listedLot: 5,
    freeze: 20,
    tick: { option: '0.01', future: '0.05' },
    expiry: { day: 31, months: ALL },
    months: 3,
    options: undefined,
  },
];

const CURRENCY = {
  segment: 'CDS',
  multiplier: 1000,
  listedLot: 1,
  freeze: 10_000,
  tick: { option: '0.0025', future: '0.0025' },
  // Two working days before the last one of the month.
  expiry: { day: 28, months: ALL },
  months: 3,
} as const;

export const CURRENCIES: readonly LotsData[] = [
  {
    ...CURRENCY,
    symbol: 'USDINR',
    name: 'USDINR',
    price: 89.2,
    options: { step: 0.25, strikes: 12, daysBefore: 0 },
  },
  {
    ...CURRENCY,
    symbol: 'EURINR',
    name: 'EURINR',
    price: 103.1,
    options: { step: 0.25, strikes: 8, daysBefore: 0 },
  },
  { ...CURRENCY, symbol: 'GBPINR', name: 'GBPINR', price: 117.4, options: undefined },
  { ...CURRENCY, symbol: 'JPYINR', name: 'JPYINR', price: 57.8, options: undefined },
];

/** The strike that the sandbox lists in every BANKNIFTY expiry, far from the price as it may be. */
export const ALWAYS_LISTED = { symbol: 'BANKNIFTY', strike: 43_000 } as const;
