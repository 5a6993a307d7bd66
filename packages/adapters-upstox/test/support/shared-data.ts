import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real data of others, which is not part of this repository. `COPYDESK_SHARED` says where else it is. */
const ROOT =
  process.env['COPYDESK_SHARED'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const PAYLOADS = `${ROOT.replace(/\/data$/, '')}/data/upstox/payloads`;

/** Undefined when the data is here; else what a skipped test says. */
export const MISSING_PAYLOADS = existsSync(PAYLOADS)
  ? undefined
  : 'skipped: the response files of upstox/payloads are not on this machine';

if (MISSING_PAYLOADS !== undefined) process.stdout.write(`${MISSING_PAYLOADS}\n`);

/** A response body as its broker published it. */
export function payload(name: string): string {
  return readFileSync(`${PAYLOADS}/${name}.json`, 'utf8');
}
