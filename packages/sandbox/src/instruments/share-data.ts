/** Reads the tables of `equity-data.ts`. */
import { OTHER_SHARES, UNDERLYING_SHARES } from './equity-data.ts';

/** A share at NSE, and at BSE when it is listed there. */
export interface ShareData {
  readonly symbol: string;
  readonly isin: string;
  readonly name: string;
  readonly series: string;
  readonly token: number;
  readonly bse: { readonly code: number; readonly symbol: string; readonly group: string } | undefined;
  /** Rupees, as text. */
  readonly tick: string;
  readonly price: number;
  readonly contracts: ShareContracts | undefined;
}

/** How a share's contracts are traded. */
export interface ShareContracts {
  readonly step: number;
  readonly lot: number;
  /** Rupees, as text. */
  readonly futureTick: string;
  readonly freeze: number;
}

/** Every share of the tables. */
export function readShares(): readonly ShareData[] {
  return [...linesOf(UNDERLYING_SHARES).map(readUnderlying), ...linesOf(OTHER_SHARES).map(readOther)];
}

function linesOf(table: string): readonly (readonly string[])[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split('|'));
}

function readUnderlying(fields: readonly string[]): ShareData {
  const [step = '', lot = '', futureTick = '', freeze = ''] = fields.slice(9);
  const contracts = {
    step: Number(step),
    lot: Number(lot),
    futureTick: rupees(futureTick),
    freeze: Number(freeze),
  };
  return { ...readCommon(fields), series: 'EQ', contracts };
}

function readOther(fields: readonly string[]): ShareData {
  return { ...readCommon(fields), series: fields[9] ?? '', contracts: undefined };
}

function readCommon(fields: readonly string[]): Omit<ShareData, 'series' | 'contracts'> {
  const [
    symbol = '',
    isin = '',
    name = '',
    token = '',
    code = '',
    bseSymbol = '',
    group = '',
    tick = '',
    price = '',
  ] = fields;
  const bse = code === '' ? undefined : { code: Number(code), symbol: bseSymbol, group };
  return { symbol, isin, name, token: Number(token), bse, tick: rupees(tick), price: Number(price) };
}

/** Whole paise as rupees. */
function rupees(paise: string): string {
  return String(Number(paise) / 100);
}
