/**
 * The brokers of this process: each installed package once for live money and, when there is a sandbox, once for it.
 *
 * Decides: broker ids and redirect addresses. The sandbox of a package is the same code with another address book, so
 * it comes when the sandbox listens, and nothing else tells the two apart.
 */
import {
  type BrokerId,
  type BrokerPackage,
  type BrokerPort,
  type Clock,
  type Endpoints,
  type Environment,
  TradingError,
} from '@copydesk/core';
import type { ServerAddress } from '../http/origin-rule.ts';
import type { Log } from '../process/log.ts';
import type { InstalledBroker } from './broker-packages.ts';
import { type InstrumentsGate, waitForInstruments } from './wait-for-instruments.ts';

/** One broker in one environment. */
export interface Broker {
  readonly id: BrokerId;
  readonly environment: Environment;
  readonly brokerPackage: BrokerPackage;
  readonly port: BrokerPort;
}

/** What is known of a broker's instruments. */
type GateOf = (broker: Broker) => InstrumentsGate;

const OPEN: InstrumentsGate = {
  ready: async () => undefined,
  isLoaded: () => true,
  isFamiliar: () => true,
  knows: () => true,
};

/** The id of a package's broker in an environment. */
export function brokerIdOf(packageId: string, environment: Environment): BrokerId {
  return (environment === 'live' ? packageId : `${packageId}-sandbox`) as BrokerId;
}

export class BrokerRegistry {
  readonly #clocks: Readonly<Record<Environment, Clock>>;
  readonly #log: Log;
  readonly #address: ServerAddress;
  readonly #brokers = new Map<BrokerId, Broker>();
  readonly #deskPorts = new Map<BrokerId, BrokerPort>();
  #gateOf: GateOf = () => OPEN;

  /** Each environment has its own clock: the venue's for the sandbox. */
  constructor(parts: {
    readonly clocks: Readonly<Record<Environment, Clock>>;
    readonly log: Log;
    readonly address: ServerAddress;
  }) {
    this.#clocks = parts.clocks;
    this.#log = parts.log;
    this.#address = parts.address;
  }

  /** Sets what the desk's reads of books wait for; called before the first broker is added. */
  gateWith(gateOf: GateOf): void {
    this.#gateOf = gateOf;
  }

  /** Makes a package's adapter for an environment. */
  add(
    installed: InstalledBroker,
    environment: Environment,
    options: {
      readonly endpoints?: Endpoints;
      readonly absenceAfterMs?: number | undefined;
      readonly unlimitedRates?: boolean;
    } = {},
  ): Broker {
    const { brokerPackage } = installed;
    const id = brokerIdOf(brokerPackage.id, environment);
    const port = brokerPackage.create({
      brokerId: id,
      environment,
      clock: this.#clocks[environment],
      log: this.#log.child({ broker: id }),
      ...(options.endpoints === undefined ? {} : { endpoints: options.endpoints }),
      ...(options.absenceAfterMs === undefined ? {} : { absenceAfterMs: options.absenceAfterMs }),
      ...(options.unlimitedRates === true ? { unlimitedRates: true } : {}),
    });
    const broker = { id, environment, brokerPackage, port };
    this.#brokers.set(id, broker);
    this.#deskPorts.set(id, waitForInstruments(port, this.#gateOf(broker)));
    return broker;
  }

  /** Every broker, in the order in which they were added. */
  all(): readonly Broker[] {
    return [...this.#brokers.values()];
  }

  /** The broker with this id. Throws `broker-not-installed`, with `path` when a field of a body named it. */
  get(id: string, path?: string): Broker {
    const broker = this.#brokers.get(id as BrokerId);
    if (broker === undefined) {
      const facts = { broker: id, installed: this.all().map((each) => each.id) };
      throw new TradingError('broker-not-installed', facts, path === undefined ? {} : { path });
    }
    return broker;
  }

  /** The brokers as the desk uses them: their books wait for the instruments. It grows with the registry. */
  get deskPorts(): ReadonlyMap<BrokerId, BrokerPort> {
    return this.#deskPorts;
  }

  /** What is registered as redirect address at the broker. */
  redirectUrl(id: BrokerId): string {
    return `${this.#address.publicUrl()}/api/${id}/auth`;
  }

  /** Closes every connection. */
  async close(): Promise<void> {
    await Promise.allSettled(this.all().map((broker) => broker.port.close()));
  }
}
