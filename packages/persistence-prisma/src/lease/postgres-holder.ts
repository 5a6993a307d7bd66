/**
 * A holder that lives as long as its connection to PostgreSQL: it keeps an advisory lock of the session. The server
 * releases it when the process ends; when a whole host vanishes, as soon as the server's own keep-alive finds out.
 */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { type Holder, newHolderId } from './holder.ts';

/** After so long without an answer from our host the server ends the session: 10 + 4 × 5 seconds. */
const KEEP_ALIVE = [
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 5',
  'SET tcp_keepalives_count = 4',
];

/** Looks whether the lock is held, without taking it: those who look do not see each other. */
const IS_HELD = `SELECT EXISTS (
  SELECT 1 FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint = $1 AND objid::bigint = $2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
) AS held`;

interface Session {
  readonly id: string;
  readonly client: Client;
}

/** Proves life by a session of its own. */
export class PostgresHolder implements Holder {
  readonly #url: string;
  readonly #hostId: string;
  readonly #listeners: ((id: string) => void)[] = [];
  #session: Promise<Session> | undefined;
  #closed = false;

  constructor(url: string, hostId: string) {
    this.#url = url;
    this.#hostId = hostId;
  }

  async id(): Promise<string> {
    return (await this.#open()).id;
  }

  async isAlive(id: string): Promise<boolean> {
    const { client } = await this.#open();
    const { rows } = await client.query<{ held: boolean }>(IS_HELD, [...lockKeyOf(id)].map(asUnsigned));
    return rows[0]?.held === true;
  }

  onLost(listener: (id: string) => void): void {
    this.#listeners.push(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const session = this.#session;
    this.#session = undefined;
    await (await session?.catch(() => undefined))?.client.end();
  }

  #open(): Promise<Session> {
    if (this.#closed) return Promise.reject(new Error('The database was closed.'));
    this.#session ??= this.#begin().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  async #begin(): Promise<Session> {
    const id = newHolderId(this.#hostId);
    const client = new Client({
      connectionString: this.#url,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    // An error is followed by the end of the connection, which is what counts.
    client.on('error', () => undefined);
    try {
      await client.connect();
      for (const setting of KEEP_ALIVE) await client.query(setting);
      await client.query('SELECT pg_advisory_lock($1, $2)', [...lockKeyOf(id)]);
    } catch (error) {
      await client.end();
      throw error;
    }
    client.once('end', () => this.#end(id));
    return { id, client };
  }

  #end(id: string): void {
    if (this.#closed) return;
    this.#session = undefined;
    for (const listener of this.#listeners) listener(id);
  }
}

/** Two signed 32-bit numbers that stand for a holder. */
function lockKeyOf(id: string): readonly [number, number] {
  const hash = createHash('sha256').update(`copydesk holder ${id}`).digest();
  return [hash.readInt32BE(0), hash.readInt32BE(4)];
}

/** As `pg_locks` shows them. */
function asUnsigned(value: number): number {
  return value >>> 0;
}
