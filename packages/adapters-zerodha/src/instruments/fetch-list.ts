/** Downloads an instrument file and keeps it as it came: compressed, it is a few megabytes. */
import { type Clock, TradingError } from '@copydesk/core';
import { request } from 'undici';

/** Ours: far above the 9 MB that Kite's list of all exchanges has uncompressed. */
const LARGEST_BYTES = 128 * 1024 * 1024;
/** Ours: the whole file, on a slow line. */
const DEADLINE_MS = 60_000;

/** What to fetch. */
export interface FetchList {
  readonly url: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The body of the file. Rejects with `broker-unreachable` or, for a body beyond any list's size, `instruments-unusable`. */
export async function fetchList({ url, clock, signal }: FetchList): Promise<Uint8Array> {
  const deadline = new AbortController();
  const stop = clock.after(DEADLINE_MS, () => deadline.abort(new Error('The download took too long.')));
  try {
    const { statusCode, body } = await request(url, {
      method: 'GET',
      headers: { accept: '*/*', 'accept-encoding': 'gzip', 'x-kite-version': '3' },
      signal: AbortSignal.any([signal, deadline.signal]),
    });
    if (statusCode !== 200) {
      await body.dump();
      throw new TradingError('broker-unreachable', { what: 'instruments', status: statusCode });
    }
    return await collect(body);
  } catch (error) {
    if (signal.aborted || TradingError.is(error)) throw error;
    throw new TradingError('broker-unreachable', { what: 'instruments' }, { cause: error });
  } finally {
    stop();
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > LARGEST_BYTES) throw new TradingError('instruments-unusable', { reason: 'too-large' });
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
