/** Where listings come from: the broker's file of the day, or files and bytes that are at hand. */
import { readFile } from 'node:fs/promises';
import type { Clock, ListingBatch } from '@copydesk/core';
import { fetchList } from './fetch-list.ts';
import { readList } from './list-reader.ts';

/** The list to download. */
export interface ListingRequest {
  /** Root of the instrument file; `/instruments` is appended. */
  readonly root: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A list with fewer rows than this is taken for a cut one. Default 1; the broker's own has about 90 000. */
  readonly minimumRows?: number | undefined;
}

/** A list that is at hand, gzipped or not. */
export interface ListingFile {
  readonly source: { readonly file: string } | { readonly bytes: Uint8Array };
  readonly signal: AbortSignal;
  readonly minimumRows?: number | undefined;
}

/**
 * Kite's list of all exchanges, downloaded and parsed in a worker thread.
 * Rejects with `broker-unreachable`, or `instruments-unusable` naming what is wrong with the file.
 */
export async function* readListings(request: ListingRequest): AsyncGenerator<ListingBatch, void> {
  const { root, clock, signal, minimumRows } = request;
  const bytes = await fetchList({ url: `${root}/instruments`, clock, signal });
  yield* readList({ bytes, signal, minimumRows: minimumRows ?? 1 });
}

/** A list of Kite's format that is at hand. Rejects with `instruments-unusable`. */
export async function* readListingFile(request: ListingFile): AsyncGenerator<ListingBatch, void> {
  const { source, signal, minimumRows } = request;
  const bytes = 'file' in source ? await readFile(source.file) : source.bytes;
  yield* readList({ bytes, signal, minimumRows: minimumRows ?? 1 });
}
