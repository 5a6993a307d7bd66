/** One run of the torture: a history from its first step to rest, and what it broke. */
import { basketsKept } from './check-baskets.ts';
import { atMostOnce, inOrder, nothingVanishes } from './check-orders.ts';
import { isolated, secretsKept } from './check-others.ts';
import {
  booksAgree,
  childrenMatch,
  entriesWithinTheirOrder,
  exitsNotGivenUp,
  exitsOnlyClose,
} from './check-positions.ts';
import { gather } from './evidence.ts';
import type { History } from './history.ts';
import { newNotes, perform, type RunNotes, type Tally } from './perform.ts';
import { endDisturbances, flatten, goHome, waitPatiently } from './rest.ts';
import { type Spoiler, Stage } from './stage.ts';
import type { Violation } from './violation.ts';

/** What a run came to. */
export interface Outcome {
  readonly violations: readonly Violation[];
  readonly tally: Tally;
}

/** What a run may be given besides its history. */
export interface RunOptions {
  /** For counterfactuals. */
  readonly spoiler?: Spoiler;
  /** Called before the stage is cleared away, for whoever wants to look at it. */
  readonly look?: (stage: Stage) => void;
}

/** Plays the history and checks every invariant twice: at rest with what is held, and once the master went flat. */
export async function runHistory(history: History, options: RunOptions = {}): Promise<Outcome> {
  const notes = newNotes();
  let stage: Stage | undefined;
  try {
    stage = await Stage.open(history.family, options.spoiler);
    for (const step of history.steps) await perform(stage, step, notes);
    await endDisturbances(stage, notes);
    const held = await judge(stage, history, notes);
    if (held.length > 0) return { violations: held, tally: counted(stage, notes) };
    await flatten(stage, notes);
    return { violations: await judge(stage, history, notes), tally: counted(stage, notes) };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const kind = stage?.life.stuck === true ? 'endless' : 'threw';
    return { violations: [{ invariant: 'bug', kind, text }], tally: notes.tally };
  } finally {
    if (stage !== undefined) {
      options.look?.(stage);
      stage.close();
    }
  }
}

const ENDLESS: Violation = { invariant: 'bug', kind: 'endless', text: 'The desk goes round in a circle' };
const RESTLESS: Violation = { invariant: 'I2', kind: 'restless', text: 'The desk does not come to rest' };

/** What is amiss at rest. What a longer wait mends is not: an exit that was refused is tried again after a pause. */
async function judge(stage: Stage, history: History, notes: RunNotes): Promise<readonly Violation[]> {
  if (!(await goHome(stage, notes))) return [stage.life.stuck ? ENDLESS : RESTLESS];
  const found = check(stage, history, notes);
  if (found.length === 0) return found;
  return (await waitPatiently(stage)) ? check(stage, history, notes) : [RESTLESS];
}

function check(stage: Stage, history: History, notes: RunNotes): readonly Violation[] {
  const evidence = gather(stage);
  const broken = notes.broken.map(
    (error): Violation => ({
      invariant: 'bug',
      kind: 'rejected',
      text: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  );
  return [
    ...broken,
    ...atMostOnce(evidence),
    ...nothingVanishes(evidence, notes),
    ...inOrder(evidence),
    ...booksAgree(evidence),
    ...exitsOnlyClose(evidence, history),
    ...exitsNotGivenUp(evidence),
    ...entriesWithinTheirOrder(evidence),
    ...childrenMatch(evidence, history),
    ...basketsKept(evidence, history, notes),
    ...isolated(evidence, history),
    ...secretsKept(evidence, notes),
  ];
}

function counted(stage: Stage, { tally }: RunNotes): Tally {
  const orders = stage.members.flatMap(({ brokerId: broker, clientId: client }) =>
    stage.venue.orders.list({ broker, client }).filter((order) => order.origin === 'api'),
  );
  const uncertain = stage.journal.lines.filter((line) => line.includes('"order-outcome-lost"'));
  return { ...tally, orders: orders.length, uncertain: uncertain.length };
}
