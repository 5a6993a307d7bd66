import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real response files, which are not part of this repository; CONTRIBUTING.md says which and where. */
export const REAL_DATA =
  process.env['COPYDESK_REAL_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
/** Where response bodies are looked for. */
export const PAYLOADS = `${REAL_DATA}/upstox/payloads`;

/** Undefined when the data is here; else what a skipped test says. */
export const MISSING_PAYLOADS = existsSync(PAYLOADS)
  ? undefined
  : 'skipped: upstox/payloads is not in shared/data beside the repository (COPYDESK_REAL_DATA names another folder)';

if (MISSING_PAYLOADS !== undefined) process.stdout.write(`${MISSING_PAYLOADS}\n`);

/** A response body as its broker published it. */
export function payload(name: string): string {
  return readFileSync(`${PAYLOADS}/${name}.json`, 'utf8');
}
