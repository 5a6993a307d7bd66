/**
 * A desk to try things on: a master and three children at the sandbox's brokers, funded, logged in, in an armed group.
 *
 * Decides: what it consists of. A second call finds what is there and only mends what is missing: it never touches an
 * account that only has the same address, and never arms what a person disarmed.
 */
import {
  type Account,
  type AccountAddress,
  type AccountStore,
  type ChildLink,
  type Clock,
  type CopyGroup,
  type GroupStore,
  istDate,
  type Lots,
  parseFactor,
  type Sizing,
  sleep,
  TradingError,
  type UserId,
} from '@copydesk/core';
import { type BrokerRegistry, brokerIdOf } from '../brokers/broker-registry.ts';
import type { Sandbox } from '../brokers/sandbox.ts';
import { HttpError } from '../http/http-error.ts';
import type { EnvironmentInstruments } from '../instruments/instruments.ts';
import type { AccountChanges } from './account-changes.ts';
import type { BrokerLogins } from './broker-logins.ts';

interface Member {
  readonly address: string;
  /** The package's broker id. */
  readonly broker: string;
  readonly client: string;
  readonly sizing: Sizing | undefined;
}

const FUNDS_RUPEES = 10_000_000;
const SETTLED_WITHIN_MS = 20_000;
const SETTLED_LOOK_MS = 20;
const NAME = 'Sandbox family';
const PLAIN = { capLots: undefined, atLeastOneLot: false } as const;

function multiplied(text: string): Sizing {
  const factor = parseFactor(text);
  if (factor === undefined) throw new RangeError(`Not a factor: ${text}`);
  return { kind: 'multiplier', factor, ...PLAIN };
}

const MEMBERS: readonly Member[] = [
  { address: 'MASTER:k2', broker: 'zerodha', client: 'SBK002', sizing: undefined },
  { address: 'CHILD:c1', broker: 'upstox', client: 'SBC001', sizing: multiplied('1') },
  { address: 'CHILD:c2', broker: 'zerodha', client: 'SBC002', sizing: multiplied('2') },
  {
    address: 'CHILD:c3',
    broker: 'upstox',
    client: 'SBC003',
    sizing: { kind: 'fixed-lots', lots: 1 as Lots, ...PLAIN },
  },
];

export class SandboxDesk {
  readonly #accounts: AccountStore;
  readonly #changes: AccountChanges;
  readonly #groups: GroupStore;
  readonly #brokers: BrokerRegistry;
  readonly #logins: BrokerLogins;
  readonly #instruments: EnvironmentInstruments;
  readonly #clock: Clock;
  readonly #running = new Map<UserId, Promise<CopyGroup>>();

  constructor(parts: {
    readonly accounts: AccountStore;
    readonly changes: AccountChanges;
    readonly groups: GroupStore;
    readonly brokers: BrokerRegistry;
    readonly logins: BrokerLogins;
    /** The sandbox's. */
    readonly instruments: EnvironmentInstruments;
    readonly clock: Clock;
  }) {
    this.#accounts = parts.accounts;
    this.#changes = parts.changes;
    this.#groups = parts.groups;
    this.#brokers = parts.brokers;
    this.#logins = parts.logins;
    this.#instruments = parts.instruments;
    this.#clock = parts.clock;
  }

  /** The group, made when it is not there. Two calls at once make one. */
  async make(userId: UserId, sandbox: Sandbox): Promise<CopyGroup> {
    const running = this.#running.get(userId) ?? this.#make(userId, sandbox);
    this.#running.set(userId, running);
    try {
      return await running;
    } finally {
      this.#running.delete(userId);
    }
  }

  async #make(userId: UserId, sandbox: Sandbox): Promise<CopyGroup> {
    const known = MEMBERS.map((member) => this.#known(userId, member));
    const accounts = await Promise.all(
      MEMBERS.map((member, index) => this.#account(userId, member, known[index], sandbox)),
    );
    const [master, ...children] = accounts;
    if (master === undefined) throw new HttpError('sandbox-off');
    const group = this.#led(master) ?? (await this.#armedGroup(userId, master, children));
    await this.#settled(accounts);
    return this.#groups.get(userId, group.id);
  }

  /** Waits until entries can be placed: a person who asked for a desk presses Buy next. What takes longer shows on the accounts. */
  async #settled(accounts: readonly Account[]): Promise<void> {
    await this.#instruments.loader.ready(AbortSignal.timeout(SETTLED_WITHIN_MS));
    const untilMs = this.#clock.monotonicMs() + SETTLED_WITHIN_MS;
    const waiting = (): boolean => accounts.some((account) => !this.#accounts.stateOf(account.id).settled);
    while (waiting() && this.#clock.monotonicMs() < untilMs) await sleep(this.#clock, SETTLED_LOOK_MS);
  }

  /** The account at the member's address. Throws `account-address-taken` when it is another broker's, or of live money. */
  #known(userId: UserId, member: Member): Account | undefined {
    const { id: brokerId } = this.#brokers.get(brokerIdOf(member.broker, 'sandbox'));
    const known = this.#accounts.listFor(userId).find((account) => account.address === member.address);
    if (known === undefined || (known.environment === 'sandbox' && known.brokerId === brokerId)) return known;
    throw new TradingError('account-address-taken', { address: member.address });
  }

  /** The group that the master leads. Throws `environment-mixed` when somebody in it trades live money. */
  #led(master: Account): CopyGroup | undefined {
    const group = this.#groups.ledBy(master.id);
    const live = group?.children.some(
      ({ accountId }) => this.#accounts.get(accountId).environment !== 'sandbox',
    );
    if (live === true) throw new TradingError('environment-mixed', { account: master.address });
    return group;
  }

  async #account(
    userId: UserId,
    member: Member,
    known: Account | undefined,
    sandbox: Sandbox,
  ): Promise<Account> {
    const broker = this.#brokers.get(brokerIdOf(member.broker, 'sandbox'));
    if (known !== undefined && this.#accounts.sessionOf(known.id) !== undefined) return known;
    // One venue serves every user of the desk: the second user's clients are not the first one's.
    const client = known?.clientId ?? this.#freeClient(member);
    const { apiKey, apiSecret, accessToken } = await sandbox.makeClient({
      broker: member.broker,
      client,
      funds: FUNDS_RUPEES,
    });
    const credentials = { apiKey, apiSecret };
    const account =
      known === undefined
        ? await this.#changes.add(userId, {
            address: member.address as AccountAddress,
            brokerId: broker.id,
            environment: 'sandbox',
            clientId: client,
            egress: { kind: 'default' },
            credentials,
          })
        : await this.#changes.change(known.id, { credentials });
    await this.#logins.adoptToken(account, accessToken);
    return account;
  }

  #freeClient(member: Member): string {
    const taken = new Set(this.#accounts.all().map((account) => account.clientId));
    for (let round = 0; ; round += 1) {
      const client = round === 0 ? member.client : `${member.client}${String.fromCharCode(64 + round)}`;
      if (!taken.has(client) || round === 26) return client;
    }
  }

  async #armedGroup(userId: UserId, master: Account, children: readonly Account[]): Promise<CopyGroup> {
    const group = await this.#groups.create(userId, {
      name: NAME,
      masterId: master.id,
      copyWhen: 'onAccepted',
      copyOutsideOrders: true,
      protection: 'follow',
      exitCapPercent: 5,
      masterCapital: undefined,
      children: children.map((child, index) =>
        this.#link(child, MEMBERS[index + 1]?.sizing ?? multiplied('1')),
      ),
    });
    return await this.#groups.arm(userId, group.id);
  }

  #link(child: Account, sizing: Sizing): ChildLink {
    return {
      accountId: child.id,
      relationship: 'self',
      declaredOn: istDate(this.#clock.now()),
      state: 'active',
      stoppedBecause: undefined,
      sizing,
      filters: { segments: [], products: [], underlyings: [] },
      guards: {
        maxQuantity: undefined,
        maxValue: undefined,
        maxOpenPositions: undefined,
        maxDayLoss: undefined,
        priceDrift: undefined,
        window: undefined,
      },
      entryCapPercent: 3,
      onIncomplete: 'flatten',
    };
  }
}
