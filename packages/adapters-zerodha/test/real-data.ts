/** Real response files of the broker, which are not part of this repository; CONTRIBUTING.md says which and where. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER =
  process.env['COPYDESK_REAL_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const KITE = join(FOLDER, 'kite');

/** Undefined when the files are there; else why tests that need them are skipped. */
export const ABSENT: string | undefined = existsSync(KITE)
  ? undefined
  : 'they are not in shared/data beside the repository (COPYDESK_REAL_DATA names another folder)';

if (ABSENT !== undefined) process.stdout.write(`Skipping tests over real Kite answers: ${ABSENT}.\n`);

/** A file of the Kite folder, as JSON. */
export function kiteJson(path: string): unknown {
  return JSON.parse(readFileSync(join(KITE, path), 'utf8'));
}
