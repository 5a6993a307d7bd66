/**
 * Everything that must hold before a change lands, in one run: types, lint, format, import rules, unused code, the
 * packages as they would be published, and all tests. The last line counts checks and tests together; the exit code
 * is 0 only when nothing failed.
 */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { runChecks } from './checks/run-check.mjs';
import { runVitest } from './checks/run-vitest.mjs';
import { ROOT } from './prepare/run-command.mjs';

const CONSOLE = path.join(ROOT, 'apps', 'console');

/** The others read what this makes: the compiled packages and the built console. */
const BUILD = { name: 'build: packages, server, console', command: ['node', 'scripts/prepare.mjs', 'start'] };

const CHECKS = [
  { name: 'types of tests and tools', command: ['tsc', '-p', 'tsconfig.tests.json', '--noEmit'] },
  { name: 'types of scripts', command: ['tsc', '-p', 'scripts/tsconfig.json'] },
  { name: 'types of the console', command: ['tsc', '-p', 'apps/console', '--noEmit'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings', '--format=unix', '.'] },
  { name: 'format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'import rules', command: ['node', 'scripts/checks/import-rules.mjs'] },
  { name: 'core without a clock', command: ['node', 'scripts/checks/core-without-clock.mjs'] },
  { name: 'rules that are cited', command: ['node', 'scripts/checks/cited-rules.mjs'] },
  { name: 'unused code', command: ['knip', '--no-progress'] },
  { name: 'packages as published', command: ['node', 'scripts/checks/packed-packages.mjs'] },
  { name: 'reasons for dependencies', command: ['node', 'scripts/checks/dependency-reasons.mjs'] },
];

async function main() {
  const begun = Date.now();
  const cores = os.availableParallelism();
  const build = await runChecks([BUILD], 1);
  const verdicts = [...build, ...(await runChecks(CHECKS, cores))];
  const runs = [await runVitest(ROOT)];
  if (existsSync(path.join(CONSOLE, 'vitest.config.ts'))) runs.push(await runVitest(CONSOLE));

  const failedChecks = verdicts.filter((verdict) => !verdict.passed);
  const passed = runs.reduce((sum, run) => sum + run.passed, verdicts.length - failedChecks.length);
  const failed = runs.reduce((sum, run) => sum + run.failed, failedChecks.length);
  const skipped = runs.reduce((sum, run) => sum + run.skipped, 0);

  for (const failure of runs.flatMap((run) => run.failures))
    process.stdout.write(`Failed test: ${failure}\n`);
  for (const verdict of failedChecks) process.stdout.write(`Failed check: ${verdict.name}\n`);
  process.stdout.write(`Took ${((Date.now() - begun) / 1000).toFixed(0)} s.\n`);
  process.stdout.write(
    `Total: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
