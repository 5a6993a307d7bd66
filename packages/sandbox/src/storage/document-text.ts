/** Documents as lines of text. Exact values (bigint) are written as `{"$value":"123"}`, which no other field can look like. */

function write(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? { $value: value.toString() } : value;
}

function read(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$value' in value)) return value;
  return typeof value.$value === 'string' ? BigInt(value.$value) : value;
}

/** One document as JSON text without line breaks. */
export function printDocument(document: unknown): string {
  return JSON.stringify(document, write);
}

/** The document of a text. Throws a SyntaxError for what is no JSON. */
export function parseDocument(text: string): unknown {
  return text.includes('"$value"') ? JSON.parse(text, read) : JSON.parse(text);
}
