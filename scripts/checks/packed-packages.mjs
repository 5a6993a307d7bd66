/**
 * Packs every package that is published, as the registry would get it, and lints the archive: what `exports` names
 * is in it, types resolve, nothing points back into the workspace.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { ROOT, toolEnvironment } from '../prepare/run-command.mjs';

const run = promisify(execFile);

/** @param {string} file @returns {Promise<{ name: string, private?: boolean, packageManager: string }>} */
async function manifest(file) {
  return JSON.parse(await readFile(path.join(ROOT, file), 'utf8'));
}

/** The folders of the packages that are published. */
async function published() {
  const folders = [];
  for (const name of await readdir(path.join(ROOT, 'packages'))) {
    if ((await manifest(`packages/${name}/package.json`)).private !== true)
      folders.push(path.join('packages', name));
  }
  return folders.sort();
}

/** @param {readonly string[]} command @param {string} cwd */
async function complaintsOf(command, cwd) {
  const [program = '', ...args] = command;
  try {
    await run(program, args, { cwd, env: { ...toolEnvironment(), NO_COLOR: '1' }, maxBuffer: 1 << 26 });
    return '';
  } catch (error) {
    const { stdout = '', stderr = '' } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    return `${command.join(' ')}\n${stdout}${stderr}`;
  }
}

/** Packs all of them by one call of the package manager; answers the archives. @param {string} into */
async function pack(into) {
  const { packageManager } = await manifest('package.json');
  const command = ['npx', '--yes', packageManager, '--recursive', '--filter', './packages/*', 'pack'];
  const complaint = await complaintsOf([...command, '--pack-destination', into], ROOT);
  if (complaint !== '') throw new Error(complaint);
  return (await readdir(into)).filter((name) => name.endsWith('.tgz')).map((name) => path.join(into, name));
}

/** @param {string} archive */
async function complaintsAbout(archive) {
  const complaints = await Promise.all([
    complaintsOf(['publint', 'run', archive, '--strict'], ROOT),
    complaintsOf(['attw', archive, '--profile', 'esm-only', '--no-emoji'], ROOT),
  ]);
  const { stdout } = await run('tar', ['-tzf', archive]);
  const stray = stdout.split('\n').filter((name) => /\.test\.|\.tsbuildinfo$|\/(test|src)\//.test(name));
  if (stray.length > 0) complaints.push(`It would publish ${stray.slice(0, 5).join(', ')}`);
  return complaints.filter((complaint) => complaint !== '');
}

const into = await mkdtemp(path.join(os.tmpdir(), 'copydesk-packed-'));
try {
  const archives = await pack(into);
  const expected = await published();
  let failed = archives.length !== expected.length;
  if (failed)
    process.stdout.write(`${expected.length} packages are published, ${archives.length} were packed\n`);
  for (const archive of archives.sort()) {
    const complaints = await complaintsAbout(archive);
    process.stdout.write(
      `${path.basename(archive)}: ${complaints.length === 0 ? 'well packed' : 'badly packed'}\n`,
    );
    for (const complaint of complaints) process.stdout.write(`${complaint}\n`);
    if (complaints.length > 0) failed = true;
  }
  process.exitCode = failed ? 1 : 0;
} finally {
  await rm(into, { recursive: true, force: true });
}
