/**
 * Rows of the stream about orders that nobody here knows, until a read of the whole book has shown them among the others.
 *
 * Decides: how long such a row waits. Keeps I6: streams repeat and reorder, and what an order closes is fixed by what came before
 * it. A row that the book is too late to show is taken as it is after a moment.
 */
import type { Account } from '../account/account.ts';
import type { BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerOrder } from '../broker/broker-order.ts';
import { isFinal } from '../order/order-status.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';

/** As long as the fills of our own orders are waited for, and longer than a read takes. */
const HELD_AT_MOST_MS = 1_500;

interface Held {
  readonly account: Account;
  row: BrokerOrder;
  readonly sinceMs: number;
  readonly cancel: CancelTimer;
}

export class HeldRows {
  readonly #clock: Clock;
  readonly #release: (account: Account, row: BrokerOrder) => void;
  readonly #held = new Map<string, Held>();

  /** `release` is called with the latest row of an order that has waited for too long. */
  constructor(clock: Clock, release: (account: Account, row: BrokerOrder) => void) {
    this.#clock = clock;
    this.#release = release;
  }

  /** Keeps a row, or what is newer about an order that waits already: its time goes on. */
  hold(account: Account, row: BrokerOrder): void {
    const key = keyOf(account, row.brokerOrderId);
    const known = this.#held.get(key);
    if (known !== undefined) {
      known.row = laterRow(known.row, row);
      return;
    }
    const cancel = this.#clock.after(HELD_AT_MOST_MS, () => {
      this.#held.delete(key);
      this.#release(account, held.row);
    });
    const held: Held = { account, row, sinceMs: this.#clock.monotonicMs(), cancel };
    this.#held.set(key, held);
  }

  /** The rows of an account that came before `beganAtMs`, when a read of its whole book began. */
  before(account: Account, beganAtMs: number): readonly BrokerOrder[] {
    return [...this.#held.values()]
      .filter((held) => held.account.id === account.id && held.sinceMs <= beganAtMs)
      .map((held) => held.row);
  }

  /** The order is known now. */
  drop(account: Account, id: BrokerOrderId): void {
    const key = keyOf(account, id);
    this.#held.get(key)?.cancel();
    this.#held.delete(key);
  }
}

function keyOf(account: Account, id: BrokerOrderId): string {
  return `${account.id}/${id}`;
}

/** Of two rows of one order the one that knows more; of two that know the same, the one that came last. */
export function laterRow(first: BrokerOrder, second: BrokerOrder): BrokerOrder {
  const ended = first.status.kind === 'known' && isFinal(first.status.status);
  return ended || second.filledQuantity < first.filledQuantity ? first : second;
}
