import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ROOT, toolEnvironment } from '../prepare/run-command.mjs';

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts */

/**
 * Runs the tests of one vitest configuration, showing them as they run, and counts them.
 *
 * @param {string} cwd absolute; where the configuration stands
 * @returns {Promise<Counts>}
 */
export async function runVitest(cwd) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'copydesk-tests-'));
  const report = path.join(folder, 'report.json');
  try {
    const code = await new Promise((resolve, reject) => {
      const child = spawn(
        'vitest',
        ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        {
          cwd,
          env: toolEnvironment(ROOT),
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      );
      child.once('error', reject);
      child.once('close', resolve);
    });
    return countsOf(await readFile(report, 'utf8').catch(() => ''), code === 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
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
  /** @type {{ testResults: { status: string, assertionResults: { status: string }[] }[] }} */
  const read = report === '' ? { testResults: [] } : JSON.parse(report);
  for (const file of read.testResults) {
    const statuses = file.assertionResults.map((result) => result.status);
    const failedHere = statuses.filter((status) => status === 'failed').length;
    passed += statuses.filter((status) => status === 'passed').length;
    failed += file.status === 'failed' && failedHere === 0 ? 1 : failedHere;
    skipped += statuses.filter((status) => status !== 'passed' && status !== 'failed').length;
  }
  if ((!exitedWell || report === '') && failed === 0) failed = 1;
  return { passed, failed, skipped };
}
