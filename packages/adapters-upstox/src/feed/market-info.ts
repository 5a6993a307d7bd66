/** `MarketInfo`: which segments trade. Comes once at the start and then whenever something changes; only told to the log. */
import { CELL } from './cells.ts';
import { BYTES, CELLS, NOWHERE, number, partEnd, partStart, skip, text } from './frame-bytes.ts';

/** In the order of the schema's numbers. */
const STATUSES = [
  'PRE_OPEN_START',
  'PRE_OPEN_END',
  'NORMAL_OPEN',
  'NORMAL_CLOSE',
  'CLOSING_START',
  'CLOSING_END',
] as const;

/** Puts the segments that the message names into the map, with their states; a number that the schema does not have stays one. */
export function readMarketInfo(lengthAt: number, limit: number, into: Map<string, string>): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  while (at < end) at = BYTES[at] === 0x0a ? readStatus(at + 1, end, into) : skip(at, end);
  return at === end ? end : NOWHERE;
}

/** An entry of the map. State 0, which is left out on the wire, is one like the others. */
function readStatus(lengthAt: number, limit: number, into: Map<string, string>): number {
  const end = partEnd(lengthAt, limit);
  if (end === NOWHERE) return NOWHERE;
  let at = partStart(lengthAt);
  let segment = '';
  CELLS[CELL.status] = 0;
  while (at < end) {
    const tag = BYTES[at];
    if (tag === 0x0a) {
      const textAt = partStart(at + 1);
      at = partEnd(at + 1, end);
      if (at !== NOWHERE) segment = text(textAt, at);
    } else if (tag === 0x10) at = number(CELL.status, at + 1);
    else at = skip(at, end);
  }
  if (at !== end) return NOWHERE;
  const status = CELLS[CELL.status] as number;
  into.set(segment, STATUSES[status] ?? String(status));
  return end;
}
