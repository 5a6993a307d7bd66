/**
 * What the person set up, kept by the server so that it is the same on every computer.
 *
 * Decides: a change shows at once and is written a moment later, whole; when another page wrote meanwhile, what is there
 * is read and this page's changes are put on top. Nothing here is needed to trade: without an answer it holds until a reload.
 */
import { preferencesSchema } from '@copydesk/api-contract';
import * as z from 'zod/mini';
import { catch as orElse } from 'zod/mini';
import { create } from 'zustand';
import { ApiProblem, call } from '../lib/api-client.ts';

/** What the middle of the Desk can show. */
export const DESK_VIEWS = ['chart', 'both', 'chain'] as const;
/** Candles of so long. */
export const CANDLE_INTERVALS = ['1m', '5m', '15m', '1h', '1d'] as const;

const shape = z.object({
  /** Single letters work outside fields. */
  letters: orElse(z.optional(z.boolean()), undefined),
  /** Keys that were put elsewhere, by their id. */
  keys: orElse(z.optional(z.record(z.string(), z.string())), undefined),
  /** What a ticket is opened in. */
  units: orElse(z.optional(z.enum(['lots', 'quantity'])), undefined),
  product: orElse(z.optional(z.enum(['I', 'D'])), undefined),
  orderType: orElse(z.optional(z.enum(['MARKET', 'LIMIT'])), undefined),
  /** So many ticks are one step of a stop. */
  stopTicks: orElse(z.optional(z.number().check(z.int(), z.minimum(1), z.maximum(1_000))), undefined),
  /** "Send?" before every order; false: only where it always shows. */
  ask: orElse(z.optional(z.boolean()), undefined),
  /** Rupees of one order above which it always shows. */
  valueLimit: orElse(z.optional(z.number()), undefined),
  /** Sizes of panels in percent, by group and panel. */
  layout: orElse(z.optional(z.record(z.string(), z.record(z.string(), z.number()))), undefined),
  watchlists: orElse(
    z.optional(
      z.array(
        z.object({
          name: z.string(),
          /** The symbol names what is no contract; a contract is named by its id. */
          items: z.array(z.object({ id: z.string(), symbol: z.string() })),
        }),
      ),
    ),
    undefined,
  ),
  /** Which of them is shown. */
  watchlist: orElse(z.optional(z.number()), undefined),
  view: orElse(z.optional(z.enum(DESK_VIEWS)), undefined),
  interval: orElse(z.optional(z.enum(CANDLE_INTERVALS)), undefined),
});

export type Preferences = z.output<typeof shape>;

interface Kept {
  /** False until the first reading: sizes are not drawn twice. */
  readonly read: boolean;
  readonly values: Preferences;
  /** The last write did not reach the server. */
  readonly unsaved: boolean;
}

const NOTHING: Kept = { read: false, values: {}, unsaved: false };
const PAUSE_MS = 400;

export const usePreferences = create<Kept>(() => NOTHING);

/** The document as the server last had it: what this page does not know of stays in it. */
let stored: { version: number; document: Record<string, unknown> } = { version: 0, document: {} };
let changes: Partial<Preferences> = {};
let timer: ReturnType<typeof setTimeout> | undefined;
let writing: Promise<void> = Promise.resolve();

/** Reads what is kept; called once when somebody has signed in. */
export async function readPreferences(): Promise<void> {
  try {
    await readStored();
  } finally {
    usePreferences.setState({ read: true });
  }
}

async function readStored(): Promise<void> {
  stored = await call({ path: '/api/preferences', answer: preferencesSchema });
  usePreferences.setState({ values: { ...z.parse(shape, stored.document), ...changes } });
}

/** Changes what is kept. */
export function changePreferences(part: Partial<Preferences>): void {
  changes = { ...changes, ...part };
  usePreferences.setState(({ values }) => ({ values: { ...values, ...part } }));
  clearTimeout(timer);
  timer = setTimeout(() => {
    writing = writing.then(write);
  }, PAUSE_MS);
}

async function write(): Promise<void> {
  const sent = changes;
  if (Object.keys(sent).length === 0) return;
  try {
    await put(sent);
  } catch (error) {
    if (!(error instanceof ApiProblem && error.problem.code === 'stale-version')) {
      usePreferences.setState({ unsaved: true });
      return;
    }
    try {
      await readStored();
      await put(sent);
    } catch {
      usePreferences.setState({ unsaved: true });
      return;
    }
  }
  // What was changed while it was on its way is written with the next.
  changes = Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => sent[name as keyof Preferences] !== value),
  );
  usePreferences.setState({ unsaved: false });
}

async function put(sent: Partial<Preferences>): Promise<void> {
  stored = await call({
    method: 'PUT',
    path: '/api/preferences',
    body: { version: stored.version, document: { ...stored.document, ...sent } },
    answer: preferencesSchema,
  });
}

/** Another person has the page now. */
export function forgetPreferences(): void {
  clearTimeout(timer);
  stored = { version: 0, document: {} };
  changes = {};
  usePreferences.setState(NOTHING);
}
