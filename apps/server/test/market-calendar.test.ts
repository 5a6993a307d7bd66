import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantOf, SessionCalendar } from '@copydesk/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../src/config/config.ts';
import { CALENDAR_2026 } from '../src/market/calendar-2026.ts';
import { loadCalendar } from '../src/market/market-calendar.ts';

const at = (text: string) => instantOf(Date.parse(`${text}+05:30`));

describe('the calendar of live accounts', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'copydesk-calendar-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const load = async (content: unknown, closeIntraday = true) => {
    const path = join(folder, 'calendar.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return loadCalendar({ marketCalendar: path, closeIntraday });
  };

  it('knows the hours and holidays of 2026', () => {
    const calendar = new SessionCalendar(CALENDAR_2026);
    expect(calendar.momentOf('NSE', at('2026-11-23T15:29:59')).open).toBe(true);
    expect(calendar.momentOf('NSE', at('2026-11-23T15:30:00')).open).toBe(false);
    expect(calendar.momentOf('NFO', at('2026-11-23T15:35:00')).open).toBe(true);
    // Guru Nanak's day: closed by day, commodities trade in the evening.
    expect(calendar.momentOf('NFO', at('2026-11-24T11:00:00')).open).toBe(false);
    expect(calendar.momentOf('MCX', at('2026-11-24T11:00:00')).open).toBe(false);
    expect(calendar.momentOf('MCX', at('2026-11-24T18:00:00')).open).toBe(true);
    expect(calendar.momentOf('MCX', at('2026-12-25T18:00:00')).open).toBe(false);
    // Over a holiday and a week-end to the next Monday.
    expect(calendar.momentOf('NSE', at('2026-12-24T16:00:00')).nextOpensAt).toBe(at('2026-12-28T09:15:00'));
  });

  it('closes intraday positions ten minutes before the brokers, or not at all', async () => {
    const on = await loadCalendar({ marketCalendar: undefined, closeIntraday: true });
    expect([on.hours.NSE.deskCloses, on.hours.NFO.deskCloses]).toEqual(['15:10', '15:10']);
    const off = await loadCalendar({ marketCalendar: undefined, closeIntraday: false });
    expect([off.hours.NSE.deskCloses, off.hours.NSE.cutOff]).toEqual([undefined, '15:20']);
  });

  it('takes what a file says and keeps what it leaves out', async () => {
    const data = await load({
      hours: { NSE: { opens: '09:15', closes: '15:40', cutOff: '15:25', deskCloses: '15:15' } },
      specialDays: [{ date: '2026-11-08', hours: { opens: '18:00', closes: '19:00' }, name: 'Muhurat' }],
    });
    const calendar = new SessionCalendar(data);
    expect(calendar.momentOf('NSE', at('2026-11-23T15:35:00')).open).toBe(true);
    expect(data.hours.MCX.closes).toBe('23:30');
    expect(calendar.momentOf('NFO', at('2026-11-08T18:30:00')).open).toBe(true);
  });

  it('says how far it goes: the year that comes along, or what a file says of its own days', async () => {
    expect((await loadCalendar({ marketCalendar: undefined, closeIntraday: false })).knownUntil).toBe(
      '2026-12-31',
    );
    expect((await load({ hours: {} })).knownUntil).toBe('2026-12-31');
    expect((await load({ specialDays: [] })).knownUntil).toBeUndefined();
    expect((await load({ specialDays: [], knownUntil: '2027-12-31' })).knownUntil).toBe('2027-12-31');
  });

  it.each([
    ['no JSON', '{'],
    ['a time that is none', { hours: { NSE: { opens: '9:15', closes: '15:30' } } }],
    ['a session that ends before it begins', { hours: { NSE: { opens: '15:30', closes: '09:15' } } }],
    ['a segment that is none', { hours: { LSE: { opens: '09:15', closes: '15:30' } } }],
    ['a word that it does not know', { holidays: ['2026-01-26'] }],
    [
      'a cut-off outside the session',
      { hours: { NSE: { opens: '09:15', closes: '15:30', cutOff: '15:45' } } },
    ],
  ])('refuses %s, and says which variable is at fault', async (_, content) => {
    await expect(load(content)).rejects.toThrowError(ConfigError);
    await expect(load(content)).rejects.toThrowError(/MARKET_CALENDAR/);
  });

  it('refuses a file that is not there', async () => {
    const path = join(folder, 'nowhere.json');
    const loading = loadCalendar({ marketCalendar: path, closeIntraday: true });
    await expect(loading).rejects.toThrowError(/MARKET_CALENDAR cannot be read/);
  });
});
