import type { InstrumentId, ListingKey } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { future, index, LEFT, option, price, RIGHT, rightOf, rightShare, share, snapshotOf } from './rows.ts';

const ID = 'NFO:NIFTY:2026-12-01:26000:CE' as InstrumentId;

describe('joining two lists of one day', () => {
  it('makes one instrument of a contract that both list under one token, with what each of them knows', () => {
    const row = option();
    const snapshot = snapshotOf({ left: [row], right: [rightOf(row)] });

    expect(snapshot.size).toBe(1);
    expect(snapshot.find(ID)).toMatchObject({
      id: ID,
      symbol: 'NIFTY 01 DEC 26000 CE',
      exchange: 'NSE',
      segment: 'NFO',
      kind: 'OPT',
      underlying: 'NIFTY',
      expiry: '2026-12-01',
      strike: price('26000'),
      optionType: 'CE',
      lotSize: 65,
      tickSize: price('0.05'),
      freezeQuantity: 1755,
      contractMultiplier: 1,
    });
    expect(snapshot.listing(ID, LEFT)?.key).toBe(row.key);
    expect(snapshot.listing(ID, RIGHT)?.key).toBe('NFO|50001');
    expect(snapshot.byListingKey(LEFT, row.key)?.id).toBe(ID);
    expect(snapshot.byFeedToken(LEFT, row.feedToken)?.id).toBe(ID);
    expect(snapshot.byFeedToken(RIGHT, 'NFO|50001')?.id).toBe(ID);
    expect(snapshot.byListingKey(LEFT, 'NFO|50001')).toBeUndefined();
  });

  it('gives the same result whichever list comes first', () => {
    const left = [option(), share('RELIANCE', '2885'), index('NIFTY 50', 'NIFTY 50', 'NSE:NIFTY 50')];
    const right = [
      rightOf(option()),
      rightShare('RELIANCE', '2885', 'INE002A01018'),
      index('NIFTY', 'Nifty 50', 'NSE_INDEX|Nifty 50'),
    ];
    const one = [...snapshotOf({ left, right }).all()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const other = [...snapshotOf({ right, left }).all()].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(one.map(({ id }) => id)).toEqual([ID, 'NSE:INDEX:NIFTY', 'NSE:INE002A01018']);
    expect(other).toEqual(one);
  });

  it.each([
    ['strike-differs', { strike: price('25950') }],
    ['expiry-differs', { expiry: '2026-12-08' }],
    ['kind-differs', { optionType: 'PE' }],
    ['lot-differs', { lotSize: 75 }],
    ['symbol-differs', { underlying: 'FINNIFTY' }],
  ] as const)('refuses both rows of a token when they disagree: %s', (reason, changes) => {
    const row = option();
    const wrong = rightOf(row, changes);
    const snapshot = snapshotOf({ left: [row], right: [wrong] });

    expect(snapshot.listing(ID, LEFT)).toBeUndefined();
    expect(snapshot.listingStatus(ID, LEFT)).toEqual({ brokerId: LEFT, listed: false, reason });
    expect(snapshot.byListingKey(LEFT, row.key)).toBeUndefined();
    expect(snapshot.byListingKey(RIGHT, wrong.key)).toBeUndefined();
    expect(snapshot.report.disagreementCounts).toEqual({ [reason]: 1 });
    expect(snapshot.report.disagreements[0]).toMatchObject({
      reason,
      segment: 'NFO',
      exchangeToken: '50001',
    });
    expect(snapshot.report.pairs[0]).toMatchObject({ matched: 0, disagreeing: 1 });
  });

  it('never lets a third list heal what two others disagree about', () => {
    const row = option();
    const lists = { left: [row], right: [rightOf(row, { strike: price('25950') })], third: [rightOf(row)] };
    const snapshot = snapshotOf(lists);
    for (const broker of snapshot.brokers) expect(snapshot.listing(ID, broker)).toBeUndefined();
  });

  it('refuses a contract that two lists put under different tokens: one of them is out of date', () => {
    const snapshot = snapshotOf({ left: [option()], right: [rightOf(option({ token: '60001' }))] });
    expect(snapshot.size).toBe(1);
    expect(snapshot.listingStatus(ID, LEFT)).toMatchObject({ listed: false, reason: 'token-differs' });
    expect(snapshot.listingStatus(ID, RIGHT)).toMatchObject({ listed: false, reason: 'token-differs' });
  });

  it('refuses only the row whose symbol is not what its own rule gives', () => {
    const row = option();
    const snapshot = snapshotOf({
      left: [{ ...row, symbolByRule: 'NIFTY26D0126000CE' }],
      right: [rightOf(row)],
    });
    expect(snapshot.listingStatus(ID, LEFT)).toMatchObject({ listed: false, reason: 'symbol-rule' });
    expect(snapshot.listingStatus(ID, RIGHT)).toMatchObject({ listed: true });
  });

  it('counts a repeated row once, and refuses one that repeats a token with other facts', () => {
    const twice = snapshotOf({ left: [option(), option()] });
    expect(twice.listingStatus(ID, LEFT).listed).toBe(true);
    expect(twice.report.disagreementCounts).toEqual({ 'duplicate-row': 1 });

    const differing = snapshotOf({ left: [option(), option({}, { lotSize: 75 })] });
    expect(differing.listing(ID, LEFT)).toBeUndefined();
    expect(differing.report.disagreementCounts).toEqual({ 'lot-differs': 1 });

    const twoTokens = snapshotOf({ left: [option(), option({ token: '50002' })] });
    expect(twoTokens.listing(ID, LEFT)).toBeUndefined();
    expect(twoTokens.report.disagreementCounts).toEqual({ 'duplicate-contract': 1 });
  });

  it('takes the coarser of two ticks and the smaller of two freeze quantities', () => {
    const row = option();
    const other = rightOf(row, { tickSize: price('0.1'), freezeQuantity: 1755 });
    const third = rightOf(row, { key: 'x' as ListingKey, freezeQuantity: 1300 });
    const found = snapshotOf({ left: [row], right: [other], third: [third] }).find(ID);
    expect(found).toMatchObject({ tickSize: price('0.1'), freezeQuantity: 1300 });
  });

  it('keeps tokens of different segments apart', () => {
    const nco = option(
      { token: '50001', underlying: 'GOLD' },
      { segment: 'NCO', lotSize: 1, key: 'g' as ListingKey },
    );
    const snapshot = snapshotOf({ left: [option()], right: [nco] });
    expect(snapshot.size).toBe(2);
    expect(snapshot.report.disagreementCounts).toEqual({});
  });

  it('works with one list alone, and says why the other broker has none', () => {
    const snapshot = snapshotOf({ left: [option(), future({ token: '50002' })] });
    expect(snapshot.listing(ID, LEFT)).toBeDefined();
    expect(snapshot.listingStatus(ID, RIGHT)).toMatchObject({ listed: false, reason: 'list-not-loaded' });

    const cashOnly = snapshotOf({
      left: [option()],
      right: [rightShare('RELIANCE', '2885', 'INE002A01018')],
    });
    expect(cashOnly.listingStatus(ID, RIGHT)).toMatchObject({ reason: 'segment-not-loaded' });
    const others = snapshotOf({
      left: [option()],
      right: [rightOf(option({ token: '7', strike: '25000' }))],
    });
    expect(others.listingStatus(ID, RIGHT)).toMatchObject({ reason: 'not-in-list' });
  });

  it('excludes and counts rows without a tick or a numeric token', () => {
    const rows = [option({}, { tickSize: price('0') }), option({ token: 'x1' })];
    const snapshot = snapshotOf({ left: [...rows, future()] });
    expect(snapshot.size).toBe(1);
    expect(snapshot.report.brokers['left']?.refused).toEqual({ 'no-tick': 1, 'no-token': 1 });
  });
});

describe('shares', () => {
  it('have their ISIN as identity and answer to symbol, series symbol and provisional id', () => {
    const snapshot = snapshotOf({
      left: [share('RELIANCE', '2885'), share('VIPULLTD-BE', '301')],
      right: [
        rightShare('RELIANCE', '2885', 'INE002A01018'),
        rightShare('VIPULLTD', '301', 'INE946H01037', 'BE'),
      ],
    });
    for (const id of ['NSE:INE002A01018', 'NSE:RELIANCE', 'NSE:RELIANCE~']) {
      expect(snapshot.find(id)?.id).toBe('NSE:INE002A01018');
    }
    for (const id of ['NSE:INE946H01037', 'NSE:VIPULLTD', 'NSE:VIPULLTD-BE', 'NSE:VIPULLTD-BE~']) {
      expect(snapshot.find(id)).toMatchObject({
        id: 'NSE:INE946H01037',
        symbol: 'VIPULLTD-BE',
        series: 'BE',
      });
    }
    expect(snapshot.report.pairs[0]).toMatchObject({
      segment: 'NSE',
      matched: 2,
      leftOnly: {},
      rightOnly: {},
    });
  });

  it('have a provisional id while only a list without ISINs is loaded, and keep answering to it later', () => {
    const alone = snapshotOf({ left: [share('RELIANCE', '2885')] });
    expect(alone.find('NSE:RELIANCE')?.id).toBe('NSE:RELIANCE~');
    expect(alone.find('NSE:RELIANCE~')?.isin).toBeUndefined();
    expect(alone.listing('NSE:RELIANCE~' as InstrumentId, LEFT)?.key).toBe('NSE:RELIANCE');
  });

  it('that moved to another series are named as such', () => {
    const snapshot = snapshotOf({
      left: [share('VIPULLTD-BE', '301'), share('OLDCO', '302')],
      right: [rightShare('VIPULLTD', '300', 'INE946H01037'), rightShare('NEWCO', '303', 'INE000000001')],
    });
    expect(snapshot.report.pairs[0]).toMatchObject({
      matched: 0,
      leftOnly: { 'series-moved': 1, 'not-in-list': 1 },
      rightOnly: { 'series-moved': 1, 'not-in-list': 1 },
    });
  });

  it('refuse a token that was given to another company', () => {
    const snapshot = snapshotOf({
      left: [share('OLDCO', '302')],
      right: [rightShare('NEWCO', '302', 'INE000000001')],
    });
    expect(snapshot.report.disagreementCounts).toEqual({ 'symbol-differs': 1 });
    expect(snapshot.listing('NSE:INE000000001' as InstrumentId, RIGHT)).toBeUndefined();
  });

  it.each([['BE first'], ['EQ first']])(
    'of several series under one ISIN the series EQ counts, reported (%s)',
    (order) => {
      const rows = [
        rightShare('ABC', '300', 'INE000000001', 'BE'),
        rightShare('ABC', '301', 'INE000000001', 'EQ'),
      ];
      const snapshot = snapshotOf({
        left: [share('ABC', '301'), share('ABC-BE', '300')],
        right: order === 'BE first' ? rows : rows.reverse(),
      });
      expect(snapshot.find('NSE:ABC')).toMatchObject({ id: 'NSE:INE000000001', series: 'EQ' });
      expect(snapshot.listing('NSE:INE000000001' as InstrumentId, LEFT)?.key).toBe('NSE:ABC');
      expect(snapshot.report.disagreementCounts).toEqual({ 'isin-clash': 1 });
      expect(snapshot.size).toBe(1);
    },
  );
});

describe('indices', () => {
  it('join by symbol, by name and by alias, never by token', () => {
    const snapshot = snapshotOf({
      left: [
        index('INDIA VIX', 'INDIA VIX', 'NSE:INDIA VIX'),
        index('NIFTY BANK', 'NIFTY BANK', 'NSE:NIFTY BANK'),
        index('NIFTY500 HEALTHCARE', 'NIFTY500 HEALTHCARE', 'NSE:NIFTY500 HEALTHCARE'),
      ],
      right: [
        index('INDIA VIX', 'India VIX', 'NSE_INDEX|India VIX'),
        index('BANKNIFTY', 'Nifty Bank', 'NSE_INDEX|Nifty Bank'),
        index('NIFTY500 HEALTH', 'Nifty500 Health', 'NSE_INDEX|Nifty500 Health'),
      ],
    });
    expect(snapshot.report.indexJoins).toEqual({ bySymbol: 1, byName: 1, byAlias: 1 });
    expect(snapshot.size).toBe(3);
    const bank = 'NSE:INDEX:BANKNIFTY' as InstrumentId;
    expect(snapshot.find(bank)).toMatchObject({ kind: 'INDEX', lotSize: 0, underlying: 'BANKNIFTY' });
    expect(snapshot.listing(bank, LEFT)?.key).toBe('NSE:NIFTY BANK');
    expect(snapshot.listing(bank, RIGHT)?.key).toBe('NSE_INDEX|Nifty Bank');
  });

  it('carry the same id when only the list with the long names is loaded', () => {
    const snapshot = snapshotOf({ left: [index('NIFTY 50', 'NIFTY 50', 'NSE:NIFTY 50')] });
    expect(snapshot.find('NSE:NIFTY')?.id).toBe('NSE:INDEX:NIFTY');
  });
});
