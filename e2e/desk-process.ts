/** The built server with its sandbox, as child processes over a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = path.resolve(import.meta.dirname, '..');
const MAIN = path.join(ROOT, 'apps/server/dist/main.js');
const SANDBOX = path.join(ROOT, 'apps/server/dist/sandbox-main.js');
const CONSOLE = path.join(ROOT, 'apps/console/dist/index.html');
const START_WITHIN_MS = 60_000;

export interface VenueOptions {
  /** The control of one that runs already; then nothing is started. */
  readonly running?: string;
  /** Of prices and instruments. */
  readonly seed?: number;
  /** Called with its control before the server starts. */
  readonly ready?: (control: string) => Promise<void>;
}

interface DeskOptions {
  readonly venue?: VenueOptions;
  /** How long a broker's book must miss an order before it counts as never arrived. */
  readonly absenceAfterMs?: number;
}

export class DeskProcess {
  readonly url: string;
  readonly #dataDir: string;
  readonly #port: number;
  readonly #absenceAfterMs: number;
  #child: ChildProcess | undefined;
  /** The sandbox, where it is a process that outlives the server. */
  #venue: ChildProcess | undefined;
  #venueUrl: string | undefined;
  #output = '';

  private constructor(port: number, dataDir: string, absenceAfterMs: number) {
    this.#port = port;
    this.#absenceAfterMs = absenceAfterMs;
    this.#dataDir = dataDir;
    // As the server prints it: the broker's login page returns to this name, and a cookie belongs to one.
    this.url = `http://localhost:${port}`;
  }

  /** Starts a desk that nobody owns yet. With `venue` the sandbox is a process that goes on when the server is killed. */
  static async create({ venue, absenceAfterMs = 3000 }: DeskOptions = {}): Promise<DeskProcess> {
    for (const built of [MAIN, CONSOLE]) {
      if (!existsSync(built))
        throw new Error(`${path.relative(ROOT, built)} is not built: node scripts/prepare.mjs start`);
    }
    const dataDir = await mkdtemp(path.join(tmpdir(), 'copydesk-e2e-'));
    const desk = new DeskProcess(await freePort(), dataDir, absenceAfterMs);
    if (venue !== undefined) await desk.#startVenue(venue);
    await desk.start();
    return desk;
  }

  async #startVenue({ running, seed, ready }: VenueOptions): Promise<void> {
    this.#venueUrl = running;
    if (running !== undefined) return;
    const args = seed === undefined ? [] : ['--seed', String(seed)];
    const child = spawn(process.execPath, [SANDBOX, ...args], {
      env: { ...surroundings(), PORT: String(this.#port), DATA_DIR: this.#dataDir, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#venue = child;
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`The venue ended with ${code}.`)));
    });
    this.#venueUrl = (JSON.parse(line) as { readonly control: string }).control;
    await ready?.(this.#venueUrl);
  }

  /** Everything the process said, for a failing test. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [MAIN], {
      cwd: ROOT,
      env: {
        ...surroundings(),
        SANDBOX_URL: this.#venueUrl,
        PORT: String(this.#port),
        DATA_DIR: this.#dataDir,
        LOG_LEVEL: 'warn',
        ABSENCE_AFTER_MS: String(this.#absenceAfterMs),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`Not ready in time:\n${this.#output}`)),
        START_WITHIN_MS,
      );
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        settle();
      };
      const hear = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        if (this.#output.includes('Copydesk is ready')) end(resolve);
      };
      this.#output = '';
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => end(() => reject(new Error(`Ended with ${code}:\n${this.#output}`))));
    });
  }

  /** `kill -9`: nothing is written any more. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    await end(child, 'SIGKILL');
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    const children = [this.#child, this.#venue];
    this.#child = undefined;
    this.#venue = undefined;
    for (const child of children) await end(child, 'SIGTERM');
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

/** Of the environment of the tests, what a process needs to be found and to start fast. */
function surroundings(): Readonly<Record<string, string | undefined>> {
  return { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] };
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('No port.')),
      );
    });
  });
}
