/**
 * The ticker's prices, told to the official SDK and to our adapter by the same face.
 *
 * kiteconnect 5.3.0 keeps its socket in the module, so each ticker gets a module of its own; and it ends the process when
 * its tries run out, so reconnecting is off.
 */
import { createRequire } from 'node:module';
import { settle, VirtualClock } from '@copydesk/adapter-testkit';
import type { BrokerId, FedInstrument, FeedMode, FeedState, InstrumentId, Tick } from '@copydesk/core';
import type { VenueInstrument } from '@copydesk/sandbox';
import type { KiteTicker } from 'kiteconnect';
import { afterEach, expect, it } from 'vitest';
import { createZerodhaAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';
import { aSession, Closing, KeptLog } from './bench.ts';
import { type KiteSandbox, startKiteSandbox } from './kite-sandbox.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

interface Bench {
  readonly sandbox: KiteSandbox;
  readonly clock: VirtualClock;
  /** Moves time until something holds. */
  eventually(holds: () => boolean, what: string): Promise<void>;
}

async function aBench(): Promise<Bench> {
  const clock = new VirtualClock();
  const sandbox = closing.add(await startKiteSandbox({ clock }));
  const eventually = async (holds: () => boolean, what: string): Promise<void> => {
    for (let turn = 0; turn < 4_000; turn += 1) {
      if (holds()) return;
      await clock.advance(turn % 10 === 0 ? 50 : 0);
      if (turn % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 1));
      await settle();
    }
    throw new Error(`Did not happen: ${what}`);
  };
  return { sandbox, clock, eventually };
}

function ourFeed({ sandbox, clock }: Bench, plan = 'connect') {
  const client = sandbox.client({ client: 'AB1234', plan });
  const { accessToken } = sandbox.venue.sessions.issue(client);
  const session = aSession({
    accessToken,
    credentials: { apiKey: client.apiKey, apiSecret: client.apiSecret },
  });
  const log = new KeptLog();
  const adapter = closing.add(
    createZerodhaAdapter({
      brokerId: 'zerodha-sandbox' as BrokerId,
      environment: 'sandbox',
      clock,
      log,
      endpoints: sandboxFace.endpoints(sandbox.url),
      random: () => 0,
    }),
  );
  const ticks: Tick[] = [];
  const states: FeedState[] = [];
  const listener = {
    ticks: (told: readonly Tick[]) => void ticks.push(...told),
    state: (state: FeedState) => void states.push(state),
  };
  const feed = adapter.marketFeed(session, listener, new AbortController().signal);
  return { feed, ticks, states, log, client };
}

const load = createRequire(import.meta.url);

/** The SDK's class, from a module that no other test has used: a socket that closes late would take away the next one. */
function freshTicker(): typeof KiteTicker {
  for (const file of Object.keys(load.cache)) {
    if (file.includes('/kiteconnect/')) delete load.cache[file];
  }
  return (load('kiteconnect') as { readonly KiteTicker: typeof KiteTicker }).KiteTicker;
}

/** The SDK's ticker for another client of the same face. */
async function theirTicker({ sandbox, eventually }: Bench) {
  const client = sandbox.client({ client: 'CD5678' });
  const Ticker = freshTicker();
  const ticker = new Ticker({
    api_key: client.apiKey,
    access_token: sandbox.venue.sessions.issue(client).accessToken,
    root: `${sandbox.url.replace('http', 'ws')}/`,
    reconnect: false,
  } as ConstructorParameters<typeof KiteTicker>[0]);
  const ticks: SdkTick[] = [];
  let isOpen = false;
  ticker.on('ticks', (told: unknown) => void ticks.push(...(told as SdkTick[])));
  ticker.on('connect', () => {
    isOpen = true;
  });
  closing.add({ close: () => ticker.disconnect() });
  ticker.connect();
  await eventually(() => isOpen, 'the official ticker is connected');
  return { ticker, ticks };
}

type Numbers = Readonly<Record<string, number>>;
interface SdkLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}
interface SdkTick {
  readonly instrument_token: number;
  readonly mode: string;
  readonly tradable: boolean;
  readonly last_price: number;
  readonly ohlc?: Numbers;
  readonly last_traded_quantity?: number;
  readonly average_traded_price?: number;
  readonly volume_traded?: number;
  readonly total_buy_quantity?: number;
  readonly total_sell_quantity?: number;
  readonly oi?: number;
  readonly oi_day_high?: number;
  readonly oi_day_low?: number;
  readonly last_trade_time?: Date | null;
  readonly exchange_timestamp?: Date | null;
  readonly depth?: { readonly buy: readonly SdkLevel[]; readonly sell: readonly SdkLevel[] };
}

/** What the SDK told, in our words: its prices are floats of rupees. */
function inOurWords(tick: SdkTick, row: VenueInstrument): Tick {
  const price = (rupees: number | undefined) =>
    rupees === undefined || rupees === 0 ? undefined : Math.round(rupees * 10_000);
  const levels = (side: readonly SdkLevel[]) =>
    side.filter(({ quantity }) => quantity > 0).map((one) => ({ ...one, price: price(one.price) }));
  const isContract = row.kind === 'FUT' || row.kind === 'OPT';
  return {
    instrumentId: row.id as InstrumentId,
    mode: tick.mode as FeedMode,
    tradable: tick.tradable,
    lastPrice: price(tick.last_price),
    previousClose: price(tick.ohlc?.['close']),
    open: price(tick.ohlc?.['open']),
    high: price(tick.ohlc?.['high']),
    low: price(tick.ohlc?.['low']),
    lastQuantity: tick.last_traded_quantity,
    averagePrice: price(tick.average_traded_price),
    volume: tick.volume_traded,
    totalBuyQuantity: tick.total_buy_quantity,
    totalSellQuantity: tick.total_sell_quantity,
    openInterest: isContract ? tick.oi : undefined,
    openInterestHigh: isContract ? tick.oi_day_high : undefined,
    openInterestLow: isContract ? tick.oi_day_low : undefined,
    lastTradeAt: tick.last_trade_time?.getTime(),
    exchangeAt: tick.exchange_timestamp?.getTime(),
    depth: tick.depth && { buy: levels(tick.depth.buy), sell: levels(tick.depth.sell) },
    greeks: undefined,
  } as Tick;
}

function tokenOf(row: VenueInstrument): number {
  return Number(row.listings['zerodha']?.feedToken);
}

function fed(row: VenueInstrument): FedInstrument {
  return {
    instrumentId: row.id as InstrumentId,
    feedToken: String(tokenOf(row)),
    tradable: row.kind !== 'INDEX',
  };
}

function someRows({ sandbox }: Bench): readonly VenueInstrument[] {
  const all = sandbox.venue.instruments.all.filter((row) => row.listings['zerodha'] !== undefined);
  const first = (holds: (row: VenueInstrument) => boolean) => all.filter(holds).slice(0, 1);
  return [
    ...first((row) => row.kind === 'INDEX'),
    ...first((row) => row.kind === 'EQ' && row.segment === 'NSE'),
    ...first((row) => row.kind === 'OPT' && row.segment === 'NFO'),
    ...first((row) => row.kind === 'FUT' && row.segment === 'NFO'),
    ...first((row) => row.segment === 'MCX' && row.kind === 'FUT'),
    ...first((row) => row.segment === 'CDS'),
  ];
}

it('tells the official ticker and our adapter the same, in every mode', async () => {
  const bench = await aBench();
  const rows = someRows(bench);
  expect(rows.length).toBeGreaterThanOrEqual(4);
  const [ours, theirs] = [ourFeed(bench), await theirTicker(bench)];
  theirs.ticker.subscribe(rows.map(tokenOf));
  for (const mode of ['ltp', 'quote', 'full'] as const) {
    theirs.ticker.setMode(mode, rows.map(tokenOf));
    expect(ours.feed.subscribe(rows.map(fed), mode)).toEqual([]);
    for (const row of rows) {
      const ofMode = (tick: { mode: string }) => tick.mode === mode;
      const mine = () => ours.ticks.findLast((tick) => tick.instrumentId === row.id && ofMode(tick));
      const others = () =>
        theirs.ticks.findLast((tick) => tick.instrument_token === tokenOf(row) && ofMode(tick));
      await bench.eventually(() => mine() !== undefined && others() !== undefined, `${row.id} as ${mode}`);
      // A move is told to both sockets at one moment of the venue.
      if (row.tickSize > 0) {
        const price = (bench.sandbox.venue.market.lastPrice(row) + row.tickSize) as Tick['lastPrice'];
        bench.sandbox.venue.market.setPrice(row, price);
        await bench.eventually(
          () => mine()?.lastPrice === price && Math.round((others()?.last_price ?? 0) * 10_000) === price,
          `the new price of ${row.id} as ${mode}`,
        );
        const told = others();
        expect(mine(), row.id).toEqual(told && inOurWords(told, row));
      } else {
        const told = others();
        const { exchangeAt: _ours, ...rest } = mine() ?? ({} as Tick);
        expect({ ...rest, exchangeAt: undefined }).toEqual(
          told && { ...inOurWords(told, row), exchangeAt: undefined },
        );
      }
    }
  }
  expect(ours.log.lines).toEqual([]);
});

it('begins as a quote, with a snapshot at once, and tells no more after the end', async () => {
  const bench = await aBench();
  const row = someRows(bench).find(({ kind }) => kind === 'OPT') as VenueInstrument;
  const { ticker, ticks } = await theirTicker(bench);
  ticker.subscribe([tokenOf(row), 1]);
  await bench.eventually(() => ticks.length === 1, 'a snapshot');
  expect(ticks[0]).toMatchObject({ mode: 'quote', instrument_token: tokenOf(row) });
  ticker.setMode('ltp', [tokenOf(row), 2]);
  await bench.eventually(() => ticks.length === 2, 'a snapshot of the new mode');
  ticker.unsubscribe([tokenOf(row)]);
  // A mode that is asked for afterwards and answered with a snapshot shows that what came before it was taken.
  const [index] = someRows(bench) as [VenueInstrument];
  ticker.subscribe([tokenOf(index)]);
  await bench.eventually(() => ticks.length === 3, 'the snapshot of the other');
  const price = bench.sandbox.venue.market.lastPrice(row);
  bench.sandbox.venue.market.setPrice(row, (price + row.tickSize) as Tick['lastPrice']);
  ticker.setMode('ltp', [tokenOf(index)]);
  await bench.eventually(() => ticks.length >= 4, 'another snapshot of the other');
  expect(ticks.slice(2).every((tick) => tick.instrument_token === tokenOf(index))).toBe(true);
});

it('tells an account whose plan has no prices apart from one whose session is over', async () => {
  const bench = await aBench();
  const [row] = someRows(bench) as [VenueInstrument];
  const personal = ourFeed(bench, 'personal');
  personal.feed.subscribe([fed(row)], 'ltp');
  await bench.eventually(() => personal.feed.state.kind === 'refused', 'it is refused');
  expect(personal.feed.state).toEqual({ kind: 'refused', reason: 'the plan has no live prices' });

  const expired = ourFeed(bench);
  bench.sandbox.venue.sessions.expire(expired.client);
  expired.feed.subscribe([fed(row)], 'ltp');
  await bench.eventually(() => expired.feed.state.kind === 'refused', 'it is refused');
  expect(expired.feed.state).toEqual({ kind: 'refused', reason: 'the session is over' });
});
