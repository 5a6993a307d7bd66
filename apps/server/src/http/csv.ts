import Papa from 'papaparse';
import type { Answer } from './answer.ts';

/** A value of a cell; figures come as exact decimal text. */
export type Cell = string | number | null;

/** What a spreadsheet would take for a formula, also behind white space. */
const FORMULA = /^[\s]*[=+\-@]/;

/**
 * A file of rows with a line of names first.
 *
 * Text that a spreadsheet would run as a formula (an order's note, a broker's words) is marked as text with an
 * apostrophe, as OWASP advises; our own figures are plain decimals and stay.
 */
export function csvAnswer(
  fileName: string,
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
): Answer {
  const safe = (cell: Cell): Cell =>
    typeof cell === 'string' && FORMULA.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell;
  const body = Papa.unparse(
    { fields: [...names], data: rows.map((row) => row.map(safe)) },
    { newline: '\r\n' },
  );
  return {
    status: 200,
    // The mark tells spreadsheets that the file is UTF-8.
    body: `\uFEFF${body}\r\n`,
    contentType: 'text/csv',
    headers: { 'content-disposition': `attachment; filename="${fileName}"` },
  };
}
