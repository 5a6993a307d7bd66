import { decodeList } from './decode-list.ts';
import { objectBatches } from './json-objects.ts';
import { type RowSink, readLegacyCsv } from './legacy-csv.ts';
import { readUpstoxRow } from './upstox-row.ts';

/** The first column of the CSV is the instrument key, quoted or not; JSON begins with a bracket. */
const LEGACY = /^\uFEFF?"?instrument_key/;

/** Reads a whole list of either format, gzipped or not. Blocks for as long as it takes: the parsing thread calls it. Throws `instruments-unusable`. */
export function parseList(bytes: Uint8Array, sink: RowSink): void {
  const unpacked = decodeList(bytes);
  if (LEGACY.test(unpacked.subarray(0, 32).toString('utf8'))) {
    readLegacyCsv(unpacked.toString('utf8'), sink);
    return;
  }
  for (const { objects, progress } of objectBatches(unpacked)) {
    for (const object of objects) sink.take(readUpstoxRow(object), progress);
  }
}
