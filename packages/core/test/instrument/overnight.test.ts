import { InstrumentCatalog, type InstrumentId, TradingError } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { future, LEFT, option, RIGHT, rightShare, snapshotOf } from './rows.ts';

const OLD = 'NFO:HINDPETRO:2026-12-29:400:CE' as InstrumentId;
const NEW = 'NFO:HINDPETRO:2026-12-29:380.75:CE' as InstrumentId;

function hindpetro(strike: string, token = '91001') {
  return option({ token, underlying: 'HINDPETRO', expiry: '2026-12-29', strike });
}

describe('what changed overnight', () => {
  it('links a contract that kept its token and got another strike to the one it was', () => {
    const before = snapshotOf(
      { left: [hindpetro('400'), hindpetro('410', '91002')] },
      undefined,
      '2026-11-20',
    );
    const after = snapshotOf({ left: [hindpetro('380.75'), hindpetro('410', '91002')] }, before);
    expect(after.find(NEW)?.adjustedFrom).toBe(OLD);
    expect(after.successorOf(OLD)?.id).toBe(NEW);
    expect(after.report.adjusted).toEqual([{ from: OLD, to: NEW }]);
    expect(after.find('NFO:HINDPETRO:2026-12-29:410:CE')?.adjustedFrom).toBeUndefined();
  });

  it('keeps the link on the following days', () => {
    const first = snapshotOf({ left: [hindpetro('400')] }, undefined, '2026-11-20');
    const second = snapshotOf({ left: [hindpetro('380.75')] }, first);
    const third = snapshotOf({ left: [hindpetro('380.75')] }, second, '2026-11-25');
    expect(third.find(NEW)?.adjustedFrom).toBe(OLD);
    expect(third.report.adjusted).toEqual([]);
  });

  it('sees no adjustment where a token was merely given to another contract', () => {
    const before = snapshotOf({ left: [hindpetro('400'), hindpetro('410', '91002')] });
    const moved = snapshotOf({ left: [hindpetro('410'), hindpetro('400', '91002')] }, before);
    expect(moved.report.adjusted).toEqual([]);
    const reused = snapshotOf({ left: [option({ token: '91001' })] }, before);
    expect(reused.report.adjusted).toEqual([]);
  });

  it('links a share whose ISIN was replaced', () => {
    const before = snapshotOf({ right: [rightShare('KOTAKBANK', '1922', 'INE237A01028')] });
    const after = snapshotOf({ right: [rightShare('KOTAKBANK', '1922', 'INE237A01036')] }, before);
    expect(after.find('NSE:KOTAKBANK')).toMatchObject({
      id: 'NSE:INE237A01036',
      adjustedFrom: 'NSE:INE237A01028',
    });
    const renamed = snapshotOf({ right: [rightShare('OTHERCO', '1922', 'INE237A01036')] }, before);
    expect(renamed.report.adjusted).toEqual([]);
  });
});

describe('InstrumentCatalog', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) =>
      option({ token: String(at + 1), strike: String(25_000 + at * 50) }),
    );

  it('says so until a list is loaded', () => {
    const catalog = new InstrumentCatalog('sandbox');
    expect(() => catalog.snapshot).toThrow(expect.objectContaining({ code: 'instruments-not-loaded' }));
    expect(catalog.byId(OLD)).toBeUndefined();
    expect(catalog.staleness('2026-11-23')).toMatchObject({ stale: true, reason: 'not-loaded' });
  });

  it.each([
    ['empty', snapshotOf({ left: [] })],
    ['implausible-drop', snapshotOf({ left: rows(9) })],
    ['older-day', snapshotOf({ left: rows(20) }, undefined, '2026-11-20')],
  ] as const)('keeps the last good snapshot when the next one is unusable: %s', (reason, next) => {
    const catalog = new InstrumentCatalog('live');
    const good = snapshotOf({ left: rows(20) });
    catalog.replace(good);
    let thrown: unknown;
    try {
      catalog.replace(next);
    } catch (error) {
      thrown = error;
    }
    expect(TradingError.is(thrown) && thrown.facts).toMatchObject({ reason });
    expect(catalog.snapshot).toBe(good);
  });

  it('answers by the new lists alone once they are in force, also what was asked for before', () => {
    const catalog = new InstrumentCatalog('live');
    const before = hindpetro('400');
    const after = { ...hindpetro('380.75'), key: before.key };
    catalog.replace(snapshotOf({ left: [before] }, undefined, '2026-11-20'));
    expect(catalog.byId(NEW)).toBeUndefined();
    expect([catalog.byId(OLD)?.strike, catalog.byListingKey(LEFT, before.key)?.strike]).toEqual([
      4_000_000, 4_000_000,
    ]);
    expect(catalog.listingFor(OLD, LEFT)?.symbol).toBe(before.symbol);
    expect(catalog.listingFor(OLD, RIGHT)).toBeUndefined();

    catalog.replace(snapshotOf({ left: [after] }));

    expect([catalog.byId(OLD), catalog.listingFor(OLD, LEFT)]).toEqual([undefined, undefined]);
    expect([catalog.byId(NEW)?.strike, catalog.byListingKey(LEFT, before.key)?.strike]).toEqual([
      3_807_500, 3_807_500,
    ]);
    expect(catalog.listingFor(NEW, LEFT)?.symbol).toBe(after.symbol);
  });

  it('is stale on a later day, and whatever the day when a listed contract is over', () => {
    const catalog = new InstrumentCatalog('live');
    catalog.replace(snapshotOf({ left: [future({ expiry: '2026-11-24' })] }));
    expect(catalog.staleness('2026-11-23')).toMatchObject({ stale: false, earliestExpiry: '2026-11-24' });
    expect(catalog.staleness('2026-11-24')).toMatchObject({ stale: true, reason: 'older-day' });
    expect(catalog.staleness('2026-11-25')).toMatchObject({ stale: true, reason: 'expired-contracts' });
  });
});
