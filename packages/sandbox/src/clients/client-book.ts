/** The clients of all brokers. */
import type { Store } from '../storage/store.ts';
import { SeededText, hashPair, hashText } from '../market/seeded.ts';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { ClientSeed, VenueClient } from '../venue/venue-client.ts';

/** What the book works with. */
export interface ClientBookParts {
  readonly brokers: ReadonlyMap<string, BrokerRules>;
  readonly store: Store;
  readonly seed: number;
  /** Base address of the desk. */
  readonly publicUrl: string;
}

/** Clients by broker and id, and by app. Money and books are elsewhere. */
export class ClientBook {
  readonly #parts: ClientBookParts;
  readonly #byRef = new Map<string, VenueClient>();
  readonly #byApiKey = new Map<string, VenueClient>();

  constructor(parts: ClientBookParts) {
    this.#parts = parts;
    for (const [, document] of parts.store.load('client')) this.#index(document as VenueClient);
  }

  /** Makes the client or changes what the seed names. Throws for a broker that the venue does not carry, or a taken api key. */
  upsert(seed: ClientSeed): VenueClient {
    const rules = this.#parts.brokers.get(seed.broker);
    if (rules === undefined) throw new Error(`The venue carries no broker ${seed.broker}.`);
    const known = this.find(seed.broker, seed.client);
    const made = known ?? this.#fresh(seed.broker, seed.client, rules);
    const client: VenueClient = {
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
    this.#index(client);
    this.#parts.store.put('client', `${client.broker}/${client.client}`, () => client);
    return client;
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

  #fresh(broker: string, client: string, rules: BrokerRules): VenueClient {
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
      redirectUrl: `${this.#parts.publicUrl}/api/${broker}-sandbox/auth`,
      postbackUrl: undefined,
    };
  }

  #index(client: VenueClient): void {
    this.#byRef.set(`${client.broker}/${client.client}`, client);
    this.#byApiKey.set(`${client.broker}/${client.apiKey}`, client);
  }
}
