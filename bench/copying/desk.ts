/** The desk under test: the built server in a process of its own, over its real database, driven through its HTTP contract. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pause } from './machine-time.ts';
import { type BenchClient, type BenchContract, type BenchVenue, RESTING_PRICE } from './venue.ts';

const SERVER = fileURLToPath(new URL('../../apps/server/dist/main.js', import.meta.url));

interface Group {
  readonly id: string;
  readonly version: number;
  readonly armed: boolean;
}

interface Order {
  readonly id: string;
  readonly status: string;
  readonly childOrders: readonly { readonly account: string; readonly status: string }[];
}

/** Statuses in which nothing is on its way any more. */
const ENDED = new Set(['filled', 'cancelled', 'rejected', 'denied', 'expired', 'skipped']);

export class BenchDesk {
  readonly #process: ChildProcess;
  readonly #dataDir: string;
  readonly #url: string;
  #token = '';
  #group: Group | undefined;

  private constructor(process: ChildProcess, dataDir: string, url: string) {
    this.#process = process;
    this.#dataDir = dataDir;
    this.#url = url;
  }

  static async start(venue: BenchVenue): Promise<BenchDesk> {
    const dataDir = mkdtempSync(join(tmpdir(), 'copydesk-bench-'));
    const env = {
      ...process.env,
      PORT: '0',
      DATA_DIR: dataDir,
      SANDBOX_URL: venue.control,
      SANDBOX_UNLIMITED_RATES: 'on',
      LOG_LEVEL: 'silent',
    };
    const child = spawn(process.execPath, [SERVER], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const found = /open (http:\S+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
    });
    const desk = new BenchDesk(child, dataDir, url);
    await desk.#signUp();
    return desk;
  }

  async close(): Promise<void> {
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    await gone;
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  /** Adds the accounts, logs them in with the day's tokens and puts all but the first in a group behind it. */
  async addFamily(clients: readonly BenchClient[]): Promise<void> {
    for (const [index, client] of clients.entries()) {
      const address = addressOf(index);
      const { apiKey, apiSecret, accessToken } = client;
      const account = {
        address,
        broker: `${client.broker}-sandbox`,
        clientId: client.client,
        credentials: { apiKey, apiSecret },
      };
      await this.ask('POST', '/api/accounts', account);
      await this.ask('PUT', `/api/accounts/${encodeURIComponent(address)}/session`, { accessToken });
    }
    const children = clients.slice(1).map((_client, index) => ({
      account: addressOf(index + 1),
      relationship: 'spouse',
      declaredOn: '2026-04-12',
      state: 'active',
      sizing: { kind: 'multiplier', factor: 1 },
    }));
    const made = await this.ask<Group>('POST', '/api/groups', {
      name: 'Bench',
      master: addressOf(0),
      children,
    });
    this.#group = await this.ask<Group>('POST', `/api/groups/${made.id}/arm`, {});
    // Accounts settle, streams open, connections warm up.
    await pause(2_500);
  }

  async copyWhen(copyWhen: 'simultaneous' | 'onAccepted'): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new Error('There is no group.');
    this.#group = await this.ask<Group>('PATCH', `/api/groups/${group.id}`, {
      version: group.version,
      copyWhen,
    });
  }

  /** Places a resting order of one lot in the master account; resolves with its id when the desk answers. */
  async place(contract: BenchContract): Promise<string> {
    const order = await this.ask<Order>('POST', '/api/orders', {
      accountId: addressOf(0),
      baseInstrument: 'NIFTY',
      instrumentType: 'OPT',
      expiry: contract.expiry,
      strike: contract.strike,
      optionType: 'CE',
      exchange: 'NSE',
      qty: contract.lot,
      orderType: 'LIMIT',
      price: RESTING_PRICE,
      side: 'BUY',
      productType: 'D',
    });
    return order.id;
  }

  /** Cancels the order and its copies, and waits until nothing of it works any more. */
  async cancel(orderId: string): Promise<void> {
    await this.ask('DELETE', `/api/orders/${orderId}`);
    for (let look = 0; look < 200; look += 1) {
      const { items } = await this.ask<{ readonly items: readonly Order[] }>('GET', '/api/orders?limit=1');
      const [order] = items;
      if (order === undefined || [order, ...order.childOrders].every((one) => ENDED.has(one.status))) return;
      await pause(25);
    }
    throw new Error(`Order ${orderId} does not end.`);
  }

  /** Cancels what can be cancelled now; what is unknown or slow ends by itself later. */
  async cancelPatiently(orderId: string): Promise<void> {
    await this.ask('DELETE', `/api/orders/${orderId}`);
  }

  async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The desk answered ${answer.status} to ${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }

  async #signUp(): Promise<void> {
    const headers = { 'content-type': 'application/json', origin: this.#url };
    const person = {
      email: 'bench@copydesk.example',
      password: 'correct horse battery staple',
      name: 'Bench',
    };
    const setUp = await fetch(`${this.#url}/api/setup`, {
      method: 'POST',
      headers,
      body: JSON.stringify(person),
    });
    const cookie = setUp.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const made = await fetch(`${this.#url}/api/tokens`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: '{"name":"bench"}',
    });
    this.#token = ((await made.json()) as { readonly token: string }).token;
  }
}

function addressOf(index: number): string {
  return index === 0 ? 'MASTER:m' : `CHILD:c${index}`;
}
