/** Where listings come from: the broker's file of the day, or files and bytes that are at hand. */
import { readFile } from 'node:fs/promises';
import type { Clock, ListingBatch } from '@copydesk/core';
import { fetchList } from './fetch-list.ts';
import { readList } from './list-reader.ts';

/** Every segment in one file. Source: developer documentation, "Instruments"; refreshed about 06:00 IST. */
export const COMPLETE_LIST = '/market-quote/instruments/exchange/complete.json.gz';

/** The list to download. */
export interface ListingRequest {
  /** Root of the broker's files; `COMPLETE_LIST` is appended. */
  readonly root: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** A list with fewer rows than this is taken for a cut one. Default 1; the broker's own has 120 000 to 205 000. */
  readonly minimumRows?: number | undefined;
}

/** A list that is at hand, gzipped or not: the JSON format, or the CSV that preceded it. */
export interface ListingFile {
  readonly source: { readonly file: string } | { readonly bytes: Uint8Array };
  readonly signal: AbortSignal;
  readonly minimumRows?: number | undefined;
}

/**
 * Upstox' list of all segments, downloaded and parsed in a worker thread.
 * Rejects with `broker-unreachable`, or `instruments-unusable` naming what is wrong with the file.
 */
export async function* readListings(request: ListingRequest): AsyncGenerator<ListingBatch, void> {
  const { root, clock, signal, minimumRows } = request;
  const bytes = await fetchList({ url: `${root}${COMPLETE_LIST}`, clock, signal });
  yield* readList({ bytes, signal, minimumRows: minimumRows ?? 1 });
}

/** A list of Upstox' formats that is at hand. Rejects with `instruments-unusable`. */
export async function* readListingFile(request: ListingFile): AsyncGenerator<ListingBatch, void> {
  const { source, signal, minimumRows } = request;
  const bytes = 'file' in source ? await readFile(source.file) : source.bytes;
  yield* readList({ bytes, signal, minimumRows: minimumRows ?? 1 });
}
