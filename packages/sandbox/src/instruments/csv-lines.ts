/** The smallest CSV reader that instrument dumps need: quoted fields, doubled quotes, either line end. */

/** Records of a file with a header line, by column name. */
export function* csvRecords(text: string): Generator<Readonly<Record<string, string>>, void> {
  let header: readonly string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (line === '') continue;
    const fields = line.includes('"') ? quotedFields(line) : line.split(',');
    if (header === undefined) header = fields;
    else {
      const names: readonly string[] = header;
      yield Object.fromEntries(names.map((name, at) => [name, fields[at] ?? '']));
    }
  }
}

function quotedFields(line: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === '"' && quoted && line.charAt(at + 1) === '"') {
      field += '"';
      at += 1;
    } else if (char === '"') quoted = !quoted;
    else if (char === ',' && !quoted) {
      fields.push(field);
      field = '';
    } else field += char;
  }
  fields.push(field);
  return fields;
}
