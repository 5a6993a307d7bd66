/** How an instrument is called on the screen: `NIFTY 01 DEC 26000 CE`, `BANKNIFTY 29 DEC FUT`, `RELIANCE NSE`. */
import type { Instrument, Order, Position } from '@copydesk/api-contract';
import { NOT_APPLICABLE } from './numbers.ts';
import { formatExpiry } from './times.ts';

type Named = Pick<
  Order,
  'symbolName' | 'exchange' | 'instrumentType' | 'expiry' | 'strike' | 'optionType' | 'instrumentId'
>;

/** The name of an order's or position's instrument. */
export function instrumentName(
  of: Named | (Named & Pick<Position, 'baseInstrument'>),
  nowMs: number,
): string {
  const underlying = 'baseInstrument' in of ? of.baseInstrument : underlyingOf(of.instrumentId);
  if (of.expiry === null || underlying === undefined) return withExchange(of.symbolName, of.exchange);
  return derivativeName(
    { underlying, expiry: of.expiry, strike: of.strike, optionType: of.optionType },
    nowMs,
  );
}

/** The name of a search result. */
export function instrumentLabel(of: Instrument, nowMs: number): string {
  if (of.expiry === null) return withExchange(of.symbol, of.exchange);
  return derivativeName({ ...of, expiry: of.expiry }, nowMs);
}

/** The canonical id of an index of NSE, by which its prices are told. */
export function indexId(name: 'NIFTY' | 'BANKNIFTY'): string {
  return `NSE:INDEX:${name}`;
}

const CONTRACT_ID = /^[A-Z]{3}:(.+):(\d{4}-\d\d-\d\d):(?:FUT|([\d.]+):(CE|PE))$/;

/** The name by what a divergence carries: the canonical id, and the symbol for what is no contract. */
export function nameOfId(instrumentId: string, symbolName: string, nowMs: number): string {
  const contract = contractOf(instrumentId);
  if (contract === null) return withExchange(symbolName, instrumentId.split(':')[0] ?? null);
  return derivativeName(contract, nowMs);
}

/** The contract of a canonical id; null for what is none. */
export function contractOf(instrumentId: string): Contract | null {
  const [, underlying, expiry, strike, optionType] = CONTRACT_ID.exec(instrumentId) ?? [];
  if (underlying === undefined || expiry === undefined) return null;
  return {
    underlying,
    expiry,
    strike: strike === undefined ? null : Number(strike),
    optionType: (optionType as 'CE' | 'PE' | undefined) ?? null,
  };
}

interface Contract {
  readonly underlying: string;
  readonly expiry: string;
  readonly strike: number | null;
  readonly optionType: 'CE' | 'PE' | null;
}

function derivativeName({ underlying, expiry, strike, optionType }: Contract, nowMs: number): string {
  const day = formatExpiry(expiry, nowMs);
  return strike === null || optionType === null
    ? `${underlying} ${day} FUT`
    : `${underlying} ${day} ${strike} ${optionType}`;
}

function withExchange(symbol: string, exchange: string | null): string {
  if (exchange === null || symbol.endsWith(` ${exchange}`)) return symbol;
  return `${symbol === '' ? NOT_APPLICABLE : symbol} ${exchange}`;
}

/** The second part of a derivative's canonical id: `NFO:NIFTY:2026-12-01:26000:CE`. */
function underlyingOf(instrumentId: string): string | undefined {
  const parts = instrumentId.split(':');
  return parts.length >= 4 ? parts[1] : undefined;
}
