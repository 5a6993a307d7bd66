/**
 * The first seconds after a start belong to the accounts.
 *
 * Decides: when the day's lists are read. Where accounts are logged in and everything they hold is familiar, a moment
 * after they have settled: what is on its way and what must be left goes first, and lists cost seconds of a processor.
 * Whoever asks for something that only the lists know hurries them. In every other case they are read at once.
 */
import { type AccountStore, type Clock, sleep } from '@copydesk/core';

/** After so long the accounts are waited for no longer. */
const SETTLED_WITHIN_MS = 3_000;
const LOOK_MS = 50;
/** How long the accounts have the processor to themselves after that. */
const UNDISTURBED_MS = 5_000;

export class FirstReads {
  readonly #clock: Clock;
  readonly #accounts: AccountStore;
  #settled: () => void = () => undefined;
  /** Resolves when every account that is logged in has read its books, or does not within a moment. */
  readonly settled = new Promise<void>((resolve) => {
    this.#settled = resolve;
  });
  /** Resolves when the lists may be read. */
  readonly over = this.settled.then(() =>
    this.postponesLists ? sleep(this.#clock, UNDISTURBED_MS) : undefined,
  );
  #isFamiliar = false;
  #anyLoggedIn = false;

  constructor(clock: Clock, accounts: AccountStore) {
    this.#clock = clock;
    this.#accounts = accounts;
  }

  /** Whether the accounts could begin without the lists, so that nobody has to wait for them. */
  get postponesLists(): boolean {
    return this.#anyLoggedIn && this.#isFamiliar;
  }

  /** Called when the desk has opened and its accounts begin to read. */
  watch(isFamiliar: boolean): void {
    this.#isFamiliar = isFamiliar;
    this.#anyLoggedIn = this.#accounts.all().some(({ id }) => this.#accounts.sessionOf(id) !== undefined);
    this.#look(this.#clock.monotonicMs() + SETTLED_WITHIN_MS);
  }

  #look(untilMs: number): void {
    const reading = this.#accounts
      .all()
      .some(({ id }) => this.#accounts.sessionOf(id) !== undefined && !this.#accounts.stateOf(id).settled);
    if (!reading || this.#clock.monotonicMs() >= untilMs) this.#settled();
    else this.#clock.after(LOOK_MS, () => this.#look(untilMs));
  }
}
