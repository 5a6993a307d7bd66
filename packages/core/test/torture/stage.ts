/**
 * Where a run plays: a venue with two brokers, the stored accounts and the journal, and the desk that lives among them for now.
 *
 * Decides: what survives a crash (all that is outside a `Life`) and when the desk stands up again.
 */
import {
  createReferenceBroker,
  PLAN_WITHOUT_STREAM,
  type ReferenceBroker,
  referenceRules,
  SeededIds,
  VirtualClock,
} from '@copydesk/adapter-testkit';
import { type ClientRef, createVenue, type Venue } from '@copydesk/sandbox';
import {
  type Account,
  type AccountAddress,
  type BrokerId,
  type BrokerPort,
  type CopyGroup,
  Desk,
  type JournalPort,
  memoryRepositories,
  SoleHolder,
  type UserId,
  type Value,
} from '../../src/index.ts';
import type { FamilySeed } from './history.ts';
import { type KillPoint, Life } from './life.ts';
import { linkOf } from './links.ts';
import { LOOKUP, NORTH, SOUTH, VENUE_INSTRUMENTS } from './market.ts';
import { TextJournal } from './text-journal.ts';
import { brokerOf, type WireLog, type Write } from './wire-log.ts';

export const ANN = 'user-ann' as UserId;

/** Enough for every order of a run. */
const FUNDS = 10_000_000_000_000n as Value;
/** After so long a desk that starts must have opened, or be dead. */
const OPENS_WITHIN_MS = 5_000;

/** What a counterfactual puts between the desk and its ports, or changes in a desk, in a test and nowhere else. */
export interface Spoiler {
  readonly journal?: (journal: JournalPort, life: Life) => JournalPort;
  readonly broker?: (broker: BrokerPort) => BrokerPort;
  readonly desk?: (desk: Desk, family: FamilyOfRun) => void;
}

/** Who trades in a run: the master, then the children. */
export interface FamilyOfRun {
  readonly members: readonly Account[];
  readonly group: CopyGroup;
}

export class Stage {
  readonly clock = new VirtualClock();
  readonly venue: Venue;
  readonly journal = new TextJournal();
  readonly writes: Write[] = [];
  readonly seed: FamilySeed;
  readonly #repositories = memoryRepositories();
  readonly #brokers: ReadonlyMap<BrokerId, ReferenceBroker>;
  readonly #spoiler: Spoiler;
  readonly #members: Account[] = [];
  #group: CopyGroup | undefined;
  #life: Life;
  #desk: Desk;
  #lives = 0;

  private constructor(seed: FamilySeed, spoiler: Spoiler) {
    this.seed = seed;
    this.#spoiler = spoiler;
    const { clock } = this;
    this.venue = createVenue({
      brokers: { [NORTH]: referenceRules, [SOUTH]: referenceRules },
      instruments: () => VENUE_INSTRUMENTS,
      clock,
      seed: seed.seed,
      processingDelayMs: seed.processingMs,
      market: { walking: false },
    });
    const broker = (id: BrokerId): ReferenceBroker =>
      createReferenceBroker({
        venue: this.venue,
        clock,
        broker: id,
        brokerId: id,
        latencyMs: seed.latencyMs,
        absenceAfterMs: seed.absenceAfterMs,
      });
    this.#brokers = new Map([NORTH, SOUTH].map((id) => [id, broker(id)]));
    [this.#life, this.#desk] = this.#born();
  }

  /** A desk with the family logged in and its group armed. */
  static async open(seed: FamilySeed, spoiler: Spoiler = {}): Promise<Stage> {
    const stage = new Stage(seed, spoiler);
    await stage.desk.open();
    await stage.#addMember('MASTER:k1', NORTH, seed.masterHasStream);
    for (const [index, child] of seed.children.entries())
      await stage.#addMember(`CHILD:c${index + 1}`, child.broker as BrokerId, child.hasStream);
    await stage.clock.advance(2_500);
    await stage.#makeGroup();
    spoiler.desk?.(stage.desk, stage.family);
    return stage;
  }

  get desk(): Desk {
    return this.#desk;
  }

  get life(): Life {
    return this.#life;
  }

  /** How many desks have lived. */
  get lives(): number {
    return this.#lives;
  }

  get members(): readonly Account[] {
    return this.#members;
  }

  get family(): FamilyOfRun {
    if (this.#group === undefined) throw new Error('The family has no group yet');
    return { members: this.#members, group: this.#group };
  }

  get master(): Account {
    return this.#members[0] as Account;
  }

  get children(): readonly Account[] {
    return this.#members.slice(1);
  }

  /** The member that a history means by this number. */
  member(who: number): Account {
    return this.#members[who % this.#members.length] as Account;
  }

  /** The broker itself, past the desk. */
  rawBroker(id: BrokerId): ReferenceBroker {
    return this.#brokers.get(id) as ReferenceBroker;
  }

  /** Starts a new desk over what the dead one left. False when a kill struck it while it started. */
  async restart(again: KillPoint | undefined): Promise<boolean> {
    [this.#life, this.#desk] = this.#born();
    this.#life.arm(again);
    let opened = false;
    let failure: unknown;
    this.#desk.open().then(
      () => {
        opened = true;
      },
      (error: unknown) => {
        failure = error;
      },
    );
    for (let ms = 0; !opened && !this.#life.dead && failure === undefined; ms += 50) {
      if (ms > OPENS_WITHIN_MS) throw new Error('The desk does not open');
      await this.clock.advance(ms === 0 ? 0 : 50);
    }
    if (failure !== undefined) throw new Error('The desk refuses to open', { cause: failure });
    if (opened) this.#spoiler.desk?.(this.#desk, this.family);
    return opened;
  }

  /** A person logs the account in at its broker's page; the desk may be killed before it has stored that. */
  async logIn(account: Account): Promise<void> {
    const client = this.venue.clients.upsert({ broker: account.brokerId, client: account.clientId });
    const { accessToken } = this.venue.sessions.issue(client);
    const credentials = this.desk.accounts.credentialsOf(account.id);
    const { clientId, egress } = account;
    const callback = { accountId: account.id, clientId, credentials, egress, accessToken };
    const adopted = this.rawBroker(account.brokerId).adoptToken(callback, new AbortController().signal);
    const session = await this.clock.drive(adopted);
    void this.desk.accounts.openSession(session);
    await this.clock.advance(0);
  }

  /** Ends everything, so that nothing of this run is left for the next. */
  close(): void {
    this.#life.kill();
    this.venue.close();
  }

  #born(): [Life, Desk] {
    this.#lives += 1;
    const number = this.#lives;
    const life = new Life(this.clock);
    const stored = this.#spoiler.journal?.(this.journal, life) ?? this.journal;
    const log: WireLog = {
      venue: this.venue,
      writes: this.writes,
      nowMs: () => this.clock.monotonicMs(),
    };
    const brokers = [...this.#brokers].map(([id, broker]): [BrokerId, BrokerPort] => {
      const spoiled = this.#spoiler.broker?.(broker) ?? broker;
      return [id, brokerOf(life, spoiled, log, number)];
    });
    const desk = new Desk({
      clock: life.clock,
      ids: new SeededIds(this.seed.seed * 1_009 + number, this.clock),
      journal: journalBehind(life, stored),
      leases: new SoleHolder(),
      brokers: new Map(brokers),
      instruments: { live: LOOKUP, sandbox: LOOKUP },
      repositories: {
        accounts: behind(life, this.#repositories.accounts),
        sessions: behind(life, this.#repositories.sessions),
        groups: behind(life, this.#repositories.groups),
      },
    });
    return [life, desk];
  }

  async #addMember(address: string, brokerId: BrokerId, hasStream: boolean): Promise<void> {
    const clientId = `AA000${this.#members.length}`;
    const client = this.venue.clients.upsert({
      broker: brokerId,
      client: clientId,
      funds: FUNDS,
      ...(hasStream ? {} : { plan: PLAN_WITHOUT_STREAM }),
    });
    const account = await this.desk.accounts.add(ANN, {
      address: address as AccountAddress,
      brokerId,
      environment: 'sandbox',
      clientId,
      egress: { kind: 'default' },
      credentials: { apiKey: client.apiKey, apiSecret: client.apiSecret },
    });
    this.#members.push(account);
    await this.logIn(account);
  }

  async #makeGroup(): Promise<void> {
    const { copyWhen, copyOutsideOrders, children } = this.seed;
    const created = await this.desk.groups.create(ANN, {
      name: 'Family',
      masterId: this.master.id,
      copyWhen,
      copyOutsideOrders,
      protection: 'follow',
      exitCapPercent: 5,
      masterCapital: undefined,
      children: children.map((child, index) => linkOf(this.member(index + 1), child)),
    });
    this.#group = await this.desk.groups.arm(ANN, created.id);
  }
}

/** How the venue names an account. */
export function clientOf(account: Account): ClientRef {
  return { broker: account.brokerId, client: account.clientId };
}

function journalBehind(life: Life, journal: JournalPort): JournalPort {
  return {
    append: (entries) => life.pass(() => journal.append(entries)),
    readAll: () => life.listen(journal.readAll()),
    readAfter: (...args) => life.pass(() => journal.readAfter(...args)),
  };
}

/** A repository behind the gate: all its methods answer later. */
function behind<Port extends object>(life: Life, port: Port): Port {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (...args: readonly unknown[]) => Promise<unknown>;
      return (...args: readonly unknown[]) => life.pass(() => call(...args));
    },
  });
}
