/**
 * `npm run bench:soak`, with `-- --minutes 10`: prices for a working day's worth of screens, for as long as it is told.
 *
 * The sandbox's prices move five times a second; the built server, started as `npm start` does, listens to them by the imitated
 * brokers' feeds and tells them to socket clients in a process of their own, each of which listens to every instrument. Prints the
 * server's resident memory at minute 2 (of a shorter run: at its half), at the end and in between, and how long a message takes from the server to a client.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { spawnSandbox } from '@copydesk/sandbox';
import { ALLOCATION, NODE_OPTIONS } from '../engine/as-started.ts';
import type { Heard } from './clients.ts';
import { instrumentTokens } from './instrument-tokens.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    instruments: { type: 'string', default: '1000' },
    clients: { type: 'string', default: '20' },
  },
});
const minutes = Number(values.minutes);
const count = Number(values.instruments);
/** Five times a second. */
const STEP_MS = 200;
const COURSE_MS = 30_000;
const READY_WITHIN_MS = 120_000;
const SERVER = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));
const CLIENTS = fileURLToPath(new URL('clients.ts', import.meta.url));

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const dataDir = mkdtempSync(join(tmpdir(), 'copydesk-soak-'));
const sandbox = await spawnSandbox({
  faces: ['@copydesk/adapter-zerodha/sandbox', '@copydesk/adapter-upstox/sandbox'],
  from: import.meta.url,
  stepMs: STEP_MS,
  onLog: () => undefined,
});
let server: ChildProcess | undefined;
let clients: ChildProcess | undefined;
try {
  const started = await startServer(sandbox.control);
  server = started.child;
  const token = await openDesk(started.url);
  const tokens = await instrumentTokens(sandbox.faces['zerodha'] ?? '', count);
  say(`${tokens.length} instruments, ${values.clients} clients, ${minutes} minutes.`);
  clients = spawn(process.execPath, [CLIENTS], { stdio: ['pipe', 'pipe', 'inherit'] });
  const asked = { url: started.url, token, tokens, clients: Number(values.clients), minutes };
  clients.stdin?.end(JSON.stringify(asked));
  const heard = heardBy(clients);
  const whole = minutes * 60_000;
  const early = Math.min(120_000, whole / 2);
  const course = followMemory(server);
  await Promise.race([pause(early), heard]);
  const before = memoryOf(server);
  const figures = await heard;
  const after = memoryOf(server);
  say(`Resident memory at ${early / 60_000} min: ${before} MB; at the end: ${after} MB.`);
  say(`Each half minute: ${course.end().join(', ')} MB.`);
  say(
    `Told: ${figures.perSecond} messages a second to all clients together, ${figures.instruments} instruments.`,
  );
  say(
    `Server to client (beats): median ${figures.median} ms, p99 ${figures.p99} ms, most ${figures.most} ms.`,
  );
  say(JSON.stringify({ minutes, count, before, after, ...figures }));
} finally {
  clients?.kill();
  server?.kill('SIGTERM');
  await sandbox.close();
  await pause(500);
  rmSync(dataDir, { recursive: true, force: true });
}

async function startServer(control: string): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [...NODE_OPTIONS, SERVER], {
    env: {
      ...process.env,
      ...ALLOCATION,
      PORT: '0',
      DATA_DIR: dataDir,
      SANDBOX_URL: control,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /open (http:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  return { child, url };
}

/** Signs up, makes the demonstration's accounts, and waits for the lists. Returns an API token. */
async function openDesk(url: string): Promise<string> {
  const owner = { email: 'soak@example.com', password: 'a long password', name: 'Soak' };
  const setup = await fetch(`${url}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(owner),
  });
  const cookie = setup.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const post = async (path: string, body?: unknown): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { cookie, origin: url, 'content-type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });
  const made = (await (await post('/api/tokens', { name: 'soak' })).json()) as { readonly token: string };
  const until = performance.now() + READY_WITHIN_MS;
  while ((await post('/api/sandbox/desk')).status >= 300) {
    if (performance.now() > until) throw new Error('The desk did not become ready.');
    await pause(1_000);
  }
  return made.token;
}

async function heardBy(child: ChildProcess): Promise<Heard> {
  let text = '';
  child.stdout?.on('data', (part) => {
    text += String(part);
  });
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  return JSON.parse(text) as Heard;
}

/** Resident megabytes twice a minute: two instants alone may be the top and the foot of what a collector leaves. */
function followMemory(child: ChildProcess): { readonly end: () => readonly number[] } {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(memoryOf(child)), COURSE_MS);
  return {
    end: () => {
      clearInterval(timer);
      return seen;
    },
  };
}

/** Megabytes. */
function memoryOf({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024);
}
