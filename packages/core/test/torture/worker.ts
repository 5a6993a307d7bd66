/** Plays runs that the main thread hands out, one after the other, in a thread of its own. */
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';
import { COUNTERFACTUALS, type Counterfactual } from './counterfactuals.ts';
import { historyOf } from './histories.ts';
import { type Outcome, runHistory } from './run.ts';

/** What the main thread asks for: runs from `from` on, before `to`. */
export interface Batch {
  readonly from: number;
  readonly to: number;
}

/** What became of one run. */
export interface Played {
  readonly number: number;
  readonly outcome: Outcome;
}

/** What a worker is started with: the seed, and the guard that is switched off, if any. */
export interface Task {
  readonly seed: number;
  readonly without: keyof typeof COUNTERFACTUALS | undefined;
}

const { seed, without } = workerData as Task;
const missing: Counterfactual | undefined = without === undefined ? undefined : COUNTERFACTUALS[without];
missing?.install?.();
const port = parentPort;
if (port === null) throw new Error('This is a worker of the torture');

// Refusals are thrown by the thousand; who wants to know where plays the run again.
Error.stackTraceLimit = 0;

/** Rejections that nobody heard: bugs, of the run that was being played. */
let unheard: unknown[] = [];
process.on('unhandledRejection', (reason) => unheard.push(reason));

port.on('message', ({ from, to }: Batch) => {
  void play(from, to);
});

async function play(from: number, to: number): Promise<void> {
  const played: Played[] = [];
  for (let number = from; number < to; number += 1) {
    unheard = [];
    const outcome = await runHistory(
      historyOf(seed, number),
      missing === undefined ? {} : { spoiler: missing.spoiler },
    );
    const more = unheard.map((reason) => ({
      invariant: 'bug' as const,
      kind: 'unheard rejection',
      text: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason),
    }));
    played.push({ number, outcome: { ...outcome, violations: [...outcome.violations, ...more] } });
  }
  port?.postMessage(played);
}
