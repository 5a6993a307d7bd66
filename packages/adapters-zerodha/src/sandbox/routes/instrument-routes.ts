/** The instrument list of the day, made once for each list of the venue. */
import { gzipSync } from 'node:zlib';
import type { Answer } from '@copydesk/sandbox';
import type { Route, RouteRequest } from '../route.ts';
import { instrumentCsv } from '../wire/instrument-csv.ts';

interface File {
  readonly version: number;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** The routes; each face keeps the files it has written. A list needs no session: the broker's is public too. */
export function instrumentRoutes(): readonly Route[] {
  const files = new Map<string, File>();

  const file = ({ face, path, acceptsGzip }: RouteRequest): Answer => {
    const { instruments } = face.venue;
    const exchange = path['exchange'];
    const name = exchange ?? '';
    let made = files.get(name);
    if (made?.version !== instruments.version) {
      const plain = Buffer.from(instrumentCsv(instruments.all, face.broker, exchange));
      made = { version: instruments.version, plain, gzipped: gzipSync(plain) };
      // Of exchanges that do not exist nothing is kept: a list of a header alone costs nothing to write.
      if (plain.includes('\n', plain.indexOf('\n') + 1)) files.set(name, made);
    }
    const headers = { 'content-type': 'text/csv' };
    if (!acceptsGzip) return { status: 200, headers, body: made.plain };
    return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: made.gzipped };
  };

  const route = { method: 'GET', kind: 'other', access: 'open' } as const;
  return [
    { ...route, path: '/instruments', run: file },
    { ...route, path: '/instruments/:exchange', run: file },
  ];
}
