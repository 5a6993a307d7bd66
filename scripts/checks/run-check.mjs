import { spawn } from 'node:child_process';
import process from 'node:process';
import { ROOT, toolEnvironment } from '../prepare/run-command.mjs';

/**
 * One thing that must hold, found out by a command that ends with 0 when it does.
 *
 * @typedef {{ readonly name: string, readonly command: readonly string[], readonly cwd?: string }} Check
 * @typedef {{ readonly name: string, readonly passed: boolean, readonly seconds: number, readonly output: string }} Verdict
 */

/**
 * Runs one check to its end. What it prints is kept, so that checks side by side do not mix their lines.
 *
 * @param {Check} check
 * @returns {Promise<Verdict>}
 */
export function runCheck(check) {
  const begun = Date.now();
  const [command = '', ...args] = check.command;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: check.cwd ?? ROOT,
      env: { ...toolEnvironment(check.cwd), NO_COLOR: '1', FORCE_COLOR: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    /** @param {boolean} passed */
    const end = (passed) =>
      resolve({ name: check.name, passed, seconds: (Date.now() - begun) / 1000, output: output.trim() });
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    child.stderr.on('data', (chunk) => (output += String(chunk)));
    child.once('error', (error) => {
      output += error.message;
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

/**
 * Runs checks side by side, as many at a time as there are cores to run them, and prints each verdict as it falls.
 *
 * @param {readonly Check[]} checks
 * @param {number} atATime
 */
export async function runChecks(checks, atATime) {
  const waiting = [...checks];
  /** @type {Verdict[]} */
  const verdicts = [];
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const verdict = await runCheck(check);
      print(verdict);
      verdicts.push(verdict);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atATime) }, worker));
  return verdicts;
}

/** @param {Verdict} verdict */
function print(verdict) {
  const { name, passed, seconds, output } = verdict;
  process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)\n`);
  if (!passed) process.stdout.write(`${output.replace(/^/gm, '     ')}\n`);
}
