import { readFileSync } from 'node:fs';
import type { Ready } from '@copydesk/api-contract';
import type { Account, Clock, Desk, JournalEntry, UserId } from '@copydesk/core';
import type { IntentStore } from '../../idempotency/intent-store.ts';
import type { Instruments } from '../../instruments/instruments.ts';
import type { Phase } from '../../process/phase.ts';
import { ok } from '../answer.ts';
import { HttpError } from '../http-error.ts';
import { type Handlers, routesNamed } from '../route-table.ts';
import { subjectOf } from '../views/event-subject.ts';
import { eventView } from '../views/event-views.ts';
import { timeOf } from '../views/wire-values.ts';

type Names = 'health' | 'ready' | 'intent' | 'events';

/** The version of this server, from its package. */
export const VERSION: string = readVersion();

/** Entries read from the journal at once while an account is looked for. */
const STRIDE = 1_000;

export interface DeskRouteParts {
  readonly desk: Desk;
  readonly phase: Phase;
  readonly clock: Clock;
  readonly intents: IntentStore;
  readonly instruments: Instruments;
}

/** Alive, ready, the journal, intents. */
export function deskRoutes(parts: DeskRouteParts): Pick<Handlers, Names> {
  const { desk, phase, clock, intents, instruments } = parts;
  const lists = { live: instruments.live.catalog, sandbox: instruments.sandbox.catalog };
  const startedMs = clock.monotonicMs();
  return {
    health: () =>
      ok({
        status: 'ok',
        version: VERSION,
        at: timeOf(clock.now()),
        uptimeMs: Math.round(clock.monotonicMs() - startedMs),
      }),
    ready: () => {
      const body = readyView(parts);
      return { status: body.ready ? 200 : 503, body };
    },
    intent: ({ caller, params, query }) => {
      const found = intents.find(caller.user.id, routesNamed(query.route), params.key);
      if (found === undefined) throw new HttpError('intent-not-found');
      if (found.state === 'running') {
        phase.require();
        return ok({ route: found.route, state: 'running', status: null, body: null });
      }
      const { status, body } = found.answer;
      return ok({ route: found.route, state: 'done', status, body: body ?? null });
    },
    events: async ({ caller, query }) => {
      const { id: userId } = caller.user;
      const account = query.account === undefined ? undefined : desk.accounts.find(userId, query.account);
      const entries = await eventsAfter(desk, userId, {
        after: query.after ?? 0,
        limit: query.limit,
        account: account?.id,
      });
      const { orders, accounts } = desk;
      const items = entries.map((entry) => eventView(entry, { orders, accounts, instruments: lists }));
      const last = items.at(-1);
      return ok({
        items,
        next: items.length === query.limit && last !== undefined ? String(last.eventId) : null,
      });
    },
  };
}

/** Durable entries after a number; of one account when asked, a fan-out counting for everyone in it. */
async function eventsAfter(
  desk: Desk,
  userId: UserId,
  asked: { readonly after: number; readonly limit: number; readonly account: Account['id'] | undefined },
): Promise<readonly JournalEntry[]> {
  if (asked.account === undefined) return await desk.journal.after(userId, asked.after, asked.limit);
  const found: JournalEntry[] = [];
  for (let { after } = asked; found.length < asked.limit; ) {
    const batch = await desk.journal.after(userId, after, STRIDE);
    const last = batch.at(-1);
    if (last === undefined) break;
    found.push(...batch.filter((entry) => concerns(entry, asked.account, desk)));
    after = last.eventId;
  }
  return found.slice(0, asked.limit);
}

function concerns({ event }: JournalEntry, accountId: Account['id'] | undefined, desk: Desk): boolean {
  if (event.type === 'orders-journaled') {
    return [...event.orders, ...event.skipped].some((each) => each.accountId === accountId);
  }
  return subjectOf(event, desk.orders).accountId === accountId;
}

/** Whether the desk can trade, and why not. */
export function readyView({
  desk,
  phase,
  instruments,
}: Pick<DeskRouteParts, 'desk' | 'phase' | 'instruments'>): Ready {
  const reasons = [...phase.reasons];
  for (const environment of ['live', 'sandbox'] as const) {
    const { loader, catalog } = instruments[environment];
    if (loader.wanted && catalog.current === undefined) {
      reasons.push({
        code: 'instruments-not-loaded',
        text: `The ${environment} instrument lists are not loaded yet.`,
      });
    }
  }
  if (!desk.journal.available) {
    reasons.push({ code: 'journal-unavailable', text: 'The journal cannot be written; nothing is sent.' });
  }
  return { ready: reasons.length === 0, reasons };
}

function readVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
