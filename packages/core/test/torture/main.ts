/**
 * `npm run torture -- --runs N --seed S [--workers W] [--from F]`: random histories against a simulated venue, on all cores.
 *
 * With `--run R` it plays that one run of the seed again and cuts it down when it fails; with `--history FILE` a history as it was
 * printed. `--journal` shows what the desks wrote down. `--without GUARD` switches a guard off (`counterfactuals.ts`). Ends with exit
 * code 1 when an invariant was broken.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { COUNTERFACTUALS, type Counterfactual } from './counterfactuals.ts';
import { historyOf } from './histories.ts';
import type { History } from './history.ts';
import { printHistory, printJournal, printVenue } from './print.ts';
import { type Outcome, type RunOptions, runHistory } from './run.ts';
import { shrink } from './shrink.ts';
import { addRun, noSums, printSums, type Sums } from './table.ts';
import { signatureOf } from './violation.ts';
import type { Played, Task } from './worker.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    workers: { type: 'string', default: String(availableParallelism()) },
    run: { type: 'string' },
    history: { type: 'string' },
    kind: { type: 'string' },
    without: { type: 'string' },
    whole: { type: 'boolean', default: false },
    journal: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const without = values.without as Task['without'];
if (without !== undefined && !(without in COUNTERFACTUALS))
  throw new Error(`--without takes ${Object.keys(COUNTERFACTUALS).join(', ')}`);
const missing: Counterfactual | undefined = without === undefined ? undefined : COUNTERFACTUALS[without];

/** So many runs a worker is given at a time. */
const BATCH = 20;
/** Between two lines of progress. */
const PROGRESS_MS = 10_000;
/** So many kinds of failure are cut down and shown; the others are named. */
const SHOWN = 1;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Plays the numbers on all workers and sums up. */
async function playAll(from: number, to: number, workers: number): Promise<Sums> {
  const sums = noSums();
  const begunMs = performance.now();
  let next = from;
  let toldMs = begunMs;
  const tell = (): void => {
    const seconds = (performance.now() - begunMs) / 1_000;
    const each = ((seconds * 1_000) / Math.max(1, sums.runs)).toFixed(1);
    say(
      `${sums.runs} of ${to - from} runs in ${seconds.toFixed(0)} s (${each} ms each), ${sums.failed} failed`,
    );
  };
  await Promise.all(
    Array.from({ length: workers }, () =>
      playOn(
        (take) => {
          const batch = { from: next, to: Math.min(to, next + BATCH) };
          next = batch.to;
          return batch.from < batch.to ? take(batch) : undefined;
        },
        (played) => {
          for (const { number, outcome } of played) {
            addRun(sums, number, outcome);
            const [first] = outcome.violations;
            if (first !== undefined) say(`Run ${number} breaks ${signatureOf(first)}`);
          }
          if (performance.now() - toldMs < PROGRESS_MS) return;
          toldMs = performance.now();
          tell();
        },
      ),
    ),
  );
  tell();
  return sums;
}

type Take = (batch: { readonly from: number; readonly to: number }) => true;

/** One worker, given one batch after the other until there is none. */
function playOn(
  hand: (take: Take) => true | undefined,
  heard: (played: readonly Played[]) => void,
): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { seed, without } satisfies Task,
  });
  return new Promise((resolve, reject) => {
    const more = (): void => {
      const given = hand((batch) => {
        worker.postMessage(batch);
        return true;
      });
      if (given === undefined) void worker.terminate().then(() => resolve());
    };
    worker.on('message', (played: readonly Played[]) => {
      heard(played);
      more();
    });
    worker.on('error', reject);
    more();
  });
}

function play(history: History, options: RunOptions = {}): Promise<Outcome> {
  return runHistory(history, missing === undefined ? options : { ...options, spoiler: missing.spoiler });
}

/** Plays one history, cuts it down when it fails, and shows it. Returns whether it failed. */
async function show(history: History, name: string, wanted: string | undefined): Promise<boolean> {
  const { violations } = await play(history);
  const signature = wanted ?? (violations[0] === undefined ? undefined : signatureOf(violations[0]));
  if (signature === undefined) {
    say(`${name} breaks nothing.`);
    if (values.journal || values.whole) await lookAt(history);
    return false;
  }
  const small = values.whole ? history : await shrink(history, signature, play);
  say(`\n${name} breaks ${signature}${values.whole ? '' : ', and so does this shorter one'}:`);
  say(printHistory(small));
  say(`As JSON, for --history: ${JSON.stringify(small)}`);
  await lookAt(small);
  return true;
}

async function lookAt(history: History): Promise<void> {
  const { violations } = await play(history, {
    look: (stage) => {
      say(`At the venue (milliseconds of the day, from and to):\n${printVenue(stage)}`);
      if (values.journal) say(printJournal(stage));
    },
  });
  for (const { text, ...violation } of violations) say(`${signatureOf({ ...violation, text })}: ${text}`);
}

// For what this thread plays itself: each worker has switched it off for its own.
missing?.install?.();
if (values.history !== undefined) {
  const history = JSON.parse(readFileSync(values.history, 'utf8')) as History;
  process.exitCode = (await show(history, values.history, values.kind)) ? 1 : 0;
} else if (values.run !== undefined) {
  const number = Number(values.run);
  const failed = await show(historyOf(seed, number), `Run ${number} of seed ${seed}`, values.kind);
  process.exitCode = failed ? 1 : 0;
} else {
  const from = Number(values.from);
  const sums = await playAll(from, from + Number(values.runs), Number(values.workers));
  for (const [signature, { first }] of [...sums.broken].slice(0, SHOWN)) {
    await show(historyOf(seed, first), `Run ${first} of seed ${seed}`, signature);
    say(`Again: npm run torture -- --seed ${seed} --run ${first} --kind '${signature}'`);
  }
  say(`\nSeed ${seed}, Node ${process.version}, ${values.workers} workers`);
  say(printSums(sums));
  process.exitCode = sums.failed > 0 ? 1 : 0;
}
