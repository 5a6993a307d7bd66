/** Quotes and candles: the broker's own mocks through the adapter, and the face by the broker's own client library. */
import type { InstrumentId, ListingKey, ReadInstrument } from '@copydesk/core';
import type { VenueInstrument } from '@copydesk/sandbox';
import { KiteConnect } from 'kiteconnect';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { adapterAt, aSession, Closing, NEVER } from './bench.ts';
import { type KiteSandbox, kiteCall, startKiteSandbox, tokenOf } from './kite-sandbox.ts';
import { ABSENT } from './real-data.ts';
import { at, REAL_ANSWERS, replayFile, session } from './replay.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

const infy: ReadInstrument = {
  instrumentId: 'NSE:INE009A01021' as InstrumentId,
  listing: { key: 'NSE:INFY' as ListingKey, segment: 'NSE', symbol: 'INFY', feedToken: '408065' },
};

describe.skipIf(ABSENT !== undefined)(REAL_ANSWERS, () => {
  it('a full quote: empty levels and a share’s open interest are left out', async () => {
    const { adapter, server } = await replayFile(closing, 'mocks/quote.json');
    expect(await adapter.quotes(session, [infy], NEVER)).toEqual([
      {
        instrumentId: 'NSE:INE009A01021',
        mode: 'full',
        tradable: true,
        lastPrice: 14_129_500,
        previousClose: 13_896_500,
        open: 13_960_000,
        high: 14_217_500,
        low: 13_955_500,
        lastQuantity: 5,
        averagePrice: 14_124_700,
        volume: 7_360_198,
        totalBuyQuantity: 0,
        totalSellQuantity: 5_191,
        openInterest: undefined,
        openInterestHigh: undefined,
        openInterestLow: undefined,
        lastTradeAt: at('2021-06-08 15:45:52'),
        exchangeAt: at('2021-06-08 15:45:56'),
        depth: { buy: [], sell: [{ price: 14_129_500, quantity: 5_191, orders: 13 }] },
        greeks: undefined,
      },
    ]);
    expect(server.seen[0]?.path).toBe('/quote?i=NSE%3AINFY');
  });

  it('minute candles', async () => {
    const { adapter, server } = await replayFile(closing, 'mocks/historical_minute.json');
    const from = at('2017-12-15 09:15:00');
    const request = { instrument: infy, interval: '1m', from, to: at('2017-12-15 09:20:00') } as never;
    const candles = await adapter.candles(session, request, NEVER);
    expect(candles).toHaveLength(5);
    expect(candles[0]).toEqual({
      at: from,
      open: 17_045_000,
      high: 17_050_000,
      low: 16_992_500,
      close: 17_028_000,
      volume: 2_499,
      openInterest: undefined,
    });
    expect(server.seen[0]?.path).toBe(
      '/instruments/historical/408065/minute?from=2017-12-15+09%3A15%3A00&to=2017-12-15+09%3A19%3A59&oi=1',
    );
  });
});

describe('the face', () => {
  let sandbox: KiteSandbox;
  let kite: InstanceType<typeof KiteConnect>;
  let option: VenueInstrument;
  let token: string;

  beforeAll(async () => {
    sandbox = await startKiteSandbox({ market: { walking: false, open: true } });
    const client = sandbox.client();
    token = tokenOf(sandbox, client);
    kite = new KiteConnect({ api_key: client.apiKey, root: sandbox.url });
    kite.setAccessToken(token.split(':')[1] ?? '');
    const found = sandbox.venue.instruments.all.find((item) => item.kind === 'OPT');
    if (found === undefined) throw new Error('no option');
    option = found;
  });
  afterAll(() => sandbox.close());

  it('shows the SDK and our adapter the same quote', async () => {
    const key = option.listings['zerodha']?.key ?? '';
    const seen = ((await kite.getQuote([key])) as unknown as Record<string, Record<string, unknown>>)[key];
    const adapter = closing.add(adapterAt(sandbox.url));
    const [apiKey = '', accessToken = ''] = token.split(':');
    const ours = { ...aSession(), accessToken, credentials: { apiKey, apiSecret: 'secret-of-AB1234' } };
    const listing = { ...infy.listing, key: key as ListingKey, segment: option.segment };
    const [tick] = await adapter.quotes(ours, [{ instrumentId: option.id, listing }], NEVER);
    expect(seen).toMatchObject({
      last_price: (tick?.lastPrice ?? 0) / 10_000,
      oi: tick?.openInterest,
      volume: tick?.volume,
      buy_quantity: tick?.totalBuyQuantity,
      ohlc: { close: (tick?.previousClose ?? 0) / 10_000 },
    });
    const depth = seen?.['depth'] as { buy: { price: number; quantity: number; orders: number }[] };
    expect(depth.buy.map((level) => ({ ...level, price: Math.round(level.price * 10_000) }))).toEqual(
      tick?.depth?.buy,
    );
  });

  it('gives the SDK candles that end at the last price', async () => {
    const feedToken = option.listings['zerodha']?.feedToken ?? '';
    const now = sandbox.venue.clock.now();
    const day = (offset: number) => new Date(now + 19_800_000 + offset).toISOString().slice(0, 10);
    const from = `${day(-3 * 86_400_000)} 00:00:00`;
    const candles = (await kite.getHistoricalData(
      feedToken,
      '15minute',
      from,
      `${day(0)} 23:59:59`,
      false,
      true,
    )) as {
      date: Date;
      close: number;
      oi: number;
    }[];
    expect(candles.length).toBeGreaterThan(0);
    const last = candles.at(-1);
    expect(last?.close).toBe(sandbox.venue.market.lastPrice(option) / 10_000);
    expect(last?.oi).toBeGreaterThan(0);
    expect(last?.date).toBeInstanceOf(Date);
  });

  it('refuses spans beyond what an interval takes, unknown intervals and times', async () => {
    const feedToken = option.listings['zerodha']?.feedToken ?? '';
    const ask = (rest: string) =>
      kiteCall(sandbox, `/instruments/historical/${feedToken}/${rest}`, { token });
    const says = async (rest: string) => (await ask(rest)).body['message'];
    expect(await says('minute?from=2026-01-01&to=2026-05-01')).toBe('interval exceeds max limit: 60 days');
    expect(await says('2minute?from=2026-01-01&to=2026-01-02')).toBe('invalid interval');
    expect(await says('day?from=yesterday&to=2026-01-02')).toBe('invalid from date');
    expect(await says('day?to=2026-01-02')).toBe('Missing or empty field `from`');
    expect((await ask('minute?from=2026-01-01&to=2026-02-01')).status).toBe(200);
    const nobody = await kiteCall(sandbox, '/instruments/historical/1/day?from=2026-01-01&to=2026-01-02', {
      token,
    });
    expect(nobody).toMatchObject({
      status: 400,
      body: { error_type: 'InputException', message: 'invalid token' },
    });
  });
});
