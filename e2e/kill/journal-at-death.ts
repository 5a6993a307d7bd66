/**
 * What the journal says in the moment after a kill, read from the database before anything else opens it; and, while
 * the server lives, the moment in which an intent is durable.
 *
 * It is read with a fold of its own, not the desk's: which slices of intents have no recorded outcome.
 */
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

/** Slices whose outcome is not in the journal, by how far it got. */
export interface OpenIntents {
  /** The intent is durable; nothing says that a byte left. */
  readonly journaled: number;
  /** On its way. */
  readonly sending: number;
  /** Its answer was lost before, and nobody knows yet. */
  readonly uncertain: number;
}

type SliceState = keyof OpenIntents | 'known';

interface Row {
  readonly event_id: number;
  readonly event: string;
}

interface SliceEvent {
  readonly type: string;
  readonly orderId: string;
  readonly slice: number;
}

interface Intents {
  readonly orders: readonly { readonly orderId: string; readonly slices: readonly unknown[] }[];
}

/** What an entry asks for: orders as they are placed, or other terms of one. */
interface Asked {
  readonly orders?: readonly { readonly orderId: string; readonly quantity: number }[];
  readonly terms?: { readonly quantity?: number };
}

const NEXT: Readonly<Record<string, SliceState>> = {
  'order-sending': 'sending',
  'order-not-sent': 'journaled',
  'order-proven-absent': 'journaled',
  'order-outcome-lost': 'uncertain',
  'order-accepted': 'known',
  'order-refused': 'known',
  'order-resting': 'known',
  'order-filled': 'known',
  'order-cancelled': 'known',
  'order-expired': 'known',
  'order-given-up': 'known',
};

const LOOK_MS = 2;

const TYPES = ['orders-journaled', ...Object.keys(NEXT)];

export class JournalAtDeath {
  readonly #file: string;
  readonly #slices = new Map<string, SliceState>();
  #lastEventId = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Reads what was written since the last look. The server must be dead. */
  look(): OpenIntents {
    const database = new DatabaseSync(this.#file, { readOnly: true });
    try {
      const marks = TYPES.map(() => '?').join(',');
      const rows = database
        .prepare(
          `SELECT event_id, event FROM journal WHERE event_id > ? AND type IN (${marks}) ORDER BY event_id`,
        )
        .all(this.#lastEventId, ...TYPES) as unknown as readonly Row[];
      for (const row of rows) this.#apply(row);
    } finally {
      database.close();
    }
    const count = (state: SliceState): number =>
      [...this.#slices.values()].filter((each) => each === state).length;
    return { journaled: count('journaled'), sending: count('sending'), uncertain: count('uncertain') };
  }

  /** The largest quantity that the desk ever decided for an order: a reduction that came too late takes nothing back. The server may live. */
  mostAsked(orderId: string): number {
    const database = new DatabaseSync(this.#file, { readOnly: true });
    try {
      const rows = database
        .prepare(
          `SELECT event_id, event FROM journal
           WHERE type IN ('orders-journaled', 'order-change-journaled') AND instr(event, ?) > 0`,
        )
        .all(orderId) as unknown as readonly Row[];
      const asked = rows.flatMap(({ event }) => {
        const { orders = [], terms } = JSON.parse(event) as Asked;
        const placed = orders.filter((order) => order.orderId === orderId).map(({ quantity }) => quantity);
        return terms?.quantity === undefined ? placed : [...placed, terms.quantity];
      });
      return Math.max(0, ...asked);
    } finally {
      database.close();
    }
  }

  /** Whether an order that was proven absent was made smaller when it went again: an exit is recomputed then (domain §4.3). The server may live. */
  wasRecomputed(orderId: string): boolean {
    const database = new DatabaseSync(this.#file, { readOnly: true });
    try {
      const types = database
        .prepare(
          `SELECT DISTINCT type FROM journal
           WHERE type IN ('order-proven-absent', 'order-cut') AND json_extract(event, '$.orderId') = ?`,
        )
        .all(orderId);
      return types.length === 2;
    } finally {
      database.close();
    }
  }

  /** Resolves when an intent is durable that was not there at the call, or when `given.aborted`. The server lives and writes. */
  async nextIntent(given: AbortSignal): Promise<void> {
    const database = new DatabaseSync(this.#file, { readOnly: true });
    try {
      const newest = database.prepare(
        `SELECT COALESCE(MAX(event_id), 0) AS id FROM journal
         WHERE event_id > ? AND type = 'orders-journaled' AND json_array_length(event, '$.orders') > 0`,
      );
      const look = (): number => Number(newest.get(this.#lastEventId)?.['id']);
      const before = look();
      while (look() === before && !given.aborted) await setTimeout(LOOK_MS);
    } finally {
      database.close();
    }
  }

  #apply(row: Row): void {
    this.#lastEventId = row.event_id;
    const event = JSON.parse(row.event) as SliceEvent | (Intents & { readonly type: 'orders-journaled' });
    if ('orders' in event) {
      for (const { orderId, slices } of event.orders)
        for (const index of slices.keys()) this.#slices.set(`${orderId}/${index}`, 'journaled');
      return;
    }
    const next = NEXT[event.type];
    const key = `${event.orderId}/${event.slice}`;
    if (next !== undefined && this.#slices.get(key) !== 'known') this.#slices.set(key, next);
  }
}
