import { aNiftyFuture, aNiftyOption, aShare, referenceCapabilities } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  capPrice,
  type TermsQuestion,
  termsAt,
  termsForChild,
  type WantedTerms,
} from '../../src/copy/child-terms.ts';
import {
  type AccountId,
  type BrokerCapabilities,
  type Instrument,
  type InstrumentId,
  type Price,
  parsePrice,
} from '../../src/index.ts';
import { childOf, fullExitOf, venueNets } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, openBench, placeAndSettle, setPrice, venueOrders } from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;

/** What Zerodha's capabilities say, and a broker that takes MARKET with whole percents up to 25. */
const STRICT: BrokerCapabilities = {
  ...referenceCapabilities({}),
  refusedOrderTypes: [
    { orderType: 'MARKET', segments: ['NFO', 'BFO'], kinds: ['OPT'], on: 'share' },
    { orderType: 'SL-M', kinds: ['OPT'] },
    { orderType: 'SL-M', segments: ['BSE', 'BFO', 'BCD'] },
  ],
};
const STOCK_OPTION = aNiftyOption({
  id: 'NFO:RELIANCE:2026-12-29:1500:CE' as InstrumentId,
  underlying: 'RELIANCE',
});

function asked(changes: Partial<TermsQuestion> & { readonly want?: Partial<WantedTerms> } = {}) {
  const { want, ...rest } = changes;
  return termsForChild({
    wanted: {
      orderType: 'MARKET',
      price: undefined,
      triggerPrice: undefined,
      validity: 'DAY',
      marketProtection: -1,
      ...want,
    },
    part: 'entry',
    side: 'BUY',
    instrument: STOCK_OPTION,
    lookup: { byId: (id) => (id === 'NSE:INDEX:NIFTY' ? ({} as Instrument) : undefined) },
    capabilities: STRICT,
    capPercent: 3,
    lastPrice: price('40.00'),
    ...rest,
  });
}

describe('the terms of an order at the broker that it goes to', () => {
  it('are those that were wanted where the broker takes them', () => {
    expect(asked({ instrument: aNiftyOption() })).toMatchObject({ terms: { orderType: 'MARKET' } });
    expect(asked({ instrument: aNiftyFuture(), want: { orderType: 'SL-M' } })).toMatchObject({
      terms: { orderType: 'SL-M' },
    });
  });

  it('make a market entry in a stock option a limit at the cap, never beyond it', () => {
    expect(asked()).toMatchObject({ terms: { orderType: 'LIMIT', price: price('41.20') } });
    expect(asked({ lastPrice: price('40.05') })).toMatchObject({ terms: { price: price('41.25') } });
    expect(asked({ side: 'SELL' })).toMatchObject({ terms: { price: price('38.80') } });
    expect(asked({ side: 'SELL', lastPrice: price('40.05') })).toMatchObject({
      terms: { price: price('38.85') },
    });
  });

  it('make a market exit in a stock option a limit at the cap of exits', () => {
    const exit = asked({ part: 'exit', side: 'SELL', capPercent: 5 });
    expect(exit).toMatchObject({ terms: { orderType: 'LIMIT', price: price('38.00') } });
  });

  it('make a stop at the market a stop whose limit lies beyond its own trigger', () => {
    const want = { orderType: 'SL-M', triggerPrice: price('60.00') } as const;
    expect(asked({ want })).toMatchObject({
      terms: { orderType: 'SL', triggerPrice: price('60.00'), price: price('61.80') },
    });
    const onBse = asked({ want, instrument: aShare({ exchange: 'BSE', segment: 'BSE' }), side: 'SELL' });
    expect(onBse).toMatchObject({ terms: { orderType: 'SL', price: price('58.20') } });
  });

  it('skip an entry that has no price to be capped from, and let an exit try its luck', () => {
    expect(asked({ lastPrice: undefined })).toEqual({ skip: { code: 'not-supported', figure: 'MARKET' } });
    expect(asked({ lastPrice: undefined, part: 'exit' })).toMatchObject({ terms: { orderType: 'MARKET' } });
  });

  it('skip an entry whose validity is not taken, and let an exit stay for the day', () => {
    const gold = aNiftyFuture({ exchange: 'MCX', segment: 'MCX', underlying: 'GOLD' });
    const want = { validity: 'IOC' } as const;
    expect(asked({ instrument: gold, want })).toEqual({
      skip: { code: 'validity-not-supported', figure: 'IOC' },
    });
    expect(asked({ instrument: gold, want, part: 'exit' })).toMatchObject({ terms: { validity: 'DAY' } });
  });

  it('of a limit or a stop that is refused as such are made into nothing else', () => {
    const capabilities: BrokerCapabilities = {
      ...STRICT,
      refusedOrderTypes: [{ orderType: 'LIMIT' }, { orderType: 'SL-M' }],
    };
    const limit = { capabilities, want: { orderType: 'LIMIT', price: price('39.00') } } as const;
    expect(asked(limit)).toEqual({ skip: { code: 'not-supported', figure: 'LIMIT' } });
    expect(asked({ ...limit, part: 'exit' })).toMatchObject({
      terms: { orderType: 'LIMIT', price: price('39.00') },
    });
    // A stop of which nobody told the trigger gives no price to start from.
    const stop = { capabilities, want: { orderType: 'SL-M' } } as const;
    expect(asked(stop)).toEqual({ skip: { code: 'not-supported', figure: 'SL-M' } });
    expect(asked({ ...stop, part: 'exit' })).toMatchObject({ terms: { orderType: 'SL-M' } });
  });

  it('are those that were wanted where nothing is known of the broker', () => {
    const wanted = {
      orderType: 'MARKET',
      price: undefined,
      triggerPrice: undefined,
      validity: 'IOC',
      marketProtection: 7,
    } as const;
    const parts = {
      brokers: new Map(),
      accounts: { get: () => ({ brokerId: 'gone' }) },
    } as unknown as Parameters<typeof termsAt>[0];
    const exit = {
      accountId: 'acc-1',
      part: 'exit',
      side: 'SELL',
      instrument: STOCK_OPTION,
      capPercent: 5,
    } as const;
    expect(termsAt(parts, { ...exit, accountId: exit.accountId as AccountId, wanted })).toEqual({
      terms: wanted,
    });
  });

  it('carry, of a broker that takes fractions and sets none by itself, what was asked for and else the most', () => {
    const fractions: BrokerCapabilities = {
      ...STRICT,
      marketProtection: { automatic: false, minPercent: 0.5, maxPercent: 4.5, wholePercent: false },
    };
    const protectionOf = (marketProtection: number): unknown =>
      asked({ instrument: aNiftyOption(), capabilities: fractions, want: { marketProtection } });
    expect(protectionOf(-1)).toMatchObject({ terms: { marketProtection: 4.5 } });
    expect(protectionOf(3.25)).toMatchObject({ terms: { marketProtection: 3.25 } });
    expect(protectionOf(0.25)).toMatchObject({ terms: { marketProtection: 0.5 } });
  });

  it('carry a protection that the broker takes', () => {
    const whole: BrokerCapabilities = {
      ...STRICT,
      marketProtection: { automatic: true, minPercent: 1, maxPercent: 25, wholePercent: true },
    };
    const protectionOf = (marketProtection: number): unknown =>
      asked({ instrument: aNiftyOption(), capabilities: whole, want: { marketProtection } });
    expect(protectionOf(-1)).toMatchObject({ terms: { marketProtection: -1 } });
    expect(protectionOf(3.5)).toMatchObject({ terms: { marketProtection: 3 } });
    expect(protectionOf(0.5)).toMatchObject({ terms: { marketProtection: 1 } });
    expect(protectionOf(40)).toMatchObject({ terms: { marketProtection: 25 } });
  });
});

describe('a cap', () => {
  const tick = price('0.05');

  it('gives an exit one tick at least, an entry nothing beyond its percentage', () => {
    const cheap = { from: price('0.30'), capPercent: 5 } as const;
    expect(capPrice({ ...cheap, part: 'entry', side: 'BUY' }, tick)).toBe(price('0.30'));
    expect(capPrice({ ...cheap, part: 'exit', side: 'BUY' }, tick)).toBe(price('0.35'));
    expect(capPrice({ ...cheap, part: 'exit', side: 'SELL' }, tick)).toBe(price('0.25'));
  });

  it('never goes below one tick', () => {
    expect(capPrice({ part: 'exit', side: 'SELL', from: tick, capPercent: 5 }, tick)).toBe(tick);
  });
});

describe('copying to a broker that refuses market orders', () => {
  const differs = {
    south: {
      capabilities: { refusedOrderTypes: [{ orderType: 'MARKET', kinds: ['OPT'] }] },
      rules: { takesOrderType: (_: unknown, orderType: string) => orderType !== 'MARKET' },
    },
  } as const;

  it('I6: an entry goes as a limit at the cap, an exit too, and both fill', async () => {
    const bench = await openBench({ links: [{ entryCapPercent: 3 }], differs });
    setPrice(bench, price('200.00'));
    await placeAndSettle(bench, anOrderOf(bench, 1, { copy: false }));
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const [entry] = venueOrders(bench, childOf(bench));
    expect(entry).toMatchObject({ requestedType: 'LIMIT', price: price('206.00'), state: 'complete' });

    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    const exit = venueOrders(bench, childOf(bench))[1];
    expect(exit).toMatchObject({ requestedType: 'LIMIT', price: price('190.00'), state: 'complete' });
    expect(venueNets(bench)).toEqual([0, 0]);
  });
});
