/** Quotes and candles: the broker's own samples and a recording through the adapter, and the face by the broker's own client library. */
import { existsSync, readFileSync } from 'node:fs';
import { VirtualClock } from '@copydesk/adapter-testkit';
import { type InstrumentId, instantOf, type ListingKey, type ReadInstrument } from '@copydesk/core';
import { type RunningSandbox, startSandbox, type VenueInstrument } from '@copydesk/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxFace } from '../src/sandbox/index.ts';
import { aDesk, type Desk, NEVER } from './support/desk.ts';
import { upstoxInstruments } from './support/instruments.ts';
import { type RawServer, startRawServer } from './support/raw-server.ts';
import { MISSING_PAYLOADS, PAYLOADS, payload } from './support/real-data.ts';
import { loadSdk, type Sdk } from './support/sdk.ts';

const asking = (key: string, id: string): ReadInstrument => ({
  instrumentId: id as InstrumentId,
  listing: { key: key as ListingKey, segment: 'NSE', symbol: 'X', feedToken: key },
});
const ist = (text: string) => instantOf(Date.parse(`${text}+05:30`));

describe.skipIf(MISSING_PAYLOADS !== undefined)(`published samples ${MISSING_PAYLOADS ?? ''}`, () => {
  let server: RawServer;
  let desk: Desk;
  beforeAll(async () => {
    server = await startRawServer();
    desk = aDesk(server.endpoints);
  });
  afterAll(async () => {
    await desk.adapter.close();
    await server.close();
  });

  it('get-full-market-quote: matched by the token inside, a widened last price, the close from the change', async () => {
    server.answer('/v2/market-quote/quotes', payload('get-full-market-quote'));
    const nhpc = asking('NSE_EQ|INE848E01016', 'NSE:INE848E01016');
    expect(await desk.adapter.quotes(desk.session, [nhpc], NEVER)).toEqual([
      {
        instrumentId: 'NSE:INE848E01016',
        mode: 'full',
        tradable: true,
        lastPrice: 520_500,
        previousClose: 531_000,
        open: 534_000,
        high: 538_000,
        low: 517_500,
        lastQuantity: undefined,
        averagePrice: 525_600,
        volume: 24_123_697,
        totalBuyQuantity: 6_917,
        totalSellQuantity: 0,
        openInterest: undefined,
        openInterestHigh: undefined,
        openInterestLow: undefined,
        lastTradeAt: 1_697_624_972_130,
        exchangeAt: ist('2023-10-19T05:21:51.099'),
        depth: { buy: [{ price: 520_500, quantity: 6_917, orders: 20 }], sell: [] },
        greeks: undefined,
      },
    ]);
  });

  it('v3/get-historical-candle-data: months, as they are written', async () => {
    server.answer('*', payload('v3__get-historical-candle-data'));
    const instrument = asking('NSE_EQ|INE848E01016', 'NSE:INE848E01016');
    const candles = await desk.adapter.candles(
      desk.session,
      { instrument, interval: '1d', from: ist('2025-01-01T00:00:00'), to: ist('2025-03-01T00:00:00') },
      NEVER,
    );
    expect(candles).toHaveLength(2);
    expect(candles[0]).toEqual({
      at: ist('2025-01-01T00:00:00'),
      open: 531_000,
      high: 539_500,
      low: 516_000,
      close: 520_500,
      volume: 235_519_861,
      openInterest: 0,
    });
    expect(server.asked.at(-1)?.url).toBe(
      '/v3/historical-candle/NSE_EQ%7CINE848E01016/days/1/2025-02-28/2025-01-01',
    );
  });

  const recording = `${PAYLOADS}/../recorded/full-quote-niftybank-2024-05-18.jsonl`;
  it.skipIf(!existsSync(recording))('150 recorded quotes of an index', async () => {
    const lines = readFileSync(recording, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(150);
    const index = asking('NSE_INDEX|Nifty Bank', 'NSE:INDEX:BANKNIFTY');
    let before = 0;
    for (const line of lines) {
      server.answer('/v2/market-quote/quotes', line);
      const [tick] = await desk.adapter.quotes(desk.session, [index], NEVER);
      expect(tick).toMatchObject({ mode: 'quote', tradable: false, volume: undefined, depth: undefined });
      expect(tick?.previousClose).toBe(481_156_500);
      expect(tick?.exchangeAt).toBeGreaterThanOrEqual(before);
      before = tick?.exchangeAt ?? 0;
    }
  });
});

describe('the face', () => {
  const clock = new VirtualClock();
  let sandbox: RunningSandbox;
  let sdk: Sdk;
  let desk: Desk;
  let option: VenueInstrument;

  beforeAll(async () => {
    sandbox = await startSandbox({
      faces: [sandboxFace],
      instruments: { kind: 'rows', rows: upstoxInstruments },
      clock,
      market: { open: true, walking: true, matching: 'auto' },
    });
    clock.advanceBy(3_600_000);
    const url = sandbox.faces['upstox'] ?? '';
    const client = sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234' });
    const found = sandbox.venue.instruments.all.find((each) => each.kind === 'OPT');
    if (found === undefined) throw new Error('no option');
    option = found;
    const { accessToken } = sandbox.venue.sessions.issue(client);
    sdk = loadSdk(url);
    sdk.setToken(accessToken);
    const made = aDesk(sandboxFace.endpoints(url), { clock });
    desk = { ...made, session: { ...made.session, accessToken } };
  });
  afterAll(async () => {
    await desk.adapter.close();
    await sandbox.close();
  });

  const keyOf = (instrument: VenueInstrument) => instrument.listings['upstox']?.key ?? '';
  const only = (data: object) => Object.values(data)[0] as Record<string, unknown>;

  it('shows the SDK and our adapter the same quote, greeks included', async () => {
    const key = keyOf(option);
    const full = only((await sdk.call('MarketQuoteApi', 'getFullMarketQuote', key, '2.0')).data);
    const greeks = only(
      (await sdk.call('MarketQuoteV3Api', 'getMarketQuoteOptionGreek', { instrumentKey: key })).data,
    );
    const symbol = option.listings['upstox']?.symbol ?? '';
    const listing = { key: key as ListingKey, segment: option.segment, symbol, feedToken: key };
    const [tick] = await desk.adapter.quotes(desk.session, [{ instrumentId: option.id, listing }], NEVER);
    expect(full).toMatchObject({
      lastPrice: (tick?.lastPrice ?? 0) / 10_000,
      oi: tick?.openInterest,
      volume: tick?.volume,
      totalBuyQuantity: tick?.totalBuyQuantity,
      instrumentToken: key,
    });
    expect(tick?.previousClose).toBe(sandbox.venue.market.quote(option).previousClose);
    expect(greeks).toMatchObject({
      delta: tick?.greeks?.delta,
      iv: tick?.greeks?.impliedVolatility,
      cp: (tick?.previousClose ?? 0) / 10_000,
    });
    expect(tick?.greeks?.delta).toBe(sandbox.venue.market.figures(option).greeks?.delta);
  });

  it('gives the SDK last prices and candles of the day and the minute', async () => {
    const key = keyOf(option);
    const ltp = only((await sdk.call('MarketQuoteV3Api', 'getLtp', { instrumentKey: key })).data);
    const { lastPrice, volume } = sandbox.venue.market.figures(option);
    expect(ltp).toMatchObject({ lastPrice: lastPrice / 10_000, volume });
    const day = only(
      (await sdk.call('MarketQuoteV3Api', 'getMarketQuoteOHLC', '1d', { instrumentKey: key })).data,
    );
    expect(day).toMatchObject({ prevOhlc: undefined, liveOhlc: { close: lastPrice / 10_000, volume } });
    const minute = only(
      (await sdk.call('MarketQuoteV3Api', 'getMarketQuoteOHLC', 'I1', { instrumentKey: key })).data,
    );
    expect(minute).toMatchObject({ liveOhlc: { close: lastPrice / 10_000 } });
    expect((minute['prevOhlc'] as { ts: number }).ts).toBe(
      (minute['liveOhlc'] as { ts: number }).ts - 60_000,
    );
  });

  it('gives the SDK today’s and earlier candles, newest first', async () => {
    const key = keyOf(option);
    const today = (await sdk.call('HistoryV3Api', 'getIntraDayCandleData', key, 'minutes', 5)).data.candles;
    expect(today[0][4]).toBe(sandbox.venue.market.lastPrice(option) / 10_000);
    expect(Date.parse(today[0][0])).toBeGreaterThan(Date.parse(today[1][0]));
    const past = (
      await sdk.call('HistoryV3Api', 'getHistoricalCandleData1', key, 'days', 1, '2026-11-23', '2026-11-10')
    ).data.candles;
    expect(past[0][0]).toBe('2026-11-20T00:00:00+05:30');
    expect(past[0][4]).toBe(sandbox.venue.market.quote(option).previousClose / 10_000);
    expect(past).toHaveLength(9);
  });

  it('refuses too many keys, none, wrong units, intervals and spans, with the broker’s codes', async () => {
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'none',
        (body: { errors: { errorCode: string }[] }) => body.errors[0]?.errorCode,
      );
    const many = (count: number) => Array.from({ length: count }, (_, each) => `NSE_FO|${each}`).join(',');
    const greeks = (keys: string) =>
      codeOf(sdk.call('MarketQuoteV3Api', 'getMarketQuoteOptionGreek', { instrumentKey: keys }));
    expect(await greeks(many(51))).toBe('UDAPI100076');
    expect(await codeOf(sdk.call('MarketQuoteApi', 'getFullMarketQuote', many(501), '2.0'))).toBe(
      'UDAPI100042',
    );
    expect(await codeOf(sdk.call('MarketQuoteV3Api', 'getLtp', { instrumentKey: many(501) }))).toBe(
      'UDAPI100043',
    );
    const history = (...args: readonly unknown[]) =>
      codeOf(sdk.call('HistoryV3Api', 'getHistoricalCandleData1', keyOf(option), ...args));
    expect(await history('day', 1, '2026-11-20', '2026-11-10')).toBe('UDAPI1146');
    expect(await history('minutes', 400, '2026-11-20', '2026-11-10')).toBe('UDAPI1147');
    expect(await history('minutes', 1, '2026-11-20', '2026-08-10')).toBe('UDAPI1148');
    expect(await history('minutes', 1, '2026-11-10', '2026-11-20')).toBe('UDAPI1015');
    expect(await codeOf(sdk.call('HistoryV3Api', 'getIntraDayCandleData', 'NSE_FO|0', 'minutes', 1))).toBe(
      'UDAPI100011',
    );
  });
});
