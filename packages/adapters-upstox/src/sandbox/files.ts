/** The instrument files: gzipped JSON arrays, one of everything and one for each exchange. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { Answer, FaceContext, VenueInstrument } from '@copydesk/sandbox';
import type { Route } from './call.ts';
import { instrumentRow } from './instrument-row.ts';
import { keyOf } from './words.ts';

const FOLDER = '/market-quote/instruments/exchange';
const EXCHANGES = ['complete', 'NSE', 'BSE', 'MCX'] as const;
/** Rows written between two turns of the event loop. */
const ROWS_AT_ONCE = 2_000;

/** The routes of the files. A file is made when it is first asked for, and again when the list has changed. */
export function fileRoutes(face: FaceContext): readonly Route[] {
  return EXCHANGES.map((name) => {
    let made: { readonly version: number; readonly body: Promise<Uint8Array> } | undefined;
    return {
      method: 'GET',
      path: `${FOLDER}/${name}.json.gz`,
      kind: 'other',
      access: 'open',
      run: async (): Promise<Answer> => {
        const { all, version } = face.venue.instruments;
        if (made?.version !== version) {
          const listed = all.filter(
            (instrument) => keyOf(instrument) !== '' && (name === 'complete' || instrument.exchange === name),
          );
          made = { version, body: packed(listed) };
        }
        return { status: 200, headers: { 'content-type': 'application/gzip' }, body: await made.body };
      },
    };
  });
}

async function packed(instruments: readonly VenueInstrument[]): Promise<Uint8Array> {
  const gzip = createGzip({ level: 1 });
  const parts: Buffer[] = [];
  gzip.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    gzip.once('end', resolve);
    gzip.once('error', reject);
  });
  gzip.write('[');
  for (let from = 0; from < instruments.length; from += ROWS_AT_ONCE) {
    const rows = instruments
      .slice(from, from + ROWS_AT_ONCE)
      .map((row) => JSON.stringify(instrumentRow(row)));
    gzip.write(`${from === 0 ? '' : ','}${rows.join(',')}`);
    await nextTurn();
  }
  gzip.end(']');
  await ended;
  return Buffer.concat(parts);
}
