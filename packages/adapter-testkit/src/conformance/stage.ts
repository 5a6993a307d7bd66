/** Where cases run: one venue, one adapter and one clock for the cases of a group; clients are never shared. */
import type { BrokerPort } from '@copydesk/core';
import { VirtualClock } from '../clock/virtual-clock.ts';
import {
  BrokerBench,
  type ConformanceSetup,
  type ConformanceStart,
  type Connections,
  USUAL_MARKET,
} from './broker-bench.ts';
import type { BrokerCase } from './broker-case.ts';
import { RecordingLog } from './recording-log.ts';
import { ServerSockets } from './server-sockets.ts';
import { type ReadList, readList, Shelf } from './shelf.ts';

/** Starts a venue and the adapter in front of it. */
export type StartSetup = (start: ConformanceStart) => Promise<ConformanceSetup>;

/**
 * The list of the day, read once in a run: the same seed and the same first moment give every venue the same list. The
 * first stage pays for it.
 */
export class ListOfTheDay {
  #reading: Promise<ReadList> | undefined;

  read(adapter: BrokerPort): Promise<ReadList> {
    this.#reading ??= readList(adapter);
    return this.#reading;
  }
}

/** What the stages of one run share. */
export interface StageOptions {
  readonly start: StartSetup;
  readonly seed: number;
  readonly list: ListOfTheDay;
}

/** The bench that the cases of one group share. */
export class Stage {
  readonly #options: StageOptions;
  #running: RunningSetup | undefined;
  #cases = 0;

  constructor(options: StageOptions) {
    this.#options = options;
  }

  /** The adapter of the open stage. */
  get adapter(): BrokerPort {
    return this.#opened().setup.adapter;
  }

  async open(): Promise<void> {
    this.#running = await startSetup(this.#options);
  }

  async close(): Promise<void> {
    await this.#running?.close();
    this.#running = undefined;
  }

  /** Runs one case, on a bench of its own when it asks for one. Rejects as the case does, with the seed in the message. */
  async run(each: BrokerCase): Promise<void> {
    const { seed } = this.#options;
    const running = each.fresh ? await startSetup(this.#options) : this.#opened();
    this.#cases += 1;
    const bench = new BrokerBench({ ...running, seed, number: this.#cases });
    try {
      await each.run(bench);
    } catch (error) {
      if (error instanceof Error) {
        error.message += `\n(seed ${seed}; COPYDESK_SEED=${seed} replays it)`;
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

async function startSetup({ start, seed, list }: StageOptions): Promise<RunningSetup> {
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
    const shelf = new Shelf(setup.venue, setup.broker, await list.read(setup.adapter));
    return { setup, clock, log, shelf, connections: sockets, close };
  } catch (error) {
    await close();
    throw error;
  }
}
