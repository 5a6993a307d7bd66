/** Where cases run: one venue, one adapter and one clock for the cases of a group; clients are never shared. */
import type { BrokerPort } from '@copydesk/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import {
  BrokerBench,
  type Connections,
  type ConformanceSetup,
  type ConformanceStart,
  USUAL_MARKET,
} from './broker-bench.ts';
import type { BrokerCase } from './broker-case.ts';
import { RecordingLog } from './recording-log.ts';
import { ServerSockets } from './server-sockets.ts';
import { Shelf } from './shelf.ts';

/** Starts a venue and the adapter in front of it. */
export type StartSetup = (start: ConformanceStart) => Promise<ConformanceSetup>;

/** The bench that the cases of one group share. */
export class Stage {
  readonly #start: StartSetup;
  readonly #seed: number;
  #running: RunningSetup | undefined;
  #cases = 0;

  constructor(start: StartSetup, seed: number) {
    this.#start = start;
    this.#seed = seed;
  }

  /** The adapter of the open stage. */
  get adapter(): BrokerPort {
    return this.#opened().setup.adapter;
  }

  async open(): Promise<void> {
    this.#running = await startSetup(this.#start, this.#seed);
  }

  async close(): Promise<void> {
    await this.#running?.close();
    this.#running = undefined;
  }

  /** Runs one case, on a bench of its own when it asks for one. Rejects as the case does, with the seed in the message. */
  async run(each: BrokerCase): Promise<void> {
    const running = each.fresh ? await startSetup(this.#start, this.#seed) : this.#opened();
    this.#cases += 1;
    const bench = new BrokerBench({ ...running, seed: this.#seed, number: this.#cases });
    try {
      await each.run(bench);
    } catch (error) {
      if (error instanceof Error) {
        error.message += `\n(seed ${this.#seed}; COPYDESK_SEED=${this.#seed} replays it)`;
      }
      throw error;
    } finally {
      await bench.tidy();
      if (each.fresh) await running.close();
    }
  }

  #opened(): RunningSetup {
    if (this.#running === undefined) throw new Error('The bench is not open');
    return this.#running;
  }
}

interface RunningSetup {
  readonly setup: ConformanceSetup;
  readonly clock: VirtualClock;
  readonly log: RecordingLog;
  readonly shelf: Shelf;
  readonly connections: Connections;
  close(): Promise<void>;
}

async function startSetup(start: StartSetup, seed: number): Promise<RunningSetup> {
  const clock = new VirtualClock();
  const log = new RecordingLog();
  const sockets = new ServerSockets();
  const setup = await start({ seed, clock, log });
  setup.venue.market.change(USUAL_MARKET);
  const close = async (): Promise<void> => {
    await setup.close();
    sockets.close();
  };
  try {
    const shelf = await Shelf.read(setup.venue, setup.broker, setup.adapter);
    return { setup, clock, log, shelf, connections: sockets, close };
  } catch (error) {
    await close();
    throw error;
  }
}
