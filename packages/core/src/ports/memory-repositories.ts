import type { AccountId } from '../account/account.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { CopyGroup } from '../group/copy-group.ts';
import type { Lease, LeasePort } from './lease.ts';
import type {
  AccountRepository,
  BrokerSessionRepository,
  GroupRepository,
  StoredAccount,
} from './repositories.ts';

/** Repositories that live as long as the process: for tests, and for programs that embed the core without a database. */
export function memoryRepositories(): {
  readonly accounts: AccountRepository;
  readonly sessions: BrokerSessionRepository;
  readonly groups: GroupRepository;
} {
  return {
    accounts: new MemoryRepository<StoredAccount, AccountId>((stored) => stored.account.id),
    sessions: new MemoryRepository<BrokerSession, AccountId>((session) => session.accountId),
    groups: new MemoryRepository<CopyGroup, CopyGroup['id']>((group) => group.id),
  };
}

class MemoryRepository<Item, Id> {
  readonly #items = new Map<Id, Item>();
  readonly #idOf: (item: Item) => Id;

  constructor(idOf: (item: Item) => Id) {
    this.#idOf = idOf;
  }

  async all(): Promise<readonly Item[]> {
    return [...this.#items.values()];
  }

  async save(item: Item): Promise<void> {
    this.#items.set(this.#idOf(item), item);
  }

  async remove(id: Id): Promise<void> {
    this.#items.delete(id);
  }
}

/** Leases for a program that is alone on its accounts: every one is given, none is ever lost. */
export class SoleHolder implements LeasePort {
  async take(accountId: AccountId): Promise<Lease> {
    return { accountId, fence: 1, lost: new AbortController().signal, release: async () => undefined };
  }
}
