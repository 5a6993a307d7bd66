/** The sandbox's control as a test uses it: what the venue itself recorded, and what happens there. */
import { Client, eventually, type TestDesk } from './running-desk.ts';

export interface VenueOrder {
  readonly client: string;
  readonly orderId: string;
  readonly side: string;
  readonly quantity: number;
  readonly filledQuantity: number;
  readonly status: string;
  readonly tag: string | null;
}

export interface Venue {
  orders(client?: string): Promise<readonly VenueOrder[]>;
  requests(client: string): Promise<readonly { method: string; path: string }[]>;
  positions(): Promise<readonly { client: string; quantity: number }[]>;
  /** A token that is valid today, as the login page would give it. */
  tokenOf(broker: string, client: string): Promise<string>;
  /** The client's API key. */
  keyOf(broker: string, client: string): Promise<string>;
  do(method: string, path: string, body?: unknown): Promise<void>;
}

/** The venue beside a desk. */
export async function venueOf(desk: TestDesk, caller: Client): Promise<Venue> {
  const places = await caller.get('/api/sandbox');
  const control = new Client(places.body.control as string);
  return {
    async orders(client) {
      const query = client === undefined ? '' : `?client=${client}`;
      return (await control.get(`/orders${query}`)).body.items;
    },
    async requests(client) {
      return (await control.get(`/requests?client=${client}`)).body.items;
    },
    async positions() {
      return (await control.get('/positions')).body.items;
    },
    async tokenOf(broker, client) {
      return (await control.post('/clients', { broker, client })).body.accessToken;
    },
    async keyOf(broker, client) {
      return (await control.post('/clients', { broker, client })).body.apiKey;
    },
    async do(method, path, body) {
      const reply = await control.ask(method, path, body);
      if (reply.status >= 300) {
        throw new Error(
          `${method} ${path} of ${desk.url} answered ${reply.status}: ${JSON.stringify(reply.body)}`,
        );
      }
    },
  };
}

/** A live option at the strike that the sandbox always lists, and the contract's order for so many lots of it. */
export async function contractOrder(caller: Client, lots = 1) {
  // After a start the lists come a little later than the accounts.
  const found = await eventually('the lists to be loaded', async () => {
    const reply = await caller.get('/api/instruments?q=banknifty%2043000%20ce&kind=OPT&limit=10');
    return reply.status === 200 ? reply : undefined;
  });
  const today = new Date(Date.now() + 19_800_000).toISOString().slice(0, 10);
  const instrument = found.body.items.find(
    (item: { strike: number; optionType: string; expiry: string }) =>
      item.strike === 43000 && item.optionType === 'CE' && item.expiry > today,
  );
  return {
    instrument,
    order: {
      accountId: 'MASTER:k2',
      baseInstrument: 'BANKNIFTY',
      instrumentType: 'OPT',
      expiry: instrument.expiry,
      strike: '43000.0',
      optionType: 'CE',
      exchange: 'NSE',
      qty: instrument.lotSize * lots,
      orderType: 'MARKET',
      side: 'BUY',
      productType: 'D',
    },
  };
}
