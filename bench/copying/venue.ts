/** The venue of a bench run: the sandbox in a process of its own, rate limits lifted, prices held still. */
import { type SpawnedSandbox, spawnSandbox } from '@copydesk/sandbox';

/** The contract that every order of a run is in. */
export interface BenchContract {
  readonly id: string;
  readonly kiteSymbol: string;
  readonly upstoxKey: string;
  readonly lot: number;
  readonly expiry: string;
  readonly strike: string;
}

/** A client with its credentials of the day. */
export interface BenchClient {
  readonly broker: 'zerodha' | 'upstox';
  readonly client: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly accessToken: string;
}

/** One request as the venue stamped it, on the machine's monotonic clock. */
export interface StampedRequest {
  readonly client: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly receivedMonotonicMs: number;
  readonly answeredMonotonicMs: number | null;
}

/** Far below the price of 100.00 that the run sets: the orders rest, and are cancelled after each round. */
export const RESTING_PRICE = 90;

export class BenchVenue {
  readonly faces: Readonly<Record<string, string>>;
  readonly control: string;
  readonly #child: SpawnedSandbox;

  private constructor(child: SpawnedSandbox) {
    this.#child = child;
    this.faces = child.faces;
    this.control = child.control;
  }

  static async start(): Promise<BenchVenue> {
    const child = await spawnSandbox({
      faces: ['@copydesk/adapter-zerodha/sandbox', '@copydesk/adapter-upstox/sandbox'],
      from: import.meta.url,
      unlimitedRates: true,
      still: true,
      onLog: () => undefined,
    });
    return new BenchVenue(child);
  }

  close(): Promise<void> {
    return this.#child.close();
  }

  async makeClient(broker: BenchClient['broker'], client: string): Promise<BenchClient> {
    const made = await this.#ask<Omit<BenchClient, 'broker' | 'client'>>('POST', '/clients', {
      broker,
      client,
      funds: 1_000_000_000,
    });
    return { ...made, broker, client };
  }

  /** Every placement is answered so much later than the venue could. */
  async delayPlacements(ms: number): Promise<void> {
    await this.#ask('DELETE', '/faults');
    if (ms > 0) await this.#ask('POST', '/faults', { on: 'place', fault: 'delay', ms });
  }

  /** One client's placements are struck until the next `delayPlacements`. */
  async strike(client: string, fault: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ask('POST', '/faults', { client, on: 'place', ...fault });
  }

  async endSession(client: BenchClient): Promise<void> {
    await this.#ask('POST', '/sessions/expire', { broker: client.broker, client: client.client });
  }

  /** The placements that the venue received since a moment, with its stamps. */
  async placementsSince(sinceMs: number): Promise<readonly StampedRequest[]> {
    const { items } = await this.#ask<{ readonly items: readonly StampedRequest[] }>('GET', '/requests');
    return items.filter(
      (one) =>
        one.receivedMonotonicMs >= sinceMs &&
        one.method === 'POST' &&
        (one.path === '/orders/regular' || one.path === '/v3/order/place'),
    );
  }

  /** A live contract of a size that any client can afford, its price set to 100.00. */
  async contract(): Promise<BenchContract> {
    const dump = await (
      await fetch(`${this.faces['zerodha']}/instruments/NFO`, { headers: { 'X-Kite-Version': '3' } })
    ).text();
    const [header = '', ...rows] = dump.trim().split('\n');
    const column = (name: string): number => header.trim().split(',').indexOf(name);
    const options = rows
      .map((row) => row.trim().split(','))
      .filter(
        (row) => row[column('segment')] === 'NFO-OPT' && row[column('name')]?.replaceAll('"', '') === 'NIFTY',
      );
    const expiries = [...new Set(options.map((row) => row[column('expiry')] ?? ''))].sort();
    const expiry = expiries[1] ?? expiries[0] ?? '';
    const calls = options.filter(
      (row) => row[column('expiry')] === expiry && row[column('instrument_type')] === 'CE',
    );
    const row = calls[Math.floor(calls.length / 2)] ?? [];
    const strike = row[column('strike')] ?? '';
    const id = `NFO:NIFTY:${expiry}:${strike}:CE`;
    await this.#ask('POST', '/price', { instrumentId: id, price: 100 });
    return {
      id,
      kiteSymbol: row[column('tradingsymbol')] ?? '',
      upstoxKey: `NSE_FO|${row[column('exchange_token')]}`,
      lot: Number(row[column('lot_size')]),
      expiry,
      strike,
    };
  }

  async #ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const init =
      body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${this.control}${path}`, { method, ...init });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The venue answered ${answer.status} to ${method} ${path}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}
