/**
 * Writes the few kinds of protobuf fields that the market data feed has. By hand rather than by a library, because it is
 * this page: the face then needs nothing more at run time, and the official SDK's decoder is an honest witness of it.
 *
 * Proto3: what is 0 or empty is not written.
 */
const NOTHING = Buffer.alloc(0);

/** A double. */
export function doubleField(field: number, value: number): Buffer {
  if (value === 0) return NOTHING;
  const bytes = Buffer.alloc(9);
  bytes[0] = (field << 3) | 1;
  bytes.writeDoubleLE(value, 1);
  return bytes;
}

/** An int64 of at most 2^53, or an enum. Never negative. */
export function numberField(field: number, value: number): Buffer {
  return value === 0 ? NOTHING : Buffer.from([field << 3, ...varint(value)]);
}

/** A text. */
export function textField(field: number, value: string): Buffer {
  return value === '' ? NOTHING : partField(field, [Buffer.from(value)]);
}

/** A message within: written even when it is empty. */
export function partField(field: number, content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, { length: size }) => sum + size, 0);
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(length)]), ...content]);
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}
