/**
 * Leases held in memory, for tests of what happens when two desks want one account.
 *
 * Decides: one holder per account, a fencing number that grows with each change of holder, and that a holder whose
 * lease was broken learns it through `lost`.
 */
import type { AccountId, Lease, LeasePort } from '@copydesk/core';

interface Held {
  readonly holder: string;
  readonly lost: AbortController;
}

/** What several holders share, as several processes share a database. */
export class MemoryLeases {
  readonly #held = new Map<AccountId, Held>();
  readonly #fences = new Map<AccountId, number>();

  /** The port as one holder (a process, a host) sees it. */
  portOf(holder: string): LeasePort {
    return { take: (accountId) => this.#take(accountId, holder) };
  }

  /** Ends a lease against its holder's will, as the loss of a database connection does. */
  break(accountId: AccountId): void {
    const held = this.#held.get(accountId);
    this.#held.delete(accountId);
    held?.lost.abort();
  }

  /** Forgets everything that the holder had, as its death does; nobody is told. */
  die(holder: string): void {
    for (const [accountId, held] of this.#held) if (held.holder === holder) this.#held.delete(accountId);
  }

  async #take(accountId: AccountId, holder: string): Promise<Lease | { readonly heldBy: string }> {
    const current = this.#held.get(accountId);
    if (current !== undefined) return { heldBy: current.holder };
    const held: Held = { holder, lost: new AbortController() };
    const fence = (this.#fences.get(accountId) ?? 0) + 1;
    this.#fences.set(accountId, fence);
    this.#held.set(accountId, held);
    return {
      accountId,
      fence,
      lost: held.lost.signal,
      release: async () => {
        if (this.#held.get(accountId) === held) this.#held.delete(accountId);
      },
    };
  }
}
