import { gunzipSync } from 'node:zlib';
import { TradingError } from '@copydesk/core';

/** Ours: an unpacked list is at most 70 MB today; a small file that unpacks to more is no list. */
const LARGEST_UNPACKED = 512 * 1024 * 1024;

/** The bytes of a list, unpacked when they are gzipped. Throws `instruments-unusable` for a gzip stream that was cut short or is damaged. */
export function decodeList(bytes: Uint8Array): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'Z_BUF_ERROR' ? 'cut-short' : 'unreadable';
    throw new TradingError('instruments-unusable', { reason, format: 'gzip' }, { cause: error });
  }
}
