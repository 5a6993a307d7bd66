/**
 * The store on disk: one append-only file, one line per commit with the documents it changed, written synchronously.
 *
 * Decides: format, compaction (when opened and when it has grown), what a torn last line means. Keeps: what was
 * committed before an answer went out is there after `kill -9`, and a commit is there as a whole or not at all.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryLock } from './directory-lock.ts';
import { parseDocument, printDocument } from './document-text.ts';
import type { Collection, Store } from './store.ts';

const FILE = 'venue.log';
/** Rewritten when it has grown by this much since the last time. */
const GROWTH_BYTES = 64 * 1024 * 1024;

interface Change {
  readonly c: Collection;
  readonly k: string;
  /** Absent: the document was removed. */
  readonly v?: unknown;
}

/** A store in a directory that this process alone holds. */
export class OperationLog implements Store {
  readonly #directory: string;
  readonly #lock: DirectoryLock;
  /** The latest text of each living document, by collection and key: what compaction writes. */
  readonly #living = new Map<string, string>();
  readonly #loaded = new Map<Collection, Map<string, unknown>>();
  readonly #changed = new Map<string, (() => unknown) | undefined>();
  #file: number;
  #grown = 0;

  /** Opens the directory, reads what is there and compacts it. Throws when another process holds it or the file is damaged. */
  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#lock = new DirectoryLock(directory);
    try {
      this.#read();
      this.#file = this.#compact();
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  put(collection: Collection, key: string, make: () => unknown): void {
    this.#changed.set(`${collection}\n${key}`, make);
  }

  remove(collection: Collection, key: string): void {
    this.#changed.set(`${collection}\n${key}`, undefined);
  }

  commit(): void {
    if (this.#changed.size === 0) return;
    const changes: string[] = [];
    for (const [place, make] of this.#changed) {
      const change = changeOf(place, make);
      if (make === undefined) this.#living.delete(place);
      else this.#living.set(place, change);
      changes.push(change);
    }
    this.#changed.clear();
    const line = `[${changes.join(',')}]\n`;
    writeAll(this.#file, line);
    this.#grown += line.length;
    if (this.#grown > GROWTH_BYTES) {
      closeSync(this.#file);
      this.#file = this.#compact();
    }
  }

  load(collection: Collection): readonly (readonly [string, unknown])[] {
    const documents = [...(this.#loaded.get(collection) ?? [])];
    this.#loaded.delete(collection);
    return documents;
  }

  close(): void {
    this.commit();
    closeSync(this.#file);
    this.#lock.release();
  }

  #read(): void {
    const path = join(this.#directory, FILE);
    if (!existsSync(path)) return;
    const lines = readFileSync(path, 'utf8').split('\n');
    // A process killed while it wrote leaves a last line without its end: nobody was told of it.
    lines.pop();
    lines.forEach((text, index) => {
      for (const change of this.#parse(text, index + 1)) this.#apply(change);
    });
  }

  #apply(change: Change): void {
    const documents = this.#loaded.get(change.c) ?? new Map<string, unknown>();
    this.#loaded.set(change.c, documents);
    const place = `${change.c}\n${change.k}`;
    if (change.v === undefined) {
      documents.delete(change.k);
      this.#living.delete(place);
    } else {
      documents.set(change.k, change.v);
      this.#living.set(place, printDocument(change));
    }
  }

  #parse(text: string, number: number): readonly Change[] {
    try {
      return parseDocument(text) as readonly Change[];
    } catch (cause) {
      throw new Error(`${join(this.#directory, FILE)}: line ${number} cannot be read.`, { cause });
    }
  }

  /** Writes the living documents to a new file, puts it in place of the old one and leaves it open for appending. */
  #compact(): number {
    const path = join(this.#directory, FILE);
    const fresh = `${path}.new`;
    const file = openSync(fresh, 'w', 0o600);
    let text = '';
    for (const change of this.#living.values()) {
      text += `[${change}]\n`;
      if (text.length > 1_000_000) {
        writeAll(file, text);
        text = '';
      }
    }
    writeAll(file, text);
    renameSync(fresh, path);
    this.#grown = 0;
    return file;
  }
}

function changeOf(place: string, make: (() => unknown) | undefined): string {
  const [collection, key] = place.split('\n') as [Collection, string];
  const change: Change =
    make === undefined ? { c: collection, k: key } : { c: collection, k: key, v: make() };
  return printDocument(change);
}

/** `writeSync` may write less than it was given. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
}
