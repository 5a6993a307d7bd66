/** After a restart books are read before the day's lists are there, as far as their rows are known. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AccountFact,
  type BrokerId,
  type BrokerOrder,
  type BrokerPort,
  type BrokerSession,
  type Clock,
  type Desk,
  type EntryListener,
  InstrumentCatalog,
  type InstrumentId,
  indexId,
  instantOf,
  type JournalEntry,
  type ListingKey,
  type ListingRow,
  SnapshotBuilder,
} from '@copydesk/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InstrumentsGate, waitForInstruments } from '../../src/brokers/wait-for-instruments.ts';
import { FamiliarStore } from '../../src/instruments/familiar-store.ts';
import { createLog } from '../../src/process/log.ts';
import { eventually } from '../running-desk.ts';

const KITE = 'kite' as BrokerId;
const KEY = 'NFO:NIFTY26DECFUT' as ListingKey;
const FUTURE = 'NFO:NIFTY:2026-12-29:FUT' as InstrumentId;
const SESSION = {} as BrokerSession;
const patient = () => new AbortController().signal;

describe('a broker behind the gate', () => {
  /** A gate whose lists come when the test says so. */
  function gate(given: { readonly familiar: boolean; readonly known: readonly string[] }) {
    let loaded = false;
    let waiting: (() => void)[] = [];
    const state: InstrumentsGate = {
      ready: () => (loaded ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
      isLoaded: () => loaded,
      isFamiliar: () => given.familiar,
      knows: (key) => loaded || given.known.includes(key),
    };
    const load = (): void => {
      loaded = true;
      for (const wake of waiting) wake();
      waiting = [];
    };
    return { state, load, waits: () => waiting.length > 0 };
  }

  function brokerWith(rows: readonly string[], facts: readonly string[] = []) {
    let reads = 0;
    const orderOf = (key: string) => ({ listingKey: key }) as BrokerOrder;
    const port = {
      orders: async () => {
        reads += 1;
        return rows.map(orderOf);
      },
      async *streamFacts(): AsyncIterable<AccountFact> {
        for (const key of facts) yield { type: 'order', order: orderOf(key) };
      },
    } as unknown as BrokerPort;
    return { port, reads: () => reads };
  }

  it('reads a book at once when everything in it is familiar', async () => {
    const { state } = gate({ familiar: true, known: [KEY] });
    const { port } = brokerWith([KEY]);
    expect(await waitForInstruments(port, state).orders(SESSION, patient())).toHaveLength(1);
  });

  it('reads no book before the lists are there when the desk holds or works something that is not familiar', async () => {
    const { state, load, waits } = gate({ familiar: false, known: [KEY] });
    const { port, reads } = brokerWith([KEY]);
    const answer = waitForInstruments(port, state).orders(SESSION, patient());
    await eventually('the gate to be asked', () => (waits() ? true : undefined));
    expect(reads()).toBe(0);
    load();
    expect(await answer).toHaveLength(1);
  });

  it('lets no row in that nobody knows yet, and reads the book anew when the lists are there', async () => {
    const { state, load, waits } = gate({ familiar: true, known: [KEY] });
    const { port, reads } = brokerWith([KEY, 'NFO:SOMETHING']);
    const answer = waitForInstruments(port, state).orders(SESSION, patient());
    await eventually('the gate to be asked', () => (waits() ? true : undefined));
    expect(reads()).toBe(1);
    load();
    expect(await answer).toHaveLength(2);
    expect(reads()).toBe(2);
  });

  it('holds a message of the stream back until its instrument is known, and keeps their order', async () => {
    const { state, load, waits } = gate({ familiar: true, known: [KEY] });
    const { port } = brokerWith([], [KEY, 'NFO:SOMETHING', KEY]);
    const heard: string[] = [];
    const listening = (async () => {
      for await (const fact of waitForInstruments(port, state).streamFacts(SESSION, patient()))
        if (fact.type === 'order') heard.push(fact.order.listingKey);
    })();
    await eventually('the second message to wait', () => (waits() ? true : undefined));
    expect(heard).toEqual([KEY]);
    load();
    await listening;
    expect(heard).toEqual([KEY, 'NFO:SOMETHING', KEY]);
  });
});

describe('what is familiar', () => {
  const ROW = {
    segment: 'NFO',
    kind: 'FUT',
    exchangeToken: '4711',
    key: KEY,
    feedToken: '4711',
    symbol: 'NIFTY26DECFUT',
    name: 'NIFTY',
    underlying: 'NIFTY',
    expiry: '2026-12-29',
    lotSize: 75,
    tickSize: 500,
  } as unknown as ListingRow;

  const INDEX = {
    segment: 'NSE',
    kind: 'INDEX',
    exchangeToken: '26000',
    key: 'NSE:NIFTY 50',
    feedToken: '26000',
    symbol: 'NIFTY 50',
    name: 'NIFTY 50',
    underlying: 'NIFTY',
    lotSize: 1,
    tickSize: 500,
  } as unknown as ListingRow;

  let folder: string;
  let today: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'copydesk-familiar-'));
    today = '2026-11-23';
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const clock = (): Clock => ({
    now: () => instantOf(Date.parse(`${today}T04:00:00Z`)),
    monotonicMs: () => 0,
    after: (_ms, run) => {
      queueMicrotask(run);
      return () => undefined;
    },
  });

  /** A store over a desk with an account at each broker, the first of which holds the future, or nothing. */
  function storeOf(holds: boolean, brokers: readonly BrokerId[] = [KITE]) {
    const catalog = new InstrumentCatalog('sandbox');
    let listener: EntryListener = () => undefined;
    const desk = {
      accounts: {
        all: () =>
          brokers.map((brokerId) => ({ id: brokerId, userId: 'u', environment: 'sandbox', brokerId })),
      },
      orders: { livingOf: () => [], list: () => [] },
      positions: {
        keysOf: () => (holds ? [{ instrumentId: FUTURE, product: 'D' }] : []),
        net: () => (holds ? 75 : 0),
      },
      journal: {
        subscribe: (heard: EntryListener) => {
          listener = heard;
        },
      },
      listsChanged: () => undefined,
    } as unknown as Desk;
    const log = createLog('silent');
    const store = new FamiliarStore({ folder, environment: 'sandbox', catalog, clock: clock(), log });
    store.follow(desk);
    const load = (): void => {
      const builder = new SnapshotBuilder(today);
      builder.add(KITE, { rows: [INDEX, ROW], refused: [] });
      catalog.replace(builder.finishAtOnce());
      store.refresh();
    };
    const trade = (): void =>
      listener({
        event: { type: 'orders-journaled', orders: [{ instrumentId: FUTURE }] },
      } as unknown as JournalEntry);
    return { catalog, store, load, trade };
  }

  const written = () =>
    eventually('the file to be written', () =>
      readFile(join(folder, 'familiar-sandbox.json'), 'utf8').catch(() => undefined),
    );

  it('is what was traded: the next start knows it without the lists, by id and by every broker’s key', async () => {
    const before = storeOf(false);
    before.load();
    before.trade();
    await written();

    const { catalog, store } = storeOf(true);
    expect(catalog.current).toBeUndefined();
    expect(store.covers()).toBe(true);
    expect(catalog.byId(FUTURE)?.lotSize).toBe(75);
    expect(catalog.byListingKey(KITE, KEY)?.id).toBe(FUTURE);
    expect(catalog.listingFor(FUTURE, KITE)?.symbol).toBe('NIFTY26DECFUT');
    expect(catalog.byListingKey('other' as BrokerId, KEY)).toBeUndefined();
  });

  it('is the index of a contract, too: what a broker takes of an option depends on what it is on', async () => {
    const before = storeOf(false);
    before.load();
    before.trade();
    await written();
    expect(storeOf(true).catalog.byId(indexId('NSE', 'NIFTY'))?.kind).toBe('INDEX');
  });

  it('is also what is held when the lists come', async () => {
    storeOf(true).load();
    await written();
    expect(storeOf(true).store.covers()).toBe(true);
  });

  it('is not enough while something is held that it lacks', () => {
    expect(storeOf(true).store.covers()).toBe(false);
  });

  it('is not enough while a broker of the desk has not said what it calls it', async () => {
    storeOf(true).load();
    await written();
    expect(storeOf(true, [KITE, 'other' as BrokerId]).store.covers()).toBe(false);
  });

  it('ends with its day: keys are used again', async () => {
    storeOf(true).load();
    await written();
    today = '2026-11-24';
    const { catalog, store } = storeOf(true);
    expect(store.covers()).toBe(false);
    expect(catalog.byListingKey(KITE, KEY)).toBeUndefined();
  });

  it('is not believed when its file was cut short', async () => {
    await writeFile(
      join(folder, 'familiar-sandbox.json'),
      '{"tradingDate":"2026-11-23","brokers":["kite"],"items":[{"instr',
    );
    expect(storeOf(true).store.covers()).toBe(false);
  });

  it('gives way to the lists as soon as they are there', () => {
    const { catalog, store, load } = storeOf(false);
    load();
    expect(catalog.byId('NFO:NIFTY:2026-12-29:99:CE' as InstrumentId)).toBeUndefined();
    expect(store.covers()).toBe(true);
  });
});
