/**
 * One writer per account, by a row that names the holder and a fencing number that grows with each change of holder.
 *
 * Decides: a row counts as long as its holder lives (`holder.ts` knows how that is proven); taking is one conditional
 * update, so of several that try at once one wins. Leaves to others: what is done when a lease is lost.
 */
import type { AccountId, Clock, Lease, LeasePort } from '@copydesk/core';
import type { Database } from '../database/database.ts';
import { describeHolder, type Holder } from './holder.ts';

/** Who lost a race looks again so many times. Each time somebody else has won. */
const ATTEMPTS = 8;
/** How often the rows of our leases are read, in milliseconds: somebody may have taken one by hand. */
const WATCH_EVERY_MS = 5_000;
const NOBODY = '';

interface Held {
  readonly accountId: AccountId;
  readonly fence: number;
  readonly holder: string;
  readonly lost: AbortController;
}

/** Gives leases out, in the name of this process. */
export class PrismaLeases implements LeasePort {
  readonly #database: Database;
  readonly #holder: Holder;
  readonly #clock: Clock;
  readonly #held = new Set<Held>();
  #stopWatching: (() => void) | undefined;

  constructor(database: Database, holder: Holder, clock: Clock) {
    this.#database = database;
    this.#holder = holder;
    this.#clock = clock;
    holder.onLost((id) => {
      for (const held of this.#held) if (held.holder === id) this.#lose(held);
    });
  }

  async take(accountId: AccountId): Promise<Lease | { readonly heldBy: string }> {
    const me = await this.#holder.id();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const row = await this.#row(accountId);
      if (row !== null && row.holder !== NOBODY) {
        const counts = row.holder === me || (await this.#holder.isAlive(row.holder));
        if (counts) return { heldBy: describeHolder(row.holder) };
      }
      const fence = (row?.fence ?? 0) + 1;
      const won = row === null ? await this.#add(accountId, me) : await this.#change(accountId, row, me);
      if (won) return this.#lease({ accountId, fence, holder: me, lost: new AbortController() });
    }
    throw new Error('The lease changes hands faster than it can be taken.');
  }

  /** Gives everything back. */
  async close(): Promise<void> {
    this.#stopWatching?.();
    await Promise.all([...this.#held].map((held) => this.#release(held)));
  }

  #row(accountId: AccountId) {
    const { client, storeTurns } = this.#database;
    return storeTurns.run(() => client.leaseRow.findUnique({ where: { accountId } }));
  }

  /** Whether the row could be added; it could not when somebody else has added one meanwhile. */
  async #add(accountId: AccountId, holder: string): Promise<boolean> {
    const { client, storeTurns } = this.#database;
    const now = BigInt(this.#clock.now());
    const added = await storeTurns.run(
      () => client.$executeRaw`
        INSERT INTO "lease" ("account_id", "fence", "holder", "taken_at")
        VALUES (${accountId}, 1, ${holder}, ${now}) ON CONFLICT ("account_id") DO NOTHING`,
    );
    return added === 1;
  }

  /** Whether the row was still as it was read. */
  async #change(
    accountId: AccountId,
    row: { readonly fence: number; readonly holder: string },
    holder: string,
  ): Promise<boolean> {
    const { client, storeTurns } = this.#database;
    const { count } = await storeTurns.run(() =>
      client.leaseRow.updateMany({
        where: { accountId, fence: row.fence, holder: row.holder },
        data: { fence: row.fence + 1, holder, takenAt: BigInt(this.#clock.now()) },
      }),
    );
    return count === 1;
  }

  #lease(held: Held): Lease {
    this.#held.add(held);
    this.#watch();
    return {
      accountId: held.accountId,
      fence: held.fence,
      lost: held.lost.signal,
      release: () => this.#release(held),
    };
  }

  /** Gives one back, unless it was given back or lost before. */
  async #release(held: Held): Promise<void> {
    if (!this.#held.delete(held)) return;
    const { client, storeTurns } = this.#database;
    const { accountId, fence, holder } = held;
    await storeTurns.run(() =>
      client.leaseRow.updateMany({ where: { accountId, fence, holder }, data: { holder: NOBODY } }),
    );
  }

  #lose(held: Held): void {
    this.#held.delete(held);
    held.lost.abort(new Error('The lease was lost.'));
  }

  #watch(): void {
    this.#stopWatching ??= this.#clock.after(WATCH_EVERY_MS, () => {
      this.#stopWatching = undefined;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    const { client, storeTurns } = this.#database;
    const looked = [...this.#held];
    if (looked.length === 0) return;
    try {
      const rows = await storeTurns.run(() =>
        client.leaseRow.findMany({ where: { accountId: { in: looked.map((held) => held.accountId) } } }),
      );
      const now = new Map(rows.map((row) => [row.accountId, row]));
      for (const held of looked) {
        const row = now.get(held.accountId);
        const isOurs = row?.fence === held.fence && row.holder === held.holder;
        if (!isOurs && this.#held.has(held)) this.#lose(held);
      }
    } catch {
      // The database does not answer: whoever writes finds out. The leases are looked at again.
    }
    this.#watch();
  }
}
