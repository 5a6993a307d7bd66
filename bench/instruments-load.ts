/**
 * One measured load, in a process of its own: a fresh heap, and a collection on demand (`--expose-gc`).
 *
 * Prints one line of JSON, an `InstrumentLoad`.
 */
import type { InstrumentSnapshot } from '@copydesk/core';
import { loadLists } from './day-lists.ts';

/** What one load took. */
export interface InstrumentLoad {
  readonly rows: number;
  readonly instruments: number;
  /** From the first byte read to the snapshot that answers. */
  readonly loadMs: number;
  /** The longest time for which a timer of 1 ms was late. */
  readonly pauseMs: number;
  /** The most processor time that the event loop's thread took between two such timers: the pause without what other programs took. */
  readonly pauseCpuMs: number;
  /** What the heap and the buffers hold more than before, after collections. */
  readonly keptMb: number;
  /** All that the process holds then. */
  readonly totalMb: number;
  readonly keystrokesMs: readonly number[];
}

/** What people type; each beginning of it is one keystroke. */
const TYPED = [
  'nifty 26000 ce',
  'reliance',
  'banknifty fut',
  'nifty 6 jan 26000 ce',
  'hdfc bank',
  'state bank of india',
  'sensex 85000 pe',
  'crudeoil fut',
  'usdinr',
  'm&m',
  'tata steel 27 jan 180 ce',
  'gold',
  'zzz',
];
const TYPED_ROUNDS = 5;
const MB = 1024 * 1024;

const folder = process.argv[2];
if (folder === undefined) throw new Error('The folder of the lists is missing.');
const { gc } = globalThis;
if (gc === undefined) throw new Error('Start with --expose-gc.');
const collect = (): void => {
  gc();
};

const before = heldMb(collect);
const pause = watchPauses();
const began = performance.now();
const snapshot = await loadLists(folder);
const loadMs = performance.now() - began;
const { pauseMs, pauseCpuMs } = pause.end();
// Typing comes first: what searches leave behind counts as kept.
const keystrokesMs = type(snapshot);
const totalMb = heldMb(collect);
const { brokers } = snapshot.report;
const result: InstrumentLoad = {
  rows: Object.values(brokers).reduce((sum, { rows }) => sum + rows, 0),
  instruments: snapshot.size,
  loadMs,
  pauseMs,
  pauseCpuMs,
  keptMb: totalMb - before,
  totalMb,
  keystrokesMs,
};
process.stdout.write(`${JSON.stringify(result)}\n`);

function type(snapshot: InstrumentSnapshot): readonly number[] {
  const taken: number[] = [];
  for (let round = 0; round < TYPED_ROUNDS; round += 1) {
    for (const phrase of TYPED) {
      for (let length = 1; length <= phrase.length; length += 1) {
        const started = performance.now();
        snapshot.search({ text: phrase.slice(0, length) });
        taken.push(performance.now() - started);
      }
    }
  }
  return taken;
}

function heldMb(run: () => void): number {
  for (let times = 0; times < 3; times += 1) run();
  const { heapUsed, external } = process.memoryUsage();
  // `external` includes array buffers.
  return (heapUsed + external) / MB;
}

function watchPauses(): { end(): { readonly pauseMs: number; readonly pauseCpuMs: number } } {
  let last = performance.now();
  let lastCpu = threadCpuMs();
  let pauseMs = 0;
  let pauseCpuMs = 0;
  const look = (): void => {
    const now = performance.now();
    const cpu = threadCpuMs();
    pauseMs = Math.max(pauseMs, now - last - 1);
    pauseCpuMs = Math.max(pauseCpuMs, cpu - lastCpu);
    last = now;
    lastCpu = cpu;
  };
  const timer = setInterval(look, 1);
  return {
    end: () => {
      clearInterval(timer);
      look();
      return { pauseMs, pauseCpuMs };
    },
  };
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
