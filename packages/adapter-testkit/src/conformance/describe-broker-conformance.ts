/**
 * The suite that every adapter runs, ours or a stranger's, from one short file.
 *
 * Decides: which cases run, on which bench, and what a failure says. Leaves to others: the cases (`cases/`).
 */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { disagreements, type Unsupported } from './agreement.ts';
import type { ConformanceSetup, ConformanceStart } from './broker-bench.ts';
import { CASE_GROUPS } from './broker-case.ts';
import { capabilityTable } from './capability-table.ts';
import { BROKER_CASES } from './cases/index.ts';
import { ListOfTheDay, Stage, type StartSetup } from './stage.ts';

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
  const list = new ListOfTheDay();
  describe(`broker conformance: ${conformance.name}`, () => {
    for (const group of CASE_GROUPS) {
      describe(group, () => {
        const stage = new Stage({ start: conformance.start, seed: SEED, list });
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
      const stage = new Stage({ start: conformance.start, seed: SEED, list });
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

/**
 * Runs one case outside the suite, on a bench of its own: to look at a failure, or to show that a broken adapter fails.
 * Rejects as the case does.
 */
export async function runBrokerCase(start: StartSetup, id: string): Promise<void> {
  const found = BROKER_CASES.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}`);
  const stage = new Stage({ start, seed: SEED, list: new ListOfTheDay() });
  await stage.open();
  try {
    await stage.run(found);
  } finally {
    await stage.close();
  }
}
