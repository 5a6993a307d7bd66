/**
 * `npm run torture:kill -- --kills N [--desks D] [--seed S] [--minutes M]`: the real server over its real database is
 * killed with SIGKILL at random instants while it trades at a venue in another process, comes back, and is compared
 * with what the venue recorded. Bounded in count and time; nothing leaves the loopback, nothing stays behind.
 */
import process from 'node:process';
import { Figures } from './figures.ts';
import { Leftovers } from './leftovers.ts';
import { readOptions, VIOLATIONS_MAX } from './options.ts';
import { becomeFamiliar, playRound } from './round.ts';
import { Seeded } from './seeded.ts';
import { Violation, World } from './world.ts';

/** After so many kills a desk begins a new day with new books. */
const KILLS_PER_WORLD = 60;
const PROGRESS_EVERY_MS = 15_000;

const options = readOptions(process.argv.slice(2));
const leftovers = new Leftovers(options.keepIn);
const figures = new Figures(({ account, key, difference, codes }) => {
  if (options.explain) say(`  ${account} ${key}: ${difference} because of ${codes.join(', ')}`);
});
const begun = performance.now();
let stopping = false;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function wanted(): boolean {
  const inTime = performance.now() - begun < options.minutes * 60_000;
  const bearable = figures.brokenOff + figures.violated < VIOLATIONS_MAX;
  return !stopping && inTime && bearable && figures.kills < options.kills;
}

/** One desk after the other in this lane, until the run has its kills. */
async function keepKilling(lane: number): Promise<void> {
  const random = new Seeded(options.seed + lane * 1_000_003);
  for (let nth = 1; wanted(); nth += 1) {
    const world = await World.found(`kill-${lane}-${nth}`, random, leftovers).catch(brokenOff);
    if (world === undefined) continue;
    try {
      await becomeFamiliar(world);
      while (wanted() && world.kills < KILLS_PER_WORLD) await playRound(world, figures, random);
      figures.commands += world.commands.all.length;
      figures.venueOrders += world.books.venueOrders.length;
      await world.close();
      leftovers.remove(world.folder);
    } catch (error) {
      await keepEvidence(world, error);
    }
  }
}

/** The harness itself could not go on (a machine that is too busy, say): counted apart, for it says nothing about the desk. */
function brokenOff(error: unknown): undefined {
  if (stopping) return;
  figures.brokenOff += 1;
  say(`BROKEN OFF: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

async function keepEvidence(world: World, error: unknown): Promise<void> {
  if (stopping) return;
  leftovers.keep(world.folder);
  if (error instanceof Violation) {
    figures.violate(error.findings);
    say(`VIOLATION in ${world.folder} (seed ${options.seed}):`);
    for (const { kind, text } of error.findings) say(`  ${kind}: ${text}`);
  } else {
    brokenOff(error);
    say(`  Its data: ${world.folder}`);
  }
  await world.writeEvidence(error);
  await world.server.kill();
  await world.venue.close();
}

function end(signal: NodeJS.Signals): void {
  stopping = true;
  leftovers.clear();
  say(`Ended by ${signal} after ${figures.kills} kills; processes and folders are gone.`);
  process.exit(130);
}

process.on('SIGINT', end);
process.on('SIGTERM', end);
process.on('exit', () => leftovers.clear());

say(
  `Seed ${options.seed}: ${options.kills} kills on ${options.desks} desks, at most ${options.minutes} minutes.`,
);
const progress = setInterval(() => {
  const seconds = (performance.now() - begun) / 1000;
  say(
    `${figures.kills} kills in ${seconds.toFixed(0)} s, ${figures.killsWithOpenIntents} with an open intent`,
  );
}, PROGRESS_EVERY_MS);
try {
  await Promise.all(Array.from({ length: options.desks }, (_, index) => keepKilling(index + 1)));
} finally {
  clearInterval(progress);
}
const rows = [
  ...figures.table(),
  ['took', `${((performance.now() - begun) / 1000).toFixed(0)} s on ${options.desks} desks`],
  ['seed', String(options.seed)],
] as const;
for (const [name, value] of rows) say(`${name.padEnd(48)} ${value}`);
process.exitCode = figures.violated + figures.brokenOff > 0 ? 1 : 0;
