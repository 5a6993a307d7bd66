/**
 * Brings a bare clone to where it can be started or tested, and does only what is not done yet.
 *
 * Runs on Node 20 with nothing installed: only Node's own modules here. Progress goes to standard error.
 *
 *   node scripts/prepare.mjs start    install, generate, compile, build the console
 *   node scripts/prepare.mjs test     install and generate; the rest is part of what `test.mjs` checks
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { manifests } from './prepare/manifests.mjs';
import { checkNodeAfterInstall, checkNodeBeforeInstall } from './prepare/node-version.mjs';
import { ROOT, runCommand } from './prepare/run-command.mjs';
import { digestOf, isStamped, stamp, unstamp } from './prepare/stamps.mjs';

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/** The package manager as `package.json` pins it, such as `pnpm@12.4.2`. */
function packageManager() {
  /** @type {{ packageManager: string }} */
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  return manifest.packageManager;
}

/**
 * Does a step unless it was done for the same inputs and what it made is still there.
 *
 * @param {{ name: string, saying: string, inputs: readonly string[], words?: readonly string[], makes: string, run: () => Promise<void> }} step
 */
async function once(step) {
  const digest = await digestOf(step.inputs, [process.platform, process.arch, ...(step.words ?? [])]);
  if (existsSync(path.join(ROOT, step.makes)) && (await isStamped(step.name, digest))) return;
  await unstamp(step.name);
  await timed(step.saying, step.run);
  await stamp(step.name, digest);
}

/** @param {string} saying @param {() => Promise<void>} run */
async function timed(saying, run) {
  const begun = Date.now();
  say(`${saying} …`);
  await run();
  say(`${saying}: done in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
}

async function install() {
  checkNodeBeforeInstall();
  const manager = packageManager();
  await once({
    name: 'install',
    saying: `Installing packages with ${manager} (the first time takes about a minute)`,
    inputs: ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', ...manifests()],
    words: [manager],
    makes: 'node_modules/.modules.yaml',
    // CI: without it the package manager stops to ask when it has to replace packages and nobody can answer.
    run: () => runCommand('npx', ['--yes', manager, 'install', '--frozen-lockfile'], { env: { CI: 'true' } }),
  });
  return checkNodeAfterInstall();
}

async function generate() {
  await once({
    name: 'generate',
    saying: 'Generating the database clients',
    inputs: [
      'packages/persistence-prisma/prisma',
      'packages/persistence-prisma/scripts',
      'packages/persistence-prisma/package.json',
    ],
    makes: 'packages/persistence-prisma/src/generated',
    run: () =>
      runCommand('node', ['scripts/generate.mjs'], { cwd: path.join(ROOT, 'packages/persistence-prisma') }),
  });
}

async function buildConsole() {
  await once({
    name: 'console',
    saying: 'Building the console',
    inputs: ['apps/console', 'packages/api-contract/src', 'packages/core/src', 'pnpm-lock.yaml'],
    makes: 'apps/console/dist/index.html',
    run: () => runCommand('vite', ['build', '--logLevel', 'warn'], { cwd: path.join(ROOT, 'apps/console') }),
  });
}

async function main() {
  const mode = process.argv[2];
  if (mode !== 'start' && mode !== 'test') throw new Error('Usage: node scripts/prepare.mjs start|test');
  const begun = Date.now();
  const node = await install();
  await generate();
  if (mode === 'start') {
    await runCommand('tsc', ['-b']);
    await buildConsole();
  }
  say(`Prepared in ${((Date.now() - begun) / 1000).toFixed(1)} s, on Node ${node}.`);
}

main().catch((error) => {
  say(`Could not prepare: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
