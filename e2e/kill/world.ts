/**
 * One desk of a run with its own venue: trades, is killed, comes back, and is compared.
 *
 * A world is renewed after some kills, so that its day stays as long as a busy day is and not longer.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Books, eventsAfter, readBooks, unknownOrders } from './books.ts';
import { Commands } from './commands.ts';
import { compareChildren, type Explained } from './compare-children.ts';
import { compareOrders, type Finding } from './compare-orders.ts';
import { DeskApi } from './desk-api.ts';
import { type Family, foundFamily, isArmed } from './family.ts';
import { freePort } from './free-port.ts';
import { JournalAtDeath, type OpenIntents } from './journal-at-death.ts';
import type { Leftovers } from './leftovers.ts';
import type { Seeded } from './seeded.ts';
import { Server } from './server.ts';
import { Venue } from './venue.ts';

const ARMED_WITHIN_MS = 180_000;
const MATCHES_WITHIN_MS = 30_000;
const LOOK_MS = 150;
const ARMED_LOOK_MS = 25;

/** Something that must never be. */
export class Violation extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(findings.map(({ kind, text }) => `  ${kind}: ${text}`).join('\n'));
    this.findings = findings;
  }
}

export class World {
  readonly folder: string;
  readonly venue: Venue;
  readonly server: Server;
  readonly desk: DeskApi;
  readonly family: Family;
  readonly commands: Commands;
  readonly journal: JournalAtDeath;
  /** As of the last comparison. */
  books: Books;
  kills = 0;
  /** Since when no difference is left: wall time, and the last event by then. */
  #since = 0;
  #sinceEventId = 0;

  private constructor(
    parts: Pick<World, 'folder' | 'venue' | 'server' | 'desk' | 'family' | 'books'>,
    name: string,
  ) {
    const { folder, venue, server, desk, family, books } = parts;
    this.folder = folder;
    this.venue = venue;
    this.server = server;
    this.desk = desk;
    this.family = family;
    this.books = books;
    this.commands = new Commands(name);
    this.journal = new JournalAtDeath(path.join(folder, 'desk', 'copydesk.db'));
  }

  /** Brings up a venue and a desk and lets its people trade. Rejects, with everything gone again, when that fails. */
  static async found(name: string, random: Seeded, leftovers: Leftovers): Promise<World> {
    const folder = leftovers.folder();
    const dataDir = path.join(folder, 'desk');
    mkdirSync(dataDir);
    const venue = await Venue.start(folder, leftovers);
    const server = new Server({ port: await freePort(), dataDir, venueControl: venue.control, leftovers });
    try {
      server.start();
      const desk = new DeskApi(server.url);
      await until('the server to listen', async () => (await desk.ask('GET', '/api/health'))?.status === 200);
      await desk.signUp();
      await until('the desk to open', async () => (await desk.ask('GET', '/api/accounts'))?.status === 200);
      const family = await foundFamily(desk, venue, random);
      const books = await readBooks({ desk, venue, family }, 0);
      return new World({ folder, venue, server, desk, family, books }, name);
    } catch (error) {
      await server.kill();
      await venue.close();
      leftovers.remove(folder);
      throw error;
    }
  }

  /** `exec`, then every account armed and the group with them. Resolves with the milliseconds between. */
  async restart(): Promise<number> {
    const begun = performance.now();
    this.server.start();
    const armed = async (): Promise<boolean> => {
      if (this.server.died)
        throw new Violation([{ kind: 'lost', text: 'The server ended by itself; see server.log.' }]);
      return await isArmed(this.desk);
    };
    await until('every account to be armed', armed, { withinMs: ARMED_WITHIN_MS, lookMs: ARMED_LOOK_MS });
    const tookMs = performance.now() - begun;
    const { items } = await this.desk.must<{ items: readonly { armed: boolean }[] }>('GET', '/api/groups');
    if (!items.every((group) => group.armed))
      throw new Violation([
        { kind: 'lost', text: 'The group was armed before the kill, and is not after it.' },
      ]);
    return tookMs;
  }

  /** SIGKILL, and what the journal leaves open in that moment. */
  async kill(): Promise<OpenIntents> {
    await this.server.kill();
    this.kills += 1;
    return this.journal.look();
  }

  /** Compares until nothing is wrong any more. Resolves with what differs and is explained; rejects with a Violation. */
  async judge(): Promise<readonly Explained[]> {
    const end = performance.now() + MATCHES_WITHIN_MS;
    let before: string | undefined;
    for (;;) {
      const { findings, explained } = await this.#look();
      const told = JSON.stringify(explained);
      if (findings.length === 0 && (explained.length === 0 || told === before)) {
        if (explained.length === 0) await this.#matches();
        return explained;
      }
      before = findings.length === 0 ? told : undefined;
      if (performance.now() > end) throw new Violation(findings);
      await pause(explained.length === 0 ? LOOK_MS : 4 * LOOK_MS);
    }
  }

  /** Keeps what the venue recorded and what was asked beside the desk's data, for whoever looks into it. */
  async writeEvidence(violation: unknown): Promise<void> {
    const write = (name: string, what: unknown): void =>
      writeFileSync(path.join(this.folder, name), `${JSON.stringify(what, undefined, 1)}\n`);
    writeFileSync(
      path.join(this.folder, 'violation.txt'),
      `${violation instanceof Error ? violation.message : String(violation)}\n`,
    );
    write('commands.json', this.commands.all);
    write('venue.json', await this.venue.records().catch((error: unknown) => String(error)));
    write('books.json', { ...this.books, own: Object.fromEntries(this.books.own) });
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.venue.close();
  }

  async #look(): Promise<{
    readonly findings: readonly Finding[];
    readonly explained: readonly Explained[];
  }> {
    if (this.server.died)
      throw new Violation([{ kind: 'lost', text: 'The server ended by itself; see server.log.' }]);
    const books = await readBooks(this, this.#sinceEventId);
    this.books = books;
    const unknown = unknownOrders(books).map(
      (order): Finding => ({
        kind: 'lost',
        text: `${order.account}: order ${order.id} stays ${order.status}.`,
      }),
    );
    if (unknown.length > 0) return { findings: unknown, explained: [] };
    const orders = compareOrders(books, {
      family: this.family,
      commands: this.commands,
      mostAsked: (orderId) => this.journal.mostAsked(orderId),
    });
    const children = compareChildren(books, this.family, {
      since: this.#since,
      wasRecomputed: (orderId) => this.journal.wasRecomputed(orderId),
    });
    return { findings: [...orders, ...children.findings], explained: children.explained };
  }

  async #matches(): Promise<void> {
    this.#since = Date.now();
    const last = (await eventsAfter(this.desk, this.#sinceEventId)).at(-1);
    this.#sinceEventId = last?.eventId ?? this.#sinceEventId;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until it is true. Rejects, saying what was waited for. */
export async function until(
  what: string,
  test: () => Promise<boolean>,
  { withinMs = 180_000, lookMs = 50 }: { readonly withinMs?: number; readonly lookMs?: number } = {},
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await test())) {
    if (performance.now() > end)
      throw new Violation([{ kind: 'lost', text: `Waited ${withinMs} ms for ${what}.` }]);
    await pause(lookMs);
  }
}
