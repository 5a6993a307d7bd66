/** The floor: bare posts with the same bodies from one process to the same faces. Nothing that copies can be faster. */
import { Pool } from 'undici';
import { type BenchClient, type BenchContract, RESTING_PRICE } from './venue.ts';

/** One client's warm connection and the request that places its order. */
interface Placer {
  readonly pool: Pool;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly cancelPath: (orderId: string) => string;
}

export class Floor {
  readonly #placers: readonly Placer[];

  constructor(
    clients: readonly BenchClient[],
    faces: Readonly<Record<string, string>>,
    contract: BenchContract,
  ) {
    this.#placers = clients.map((client) =>
      placerOf(client, new Pool(faces[client.broker] ?? '', { connections: 2 }), contract),
    );
  }

  /** Opens every connection before it is measured. */
  async warm(): Promise<void> {
    await Promise.all(
      this.#placers.map(({ pool, headers }) =>
        pool.request({ method: 'GET', path: '/', headers }).then(({ body }) => body.dump()),
      ),
    );
  }

  /** All at once. Resolves with the order ids when the last is answered. */
  placeAll(): Promise<readonly string[]> {
    return Promise.all(this.#placers.map(place));
  }

  /** The first one, then upon its answer all others at once. */
  async placeAfterFirst(): Promise<readonly string[]> {
    const [first, ...others] = this.#placers;
    if (first === undefined) return [];
    const id = await place(first);
    return [id, ...(await Promise.all(others.map(place)))];
  }

  /** Takes the orders out of the market again; not measured. */
  async cancelAll(ids: readonly string[]): Promise<void> {
    await Promise.all(
      this.#placers.map(async ({ pool, headers, cancelPath }, index) => {
        const { body } = await pool.request({
          method: 'DELETE',
          path: cancelPath(ids[index] ?? ''),
          headers,
        });
        await body.dump();
      }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#placers.map(({ pool }) => pool.close()));
  }
}

async function place({ pool, path, headers, body }: Placer): Promise<string> {
  const answer = await pool.request({ method: 'POST', path, headers, body });
  const { data } = (await answer.body.json()) as {
    readonly data: { readonly order_id?: string; readonly order_ids?: readonly string[] };
  };
  const id = data?.order_id ?? data?.order_ids?.[0];
  if (id === undefined) throw new Error(`A bare post was answered with ${answer.statusCode}.`);
  return id;
}

function placerOf(client: BenchClient, pool: Pool, contract: BenchContract): Placer {
  if (client.broker === 'zerodha') {
    const form = new URLSearchParams({
      exchange: 'NFO',
      tradingsymbol: contract.kiteSymbol,
      transaction_type: 'BUY',
      order_type: 'LIMIT',
      quantity: String(contract.lot),
      product: 'NRML',
      validity: 'DAY',
      price: String(RESTING_PRICE),
      tag: 'BENCHFLOOR000000000',
    });
    return {
      pool,
      path: '/orders/regular',
      headers: {
        'x-kite-version': '3',
        authorization: `token ${client.apiKey}:${client.accessToken}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: form.toString(),
      cancelPath: (id) => `/orders/regular/${id}`,
    };
  }
  return {
    pool,
    path: '/v3/order/place',
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${client.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      instrument_token: contract.upstoxKey,
      quantity: contract.lot,
      product: 'D',
      validity: 'DAY',
      price: RESTING_PRICE,
      order_type: 'LIMIT',
      transaction_type: 'BUY',
      disclosed_quantity: 0,
      trigger_price: 0,
      is_amo: false,
      tag: 'BENCHFLOOR000000000',
      slice: false,
    }),
    cancelPath: (id) => `/v3/order/cancel?order_id=${id}`,
  };
}
