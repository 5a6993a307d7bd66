import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './run-command.mjs';

/** Every package.json of the workspace, relative to the root. */
export function manifests() {
  const found = ['package.json', 'bench/package.json', 'e2e/package.json'];
  for (const room of ['packages', 'apps']) {
    for (const name of readdirSync(path.join(ROOT, room)).sort()) found.push(`${room}/${name}/package.json`);
  }
  return found.filter((file) => existsSync(path.join(ROOT, file)));
}
