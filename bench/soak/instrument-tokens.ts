/** What the screens of a run listen to. */
/** Tokens of so many instruments at the imitated Kite. Shares first: what costs most moves at every step. */
export async function instrumentTokens(face: string, count: number): Promise<readonly string[]> {
  const dump = await (await fetch(`${face}/instruments`, { headers: { 'X-Kite-Version': '3' } })).text();
  const [header = '', ...rows] = dump.trim().split('\n');
  const columns = header.trim().split(',');
  const cell = (row: readonly string[], name: string): string => row[columns.indexOf(name)] ?? '';
  const kinds = ['EQ', 'FUT', 'CE', 'PE'];
  return rows
    .map((row) => row.trim().split(','))
    .filter((row) => ['NSE', 'NFO'].includes(cell(row, 'exchange')) && cell(row, 'segment') !== 'INDICES')
    .sort(
      (one, other) =>
        kinds.indexOf(cell(one, 'instrument_type')) - kinds.indexOf(cell(other, 'instrument_type')),
    )
    .slice(0, count)
    .map((row) => cell(row, 'instrument_token'));
}
