/** A desk of its own for a test: a free port, a fresh data directory, and clients that behave like browsers and programs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../src/composition/start-server.ts';
import { readConfig } from '../src/config/config.ts';
import { createLog } from '../src/process/log.ts';

export interface TestDesk {
  readonly url: string;
  readonly dataDir: string;
  /** Closes the server and starts another on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Lines of the log, for tests that look for what must not be in it. */
export type LogLines = string[];

/** Starts a server in this process. Without a sandbox unless told. */
export async function startDesk(
  env: Readonly<Record<string, string>> = {},
  lines: LogLines = [],
): Promise<TestDesk> {
  const dataDir = await mkdtemp(join(tmpdir(), 'copydesk-server-'));
  const log = createLog('trace', { write: (line: string) => void lines.push(line) });
  const start = (port: string) =>
    startServer({
      config: readConfig({ PORT: port, DATA_DIR: dataDir, SANDBOX: 'off', ...env }),
      log,
      onProgress: () => undefined,
    });
  let server = await start('0');
  return {
    url: server.url,
    dataDir,
    async restart() {
      await server.close();
      server = await start(String(server.port));
    },
    async close() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into whatever came
  readonly body: any;
  readonly headers: Headers;
}

export const OWNER = { email: 'asha@example.com', password: 'a long password', name: 'Asha' };

/** Asks like a browser (cookie and Origin) or like a program (token). */
export class Client {
  readonly url: string;
  readonly cookies = new Map<string, string>();
  token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  /** Without `body` no content type is sent. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(path.startsWith('http') ? path : this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token === undefined ? {} : { authorization: `Bearer ${this.token}` }),
        ...(this.cookies.size === 0 ? {} : { cookie: this.#cookieHeader(), origin: this.url }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, at));
      else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers };
  }

  get(path: string): Promise<Reply> {
    return this.ask('GET', path);
  }

  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply> {
    return this.ask('POST', path, body, headers);
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** A browser in which the owner has set up the desk. */
export async function ownerOf(desk: TestDesk): Promise<Client> {
  const browser = new Client(desk.url);
  const reply = await browser.post('/api/setup', OWNER);
  if (reply.status !== 201) throw new Error(`Setting up answered ${reply.status}.`);
  return browser;
}

/** Waits until `read` gives a value; what takes longer than `withinMs` is an error that says what was waited for. */
export async function eventually<T>(
  what: string,
  read: () => Promise<T | undefined> | T | undefined,
  withinMs = 30_000,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (performance.now() > until) throw new Error(`Waited ${withinMs} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
