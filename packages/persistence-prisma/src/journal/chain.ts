/**
 * The chain through a user's journal: each row carries a hash over the hash of the row before it and over itself, so that
 * a row that was changed, taken out or put in is found, and so is a row that is missing.
 *
 * What is hashed is what is stored, text for text, and not what it means: the same row gives the same hash in both
 * databases and in every later version of this program. This rule is never changed; another one would be another column.
 */
import { hash } from 'node:crypto';

/** A row of the journal as both databases give it back. */
export interface StoredRow {
  readonly userId: string;
  readonly eventId: number;
  readonly at: bigint | number;
  readonly monotonicMs: number;
  readonly type: string;
  /** The event, as JSON text. */
  readonly event: string;
}

/** What stands for the hash before a user's first entry. */
export const CHAIN_START = '';

/** The hash of a row that follows one with the hash `previous`. A line feed parts what JSON never holds one in. */
export function hashOf(previous: string, row: StoredRow): string {
  const head = [previous, row.userId, row.eventId, Number(row.at), row.monotonicMs, row.type];
  return hash('sha256', `${JSON.stringify(head)}\n${row.event}`);
}
