/**
 * A holder that lives as long as it keeps a file locked. The lock is the operating system's, taken through SQLite
 * (an exclusive transaction that never ends, on an empty file of its own): Node has no call for it, and a lock of the
 * system is released at once when the process ends, `kill -9` included, where a time stamp would have to grow old.
 */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import Sqlite from 'better-sqlite3';
import { type Holder, newHolderId } from './holder.ts';

const SUFFIX = '.lock';
/** Tries to make a lock file. Only a sweep by another process that starts in the same moment can spoil one. */
const ATTEMPTS = 5;

/** Proves life by a locked file in `folder`, which lies beside the database. */
export class FileHolder implements Holder {
  readonly #folder: string;
  readonly #id: string;
  readonly #lock: Sqlite.Database;

  constructor(folder: string, hostId: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { id, lock } = lockNewFile(folder, hostId);
    this.#id = id;
    this.#lock = lock;
    this.#sweep();
  }

  async id(): Promise<string> {
    return this.#id;
  }

  async isAlive(id: string): Promise<boolean> {
    return isLocked(path.join(this.#folder, `${id}${SUFFIX}`));
  }

  onLost(): void {
    // A lock of the system is not lost while its process lives.
  }

  async close(): Promise<void> {
    if (!this.#lock.open) return;
    this.#lock.close();
    rmSync(path.join(this.#folder, `${this.#id}${SUFFIX}`), { force: true });
  }

  /** Removes what dead holders left. A missing file says the same as an unlocked one. */
  #sweep(): void {
    for (const name of readdirSync(this.#folder)) {
      const file = path.join(this.#folder, name);
      if (name.endsWith(SUFFIX) && !isLocked(file)) rmSync(file, { force: true });
    }
  }
}

function lockNewFile(folder: string, hostId: string): { id: string; lock: Sqlite.Database } {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const id = newHolderId(hostId);
    const file = path.join(folder, `${id}${SUFFIX}`);
    // Closed before the lock is taken: closing any descriptor of a file gives up all locks that the process has on it.
    const descriptor = openSync(file, 'wx', 0o600);
    const made = fstatSync(descriptor).ino;
    closeSync(descriptor);
    const lock = lockOf(file);
    // A sweep may have removed the file before it was locked: then we hold a lock that nobody can see.
    if (lock !== undefined && existsSync(file) && statSync(file).ino === made) return { id, lock };
    lock?.close();
  }
  throw new Error('No lock file could be made beside the database.');
}

function lockOf(file: string): Sqlite.Database | undefined {
  let lock: Sqlite.Database | undefined;
  try {
    lock = new Sqlite(file, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch {
    // Swept away, or just being looked at: another file is made.
    lock?.close();
    return undefined;
  }
}

/** Whether somebody has the file locked. Looking takes a shared lock only, so those who look do not see each other. */
function isLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  let look: Sqlite.Database | undefined;
  try {
    look = new Sqlite(file, { fileMustExist: true, timeout: 0 });
    look.prepare('SELECT count(*) FROM sqlite_master').get();
    return false;
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
    if (!existsSync(file)) return false;
    throw error;
  } finally {
    look?.close();
  }
}
