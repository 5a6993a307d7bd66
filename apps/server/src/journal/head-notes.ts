/**
 * Notes the heads of the journals beside the database, one file a day under `DATA_DIR/journal-heads`: against them an
 * audit sees that the end of a journal was cut off, or that a whole chain was written anew. Nobody waits for them.
 *
 * Decides: when they are noted: a minute after something was written, and at the end. What was cut off within that minute
 * is not noticed by them.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CancelTimer, type Clock, istDate, type JournalHead, type UserId } from '@copydesk/core';
import type { Log } from '../process/log.ts';

/** Between two looks at the heads. */
const NOTE_EVERY_MS = 60_000;

const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.json$/;

/** The last entry of each user. */
export type Heads = ReadonlyMap<UserId, JournalHead>;

export interface HeadNotesParts {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What was last written. */
  readonly heads: () => Heads;
}

export class HeadNotes {
  readonly #parts: HeadNotesParts;
  #noted: Heads = new Map();
  #timer: CancelTimer | undefined;

  constructor(parts: HeadNotesParts) {
    this.#parts = parts;
  }

  /** Notes from now on. */
  start(): void {
    this.#timer = this.#parts.clock.after(NOTE_EVERY_MS, () => {
      this.note();
      this.start();
    });
  }

  /** Notes for the last time. */
  close(): void {
    this.#timer?.();
    this.note();
  }

  /** Notes the heads if they moved since the last time. */
  note(): void {
    const { dataDir, clock, log } = this.#parts;
    const heads = this.#parts.heads();
    const moved = [...heads].filter(([userId, { eventId }]) => this.#noted.get(userId)?.eventId !== eventId);
    if (moved.length === 0) return;
    const folder = folderIn(dataDir);
    const file = join(folder, `${istDate(clock.now())}.json`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const noted = { ...readDay(file), ...Object.fromEntries(heads) };
      // Whole or not at all: a name is changed at one instant.
      writeFileSync(`${file}.new`, `${JSON.stringify(noted)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
      this.#noted = heads;
    } catch (error) {
      log.warn({ err: error }, 'The heads of the journals could not be noted beside the database');
    }
  }
}

/** Everything that was noted, by user, oldest first. */
export function notedHeads(dataDir: string): ReadonlyMap<UserId, readonly JournalHead[]> {
  const folder = folderIn(dataDir);
  const noted = new Map<UserId, JournalHead[]>();
  for (const name of daysIn(folder)) {
    for (const [userId, head] of Object.entries(readDay(join(folder, name)))) {
      const known = noted.get(userId as UserId);
      if (known === undefined) noted.set(userId as UserId, [head]);
      else known.push(head);
    }
  }
  return noted;
}

function folderIn(dataDir: string): string {
  return join(dataDir, 'journal-heads');
}

function daysIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => DAY_FILE.test(name))
      .sort();
  } catch {
    // Nothing was ever noted here.
    return [];
  }
}

function readDay(file: string): Record<string, JournalHead> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, JournalHead>;
  } catch {
    // The first note of the day.
    return {};
  }
}
