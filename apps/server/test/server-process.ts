/** The server as a process of its own, from source, so that a test can kill it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export interface ServerProcess {
  readonly child: ChildProcess;
  /** Its lines on standard output. */
  readonly said: readonly string[];
  readonly url: string;
}

/** Of the environment of the tests, what a process needs to be found and to start fast; nothing else reaches it. */
export function surroundings(): Readonly<Record<string, string | undefined>> {
  return { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };
}

/** Starts it; it may end at once. */
export function spawnServer(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, ['--conditions=@copydesk/source', MAIN], {
    env: { ...surroundings(), LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts it and resolves when it says where to open it. Rejects, with what it said, when it ends before. */
export async function startServerProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawnServer(env);
  const said: string[] = [];
  const errors: string[] = [];
  child.stderr?.on('data', (data) => errors.push(String(data)));
  const lines = createInterface({ input: child.stdout as NonNullable<ChildProcess['stdout']> });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      const found = /^Copydesk is ready: open (\S+)$/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`Ended with ${code}: ${errors.join('')}`)));
  });
  return { child, said, url };
}

/** `kill -9`; resolves when it is gone, also when it was already. */
export async function killServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
