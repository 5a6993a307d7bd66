import { existsSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The path of a compiled file. Throws, saying what makes it, when it is not there. */
export function built(file: string): string {
  const found = path.join(ROOT, file);
  if (!existsSync(found)) throw new Error(`${file} is not built: node scripts/prepare.mjs start`);
  return found;
}
