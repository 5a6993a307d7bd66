/** The venue: the sandbox in a process of its own, outside of the one that is killed. Its records are the judge. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { built } from './built.ts';
import type { Leftovers } from './leftovers.ts';

export interface VenueOrder {
  readonly client: string;
  readonly orderId: string;
  readonly tag: string | null;
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly product: string;
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly price: number | null;
  readonly orderType: string;
  readonly status: string;
  readonly reason: string | null;
  readonly receivedAt: string;
}

export interface VenuePosition {
  readonly client: string;
  readonly instrumentId: string;
  readonly product: string;
  readonly quantity: number;
}

export interface VenueClient {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly accessToken: string;
}

/** Rupees: no command of a run may fail for want of them. */
const FUNDS = 1_000_000_000;

export class Venue {
  readonly control: string;
  readonly #child: ChildProcess;

  private constructor(control: string, child: ChildProcess) {
    this.control = control;
    this.#child = child;
  }

  /** Starts it with real rate limits; prices are held still. */
  static async start(dataDir: string, leftovers: Leftovers): Promise<Venue> {
    const child = spawn(process.execPath, [built('apps/server/dist/sandbox-main.js')], {
      env: { PATH: process.env['PATH'], DATA_DIR: dataDir, LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    leftovers.add(child);
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('exit', (code) => reject(new Error(`The venue ended with ${code}.`)));
    });
    const { control } = JSON.parse(line) as { readonly control: string };
    const venue = new Venue(control, child);
    await venue.ask('POST', '/market', { open: true, walking: false });
    return venue;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }

  makeClient(broker: string, client: string): Promise<VenueClient> {
    return this.ask<VenueClient>('POST', '/clients', { broker, client, funds: FUNDS });
  }

  async orders(): Promise<readonly VenueOrder[]> {
    return (await this.ask<{ readonly items: readonly VenueOrder[] }>('GET', '/orders')).items;
  }

  async positions(): Promise<readonly VenuePosition[]> {
    return (await this.ask<{ readonly items: readonly VenuePosition[] }>('GET', '/positions')).items;
  }

  async setPrice(instrumentId: string, price: number): Promise<void> {
    await this.ask('POST', '/price', { instrumentId, price });
  }

  async addFault(fault: Readonly<Record<string, unknown>>): Promise<void> {
    await this.ask('POST', '/faults', fault);
  }

  async clearFaults(): Promise<void> {
    await this.ask('DELETE', '/faults');
  }

  /** Everything that it recorded, as evidence. */
  async records(): Promise<unknown> {
    const [orders, positions, requests] = await Promise.all(
      ['/orders', '/positions', '/requests'].map((path) => this.ask('GET', path)),
    );
    return { orders, positions, requests };
  }

  async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${this.control}${path}`, {
      method,
      signal: AbortSignal.timeout(20_000),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The venue answered ${answer.status} to ${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
