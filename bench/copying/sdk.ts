/** The peer: the official Kite SDK, one client object per account, as a script that copies would use it. */
import { KiteConnect } from 'kiteconnect';
import { type BenchClient, type BenchContract, RESTING_PRICE } from './venue.ts';

type Kite = InstanceType<typeof KiteConnect>;

export class SdkPeer {
  readonly #clients: readonly Kite[];
  readonly #contract: BenchContract;

  constructor(clients: readonly BenchClient[], root: string, contract: BenchContract) {
    this.#contract = contract;
    this.#clients = clients.map(
      ({ apiKey, accessToken }) => new KiteConnect({ api_key: apiKey, access_token: accessToken, root }),
    );
  }

  placeInParallel(): Promise<readonly string[]> {
    return Promise.all(this.#clients.map((client) => this.#place(client)));
  }

  async placeInSeries(): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const client of this.#clients) ids.push(await this.#place(client));
    return ids;
  }

  async cancelAll(ids: readonly string[]): Promise<void> {
    await Promise.all(this.#clients.map((client, index) => client.cancelOrder('regular', ids[index] ?? '')));
  }

  async #place(client: Kite): Promise<string> {
    const { order_id } = await client.placeOrder('regular', {
      exchange: 'NFO',
      tradingsymbol: this.#contract.kiteSymbol,
      transaction_type: 'BUY',
      order_type: 'LIMIT',
      quantity: this.#contract.lot,
      product: 'NRML',
      validity: 'DAY',
      price: RESTING_PRICE,
      tag: 'BENCHSDK00000000000',
    });
    return order_id;
  }
}
