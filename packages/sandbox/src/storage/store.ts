/**
 * What survives the process: documents in named collections, the last write of a key wins.
 *
 * Keeps: after `commit` returns, what was put survives a `kill -9` of the process (it is in the page cache; a crash of
 * the machine may lose it, which a sandbox can bear). Leaves to others: what the documents mean.
 */

/** The collections. */
export type Collection =
  | 'meta'
  | 'walk'
  | 'sequence'
  | 'market'
  | 'instrument'
  | 'client'
  | 'desk'
  | 'session'
  | 'login'
  | 'order'
  | 'trade'
  | 'account'
  | 'price'
  | 'activity'
  | 'day'
  | 'fault'
  | 'request';

/** Where documents go. */
export interface Store {
  /** Marks the document as changed; `make` is called once, at the next commit. */
  put(collection: Collection, key: string, make: () => unknown): void;
  remove(collection: Collection, key: string): void;
  /** Writes what was marked. */
  commit(): void;
  /** What was stored when the store was opened, in order of first writing. */
  load(collection: Collection): readonly (readonly [key: string, document: unknown])[];
  close(): void;
}

/** Keeps nothing. */
export class MemoryStore implements Store {
  put(): void {}
  remove(): void {}
  commit(): void {}
  load(): readonly (readonly [string, unknown])[] {
    return [];
  }
  close(): void {}
}
