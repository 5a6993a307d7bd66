/** The clock of a desk: one machine's timers, and the wall time by which each account lives. */
import type { AccountId } from '../account/account.ts';
import type { Environment } from '../broker/broker-id.ts';
import type { CancelTimer, Clock, DeskClock, Instant } from '../ports/clock.ts';

export class AccountClock implements DeskClock {
  readonly #host: Clock;
  readonly #venue: Pick<Clock, 'now'>;
  readonly #environmentOf: (accountId: AccountId) => Environment | undefined;

  /** `venue` is asked for wall time only; durations and timers are the host's. */
  constructor(
    host: Clock,
    venue: Pick<Clock, 'now'> | undefined,
    environmentOf: (accountId: AccountId) => Environment | undefined,
  ) {
    this.#host = host;
    this.#venue = venue ?? host;
    this.#environmentOf = environmentOf;
  }

  now(accountId?: AccountId): Instant {
    if (this.#venue === this.#host) return this.#host.now();
    return this.nowIn(accountId === undefined ? 'live' : (this.#environmentOf(accountId) ?? 'live'));
  }

  /** Wall time in an environment. */
  nowIn(environment: Environment): Instant {
    return environment === 'sandbox' ? this.#venue.now() : this.#host.now();
  }

  monotonicMs(): number {
    return this.#host.monotonicMs();
  }

  after(delayMs: number, run: () => void): CancelTimer {
    return this.#host.after(delayMs, run);
  }
}
