/**
 * Notices what time brings: a new day, expired sessions, openings, and the close with the broker's closing run.
 *
 * Beats once a second of the base clock, and at once when the venue's clock is moved.
 */
import { type CancelTimer, istDate, opposite, type Segment } from '@copydesk/core';
import type { SessionBook } from '../clients/session-book.ts';
import type { Floor } from '../orders/floor.ts';
import type { Matching } from '../orders/matching.ts';
import type { OrderDesk } from '../orders/order-desk.ts';
import { isLiving, openQuantity } from '../orders/order-record.ts';
import { type StateWalk, waitsForOpening } from '../orders/state-walk.ts';
import { rollDay } from './day-roll.ts';

const BEAT_MS = 1_000;
/** Who places the closing orders; not the client, as at the real brokers. */
const CLOSER = 'RMS';

/** What beats. */
export interface HeartbeatParts {
  readonly floor: Floor;
  readonly walk: StateWalk;
  readonly matching: Matching;
  readonly orders: OrderDesk;
  readonly sessions: SessionBook;
  /** Told when another day has begun. */
  readonly dayBegun: () => void;
  readonly commit: () => void;
}

/** The heartbeat. */
export class Heartbeat {
  readonly #parts: HeartbeatParts;
  /** Segments whose closing run of this date is done. */
  #closedRuns = new Set<string>();
  #timer: CancelTimer | undefined;
  #stopped = false;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = this.#parts.floor.parts.clock.after(BEAT_MS, () => {
      this.beat();
      if (!this.#stopped) this.start();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.();
  }

  /** Does whatever is due by the venue's clock. */
  beat(): void {
    const { floor, walk, sessions, matching, commit } = this.#parts;
    const today = istDate(floor.parts.clock.now());
    if (today !== floor.parts.list.date) {
      rollDay(floor, walk, today);
      this.#closedRuns = new Set();
      this.#parts.dayBegun();
    }
    sessions.sweep();
    walk.release();
    if (floor.parts.market.settings.open === 'calendar') this.#close();
    matching.keepStepping();
    commit();
  }

  #close(): void {
    const { floor } = this.#parts;
    const moments = new Map<Segment, ReturnType<typeof floor.parts.market.moment>>();
    const momentOf = (segment: Segment) => {
      const known = moments.get(segment) ?? floor.parts.market.moment(segment);
      moments.set(segment, known);
      return known;
    };
    for (const record of [...floor.parts.index.all()]) {
      if (!isLiving(record) || waitsForOpening(record)) continue;
      if (!momentOf(record.instrument.segment).closed) continue;
      record.cancelledQuantity = openQuantity(record);
      floor.write(record, 'cancelled');
    }
    this.#closingRun((segment) => momentOf(segment).closingRun && momentOf(segment).open);
  }

  /** The broker closes intraday positions, once per segment and day. */
  #closingRun(due: (segment: Segment) => boolean): void {
    const { floor, orders } = this.#parts;
    const done = new Set<Segment>();
    for (const client of floor.parts.clients.list()) {
      for (const position of floor.parts.accounts.of(client).positions(undefined)) {
        const { instrument, product, quantity } = position;
        const { segment } = instrument;
        if (product !== 'I' || quantity === 0 || this.#closedRuns.has(segment) || !due(segment)) continue;
        done.add(segment);
        orders.placeOutside(client, {
          instrument,
          side: opposite(quantity > 0 ? 'BUY' : 'SELL'),
          quantity: Math.abs(quantity),
          orderType: 'MARKET',
          product,
          placedBy: CLOSER,
        });
      }
    }
    for (const segment of done) this.#closedRuns.add(segment);
  }
}
