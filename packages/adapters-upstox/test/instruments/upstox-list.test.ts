/** Upstox' list as it comes, and every way in which it can be broken. */
import { gzipSync } from 'node:zlib';
import { type ListingRow, type RefusedRow, TradingError } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { readListingFile } from '../../src/instruments/download.ts';
import { objectBatches } from '../../src/instruments/json-objects.ts';
import { parseList } from '../../src/instruments/parse-list.ts';

/** 23:59:59 on 1 December 2026 in India. */
const EXPIRY = Date.parse('2026-12-01T23:59:59+05:30');
const OPTION = {
  weekly: true,
  segment: 'NSE_FO',
  name: 'NIFTY',
  exchange: 'NSE',
  expiry: EXPIRY,
  instrument_type: 'CE',
  asset_symbol: 'NIFTY',
  underlying_symbol: 'NIFTY',
  instrument_key: 'NSE_FO|42842',
  lot_size: 65,
  freeze_quantity: 1755.0,
  exchange_token: '42842',
  minimum_lot: 65,
  tick_size: 5.0,
  asset_type: 'INDEX',
  underlying_type: 'INDEX',
  trading_symbol: 'NIFTY 26000 CE 01 DEC 26',
  strike_price: 26000.0,
  qty_multiplier: 1.0,
};
const SHARE = {
  segment: 'NSE_EQ',
  name: 'VIPUL "GOLD" }, { LIMITED \\',
  exchange: 'NSE',
  isin: 'INE946H01037',
  instrument_type: 'BE',
  instrument_key: 'NSE_EQ|INE946H01037',
  lot_size: 1,
  freeze_quantity: 100000.0,
  exchange_token: '301',
  tick_size: 1.0,
  trading_symbol: 'VIPULLTD',
};
const CRUDE = {
  ...OPTION,
  segment: 'MCX_FO',
  name: 'CRUDE OIL',
  exchange: 'MCX',
  instrument_key: 'MCX_FO|486554',
  exchange_token: '486554',
  asset_symbol: 'CRUDEOIL',
  underlying_symbol: 'CRUDEOIL',
  lot_size: 100,
  freeze_quantity: 100,
  tick_size: 10,
  strike_price: 6250,
  trading_symbol: 'CRUDEOIL 6250 CE 01 DEC 26',
  qty_multiplier: 100,
};
const RUPEE = {
  ...OPTION,
  segment: 'NCD_FO',
  instrument_type: 'FUT',
  instrument_key: 'NCD_FO|14935',
  exchange_token: '14935',
  underlying_symbol: 'USDINR',
  trading_symbol: 'USDINR FUT 01 DEC 26',
  lot_size: 1,
  tick_size: 0.25,
  strike_price: 0,
  qty_multiplier: 1000,
};
const INDEX = {
  segment: 'NSE_INDEX',
  name: 'Nifty 50',
  exchange: 'NSE',
  instrument_type: 'INDEX',
  instrument_key: 'NSE_INDEX|Nifty 50',
  exchange_token: '26000',
  trading_symbol: 'NIFTY',
};
const ROWS = [INDEX, SHARE, OPTION, CRUDE, RUPEE];

/** Parses in this thread: what is tested does not depend on where it runs. */
async function read(content: string | Uint8Array) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const rows: ListingRow[] = [];
  const refused: RefusedRow[] = [];
  parseList(bytes, {
    take: (reading) => {
      if ('reason' in reading) refused.push(reading);
      else rows.push(reading);
    },
  });
  return { rows, refused };
}

/** Reads as the adapter does, in a thread of its own. */
async function readInThread(content: string | Uint8Array, minimumRows?: number) {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const rows: ListingRow[] = [];
  const refused: RefusedRow[] = [];
  const signal = new AbortController().signal;
  for await (const batch of readListingFile({ source: { bytes }, signal, minimumRows })) {
    rows.push(...batch.rows);
    refused.push(...batch.refused);
  }
  return { rows, refused };
}

async function failure(run: Promise<unknown>): Promise<TradingError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (TradingError.is(error)) return error;
  throw new Error(`Not a TradingError: ${String(error)}`);
}

describe("reading Upstox' list", () => {
  it('reads every kind of row in its own units', async () => {
    const { rows, refused } = await read(JSON.stringify(ROWS));
    expect(refused).toEqual([]);
    expect(rows.map((row) => [row.segment, row.kind, row.underlying, row.lotSize, row.tickSize])).toEqual([
      ['NSE', 'INDEX', 'NIFTY', 0, 0],
      ['NSE', 'EQ', 'VIPULLTD', 1, 100],
      ['NFO', 'OPT', 'NIFTY', 65, 500],
      ['MCX', 'OPT', 'CRUDEOIL', 1, 1_000],
      ['CDS', 'FUT', 'USDINR', 1, 25],
    ]);
    expect(rows[2]).toEqual({
      segment: 'NFO',
      kind: 'OPT',
      optionType: 'CE',
      exchangeToken: '42842',
      key: 'NSE_FO|42842',
      feedToken: 'NSE_FO|42842',
      symbol: 'NIFTY 26000 CE 01 DEC 26',
      symbolByRule: 'NIFTY 26000 CE 01 DEC 26',
      name: 'NIFTY',
      underlying: 'NIFTY',
      expiry: '2026-12-01',
      strike: 260_000_000,
      isin: undefined,
      series: undefined,
      lotSize: 65,
      tickSize: 500,
      freezeQuantity: 1755,
      contractMultiplier: 1,
    });
    expect(rows[1]).toMatchObject({ isin: 'INE946H01037', series: 'BE', name: SHARE.name });
    expect(rows[3]).toMatchObject({ freezeQuantity: 100, contractMultiplier: 100 });
    expect(rows[4]).toMatchObject({ contractMultiplier: 1000, symbolByRule: 'USDINR FUT 01 DEC 26' });
  });

  it.each([
    ['indented', JSON.stringify(ROWS, null, 2)],
    ['with blanks and a byte order mark', `\uFEFF \n${JSON.stringify(ROWS)}\n\n`],
    ['gzipped', gzipSync(JSON.stringify(ROWS))],
  ])('reads the same rows %s', async (_name, content) => {
    expect((await read(content)).rows).toEqual((await read(JSON.stringify(ROWS))).rows);
  });

  it.each([
    ['no bytes', '', 'empty'],
    ['a page of HTML', '<html></html>', 'unreadable'],
    ['an error of the API', '{"status":"error"}', 'unreadable'],
    ['an array that is not closed', JSON.stringify(ROWS).slice(0, -1), 'cut-short'],
    ['an object that is not closed', JSON.stringify(ROWS).slice(0, -20), 'cut-short'],
    ['an array that breaks off after a comma', `[${JSON.stringify(OPTION)},`, 'cut-short'],
    ['something behind the array', `${JSON.stringify(ROWS)}]`, 'unreadable'],
    ['two arrays', '[{}][{}]', 'unreadable'],
    ['an array of numbers', '[1,2,3]', 'unreadable'],
    ['a gzip stream that was cut', gzipSync(JSON.stringify(ROWS)).subarray(0, 250), 'cut-short'],
  ])('refuses the whole list for %s', async (_name, content, reason) => {
    const error = await failure(read(content));
    expect(error.code).toBe('instruments-unusable');
    expect(error.facts['reason']).toBe(reason);
  });

  it('does the same in a thread of its own, batch by batch', async () => {
    const many = JSON.stringify(Array.from({ length: 2_500 }, () => OPTION));
    const { rows } = await readInThread(gzipSync(many));
    expect(rows).toHaveLength(2_500);
    expect(rows[2_499]).toEqual((await read(JSON.stringify(ROWS))).rows[2]);
    const cut = await failure(readInThread(many.slice(0, -1)));
    expect([cut.code, cut.facts['reason']]).toEqual(['instruments-unusable', 'cut-short']);
  });

  it('refuses a list that is empty or implausibly short, and counts texts that cannot be', async () => {
    const list = JSON.stringify([{ ...SHARE, name: 'A\u001fB' }, INDEX]);
    const { rows, refused } = await readInThread(list);
    expect(rows).toHaveLength(1);
    expect(refused).toEqual([expect.objectContaining({ reason: 'unreadable', detail: 'control character' })]);
    expect((await failure(readInThread(list, 1_000))).facts).toMatchObject({
      reason: 'too-few-rows',
      rows: 2,
    });
    expect((await failure(readInThread('[]'))).facts).toMatchObject({ reason: 'empty' });
  });

  it.each([
    [{ ...OPTION, segment: 'GLOBAL_INDEX' }, 'unknown-segment', 'GLOBAL_INDEX'],
    [{ ...OPTION, segment: '__proto__' }, 'unknown-segment', '__proto__'],
    [{ ...OPTION, exchange_token: '' }, 'no-token', ''],
    [{ ...SHARE, tick_size: 0 }, 'no-tick', 'tick_size 0'],
    [
      { ...OPTION, segment: 'NSE_COM', expiry: undefined, instrument_type: 'COM' },
      'not-tradable',
      'no expiry',
    ],
    [{ ...OPTION, expiry: 1_796_149_799 }, 'unreadable', 'expiry 1796149799'],
    [{ ...OPTION, expiry: '2026-12-01' }, 'unreadable', 'expiry'],
    [{ ...OPTION, strike_price: 0 }, 'unreadable', 'strike_price 0'],
    [{ ...OPTION, lot_size: 0.5 }, 'unreadable', 'lot_size 0.5'],
    [{ ...OPTION, tick_size: '5' }, 'unreadable', 'tick_size'],
    [{ ...OPTION, instrument_type: 'XX' }, 'unreadable', 'instrument_type XX'],
    [{ ...CRUDE, qty_multiplier: undefined }, 'unreadable', 'qty_multiplier'],
    [{ ...SHARE, isin: undefined }, 'unreadable', 'isin'],
    [{}, 'unknown-segment', 'undefined'],
  ])('counts a row it cannot use, with the reason: %#', async (row, reason, detail) => {
    const { rows, refused } = await read(JSON.stringify([row, INDEX]));
    expect(rows).toHaveLength(1);
    expect(refused).toEqual([expect.objectContaining({ reason, detail })]);
  });

  it('reads the legacy CSV, whose ticks are rupees in some segments and paise in others', async () => {
    const csv = [
      '"instrument_key","exchange_token","tradingsymbol","name","last_price","expiry","strike","tick_size","lot_size","instrument_type","option_type","exchange"',
      '"NCD_FO|14294","14294","JPYINR26MAR61CE","JPYINR","3.0","2026-03-25","61.0","0.25","1","OPTCUR","CE","NCD_FO"',
      '"NSE_FO|1","1","ONGC26JANFUT","OIL AND NATURAL GAS CORP.","3.0","2026-01-27","","0.05","2250","FUTSTK","FF","NSE_FO"',
      '"NSE_FO|2","2","NIFTY2610626000CE","NIFTY","3.0","2026-01-06","26000.0","0.05","65","OPTIDX","CE","NSE_FO"',
      '"NSE_EQ|INE002A01018","2885","RELIANCE","RELIANCE","3.0","","","0.1","1","EQUITY","","NSE_EQ"',
      '"NSE_INDEX|Nifty 50","26000","NIFTY","Nifty 50","3.0","","","","","INDEX","INDEX","NSE_INDEX"',
    ].join('\n');
    const { rows, refused } = await read(`${csv}\n`);
    expect(refused).toEqual([]);
    expect(
      rows.map((row) => [row.segment, row.kind, row.underlying, row.lotSize, row.tickSize, row.isin]),
    ).toEqual([
      ['CDS', 'OPT', 'JPYINR', 1, 25, undefined],
      ['NFO', 'FUT', 'ONGC', 2250, 500, undefined],
      ['NFO', 'OPT', 'NIFTY', 65, 500, undefined],
      ['NSE', 'EQ', 'RELIANCE', 1, 1_000, 'INE002A01018'],
      ['NSE', 'INDEX', 'NIFTY', 0, 0, undefined],
    ]);
    expect((await failure(read(csv.slice(0, -12)))).facts['reason']).toBe('cut-short');
    expect((await failure(read(csv.replace('"strike"', '"strikes"')))).facts['reason']).toBe(
      'missing-column',
    );
  });
});

describe('splitting the array', () => {
  /** Texts that look like borders between objects, in every place where one could be proposed. */
  const tricky = Array.from({ length: 200 }, (_, at) => ({
    at,
    text: '},{'.repeat(at % 4),
    escaped: `\\"},{"${'\\'.repeat(at % 3)}`,
    nested: [{ a: 1 }, { b: [{ c: 2 }, {}] }],
    'key},{': {},
    unicode: 'ß€😀',
  }));

  it.each([1, 7, 64, 1_000, 1_000_000])('never splits inside an object: parts of %i bytes', (size) => {
    const parts = [...objectBatches(Buffer.from(JSON.stringify(tricky)), size)];
    expect(parts.flatMap(({ objects }) => objects)).toEqual(tricky);
    expect(parts.length).toBeGreaterThan(size > 100_000 ? 0 : 3);
    expect(parts.at(-1)?.progress).toBe(1);
  });
});
