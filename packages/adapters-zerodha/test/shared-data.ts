/** Real response files of the broker, which are not part of this repository. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER =
  process.env['COPYDESK_SHARED'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));
const KITE = join(FOLDER, 'kite');

/** Undefined when the files are there; else why tests that need them are skipped. */
export const ABSENT: string | undefined = existsSync(KITE)
  ? undefined
  : 'shared/data is not beside the repository (COPYDESK_SHARED names another place)';

if (ABSENT !== undefined) process.stdout.write(`Skipping tests over real Kite answers: ${ABSENT}.\n`);

/** A file of the Kite folder, as JSON. */
export function kiteJson(path: string): unknown {
  return JSON.parse(readFileSync(join(KITE, path), 'utf8'));
}
