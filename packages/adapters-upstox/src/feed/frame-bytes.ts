/**
 * The frame that is being read, and the parts of which protobuf messages are made.
 *
 * Decides: that nothing outside of a frame is ever read. A frame is copied into one buffer, which stays, and is followed
 * there by zeros, so that a number which the end of the frame cuts off ends in them. Each function takes a place in the
 * frame and gives the place behind what it read; whoever reads a message compares that with its end, and gives the frame
 * up by passing `NOWHERE` on. So a field costs one comparison, and no look at a byte can leave the buffer.
 *
 * The buffers are constants of the module, because the compiler then knows where they lie; a frame is read in one go, so
 * that one of each serves all connections. That holds only where the constant is the reader's own: what is imported is
 * looked up and checked at each use. So the modules that read the most take everything from here into constants of theirs.
 */

/** The longest frame that is read: five thousand instruments in full take two million bytes. */
export const LONGEST_FRAME = 4 * 1024 * 1024;

/** More than is looked at beyond the last byte of a frame before the place is compared with an end: a run of figures, a short part. */
const PADDING = 512;

/**
 * Every place in a frame, as a mask. It changes none; the compiler learns from it that so many bytes behind the place are the
 * buffer's too, and leaves out the check of each.
 */
export const WITHIN = LONGEST_FRAME - 1;

/** The frame, then zeros. */
export const BYTES = new Uint8Array(LONGEST_FRAME + PADDING);
export const VIEW = new DataView(BYTES.buffer);

/** Behind every end, and still a small integer for the machine. */
export const NOWHERE = 0x3fffffff;

/** Where numbers are put: the places are `CELL`'s, then the order book's. */
export const CELLS = new Float64Array(256);

/** The place for a number that is needed at once: a tag, a length, an enum. */
const SCRATCH = 255;

/** What the last three bits of a tag say about the bytes that follow. Groups (3 and 4) ended with proto2. */
const VARINT = 0;
const FIXED_64 = 1;
const PART = 2;
const FIXED_32 = 5;

/** Four bytes of which none is the last of its number, as the machine's integers have them. */
const EACH_GOES_ON = 0x80808080 | 0;
const TWO_28 = 2 ** 28;
const TWO_56 = 2 ** 56;

const utf8 = new TextDecoder();

/** Takes a frame of at most `LONGEST_FRAME` bytes. */
export function loadFrame(frame: Uint8Array): void {
  const { length } = frame;
  BYTES.set(frame);
  VIEW.setFloat64(length, 0);
  VIEW.setFloat64(length + 8, 0);
  VIEW.setFloat64(length + 16, 0);
}

/** A double into a cell. */
export function double(cell: number, at: number): number {
  CELLS[cell] = VIEW.getFloat64(at, true);
  return at + 8;
}

/**
 * An int64, a uint32, an enum or a bool into a cell. Beyond 2^53 it is the nearest number, which no figure of a market
 * is.
 */
export function number(cell: number, at: number): number {
  const byte = BYTES[at] as number;
  if (byte < 128) {
    CELLS[cell] = byte;
    return at + 1;
  }
  const second = BYTES[at + 1] as number;
  if (second < 128) {
    CELLS[cell] = (byte & 127) | (second << 7);
    return at + 2;
  }
  return longNumber(cell, at);
}

/** The same for a moment in milliseconds, which has six bytes from 1971 until 2109. */
export function time(cell: number, at: number): number {
  const word = VIEW.getUint32(at, true);
  const fifth = BYTES[at + 4] as number;
  const sixth = BYTES[at + 5] as number;
  if ((word & 0x80808080) !== EACH_GOES_ON || fifth < 128 || sixth > 127) return number(cell, at);
  const low =
    (word & 0x7f) | ((word >>> 1) & 0x3f80) | ((word >>> 2) & 0x1fc000) | ((word >>> 3) & 0xfe00000);
  CELLS[cell] = ((fifth & 127) | (sixth << 7)) * TWO_28 + low;
  return at + 6;
}

function longNumber(cell: number, from: number): number {
  let at = from;
  let low = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = BYTES[at++] as number;
    low |= (byte & 127) << shift;
    if (byte < 128) {
      CELLS[cell] = low;
      return at;
    }
  }
  let high = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = BYTES[at++] as number;
    high |= (byte & 127) << shift;
    if (byte < 128) {
      CELLS[cell] = high * TWO_28 + low;
      return at;
    }
  }
  return longestNumber(cell, at, high * TWO_28 + low);
}

/** The last bytes of a number of nine or ten: the sign is in the tenth, and there is no eleventh. */
function longestNumber(cell: number, at: number, low: number): number {
  const ninth = BYTES[at] as number;
  const tenth = ninth < 128 ? 0 : (BYTES[at + 1] as number);
  if (tenth > 1) return NOWHERE;
  // Two's complement: minus 2^64 first, where the numbers are small enough to be exact.
  const top = (ninth & 127) + 128 * tenth - (tenth === 1 ? 256 : 0);
  CELLS[cell] = top * TWO_56 + low;
  return ninth < 128 ? at + 1 : at + 2;
}

/**
 * Where the part begins whose length stands at `at`. Lengths have four bytes at most: with more, the part would be longer
 * than any frame, or its writer strange.
 */
export function partStart(at: number): number {
  if ((BYTES[at] as number) < 128) return at + 1;
  if ((BYTES[at + 1] as number) < 128) return at + 2;
  return (BYTES[at + 2] as number) < 128 ? at + 3 : at + 4;
}

/** Where that part ends; `NOWHERE` when that is behind `end`. */
export function partEnd(at: number, end: number): number {
  const byte = BYTES[at] as number;
  const second = BYTES[at + 1] as number;
  const found =
    byte < 128 ? at + 1 + byte : second < 128 ? at + 2 + ((byte & 127) | (second << 7)) : longPartEnd(at);
  return found <= end ? found : NOWHERE;
}

function longPartEnd(at: number): number {
  const low = ((BYTES[at] as number) & 127) | (((BYTES[at + 1] as number) & 127) << 7);
  const third = BYTES[at + 2] as number;
  if (third < 128) return at + 3 + (low | (third << 14));
  const fourth = BYTES[at + 3] as number;
  return fourth < 128 ? at + 4 + (low | ((third & 127) << 14) | (fourth << 21)) : NOWHERE;
}

/** Passes over a field that nobody here reads: a new one, or a known one of another kind. `at` is where its tag stands. */
export function skip(at: number, end: number): number {
  const first = BYTES[at] as number;
  return first < 128 ? skipKind(first, at + 1, end) : skipWide(at, end);
}

function skipWide(at: number, end: number): number {
  const behindTag = number(SCRATCH, at);
  const tag = CELLS[SCRATCH] as number;
  // Tags have 32 bits.
  return behindTag >= end || tag < 0 || tag > 4_294_967_295 ? NOWHERE : skipKind(tag, behindTag, end);
}

function skipKind(tag: number, at: number, end: number): number {
  // A field has a number.
  if (tag < 8) return NOWHERE;
  switch (tag & 7) {
    case VARINT:
      return number(SCRATCH, at);
    case FIXED_64:
      return at + 8;
    case FIXED_32:
      return at + 4;
    case PART:
      return partEnd(at, end);
    default:
      return NOWHERE;
  }
}

/** Four bytes as one integer. */
export function word(at: number): number {
  return VIEW.getInt32(at, true);
}

/** A text, from `at` up to `end`. For what is seldom read. */
export function text(at: number, end: number): string {
  return utf8.decode(BYTES.subarray(at, end));
}
