/**
 * Exits of a square-off that wait for the end of what rested where they close (decision 0028).
 *
 * Decides: when a person is told that such an exit waits. Keeps I2: what is withheld so that no more is sold than is held is never
 * withheld without a word.
 */
import { type ClosingSide, closingRestOf, livingExitsOf } from '../exit/account-exits.ts';
import type { Journal } from '../journal/journal.ts';
import { type Order, statusOf } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { Clock } from '../ports/clock.ts';
import type { PositionKey, SquareOffJob } from './square-off-jobs.ts';

/** Most answers that were lost are found, and most cancels carried out, sooner than this. */
const TOLD_AFTER_MS = 10_000;

export interface WithheldParts {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly journal: Journal;
  readonly orders: OrderBook;
}

export class WithheldExits {
  readonly #parts: WithheldParts;
  /** Monotonic: since when a position of a job waits; told ones are done with. */
  readonly #since = new Map<string, number>();
  readonly #told = new Set<string>();

  constructor(parts: WithheldParts) {
    this.#parts = parts;
  }

  /** A position is not closed now, for all of it is on its way out. In how many milliseconds to look again; 0 when there is nothing to tell. */
  waits(job: SquareOffJob, key: PositionKey, side: ClosingSide['side']): number {
    const { clock, orders } = this.#parts;
    const name = `${job.id}|${job.accountId}|${key.instrumentId}|${key.product}`;
    const ending = livingExitsOf(orders, { accountId: job.accountId, ...key, side }).filter(
      ({ intent }) => job.orders.includes(intent.orderId) && !job.exits.includes(intent.orderId),
    );
    if (ending.length === 0 || this.#told.has(name)) {
      this.#since.delete(name);
      return 0;
    }
    const since = this.#since.get(name) ?? clock.monotonicMs();
    this.#since.set(name, since);
    const leftMs = since + TOLD_AFTER_MS - clock.monotonicMs();
    if (leftMs > 0) return leftMs;
    this.#told.add(name);
    this.#tell(job, key, ending);
    return 0;
  }

  #tell(
    { userId, accountId, origin }: SquareOffJob,
    { instrumentId }: PositionKey,
    ending: readonly Order[],
  ): void {
    const rest = ending.reduce((sum, order) => sum + closingRestOf(order), 0);
    const isUnknown = ending.some((order) => statusOf(order) === 'uncertain');
    const why = isUnknown ? 'what became of it is not known' : 'its broker has not cancelled it';
    const exit = origin === 'protection' ? 'The exit of a protection' : 'The exit of a square-off';
    const text = `${exit} of ${instrumentId} waits: what rested there was to end before it and may still fill ${rest}, for ${why}. The position is open: look in the broker's own app.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'exit-withheld', accountId, text });
  }
}
