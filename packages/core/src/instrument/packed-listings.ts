/**
 * Listing rows in a form that crosses from a parsing thread to the event loop at little cost: one text and one array
 * of numbers for a whole batch. Cloning the rows themselves takes longer than parsing them.
 */
import type { Price } from '../money/price.ts';
import { type InstrumentKind, type OptionType, SEGMENTS, type Segment } from './instrument.ts';
import type { ListingKey, ListingRow } from './listing.ts';

/** A packed batch. `numbers` may be transferred instead of copied. */
export interface PackedListings {
  readonly count: number;
  /** `TEXTS` fields for each row, separated. */
  readonly texts: string;
  /** `NUMBERS` values for each row. */
  readonly numbers: Float64Array<ArrayBuffer>;
}

/** No field of a list holds a control character: adapters refuse such rows, and unpacking throws. */
const SEPARATOR = '\u001f';
/** Stands for "the same as key", "the same as symbol", and for undefined. */
const SAME = '\u001e';
const ABSENT = '\u001d';

const TEXTS = 10;
const NUMBERS = 6;

const KINDS: readonly InstrumentKind[] = ['EQ', 'INDEX', 'FUT', 'OPT'];
const OPTION_TYPES: readonly (OptionType | undefined)[] = [undefined, 'CE', 'PE'];

/** Whether a text can be packed: it holds no control character. */
export function isPackable(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return !/[\u0000-\u001f]/.test(text);
}

/** Packs rows, none of whose texts may hold a control character (`isPackable`). */
export function packListings(rows: readonly ListingRow[]): PackedListings {
  const texts: string[] = [];
  const numbers = new Float64Array(rows.length * NUMBERS);
  let at = 0;
  for (const row of rows) {
    texts.push(
      row.exchangeToken,
      row.key,
      row.feedToken === row.key ? SAME : row.feedToken,
      row.symbol,
      row.symbolByRule === row.symbol ? SAME : (row.symbolByRule ?? ABSENT),
      row.name === row.underlying ? SAME : row.name,
      row.underlying,
      row.expiry ?? ABSENT,
      row.isin ?? ABSENT,
      row.series ?? ABSENT,
    );
    numbers[at] =
      SEGMENTS.indexOf(row.segment) * 16 + KINDS.indexOf(row.kind) * 4 + OPTION_TYPES.indexOf(row.optionType);
    numbers[at + 1] = row.strike ?? Number.NaN;
    numbers[at + 2] = row.lotSize;
    numbers[at + 3] = row.tickSize;
    numbers[at + 4] = row.freezeQuantity ?? Number.NaN;
    numbers[at + 5] = row.contractMultiplier ?? Number.NaN;
    at += NUMBERS;
  }
  const joined = texts.join(SEPARATOR);
  return { count: rows.length, texts: joined, numbers };
}

/** The rows of a packed batch. Throws a RangeError when a text held a control character after all. */
export function unpackListings(packed: PackedListings): readonly ListingRow[] {
  const rows: ListingRow[] = [];
  if (packed.count === 0) return rows;
  const texts = packed.texts.split(SEPARATOR);
  // One separator too many would shift every later row by a field.
  if (texts.length !== packed.count * TEXTS) {
    throw new RangeError('A text of a listing row holds a control character.');
  }
  const { numbers } = packed;
  for (let row = 0; row < packed.count; row += 1) {
    const text = row * TEXTS;
    const number = row * NUMBERS;
    const code = numbers[number] as number;
    const key = texts[text + 1] as ListingKey;
    const feedToken = texts[text + 2] as string;
    const symbol = texts[text + 3] as string;
    const byRule = texts[text + 4] as string;
    const name = texts[text + 5] as string;
    const underlying = texts[text + 6] as string;
    rows.push({
      segment: SEGMENTS[code >> 4] as Segment,
      kind: KINDS[(code >> 2) & 3] as InstrumentKind,
      optionType: OPTION_TYPES[code & 3],
      exchangeToken: texts[text] as string,
      key,
      feedToken: feedToken === SAME ? key : feedToken,
      symbol,
      symbolByRule: byRule === SAME ? symbol : optional(byRule),
      name: name === SAME ? underlying : name,
      underlying,
      expiry: optional(texts[text + 7] as string),
      strike: known(numbers[number + 1] as number) as Price | undefined,
      isin: optional(texts[text + 8] as string),
      series: optional(texts[text + 9] as string),
      lotSize: numbers[number + 2] as number,
      tickSize: numbers[number + 3] as Price,
      freezeQuantity: known(numbers[number + 4] as number),
      contractMultiplier: known(numbers[number + 5] as number),
    });
  }
  return rows;
}

function optional(text: string): string | undefined {
  return text === ABSENT ? undefined : text;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
