/**
 * Whether the broker takes an account's order calls from where they leave (domain §4.16).
 *
 * Decides: that entries stop while it does not, who is told, and when it is asked again. Keeps I7 (one account's address is its
 * own trouble) and I5: exits are sent all the same. The question is a cancel of an order that does not exist: brokers look at the
 * address of every order call, it can move nothing, and it goes by the lane like every call that counts against the rates.
 */
import type { BrokerId, BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { ChangeOutcome } from '../broker/outcome.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { AttemptResult, Lane } from '../lane/lane.ts';
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { AccountId } from './account.ts';
import type { AccountStore } from './account-store.ts';

/** What is known of an account's address since its last login. */
export interface AddressStanding {
  /** Undefined: no order call was answered yet. */
  readonly accepted: boolean | undefined;
  /** Where the broker saw the last refused call come from, where it says so. */
  readonly seen: string | undefined;
}

export interface AddressWatchParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly laneOf: (accountId: AccountId) => Lane;
}

const UNKNOWN: AddressStanding = { accepted: undefined, seen: undefined };

/** No broker gives such an id; both of ours take it for a well-formed one. */
const NO_ORDER = '000000000000000' as BrokerOrderId;

/** The lane's key: nothing else is kept waiting. */
const KEY = 'address';

/** After so long a refused address is asked about again; doubled each time, for a person must change something. */
const FIRST_AGAIN_MS = 60_000;
const LONGEST_AGAIN_MS = 600_000;

export class AddressWatch {
  readonly #parts: AddressWatchParts;
  readonly #standings = new Map<AccountId, AddressStanding>();
  readonly #stop = new AbortController();
  /** Questions under way. */
  readonly #asking = new Map<AccountId, Promise<void>>();
  readonly #again = new Map<AccountId, { readonly cancel: CancelTimer; readonly waitMs: number }>();

  constructor(parts: AddressWatchParts) {
    this.#parts = parts;
  }

  /** What is known of the account's address. */
  of(accountId: AccountId): AddressStanding {
    return this.#standings.get(accountId) ?? UNKNOWN;
  }

  /** Applies one entry of the journal, replayed or new. */
  apply({ event }: JournalEntry): void {
    if (event.type === 'account-logged-in') this.#standings.delete(event.accountId);
    const found = standingIn(event);
    if (found === undefined) return;
    const seen = found.seen ?? this.of(found.accountId).seen;
    this.#standings.set(found.accountId, {
      accepted: found.accepted,
      seen: found.accepted ? undefined : seen,
    });
  }

  /** Stops entries at a refusal, lets them go again when the broker takes a call, asks again after a login. */
  onEntry({ event }: JournalEntry): void {
    const found = standingIn(event);
    if (found !== undefined) this.#changed(found.accountId, found.accepted);
    // What was refused yesterday may have been mended: nobody has to say so.
    else if (event.type === 'account-settled' && this.#isStopped(event.accountId))
      void this.check(event.accountId);
  }

  /**
   * Asks the broker whether it takes order calls from here. What it answers is recorded; no answer changes nothing. Resolves when
   * the question was answered, or cannot be asked.
   */
  check(accountId: AccountId): Promise<void> {
    const running = this.#asking.get(accountId);
    if (running !== undefined) return running;
    if (this.#stop.signal.aborted || this.#parts.accounts.sessionOf(accountId) === undefined)
      return Promise.resolve();
    const asked = new Promise<void>((resolve) => {
      this.#parts.laneOf(accountId).add({
        priority: 'cancel',
        key: KEY,
        ready: () => 'go',
        attempt: async () => {
          await this.#ask(accountId);
          this.#asking.delete(accountId);
          resolve();
          return DONE;
        },
      });
    });
    this.#asking.set(accountId, asked);
    return asked;
  }

  /** Ends every timer and every question. */
  close(): void {
    this.#stop.abort();
    for (const { cancel } of this.#again.values()) cancel();
    this.#again.clear();
  }

  async #ask(accountId: AccountId): Promise<void> {
    const { accounts, brokers, journal } = this.#parts;
    const account = accounts.all().find(({ id }) => id === accountId);
    const session = accounts.sessionOf(accountId);
    const broker = account === undefined ? undefined : brokers.get(account.brokerId);
    if (account === undefined || session === undefined || broker === undefined) return;
    const order = { brokerOrderId: NO_ORDER, afterMarket: false };
    const outcome = await broker.cancelOrder(session, order, this.#stop.signal).catch(() => NO_ANSWER);
    const accepted = acceptedBy(outcome);
    if (outcome.kind === 'not-sent' && outcome.cause === 'session-lost')
      accounts.sessionLost(accountId, session);
    if (accepted !== undefined) {
      const seen = outcome.kind === 'refused' ? outcome.figures?.seenAddress : undefined;
      journal.record(account.userId, {
        type: 'address-checked',
        accountId,
        accepted,
        seen: accepted ? undefined : seen,
      });
    } else if (this.#isStopped(accountId)) this.#askAgain(accountId);
  }

  #changed(accountId: AccountId, accepted: boolean): void {
    const { accounts } = this.#parts;
    if (accepted) {
      this.#again.get(accountId)?.cancel();
      this.#again.delete(accountId);
      if (this.#isStopped(accountId)) accounts.arm(accountId, 'address-accepted');
      return;
    }
    this.#askAgain(accountId);
    if (accounts.stateOf(accountId).disarmed !== undefined) return;
    const reason = wordsOf(this.of(accountId));
    accounts.disarm(accountId, reason, 'address');
    const { userId, address } = accounts.get(accountId);
    const text = `${address}: ${reason} Register the address at the broker, or let the account leave by another one.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'address-refused', accountId, text });
  }

  #askAgain(accountId: AccountId): void {
    const before = this.#again.get(accountId);
    before?.cancel();
    const waitMs = before === undefined ? FIRST_AGAIN_MS : Math.min(LONGEST_AGAIN_MS, 2 * before.waitMs);
    const cancel = this.#parts.clock.after(waitMs, () => void this.check(accountId));
    this.#again.set(accountId, { cancel, waitMs });
  }

  #isStopped(accountId: AccountId): boolean {
    return this.#parts.accounts.disarmedBy(accountId) === 'address';
  }
}

const DONE: AttemptResult = { kind: 'done' };
const NO_ANSWER: ChangeOutcome = { kind: 'uncertain', cause: 'unreadable' };

/** Any answer of the order desk behind the door says that the door was passed. */
function acceptedBy(outcome: ChangeOutcome): boolean | undefined {
  switch (outcome.kind) {
    case 'accepted':
      return true;
    case 'refused':
      if (outcome.code === 'address') return false;
      return outcome.code === 'not-found' || outcome.code === 'final' || outcome.code === 'input'
        ? true
        : undefined;
    default:
      return undefined;
  }
}

/** What an event says about the address, if anything. */
function standingIn(
  event: DeskEvent,
):
  | { readonly accountId: AccountId; readonly accepted: boolean; readonly seen?: string | undefined }
  | undefined {
  switch (event.type) {
    case 'address-checked':
      return event;
    case 'order-accepted':
      // A book or a stream says nothing about the address.
      return event.ackMs === undefined ? undefined : { accountId: event.accountId, accepted: true };
    case 'order-refused':
      return event.code === 'address'
        ? { accountId: event.accountId, accepted: false, seen: event.figures?.seenAddress }
        : undefined;
    case 'order-change-answered':
      if (event.outcome === 'accepted') return { accountId: event.accountId, accepted: true };
      return event.code === 'address' ? { accountId: event.accountId, accepted: false } : undefined;
    default:
      return undefined;
  }
}

function wordsOf({ seen }: AddressStanding): string {
  const from = seen === undefined ? 'where they leave' : seen;
  return `The broker takes no order calls from ${from}: the address is not registered. Entries stop; exits are tried.`;
}
