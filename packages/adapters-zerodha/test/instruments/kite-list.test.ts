/** Kite's list as it comes and as people save it, and every way in which it can be broken. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { VirtualClock } from '@copydesk/adapter-testkit';
import { type ListingRow, type RefusedRow, TradingError } from '@copydesk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { readListingFile, readListings } from '../../src/instruments/download.ts';
import { parseList } from '../../src/instruments/parse-list.ts';

const HEADER =
  'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange';
/** Rows as the API writes them: names quoted, zeros plain. */
const LINES = [
  '256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE',
  '738561,2885,RELIANCE,"RELIANCE INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE',
  '77057,301,VIPULLTD-BE,"VIPUL, LIMITED",0,,0,0.05,1,EQ,NSE,NSE',
  '2106113,8227,GOLDBEINAV,"GOLDBEES NAV",0,,0,0.01,1,EQ,NSE,NSE',
  '13238786,51714,NIFTY26DECFUT,"NIFTY",0,2026-12-29,0,0.1,65,FUT,NFO-FUT,NFO',
  '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,26000,0.05,65,CE,NFO-OPT,NFO',
  '10967810,42843,NIFTY26DEC26000CE,"NIFTY",0,2026-12-29,26000,0.05,65,CE,NFO-OPT,NFO',
  '10968066,42844,HINDPETRO26DEC380.75PE,"HINDPETRO",0,2026-12-29,380.75,0.05,2025,PE,NFO-OPT,NFO',
  '119445255,466583,GOLD26DECFUT,"GOLD",0,2026-12-04,0,1,1,FUT,MCX-FUT,MCX',
];
const FILE = `${[HEADER, ...LINES].join('\n')}\n`;

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

describe("reading Kite's list", () => {
  it('reads every kind of row', async () => {
    const { rows, refused } = await read(FILE);
    expect(rows.map(({ key, kind, underlying }) => [key, kind, underlying])).toEqual([
      ['NSE:NIFTY 50', 'INDEX', 'NIFTY 50'],
      ['NSE:RELIANCE', 'EQ', 'RELIANCE'],
      ['NSE:VIPULLTD-BE', 'EQ', 'VIPULLTD'],
      ['NFO:NIFTY26DECFUT', 'FUT', 'NIFTY'],
      ['NFO:NIFTY26D0126000CE', 'OPT', 'NIFTY'],
      ['NFO:NIFTY26DEC26000CE', 'OPT', 'NIFTY'],
      ['NFO:HINDPETRO26DEC380.75PE', 'OPT', 'HINDPETRO'],
      ['MCX:GOLD26DECFUT', 'FUT', 'GOLD'],
    ]);
    expect(rows[2]?.name).toBe('VIPUL, LIMITED');
    expect(rows[4]).toEqual({
      segment: 'NFO',
      kind: 'OPT',
      optionType: 'CE',
      exchangeToken: '42842',
      key: 'NFO:NIFTY26D0126000CE',
      feedToken: '10967554',
      symbol: 'NIFTY26D0126000CE',
      symbolByRule: 'NIFTY26D0126000CE',
      name: 'NIFTY',
      underlying: 'NIFTY',
      expiry: '2026-12-01',
      strike: 260_000_000,
      isin: undefined,
      series: undefined,
      lotSize: 65,
      tickSize: 500,
      freezeQuantity: undefined,
      contractMultiplier: undefined,
    });
    expect(rows.every((row) => row.symbolByRule === undefined || row.symbolByRule === row.symbol)).toBe(true);
    expect(refused).toEqual([{ reason: 'inav', where: 'NSE:GOLDBEINAV', detail: 'GOLDBEES NAV' }]);
  });

  it.each([
    ['with CRLF', FILE.replaceAll('\n', '\r\n')],
    [
      'saved by a data-frame library',
      FILE.replaceAll('"', '').replaceAll(',0,', ',0.0,').replace('VIPUL, LIMITED', '"VIPUL, LIMITED"'),
    ],
    [
      'with an index column in front',
      FILE.split('\n')
        .map((line, at) => (line === '' ? '' : at === 0 ? `,${line}` : `${at - 1},${line}`))
        .join('\n'),
    ],
    ['with its columns in alphabetical order', alphabetical(FILE)],
    ['with a byte order mark', `\uFEFF${FILE}`],
    ['with empty lines at the end', `${FILE}\n\n`],
    ['without a line end at the end', FILE.trimEnd()],
    ['gzipped', gzipSync(FILE)],
  ])('reads the same rows %s', async (_name, content) => {
    const { rows } = await read(content);
    expect(rows).toEqual((await read(FILE)).rows);
  });

  it.each([
    ['no bytes', '', 'empty'],
    ['a page of HTML', '<html><body>503</body></html>', 'missing-column'],
    ['an error of the API', '{"status":"error","message":"x"}', 'missing-column'],
    ['a missing column', FILE.replace('lot_size', 'lots'), 'missing-column'],
    ['a last line that was cut', FILE.slice(0, -30), 'cut-short'],
    ['a last field that was cut', FILE.slice(0, -2), 'cut-short'],
    ['a gzip stream that was cut', gzipSync(FILE).subarray(0, 200), 'cut-short'],
    ['a damaged gzip stream', damaged(gzipSync(FILE)), 'unreadable'],
  ])('refuses the whole list for %s', async (_name, content, reason) => {
    const error = await failure(read(content));
    expect(error.code).toBe('instruments-unusable');
    expect(error.facts['reason']).toBe(reason);
  });

  it('does the same in a thread of its own, batch by batch', async () => {
    const many = `${HEADER}\n${`${LINES[1]}\n`.repeat(2_500)}`;
    const { rows, refused } = await readInThread(gzipSync(many));
    expect(rows).toHaveLength(2_500);
    expect(rows[2_499]).toEqual((await read(FILE)).rows[1]);
    expect(refused).toEqual([]);
    const cut = await failure(readInThread(FILE.slice(0, -30)));
    expect([cut.code, cut.facts['reason']]).toEqual(['instruments-unusable', 'cut-short']);
  });

  it('refuses a list that is empty or implausibly short', async () => {
    const short = await failure(readInThread(FILE, 1_000));
    expect(short.facts).toMatchObject({ reason: 'too-few-rows', rows: 9, minimum: 1_000 });
    expect((await failure(readInThread(`${HEADER}\n`))).facts).toMatchObject({ reason: 'empty' });
  });

  it.each([
    [
      '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-13-01,26000,0.05,65,CE,NFO-OPT,NFO',
      'unreadable',
      'expiry 2026-13-01',
    ],
    [
      '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,,0.05,65,CE,NFO-OPT,NFO',
      'unreadable',
      'strike ',
    ],
    [
      '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,26000,x,65,CE,NFO-OPT,NFO',
      'unreadable',
      'tick_size x',
    ],
    [
      '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,26000,0.05,0.5,CE,NFO-OPT,NFO',
      'unreadable',
      'lot_size 0.5',
    ],
    [
      '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,26000,0.05,65,XX,NFO-OPT,NFO',
      'unreadable',
      'instrument_type XX',
    ],
    [
      '10967555,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,26000,0.05,65,CE,NFO-OPT,NFO',
      'unreadable',
      'instrument_token 10967555',
    ],
    ['738561,2885,RELIANCE,"RELIANCE",0,,0,0,1,EQ,NSE,NSE', 'no-tick', 'RELIANCE'],
    ['738561,,RELIANCE,"RELIANCE",0,,0,0.1,1,EQ,NSE,NSE', 'no-token', ''],
    ['1,1,DOW JONES,"DOW JONES",0,,0,0,0,EQ,INDICES,GLOBAL', 'unknown-segment', 'GLOBAL'],
    ['1,2,GOLD,"GOLD",0,,0,1,1,EQ,NCO,NCO', 'not-tradable', 'spot'],
    ['1,2,3', 'unreadable', '3 fields instead of 12'],
  ])('counts a row it cannot use, with the reason: %s', async (line, reason, detail) => {
    const { rows, refused } = await read(`${HEADER}\n${line}\n${LINES[1]}\n`);
    expect(rows).toHaveLength(1);
    expect(refused).toEqual([expect.objectContaining({ reason, detail })]);
  });

  it('understands commodity rows of 2019, whose names are empty and whose segment is MCX', async () => {
    const lines = [
      '55553287,217005,GOLDM20JANFUT,,0.0,2020-01-03,0.0,1.0,1,FUT,MCX,MCX',
      '55592199,217157,ZINCMINI20JAN212.5PE,,0.0,2020-01-22,212.5,0.01,1,PE,MCX-OPT,MCX',
    ];
    const { rows } = await read(`${[HEADER, ...lines].join('\n')}\n`);
    expect(rows.map(({ segment, underlying, kind }) => [segment, underlying, kind])).toEqual([
      ['MCX', 'GOLDM', 'FUT'],
      ['MCX', 'ZINCMINI', 'OPT'],
    ]);
  });

  it('ends when its reader stops early, and with the reason when it is aborted', async () => {
    const many = `${HEADER}\n${`${LINES[1]}\n`.repeat(20_000)}`;
    const bytes = new TextEncoder().encode(many);
    for await (const batch of readListingFile({ source: { bytes }, signal: new AbortController().signal })) {
      expect(batch.rows.length).toBe(500);
      break;
    }
    const abort = new AbortController();
    const aborted = (async () => {
      for await (const _ of readListingFile({ source: { bytes }, signal: abort.signal }))
        abort.abort(new Error('enough'));
    })();
    await expect(aborted).rejects.toThrow('enough');
  });
});

describe("downloading Kite's list", () => {
  let server: Server | undefined;
  afterEach(() => new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve())));

  async function serve(
    status: number,
    body: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<string> {
    server = createServer((request, response) => {
      response.writeHead(request.url === '/instruments' ? status : 404, headers);
      response.end(body);
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function download(root: string): Promise<number> {
    let count = 0;
    const request = { root, clock: new VirtualClock(), signal: new AbortController().signal };
    for await (const batch of readListings(request)) count += batch.rows.length;
    return count;
  }

  it('asks for /instruments and unpacks what comes gzipped', async () => {
    expect(await download(await serve(200, gzipSync(FILE), { 'content-encoding': 'gzip' }))).toBe(8);
  });

  it.each([[500], [403], [429]])('says that the broker could not be reached: status %i', async (status) => {
    const error = await failure(download(await serve(status, new Uint8Array())));
    expect([error.code, error.facts['status']]).toEqual(['broker-unreachable', status]);
  });

  it('says so, too, when the connection ends before the body does', async () => {
    const root = await serve(200, new TextEncoder().encode(FILE), { 'content-length': '100000' });
    setTimeout(() => server?.closeAllConnections(), 50);
    expect((await failure(download(root))).code).toBe('broker-unreachable');
  });
});

function alphabetical(file: string): string {
  const header = HEADER.split(',');
  const order = [...header].sort();
  return file
    .split('\n')
    .map((line) => {
      const fields =
        line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map((field) => field.replace(/,$/, '')) ?? [];
      return line === '' ? '' : order.map((column) => fields[header.indexOf(column)]).join(',');
    })
    .join('\n');
}

function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.fill(0xff, 20, 60);
  return copy;
}
