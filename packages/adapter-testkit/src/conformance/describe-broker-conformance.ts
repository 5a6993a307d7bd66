/**
 * The suite that every adapter runs, ours or a stranger's, from one short file.
 *
 * Decides: which cases run, on which bench, and what a failure says. Leaves to others: the cases (`cases/`).
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { disagreements, type Unsupported } from './agreement.ts';
import { BrokerBench, type ConformanceSetup, type ConformanceStart, USUAL_MARKET } from './broker-bench.ts';
import { type BrokerCase, CASE_GROUPS } from './broker-case.ts';
import { capabilityTable } from './capability-table.ts';
import { BROKER_CASES } from './cases/index.ts';
import { RecordingLog } from './recording-log.ts';
import { ServerSockets } from './server-sockets.ts';
import { Shelf } from './shelf.ts';

/** How an adapter runs the suite. */
export interface BrokerConformance {
  /** Shown in the titles: `zerodha`. */
  readonly name: string;
  /** Starts a venue and the adapter in front of it. Called a few times in a run; each is closed before the run ends. */
  start(start: ConformanceStart): Promise<ConformanceSetup>;
  /** Cases that the broker cannot pass, by id, each with a reason that ends with its source in brackets. */
  readonly unsupported?: Unsupported;
  /** The adapter's README: it has to hold the capability table as the suite prints it. */
  readonly readme?: URL;
}

/** A run is replayed with the seed that its failure names. */
const SEED = Number(process.env['COPYDESK_SEED'] ?? 20_261_123);

/** Runs the conformance suite as vitest cases. */
export function describeBrokerConformance(conformance: BrokerConformance): void {
  const unsupported = conformance.unsupported ?? {};
  describe(`broker conformance: ${conformance.name}`, () => {
    for (const group of CASE_GROUPS) {
      describe(group, () => {
        const stage = new Stage(conformance);
        beforeAll(() => stage.open());
        afterAll(() => stage.close());
        for (const each of BROKER_CASES.filter((other) => other.group === group)) {
          const reason = unsupported[each.id];
          const title = `${each.id}: ${each.title}`;
          if (reason === undefined) it(title, () => stage.run(each));
          else it.skip(`${title} [skipped: ${reason}]`, () => {});
        }
      });
    }

    describe('claims', () => {
      const stage = new Stage(conformance);
      beforeAll(() => stage.open());
      afterAll(() => stage.close());

      it('what is skipped agrees with the capabilities, and is skipped for a reason with a source', () => {
        expect(disagreements(BROKER_CASES, unsupported, stage.adapter.capabilities)).toEqual([]);
      });

      it('the capability table of the README is this one', async () => {
        const table = capabilityTable(stage.adapter.capabilities);
        process.stdout.write(`\nCapabilities of ${conformance.name}:\n\n${table}\n\n`);
        if (conformance.readme === undefined) return;
        expect(await readFile(conformance.readme, 'utf8')).toContain(table);
      });
    });
  });
}

/** The bench that the cases of one group share: one venue, one adapter, one clock. Clients are never shared. */
class Stage {
  readonly #conformance: BrokerConformance;
  #running: RunningSetup | undefined;
  #cases = 0;

  constructor(conformance: BrokerConformance) {
    this.#conformance = conformance;
  }

  get adapter() {
    return this.#opened().setup.adapter;
  }

  async open(): Promise<void> {
    this.#running = await startSetup(this.#conformance);
  }

  async close(): Promise<void> {
    await this.#running?.close();
    this.#running = undefined;
  }

  /** Runs one case, on a bench of its own when it asks for one. */
  async run(each: BrokerCase): Promise<void> {
    const running = each.fresh ? await startSetup(this.#conformance) : this.#opened();
    this.#cases += 1;
    const bench = new BrokerBench({ ...running, seed: SEED, number: this.#cases });
    try {
      await each.run(bench);
    } catch (error) {
      if (error instanceof Error) error.message += `\n(seed ${SEED}; COPYDESK_SEED=${SEED} replays it)`;
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
  readonly dropConnections: () => void;
  close(): Promise<void>;
}

async function startSetup({ start }: BrokerConformance): Promise<RunningSetup> {
  const clock = new VirtualClock();
  const log = new RecordingLog();
  const sockets = new ServerSockets();
  const setup = await start({ seed: SEED, clock, log });
  setup.venue.market.change(USUAL_MARKET);
  const close = async (): Promise<void> => {
    await setup.close();
    sockets.close();
  };
  try {
    const shelf = await Shelf.read(setup.venue, setup.broker, setup.adapter);
    return { setup, clock, log, shelf, dropConnections: () => sockets.dropAll(), close };
  } catch (error) {
    await close();
    throw error;
  }
}
