/** The clients of all brokers. */

import { hashPair, hashText, SeededText } from '../market/seeded.ts';
import type { Store } from '../storage/store.ts';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { ClientSeed, VenueClient } from '../venue/venue-client.ts';

/** What the book works with. */
export interface ClientBookParts {
  readonly brokers: ReadonlyMap<string, BrokerRules>;
  readonly store: Store;
  readonly seed: number;
  /** Base address of the desk; undefined: the one that was told last. */
  readonly publicUrl: string | undefined;
}

/** Where a desk listens when nobody says otherwise. */
const DEFAULT_DESK = 'http://localhost:3000';

/** A client as stored: without a redirect address of its own it follows the desk. */
interface StoredClient extends Omit<VenueClient, 'redirectUrl'> {
  readonly redirectUrl: string | undefined;
}

/** Clients by broker and id, and by app. Money and books are elsewhere. */
export class ClientBook {
  readonly #parts: ClientBookParts;
  readonly #byRef = new Map<string, VenueClient>();
  readonly #byApiKey = new Map<string, VenueClient>();
  readonly #stored = new Map<string, StoredClient>();
  #publicUrl: string;

  constructor(parts: ClientBookParts) {
    this.#parts = parts;
    const told = parts.store.load('desk')[0]?.[1] as string | undefined;
    this.#publicUrl = parts.publicUrl ?? told ?? DEFAULT_DESK;
    for (const [, document] of parts.store.load('client')) this.#index(document as StoredClient);
  }

  /** Base address of the desk, to whose routes login pages return. */
  get publicUrl(): string {
    return this.#publicUrl;
  }

  /** The desk listens elsewhere: clients without an address of their own follow. */
  moveDesk(publicUrl: string): void {
    this.#publicUrl = publicUrl;
    this.#parts.store.put('desk', 'publicUrl', () => publicUrl);
    for (const client of this.#stored.values()) this.#index(client);
  }

  /** Makes the client or changes what the seed names. Throws for a broker that the venue does not carry, or a taken api key. */
  upsert(seed: ClientSeed): VenueClient {
    const rules = this.#parts.brokers.get(seed.broker);
    if (rules === undefined) throw new Error(`The venue carries no broker ${seed.broker}.`);
    const known = this.#stored.get(`${seed.broker}/${seed.client}`);
    const made = known ?? this.#fresh(seed.broker, seed.client, rules);
    const client: StoredClient = {
      ...made,
      name: seed.name ?? made.name,
      email: seed.email ?? made.email,
      apiKey: seed.apiKey ?? made.apiKey,
      apiSecret: seed.apiSecret ?? made.apiSecret,
      plan: seed.plan ?? made.plan,
      ips: seed.ips === undefined ? made.ips : (seed.ips ?? undefined),
      ddpi: seed.ddpi ?? made.ddpi,
      products: seed.products ?? made.products,
      segments: seed.segments ?? made.segments,
      redirectUrl: seed.redirectUrl ?? made.redirectUrl,
      postbackUrl: seed.postbackUrl === undefined ? made.postbackUrl : (seed.postbackUrl ?? undefined),
    };
    const owner = this.byApiKey(client.broker, client.apiKey);
    if (owner !== undefined && owner.client !== client.client) {
      throw new Error(`The api key belongs to ${owner.client}.`);
    }
    if (known !== undefined) this.#byApiKey.delete(`${known.broker}/${known.apiKey}`);
    this.#parts.store.put('client', `${client.broker}/${client.client}`, () => client);
    return this.#index(client);
  }

  find(broker: string, client: string): VenueClient | undefined {
    return this.#byRef.get(`${broker}/${client}`);
  }

  byApiKey(broker: string, apiKey: string): VenueClient | undefined {
    return this.#byApiKey.get(`${broker}/${apiKey}`);
  }

  list(broker?: string): readonly VenueClient[] {
    return [...this.#byRef.values()].filter((client) => broker === undefined || client.broker === broker);
  }

  #fresh(broker: string, client: string, rules: BrokerRules): StoredClient {
    const random = new SeededText(hashPair(this.#parts.seed, hashText(`${broker}/${client}`)));
    return {
      broker,
      client,
      name: `Sandbox ${client}`,
      email: `${client.toLowerCase().replace(/[^a-z0-9]/g, '')}@sandbox.example`,
      apiKey: rules.ids.apiKey(random),
      apiSecret: rules.ids.apiSecret(random),
      plan: rules.defaultPlan,
      ips: undefined,
      ddpi: true,
      products: rules.defaultProducts,
      segments: rules.defaultSegments,
      redirectUrl: undefined,
      postbackUrl: undefined,
    };
  }

  #index(stored: StoredClient): VenueClient {
    const { broker } = stored;
    const redirectUrl = stored.redirectUrl ?? `${this.#publicUrl}/api/${broker}-sandbox/auth`;
    const client: VenueClient = { ...stored, redirectUrl };
    this.#stored.set(`${broker}/${stored.client}`, stored);
    this.#byRef.set(`${broker}/${stored.client}`, client);
    this.#byApiKey.set(`${broker}/${stored.apiKey}`, client);
    return client;
  }
}
