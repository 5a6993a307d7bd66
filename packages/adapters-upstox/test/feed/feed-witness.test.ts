/** The official SDK and our adapter at the same face: they must see the same prices. */
import { aSession, RecordingLog, until, VirtualClock } from '@copydesk/adapter-testkit';
import {
  type BrokerId,
  type BrokerPort,
  type FedInstrument,
  type FeedState,
  type MarketFeed,
  priceOfUnits,
  type Tick,
} from '@copydesk/core';
import { type RunningSandbox, startSandbox, type VenueClient, type VenueInstrument } from '@copydesk/sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createUpstoxAdapter } from '../../src/index.ts';
import { sandboxFace } from '../../src/sandbox/index.ts';
import { expectedTicks } from '../support/expected-ticks.ts';
import { decodeFeed, encodeFeed, type FeedMessage, rewriteFeed } from '../support/feed-schema.ts';
import { upstoxInstruments } from '../support/instruments.ts';
import { loadSdk, type Sdk } from '../support/sdk.ts';

describe('the market data feed of the face', () => {
  let clock: VirtualClock;
  let sandbox: RunningSandbox;
  let client: VenueClient;
  let token: string;
  let url: string;
  let adapter: BrokerPort;
  const open: (() => void)[] = [];

  beforeEach(async () => {
    clock = new VirtualClock();
    sandbox = await startSandbox({
      faces: [sandboxFace],
      instruments: { kind: 'rows', rows: upstoxInstruments },
      clock,
      market: { open: true, walking: false, matching: 'auto' },
    });
    url = sandbox.faces['upstox'] ?? '';
    client = sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234' });
    token = sandbox.venue.sessions.issue(client).accessToken;
    const brokerId = 'upstox-sandbox' as BrokerId;
    const log = new RecordingLog();
    const endpoints = sandboxFace.endpoints(url);
    adapter = createUpstoxAdapter({
      brokerId,
      environment: 'sandbox',
      clock,
      log,
      endpoints,
      random: () => 0,
    });
  });
  afterEach(async () => {
    for (const close of open.splice(0)) close();
    await adapter.close();
    await sandbox.close();
  });

  const first = (holds: (instrument: VenueInstrument) => boolean): VenueInstrument => {
    const found = sandbox.venue.instruments.all.find(holds);
    if (found === undefined) throw new Error('no such instrument');
    return found;
  };
  const some = () => ({
    option: first((each) => each.kind === 'OPT' && each.underlying === 'NIFTY'),
    share: first((each) => each.kind === 'EQ' && each.segment === 'NSE'),
    index: first((each) => each.kind === 'INDEX'),
  });
  const keyOf = (instrument: VenueInstrument) => instrument.listings['upstox']?.feedToken ?? '';
  const fedOf = (instrument: VenueInstrument): FedInstrument => ({
    instrumentId: instrument.id,
    feedToken: keyOf(instrument),
    tradable: instrument.kind !== 'INDEX',
  });
  const move = (instrument: VenueInstrument, ticks: number) => {
    const { market } = sandbox.venue;
    market.setPrice(instrument, priceOfUnits(market.lastPrice(instrument) + ticks * instrument.tickSize));
  };
  function watch(): { feed: MarketFeed; ticks: Tick[]; states: FeedState['kind'][] } {
    const stop = new AbortController();
    open.push(() => stop.abort());
    const ticks: Tick[] = [];
    const states: FeedState['kind'][] = [];
    const session = aSession({ brokerId: adapter.id, clientId: 'UX1234', accessToken: token });
    const listener = {
      ticks: (told: readonly Tick[]) => void ticks.push(...told),
      state: ({ kind }: FeedState) => void states.push(kind),
    };
    return { feed: adapter.marketFeed(session, listener, stop.signal), ticks, states };
  }
  async function sdk(): Promise<Awaited<ReturnType<Sdk['prices']>>> {
    const loaded = loadSdk(url);
    loaded.setToken(token);
    const prices = await loaded.prices();
    open.push(() => prices.close());
    return prices;
  }
  /** A client that is neither: frames as they are. */
  async function raw(): Promise<{
    socket: WebSocket;
    frames: Buffer[];
    messages: () => FeedMessage[];
    ask: (request: object) => void;
  }> {
    const socket = new WebSocket(url.replace(/^http/, 'ws').concat('/v3/feed/market-data-feed'), {
      headers: { authorization: `Bearer ${token}` },
      followRedirects: true,
    });
    open.push(() => socket.terminate());
    const frames: Buffer[] = [];
    socket.on('message', (data) => frames.push(data as Buffer));
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    const ask = (request: object) => socket.send(Buffer.from(JSON.stringify({ guid: 'g', ...request })));
    return { socket, frames, messages: () => frames.map(decodeFeed), ask };
  }

  it.each(['ltp', 'full'] as const)(
    'tells the SDK and the adapter the same in mode %s, figure by figure',
    async (mode) => {
      const { option, share, index } = some();
      const all = [option, share, index];
      const known = new Map(all.map((instrument) => [keyOf(instrument), fedOf(instrument)]));
      const theirs = await sdk();
      theirs.subscribe(all.map(keyOf), mode === 'ltp' ? 'ltpc' : 'full');
      const seen = () =>
        theirs.messages
          .filter(({ feeds }) => feeds !== undefined)
          .flatMap((message) => expectedTicks(decodeFeed(encodeFeed(message)), known));
      await until(() => seen().length >= 3, 'a snapshot for the SDK');
      const ours = watch();
      expect(ours.feed.subscribe(all.map(fedOf), mode)).toEqual([]);
      await clock.advance(0);
      await until(() => ours.ticks.length >= 3, 'a snapshot for the adapter');
      const byId = (ticks: readonly Tick[]) =>
        [...ticks].sort((a, b) => (a.instrumentId < b.instrumentId ? -1 : 1));
      expect(byId(ours.ticks)).toEqual(byId(seen()));

      for (const ticks of [3, -2, 40]) {
        const [before, after] = [seen().length, ours.ticks.length];
        move(option, ticks);
        await clock.advance(700);
        const { lastPrice } = sandbox.venue.market.quote(option);
        const told = (list: readonly Tick[], from: number) =>
          list.slice(from).filter((tick) => tick.instrumentId === option.id && tick.lastPrice === lastPrice);
        await until(
          () => told(seen(), before).length > 0 && told(ours.ticks, after).length > 0,
          'the move at both',
        );
        expect(ours.ticks.slice(after)).toEqual(seen().slice(before));
      }
      if (mode === 'full')
        expect(ours.ticks.some(({ depth, greeks }) => depth?.buy.length === 5 && greeks !== undefined)).toBe(
          true,
        );
      theirs.unsubscribe([keyOf(option)]);
      ours.feed.unsubscribe([option.id]);
      await clock.advance(0);
    },
  );

  it('is what the official encoder writes, byte by byte, in every mode', async () => {
    const { option, share, index } = some();
    client = sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234', plan: 'plus' });
    const { frames, messages, ask } = await raw();
    for (const mode of ['ltpc', 'option_greeks', 'full', 'full_d30']) {
      const before = frames.length;
      ask({ method: 'sub', data: { mode, instrumentKeys: [option, share, index].map(keyOf) } });
      await until(() => frames.length > before, `a snapshot in ${mode}`);
    }
    for (const frame of frames) expect(rewriteFeed(frame)).toEqual(frame);
    expect(messages().map(({ type }) => type)).toEqual([
      'market_info',
      ...Array.from({ length: 4 }, () => 'initial_feed'),
    ]);
    const feeds = messages().map((message) => message.feeds[keyOf(option)]);
    expect(feeds.slice(1).map(({ requestMode }) => requestMode)).toEqual([
      'ltpc',
      'option_greeks',
      'full_d5',
      'full_d30',
    ]);
    expect(feeds[2].firstLevelWithGreeks.firstDepth.bidP).toBeGreaterThan(0);
    expect(feeds[3].fullFeed.marketFF.marketLevel.bidAskQuote).toHaveLength(5);
    expect(feeds[4].fullFeed.marketFF.marketLevel.bidAskQuote.length).toBeGreaterThan(5);
    expect(messages()[0].marketInfo.segmentStatus).toMatchObject({
      NSE_EQ: 'NORMAL_OPEN',
      NSE_INDEX: 'NORMAL_OPEN',
    });
  });

  it('ignores without a word what the broker ignores, and tells only what changed', async () => {
    const { option, share } = some();
    const { socket, messages, ask } = await raw();
    socket.send(JSON.stringify({ method: 'sub', data: { instrumentKeys: [keyOf(share)] } }));
    socket.send(Buffer.from('no JSON'));
    ask({ method: 'sub', data: { mode: 'full', instrumentKeys: ['NSE_EQ|nobody'] } });
    ask({ method: 'sub', data: { mode: 'full_d30', instrumentKeys: [keyOf(share)] } });
    ask({ method: 'change_mode', data: { mode: 'full', instrumentKeys: [keyOf(share)] } });
    ask({ method: 'sub', data: { instrumentKeys: [keyOf(option), keyOf(share)] } });
    await until(() => messages().length === 2, 'one snapshot');
    expect(Object.keys(messages()[1].feeds)).toEqual([keyOf(option), keyOf(share)]);

    move(share, 2);
    await until(() => messages().length === 3, 'the change');
    expect(messages()[2]).toMatchObject({ type: 'live_feed' });
    expect(Object.keys(messages()[2].feeds)).toEqual([keyOf(share)]);

    ask({ method: 'unsub', data: { instrumentKeys: [keyOf(share)] } });
    ask({ method: 'change_mode', data: { mode: 'full', instrumentKeys: [keyOf(option)] } });
    await until(() => messages().length === 4, 'the mode');
    move(share, 2);
    move(option, 2);
    await until(() => messages().length === 5, 'the other');
    expect(Object.keys(messages()[4].feeds)).toEqual([keyOf(option)]);
  });

  it('takes two connections of a client, each by a code of its own', async () => {
    await raw();
    const { socket } = await raw();
    await expect(raw()).rejects.toThrow('403');
    socket.terminate();
    await new Promise((resolve) => socket.once('close', resolve));
    const authorise = async () => {
      const answer = await fetch(`${url}/v3/feed/market-data-feed/authorize`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return (await answer.json()) as FeedMessage;
    };
    const { data } = await authorise();
    const connect = () =>
      new Promise<string>((resolve) => {
        const tried = new WebSocket(data.authorized_redirect_uri);
        open.push(() => tried.terminate());
        tried.once('open', () => resolve('open'));
        tried.once('error', ({ message }) => resolve(message));
      });
    expect(await connect()).toBe('open');
    expect(await connect()).toContain('403');
  });

  it('comes back to the adapter with everything, after a break', async () => {
    const { option, index } = some();
    const { feed, ticks, states } = watch();
    feed.subscribe([fedOf(option)], 'full');
    feed.subscribe([fedOf(index)], 'ltp');
    await clock.advance(0);
    await until(() => ticks.length >= 2, 'both prices');
    sandbox.venue.sessions.expire(client);
    token = sandbox.venue.sessions.issue(client).accessToken;
    await until(() => states.at(-1) === 'connecting', 'the break');
    // The feed is of the session that ended: only another one helps.
    await clock.advance(1_000);
    await until(() => states.at(-1) === 'refused', 'the refusal');
    const again = watch();
    again.feed.subscribe([fedOf(option), fedOf(index)], 'full');
    await clock.advance(0);
    await until(() => again.ticks.length >= 2, 'both prices again');
    expect(again.feed.state).toEqual({ kind: 'up' });
  });
});
