import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ROOT } from './run-command.mjs';

/** What the programs of the workspace need. The same number stands in `engines` of every package.json. */
const NEEDED = '22.19.0';
/** What this script and the package manager need to bring the rest along. */
const NEEDED_TO_START = '20.0.0';

/** Linux on x64 and arm64 gets its Node from the registry as an ordinary package. */
const BRINGS_NODE = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch);

/** @param {string} version @param {string} wanted */
function isAtLeast(version, wanted) {
  const have = version.replace(/^v/, '').split('.').map(Number);
  for (const [place, number] of wanted.split('.').map(Number).entries()) {
    if ((have[place] ?? 0) !== number) return (have[place] ?? 0) > number;
  }
  return true;
}

/** Throws, in words for a person, when the Node that runs us cannot even install. */
export function checkNodeBeforeInstall() {
  const wanted = BRINGS_NODE ? NEEDED_TO_START : NEEDED;
  // From the second start on it may be the Node that was brought along that runs us.
  if (isAtLeast(process.version, wanted)) return;
  throw new Error(
    BRINGS_NODE
      ? `Copydesk needs Node ${wanted} or newer to begin with (it brings the newer one that it runs on). This is Node ${process.version}.`
      : `On ${process.platform} ${process.arch} Copydesk needs Node ${wanted} or newer. This is Node ${process.version}.`,
  );
}

/** The version of the Node that `node` means in every script of the workspace. Throws when it is missing or too old. */
export function checkNodeAfterInstall() {
  if (!BRINGS_NODE) return process.version;
  const brought = path.join(ROOT, 'node_modules', '.bin', 'node');
  if (!existsSync(brought)) {
    if (isAtLeast(process.version, NEEDED)) return process.version;
    throw new Error(
      `The Node that comes with the packages is missing: optional dependencies were left out of the install. ` +
        `Allow them, or use Node ${NEEDED} or newer. This is Node ${process.version}.`,
    );
  }
  let version;
  try {
    version = execFileSync(brought, ['--version'], { encoding: 'utf8' }).trim();
  } catch (cause) {
    throw new Error('The Node that comes with the packages does not run here. It needs a Linux with glibc.', {
      cause,
    });
  }
  if (!isAtLeast(version, NEEDED)) throw new Error(`Node ${NEEDED} or newer was expected, found ${version}.`);
  return version;
}
