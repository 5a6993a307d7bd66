import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dumpSource, generateInstruments } from '@copydesk/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { isTradingDay, monthlyExpiries, weeklyExpiries } from '../../src/instruments/trading-days.ts';

describe('expiry days', () => {
  it('move to the trading day before a holiday', () => {
    expect(isTradingDay('2026-11-24')).toBe(false);
    expect(weeklyExpiries('2026-11-20', 2, 3)).toEqual(['2026-11-23', '2026-12-01', '2026-12-08']);
    expect(monthlyExpiries('2026-11-20', 2, 3)).toEqual(['2026-11-23', '2026-12-29', '2027-01-25']);
  });

  it('are not those that moved before today', () => {
    // On the holiday itself Monday's expiry is over.
    expect(weeklyExpiries('2026-11-24', 2, 1)).toEqual(['2026-12-01']);
    expect(monthlyExpiries('2026-11-24', 2, 1)).toEqual(['2026-12-29']);
  });
});

describe('the generated list', () => {
  const list = generateInstruments({ date: '2026-11-23', seed: 1 });

  it('names everything once: ids, tokens within a segment, keys and feed tokens of each broker', () => {
    const unique = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length);
    unique(list.map(({ id }) => id));
    unique(list.map(({ segment, kind, exchangeToken }) => `${segment} ${kind === 'INDEX'} ${exchangeToken}`));
    for (const broker of ['zerodha', 'upstox']) {
      unique(list.flatMap(({ listings }) => listings[broker]?.key ?? []));
      unique(list.flatMap(({ listings }) => listings[broker]?.feedToken ?? []));
    }
  });

  it('has whole freeze lots, prices on the tick, and an underlying that is listed', () => {
    const ids = new Set(list.map(({ id }) => id));
    for (const row of list) {
      if (row.freezeQuantity !== undefined && row.kind !== 'INDEX')
        expect(row.freezeQuantity % row.lotSize).toBe(0);
      if (row.previousClose !== undefined && row.tickSize > 0)
        expect(row.previousClose % row.tickSize).toBe(0);
      if (row.underlyingId !== undefined) expect(ids.has(row.underlyingId)).toBe(true);
      if (row.expiry !== undefined) expect(row.expiry >= '2026-11-23').toBe(true);
    }
  });

  it('has the token arithmetic of Kite', () => {
    for (const { segment, kind, exchangeToken, listings } of list) {
      const token = Number(listings['zerodha']?.feedToken);
      expect(token).toBeLessThan(2 ** 32);
      if (kind === 'INDEX') expect(token % 256).toBe(9);
      else expect([segment, Math.floor(token / 256)]).toEqual([segment, Number(exchangeToken)]);
    }
  });

  it('grows to the size that is asked for, and no further than 200 000', () => {
    expect(list.length).toBeGreaterThan(15_000);
    expect(generateInstruments({ date: '2026-11-23', seed: 1, rows: 60_000 }).length).toBeGreaterThanOrEqual(
      60_000,
    );
    expect(() => generateInstruments({ date: '2026-11-23', seed: 1, rows: 200_001 })).toThrow(RangeError);
    expect(() => generateInstruments({ date: 'today', seed: 1 })).toThrow(RangeError);
  });
});

describe('a list from dump files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dumps-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('joins both brokers, links contracts to what they stand on, and drops what has expired', () => {
    const kite = join(folder, 'kite.csv');
    const upstox = join(folder, 'upstox.json.gz');
    writeFileSync(
      kite,
      [
        'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange',
        '256265,1001,NIFTY 50,"NIFTY 50",0,,0,0,0,EQ,INDICES,NSE',
        '738561,2885,RELIANCE,"RELIANCE, INDUSTRIES",0,,0,0.1,1,EQ,NSE,NSE',
        '10967554,42842,NIFTY26D0126000CE,"NIFTY",0,2026-12-01,26000,0.05,65,CE,NFO-OPT,NFO',
        '10967810,42843,NIFTY26DEC26000CE,"NIFTY",0,2026-12-29,26000,0.05,65,CE,NFO-OPT,NFO',
      ].join('\r\n'),
    );
    const contract = {
      segment: 'NSE_FO',
      instrument_type: 'CE',
      underlying_symbol: 'NIFTY',
      name: 'NIFTY',
      lot_size: 65,
      tick_size: 5,
      freeze_quantity: 1755,
      strike_price: 26_000,
    };
    const rows = [
      {
        segment: 'NSE_INDEX',
        instrument_type: 'INDEX',
        instrument_key: 'NSE_INDEX|Nifty 50',
        exchange_token: '26000',
        trading_symbol: 'NIFTY',
        name: 'Nifty 50',
      },
      {
        segment: 'NSE_EQ',
        instrument_type: 'EQ',
        instrument_key: 'NSE_EQ|INE002A01018',
        isin: 'INE002A01018',
        exchange_token: '2885',
        trading_symbol: 'RELIANCE',
        name: 'RELIANCE',
        lot_size: 1,
        tick_size: 10,
        freeze_quantity: 100_000,
      },
      {
        ...contract,
        instrument_key: 'NSE_FO|42842',
        exchange_token: '42842',
        trading_symbol: 'NIFTY 26000 CE 01 DEC 26',
        expiry: Date.parse('2026-12-01T23:59:59+05:30'),
      },
    ];
    writeFileSync(upstox, gzipSync(JSON.stringify(rows)));
    const source = dumpSource({ kite: [kite], upstox: [upstox] });

    const list = source('2026-11-23');
    expect(list.map(({ id }) => id).sort()).toEqual([
      'NFO:NIFTY:2026-12-01:26000:CE',
      'NFO:NIFTY:2026-12-29:26000:CE',
      'NSE:INDEX:NIFTY',
      'NSE:INE002A01018',
    ]);
    expect(list.find(({ expiry }) => expiry === '2026-12-01')).toMatchObject({
      exchangeToken: '42842',
      underlyingId: 'NSE:INDEX:NIFTY',
      underlyingClass: 'index',
      weekly: true,
      freezeQuantity: 1755,
      listings: {
        zerodha: { key: 'NFO:NIFTY26D0126000CE', feedToken: '10967554' },
        upstox: { key: 'NSE_FO|42842' },
      },
    });
    expect(Object.keys(list.find(({ expiry }) => expiry === '2026-12-29')?.listings ?? {})).toEqual([
      'zerodha',
    ]);
    expect(source('2026-12-02').some(({ expiry }) => expiry === '2026-12-01')).toBe(false);
  });
});
