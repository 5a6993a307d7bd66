import { VirtualClock } from '@copydesk/adapter-testkit';
import {
  InstrumentCatalog,
  type InstrumentDescription,
  InstrumentResolver,
  TradingError,
} from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { future, index, LEFT, option, price, RIGHT, rightShare, share, snapshotOf } from './rows.ts';

const STRIKES = ['25800', '25900', '26000', '26100', '26200', '26300'];

/** 23 November 2026 in India. */
function resolver(): InstrumentResolver {
  const catalog = new InstrumentCatalog('live');
  let token = 50_000;
  const chain = ['2026-11-17', '2026-12-01', '2026-12-29'].flatMap((expiry) =>
    STRIKES.flatMap((strike) =>
      (['CE', 'PE'] as const).map((type) => option({ token: String((token += 1)), expiry, strike, type })),
    ),
  );
  catalog.replace(
    snapshotOf({
      left: [
        ...chain,
        future({ token: '40001', expiry: '2026-12-29' }),
        share('RELIANCE', '2885'),
        share('RELINFRA', '553'),
        index('NIFTY 50', 'NIFTY 50', 'NSE:NIFTY 50'),
      ],
      right: [rightShare('RELIANCE', '2885', 'INE002A01018')],
    }),
  );
  return new InstrumentResolver(catalog, new VirtualClock());
}

function failure(run: () => unknown): TradingError {
  try {
    run();
  } catch (error) {
    if (TradingError.is(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

const CALL: InstrumentDescription = {
  baseInstrument: 'nifty',
  instrumentType: 'OPT',
  exchange: 'NSE',
  expiry: '2026-12-01',
  strike: price('26000.0'),
  optionType: 'CE',
};

describe('InstrumentResolver', () => {
  it('resolves the base description, and describes every instrument so that it resolves to itself', () => {
    const names = resolver();
    expect(names.resolve(CALL).id).toBe('NFO:NIFTY:2026-12-01:26000:CE');
    const fut = {
      baseInstrument: 'NIFTY',
      instrumentType: 'FUT',
      exchange: 'NSE',
      expiry: '2026-12-29',
    } as const;
    expect(names.resolve(fut)).toMatchObject({ id: 'NFO:NIFTY:2026-12-29:FUT', symbol: 'NIFTY 29 DEC FUT' });
    const reliance = { baseInstrument: 'RELIANCE', instrumentType: 'EQ', exchange: 'NSE' } as const;
    expect(names.resolve(reliance).id).toBe('NSE:INE002A01018');
    for (const id of [
      'NFO:NIFTY:2026-12-01:26000:CE',
      'NFO:NIFTY:2026-12-29:FUT',
      'NSE:INE002A01018',
      'NSE:INDEX:NIFTY',
    ]) {
      expect(names.resolve(names.describe(names.byId(id))).id).toBe(id);
    }
  });

  it('names the strikes that do exist', () => {
    const error = failure(() => resolver().resolve({ ...CALL, strike: price('26020') }));
    expect(error.code).toBe('instrument-not-found');
    expect(error.path).toBe('/strike');
    expect(error.facts['nearestStrikes']).toEqual(['25900', '26000', '26100', '26200']);
  });

  it('names the expiries that do exist, and tells an expired contract from one that never was', () => {
    const never = failure(() => resolver().resolve({ ...CALL, expiry: '2026-12-03' }));
    expect([never.code, never.path]).toEqual(['instrument-not-found', '/expiry']);
    expect(never.facts['nearestExpiries']).toEqual(['2026-12-01', '2026-12-29']);
    for (const expiry of ['2024-11-27', '2026-11-17']) {
      const over = failure(() => resolver().resolve({ ...CALL, expiry }));
      expect([over.code, over.path]).toEqual(['instrument-expired', '/expiry']);
      expect(over.facts['nearestExpiries']).toEqual(['2026-12-01', '2026-12-29']);
    }
  });

  it('points at whatever else is wrong', () => {
    const names = resolver();
    expect(failure(() => names.resolve({ ...CALL, baseInstrument: 'NIFTYY' })).path).toBe('/baseInstrument');
    expect(failure(() => names.resolve({ ...CALL, exchange: 'BSE' })).path).toBe('/baseInstrument');
    expect(failure(() => names.resolve({ ...CALL, optionType: undefined })).path).toBe('/optionType');
    expect(failure(() => names.resolve({ ...CALL, strike: undefined })).path).toBe('/strike');
    expect(failure(() => names.resolve({ ...CALL, expiry: undefined })).path).toBe('/expiry');
    const typo = failure(() =>
      names.resolve({ baseInstrument: 'RELIANSE', instrumentType: 'EQ', exchange: 'NSE' }),
    );
    expect(typo.facts['similar']).toEqual(['RELIANCE']);
  });

  it('explains ids that lead nowhere as it explains descriptions', () => {
    const names = resolver();
    const strike = failure(() => names.byId('NFO:NIFTY:2026-12-01:26020:CE'));
    expect([strike.code, strike.path]).toEqual(['instrument-not-found', '/instrumentId']);
    expect(strike.facts['nearestStrikes']).toEqual(['25900', '26000', '26100', '26200']);
    expect(failure(() => names.byId('NFO:NIFTY:2024-10-03:25800:CE')).code).toBe('instrument-expired');
    expect(failure(() => names.byId('NSE:RELX')).facts['similar']).toEqual(['RELIANCE', 'RELINFRA']);
    for (const id of ['', '::', 'NSE:', 'NFO:NIFTY:2026-12-01:26000', '738561', '__proto__']) {
      expect(failure(() => names.byId(id)).code).toBe('instrument-not-found');
    }
  });

  it('refuses an instrument only for the broker that does not list it, with the reason', () => {
    const names = resolver();
    const call = names.resolve(CALL);
    expect(names.listingFor(call, LEFT).symbol).toBe('NIFTY2026-12-0126000CE');
    const error = failure(() => names.listingFor(call, RIGHT));
    expect(error.code).toBe('instrument-not-listed');
    expect(error.facts).toMatchObject({ broker: RIGHT, reason: 'segment-not-loaded' });
  });

  it('lists the chain: expiries that are not over, strikes ascending', () => {
    const names = resolver();
    expect(names.expiries('NSE', 'nifty', 'OPT')).toEqual(['2026-12-01', '2026-12-29']);
    expect(names.expiries('NSE', 'NIFTY', 'FUT')).toEqual(['2026-12-29']);
    expect(names.strikes('NSE', 'NIFTY', '2026-12-01')).toEqual(STRIKES.map(price));
  });
});
