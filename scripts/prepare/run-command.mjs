import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The root of the repository, absolute. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The environment in which our tools run: what the folder and the workspace have installed wins over what the machine
 * has, the Node that was brought along included.
 *
 * @param {string} [folder] absolute
 */
export function toolEnvironment(folder = ROOT) {
  const installed = [...new Set([folder, ROOT])].map((place) => path.join(place, 'node_modules', '.bin'));
  return { ...process.env, PATH: [...installed, process.env['PATH'] ?? ''].join(path.delimiter) };
}

/**
 * Runs a command to its end with its output on our standard error: standard output belongs to what is started
 * afterwards. Rejects when it does not exit with 0.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ readonly cwd?: string, readonly env?: Readonly<Record<string, string>> }} [options]
 * @returns {Promise<void>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...toolEnvironment(options.cwd), ...options.env },
      stdio: ['ignore', 2, 2],
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) return resolve();
      reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
