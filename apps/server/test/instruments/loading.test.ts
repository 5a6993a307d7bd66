/** How the lists of several brokers come into one catalog when one of them is slow or fails. */
import {
  type BrokerId,
  type Clock,
  InstrumentCatalog,
  instantOf,
  type ListingBatch,
  type ListingRow,
} from '@copydesk/core';
import { expect, it } from 'vitest';
import type { Broker } from '../../src/brokers/broker-registry.ts';
import { InstrumentLoader } from '../../src/instruments/instrument-loader.ts';
import { createLog } from '../../src/process/log.ts';
import { eventually } from '../running-desk.ts';

const ROW = {
  segment: 'NFO',
  kind: 'FUT',
  exchangeToken: '4711',
  key: 'NFO:NIFTY26DECFUT',
  feedToken: '4711',
  symbol: 'NIFTY26DECFUT',
  name: 'NIFTY',
  underlying: 'NIFTY',
  expiry: '2026-12-29',
  lotSize: 75,
  tickSize: 500,
} as unknown as ListingRow;
const BATCH: ListingBatch = { rows: [ROW], refused: [], progress: 1 };

type Answer = (failure?: Error) => void;

/** A loader over brokers whose lists come when a test says so, on a clock that it moves. */
function loading(names: readonly string[]) {
  const time = { ms: 0 };
  let timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => instantOf(Date.parse('2026-11-23T04:00:00Z') + time.ms),
    monotonicMs: () => time.ms,
    after: (delayMs, run) => {
      const timer = { at: time.ms + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
  };
  const reads = new Map<string, Answer[]>(names.map((name) => [name, []]));
  const asked: string[] = [];
  const brokers = names.map((id) => ({
    id,
    port: {
      async *listings() {
        asked.push(id);
        await new Promise<void>((resolve, reject) => {
          reads.get(id)?.push((failure?: Error) => (failure === undefined ? resolve() : reject(failure)));
        });
        yield BATCH;
      },
    },
  })) as unknown as Broker[];
  const catalog = new InstrumentCatalog('live');
  const log = createLog('silent');
  const loader = new InstrumentLoader({
    catalog,
    brokers: () => brokers,
    clock,
    log,
    onProgress: () => undefined,
  });
  return {
    loader,
    catalog,
    asked,
    comes: (id: string, failure?: Error) => {
      const answer = reads.get(id)?.shift();
      if (answer === undefined) throw new Error(`Nobody reads the list of ${id}.`);
      answer(failure);
    },
    advance: (ms: number) => {
      time.ms += ms;
      const due = timers.filter(({ at }) => at <= time.ms);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
  };
}
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return over;
};
const patient = () => new AbortController().signal;

it('puts a good list in force while another is on its way, and joins that one without reading the first again', async () => {
  const { loader, catalog, asked, comes, advance } = loading(['quick', 'slow']);
  void loader.start();
  const quick = loader.ready(patient(), 'quick' as BrokerId);
  const slow = loader.ready(patient(), 'slow' as BrokerId);
  comes('quick');
  // For a moment it waits: a list that follows at once states what this one lacks.
  expect(await settled(quick)).toBe(false);
  advance(20_000);
  expect(await settled(quick)).toBe(true);
  expect(catalog.current?.brokers).toEqual(['quick']);
  expect(await settled(slow)).toBe(false);
  expect(loader.loadOf('quick' as BrokerId).state).toBe('loaded');
  comes('slow');
  expect(await settled(slow)).toBe(true);
  expect(catalog.current?.brokers).toEqual(['quick', 'slow']);
  expect(asked).toEqual(['quick', 'slow']);
  loader.close();
});

it('joins lists that come together once', async () => {
  const { loader, catalog, comes } = loading(['one', 'other']);
  const started = loader.start();
  comes('one');
  expect(await settled(started)).toBe(false);
  expect(catalog.current).toBeUndefined();
  comes('other');
  await started;
  expect(catalog.current?.brokers).toEqual(['one', 'other']);
  loader.close();
});

it('reads only the list again that failed', async () => {
  const { loader, catalog, asked, comes, advance } = loading(['good', 'bad']);
  const started = loader.start();
  comes('good');
  comes('bad', new Error('cut off'));
  await started;
  expect(catalog.current?.brokers).toEqual(['good']);
  expect(loader.loadOf('bad' as BrokerId).state).toBe('failed');
  advance(5_000);
  await eventually('the second attempt', () => (asked.length === 3 ? true : undefined));
  expect(asked).toEqual(['good', 'bad', 'bad']);
  comes('bad');
  await loader.ready(patient(), 'bad' as BrokerId);
  expect(catalog.current?.brokers).toEqual(['good', 'bad']);
  loader.close();
});

it('leaves the lists of yesterday in force until those of today are all there', async () => {
  const { loader, catalog, comes, advance } = loading(['one', 'other']);
  const started = loader.start();
  comes('one');
  comes('other');
  await started;
  advance(24 * 3_600_000);
  await new Promise((resolve) => setImmediate(resolve));
  comes('one');
  await new Promise((resolve) => setImmediate(resolve));
  advance(30_000);
  expect(await settled(Promise.resolve())).toBe(true);
  // The other's accounts must be able to leave their positions meanwhile.
  expect([catalog.current?.tradingDate, catalog.current?.brokers]).toEqual(['2026-11-23', ['one', 'other']]);
  comes('other');
  await eventually('today', () => (catalog.current?.tradingDate === '2026-11-24' ? true : undefined));
  expect(catalog.current?.brokers).toEqual(['one', 'other']);
  loader.close();
});

it('reads the lists again once brokers have renewed them for the day, and keeps what is in force until all are read', async () => {
  const { loader, catalog, asked, comes, advance } = loading(['one', 'other']);
  // 04:00 UTC is 09:30 in India: begin at half past five.
  advance(-4 * 3_600_000);
  const first = loader.start();
  comes('one');
  comes('other');
  await first;
  const early = catalog.current;
  expect(early?.brokers).toEqual(['one', 'other']);

  advance(3 * 3_600_000);
  expect(asked).toEqual(['one', 'other']);
  advance(20 * 60_000);
  await settled(Promise.resolve());
  expect(asked).toEqual(['one', 'other', 'one', 'other']);
  comes('one');
  comes('other', new Error('not now'));
  await settled(Promise.resolve());
  expect(catalog.current).toBe(early);

  advance(5_000);
  await settled(Promise.resolve());
  comes('other');
  await eventually('the renewed lists', () => (catalog.current === early ? undefined : true));
  expect(catalog.current?.brokers).toEqual(['one', 'other']);
  expect(asked).toEqual(['one', 'other', 'one', 'other', 'other']);
  loader.close();
});

it('reads the lists of the day at once when it began while those of the day before were read', async () => {
  const { loader, catalog, asked, comes, advance } = loading(['one']);
  const first = loader.start();
  advance(24 * 3_600_000);
  loader.checkDay();
  comes('one');
  await first;
  expect(catalog.current?.tradingDate).toBe('2026-11-23');
  expect(asked).toEqual(['one', 'one']);
  comes('one');
  await eventually('today', () => (catalog.current?.tradingDate === '2026-11-24' ? true : undefined));
  loader.close();
});
