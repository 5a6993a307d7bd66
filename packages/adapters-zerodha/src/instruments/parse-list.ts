import { decodeList } from './decode-list.ts';
import { type RowSink, readKiteCsv } from './kite-csv.ts';

/** Reads a whole list, gzipped or not. Blocks for as long as it takes: the parsing thread calls it. Throws `instruments-unusable`. */
export function parseList(bytes: Uint8Array, sink: RowSink): void {
  readKiteCsv(decodeList(bytes).toString('utf8'), sink);
}
