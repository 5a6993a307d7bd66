import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { ROOT, toolEnvironment } from '../prepare/run-command.mjs';

/**
 * @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number,
 *   readonly failures: readonly string[] }} Counts `failures`: what failed, a line each
 */

/**
 * @typedef {{ name?: string, status: string, message?: string,
 *   assertionResults: { status: string, fullName?: string, failureMessages?: string[] }[] }} FileReport
 */

/** So long may a run take, in milliseconds; one that hangs has to end some day. */
const LONGEST_RUN_MS = 15 * 60_000;
/**
 * Where Node keeps what it has compiled: dozens of servers and sandboxes are started from source, and each would strip
 * and compile the same modules again. It is keyed by what the files contain.
 */
const COMPILE_CACHE = path.join(ROOT, 'node_modules', '.cache', 'copydesk-compiled');
/** So long may it take to exit once its report is written. What still runs then is a process that a test left behind. */
const LONGEST_EXIT_MS = 20_000;

/**
 * Runs the tests of one vitest configuration, showing them as they run, and counts them.
 *
 * @param {string} cwd absolute; where the configuration stands
 * @returns {Promise<Counts>}
 */
export async function runVitest(cwd) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'copydesk-tests-'));
  const report = path.join(folder, 'report.json');
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  try {
    const exitedWell = await runToItsEnd(cwd, args, report);
    return countsOf(await readFile(report, 'utf8').catch(() => ''), exitedWell);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs vitest as the head of a group of processes, and ends the group with it: a process that a failed test left
 * behind would keep vitest, and a port, for ever.
 *
 * @param {string} cwd
 * @param {readonly string[]} args
 * @param {string} report
 * @returns {Promise<boolean>}
 */
function runToItsEnd(cwd, args, report) {
  return new Promise((resolve, reject) => {
    const child = spawn('vitest', args, {
      cwd,
      env: { ...toolEnvironment(ROOT), NODE_COMPILE_CACHE: COMPILE_CACHE },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const endGroup = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Nobody is left.
      }
    };
    const interrupt = () => {
      endGroup();
      process.exit(130);
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    const begun = Date.now();
    let reportedAt = Number.POSITIVE_INFINITY;
    const watch = setInterval(() => {
      if (reportedAt === Number.POSITIVE_INFINITY && existsSync(report)) reportedAt = Date.now();
      if (Date.now() < Math.min(begun + LONGEST_RUN_MS, reportedAt + LONGEST_EXIT_MS)) return;
      process.stdout.write(
        'The tests did not come to an end: a process that one of them began is still running.\n',
      );
      endGroup();
    }, 1_000);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearInterval(watch);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      endGroup();
      resolve(code === 0);
    });
  });
}

/**
 * The counts of a JSON report. A file that could not be loaded, an error outside of any test and a run that wrote no
 * report are a failure each: none of them is a failed test, and all of them mean that something was not tested.
 *
 * @param {string} report
 * @param {boolean} exitedWell
 * @returns {Counts}
 */
export function countsOf(report, exitedWell) {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  /** @type {string[]} */
  const failures = [];
  /** @type {{ testResults: FileReport[] }} */
  const read = report === '' ? { testResults: [] } : JSON.parse(report);
  for (const file of read.testResults) {
    const statuses = file.assertionResults.map((result) => result.status);
    const failedHere = statuses.filter((status) => status === 'failed').length;
    failures.push(...failuresOf(file, failedHere));
    passed += statuses.filter((status) => status === 'passed').length;
    failed += file.status === 'failed' && failedHere === 0 ? 1 : failedHere;
    skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  }
  if ((!exitedWell || report === '') && failed === 0) {
    failed = 1;
    failures.push('an error outside of any test, or no report');
  }
  return { passed, failed, skipped, failures };
}

/**
 * What failed in one file: the last lines of a long output are all that some readers see.
 *
 * @param {FileReport} file
 * @param {number} failedHere
 * @returns {string[]}
 */
function failuresOf({ name = '', status, message = '', assertionResults }, failedHere) {
  const where = path.relative(ROOT, name);
  if (status === 'failed' && failedHere === 0) return [`${where}: ${firstLine(message)}`];
  return assertionResults
    .filter((result) => result.status === 'failed')
    .map(
      ({ fullName = '', failureMessages = [] }) =>
        `${where}: ${fullName}: ${firstLine(failureMessages[0] ?? '')}`,
    );
}

/** @param {string} text */
function firstLine(text) {
  return text.split('\n', 1)[0] ?? '';
}
