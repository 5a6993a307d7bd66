import { readFileSync } from 'node:fs';
import type { Readiness, Ready } from '@copydesk/api-contract';
import type { Account, Clock, CopyGroup, Desk, JournalEntry, UserId } from '@copydesk/core';
import type { BrokerReads } from '../../accounts/broker-reads.ts';
import type { IntentStore } from '../../idempotency/intent-store.ts';
import type { Instruments } from '../../instruments/instruments.ts';
import type { Phase } from '../../process/phase.ts';
import { ok } from '../answer.ts';
import { HttpError } from '../http-error.ts';
import { type Handlers, routesNamed } from '../route-table.ts';
import type { AccountViews } from '../views/account-view.ts';
import { eventView, subjectOf } from '../views/event-views.ts';
import { timeOf, timeOrNull, valueOrNull } from '../views/wire-values.ts';

type Names = 'health' | 'ready' | 'readiness' | 'intent' | 'events';

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
  readonly reads: BrokerReads;
  readonly views: AccountViews;
}

/** Alive, ready, the morning board, the journal, intents. */
export function deskRoutes(parts: DeskRouteParts): Pick<Handlers, Names> {
  const { desk, phase, clock, intents } = parts;
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
    readiness: async ({ caller }) => {
      const accounts = desk.accounts.listFor(caller.user.id);
      const board: Readiness = {
        ready: readyView(parts).ready,
        accounts: await Promise.all(accounts.map((account) => accountReadiness(parts, account))),
        groups: desk.groups.listFor(caller.user.id).map((group) => groupReadiness(parts, group)),
      };
      return ok(board);
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
      const items = entries.map((entry) => eventView(entry, desk.orders, desk.accounts));
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

function readyView({ desk, phase, instruments }: DeskRouteParts): Ready {
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

async function accountReadiness(
  parts: DeskRouteParts,
  account: Account,
): Promise<Readiness['accounts'][number]> {
  const { desk, clock, instruments, reads, views } = parts;
  const state = desk.accounts.stateOf(account.id);
  const { session } = state;
  const funds = session === undefined ? undefined : await reads.funds(account).catch(() => undefined);
  const loadedAt = instruments[account.environment].loader.loadedAt(account.brokerId);
  const { disarmedBecause } = views.of(account);
  const problems = [
    ...(session === undefined ? ['Not logged in at the broker.'] : []),
    ...(session !== undefined && !state.settled ? ['Being compared with the broker.'] : []),
    ...(session !== undefined && state.stream === 'down'
      ? ['The order stream is down; the book is polled.']
      : []),
    ...(session !== undefined && funds === undefined ? ['The broker did not tell the funds.'] : []),
    ...(loadedAt === undefined ? ["The broker's instrument list is not loaded."] : []),
    ...(disarmedBecause === null ? [] : [disarmedBecause]),
  ];
  return {
    accountId: account.id,
    account: account.address,
    broker: account.brokerId,
    environment: account.environment,
    sessionValidUntil: timeOrNull(session?.expiresAt),
    funds:
      funds === undefined
        ? null
        : { available: valueOrNull(funds.value.available) ?? 0, used: valueOrNull(funds.value.used) ?? 0 },
    stream: session === undefined ? null : state.stream,
    ddpi: session?.sellAuthorisation ?? null,
    products: [...(session?.products ?? [])],
    segments: [...(session?.segments ?? [])],
    instrumentsAgeMs: loadedAt === undefined ? null : clock.now() - loadedAt,
    settled: state.settled,
    problems: [...new Set(problems)],
  };
}

function groupReadiness({ desk }: DeskRouteParts, group: CopyGroup): Readiness['groups'][number] {
  const members = [group.masterId, ...group.children.map((child) => child.accountId)];
  const waiting = members
    .map((id) => ({ account: desk.accounts.get(id), state: desk.accounts.stateOf(id) }))
    .flatMap(({ account, state }) => {
      if (state.session === undefined) return [`${account.address} is not logged in.`];
      if (state.disarmed !== undefined) return [`${account.address} is not armed. ${state.disarmed}`];
      return state.settled ? [] : [`${account.address} is being compared with its broker.`];
    });
  return {
    id: group.id,
    name: group.name,
    armed: group.armed,
    reasons: [...(group.armed ? [] : ['The group is not armed.']), ...waiting],
  };
}

function readVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
