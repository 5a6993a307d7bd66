/** The server that is killed: the built one, over its own SQLite database. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { built } from './built.ts';
import type { Leftovers } from './leftovers.ts';

/** The venue's lateness is 1 s at most, so absence over 2 s is proof. */
const ABSENCE_AFTER_MS = 2_000;

export interface ServerSettings {
  readonly port: number;
  readonly dataDir: string;
  readonly venueControl: string;
  readonly leftovers: Leftovers;
}

export class Server {
  readonly url: string;
  readonly #settings: ServerSettings;
  #child: ChildProcess | undefined;
  /** Set while we end it ourselves. */
  #ending = false;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.url = `http://localhost:${settings.port}`;
  }

  /** `exec`; returns at once. What the log says goes to `server.log` in the data folder. */
  start(): void {
    const { port, dataDir, venueControl, leftovers } = this.#settings;
    const child = spawn(process.execPath, [built('apps/server/dist/main.js')], {
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        DATA_DIR: dataDir,
        SANDBOX_URL: venueControl,
        ABSENCE_AFTER_MS: String(ABSENCE_AFTER_MS),
        LOG_LEVEL: process.env['KILL_LOG'] ?? 'warn',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    leftovers.add(child);
    const log = path.join(dataDir, '..', 'server.log');
    child.stderr.on('data', (chunk: Buffer) => appendFileSync(log, chunk));
    this.#ending = false;
    this.#child = child;
  }

  /** Whether it ended although nobody asked it to. */
  get died(): boolean {
    const child = this.#child;
    return child !== undefined && !this.#ending && (child.exitCode !== null || child.signalCode !== null);
  }

  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** An orderly end. */
  close(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Resident memory now and at its highest, in MB; undefined where the machine does not tell. */
  memory(): { readonly residentMb: number; readonly highestMb: number } | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child?.pid ?? 0}/status`, 'utf8');
      const read = (name: string): number =>
        Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
      return { residentMb: read('VmRSS'), highestMb: read('VmHWM') };
    } catch {
      return undefined;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    this.#ending = true;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}
