/** The nine invariants under random commands, faults, crashes and restarts: a short set; `npm run torture` plays any number. */
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { historyOf } from './histories.ts';
import { type History, isCommand } from './history.ts';
import { printHistory } from './print.ts';
import { runHistory } from './run.ts';
import { shrink } from './shrink.ts';
import { signatureOf } from './violation.ts';

/**
 * With the histories as they are since retries, wishes and baskets were added, the rare counterfactual "tag-search" is met within
 * 40 runs of this seed; the one before it met it only at run 46, and passes the invariants, too.
 */
const SEED = Number(process.env['COPYDESK_SEED'] ?? 20261129);
const RUNS = Number(process.env['COPYDESK_RUNS'] ?? 40);
// Without a run nothing would be proven, and nothing would say so.
if (!(RUNS >= 1)) throw new Error(`COPYDESK_RUNS must be at least 1, and is ${RUNS}.`);

describe('the simulated torture', () => {
  it('has at least 30 commands and 3 faults in every run', () => {
    for (let number = 0; number < RUNS; number += 1) {
      const { steps } = historyOf(SEED, number);
      expect(steps.filter(isCommand).length).toBeGreaterThanOrEqual(30);
      expect(steps.filter((step) => step.do === 'fault').length).toBeGreaterThanOrEqual(3);
    }
  });

  it('makes the same run of the same seed and number', async () => {
    const history = historyOf(SEED, 0);
    expect(historyOf(SEED, 0)).toEqual(history);
    const first = await runHistory(history);
    expect(await runHistory(history)).toEqual(first);
  });

  it(
    'I1 to I9: nothing is doubled, lost, left behind or misjudged',
    async () => {
      for (let number = 0; number < RUNS; number += 1) {
        const history = historyOf(SEED, number);
        const { violations } = await runHistory(history);
        const [first] = violations;
        if (first !== undefined) throw await failure(history, number, signatureOf(first));
      }
    },
    RUNS * 2_000,
  );
});

async function failure(history: History, number: number, signature: string): Promise<Error> {
  const small = await shrink(history, signature, (one) => runHistory(one));
  const { violations } = await runHistory(small);
  const texts = violations.map((violation) => `${signatureOf(violation)}: ${violation.text}`);
  const again = `npm run torture -- --seed ${SEED} --run ${number} --kind '${signature}'`;
  return new Error(`${signature}\n${printHistory(small)}\n${texts.join('\n')}\nAgain: ${again}`);
}
