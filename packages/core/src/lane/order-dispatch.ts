/**
 * Turns orders into lane actions, sends them and records what became of them.
 *
 * Decides: what each answer of a broker means for the order. Keeps I1 (a slice leaves once; only proof lets it leave
 * again, with the same tag) and I7 (every account has its own lane, and a lane waits for nobody else).
 * Leaves to others: which orders exist (`copy/`), and what the books say later (`reconcile/`).
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort, ModifyOrder, PlaceOrder } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { ChangeOutcome, NotSentCause, PlaceOutcome } from '../broker/outcome.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { BrokerListing } from '../instrument/listing.ts';
import type { Journal } from '../journal/journal.ts';
import { filledOf, type Order, type OrderTerms, type Slice } from '../order/order.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { isFinal } from '../order/order-status.ts';
import { type Clock, instantOf } from '../ports/clock.ts';
import { type AttemptResult, Lane, type LaneAction, type LanePriority } from './lane.ts';
import { RateBudget } from './rate-budget.ts';

/** An entry that has not been sent for so long is never sent: the market has moved. An exit has no age. */
export const MAX_ENTRY_AGE_MS = 5_000;

/** How long after an unanswered cancel it is asked again. */
const RECANCEL_MS = 1_000;

/** How long a closing desk waits for the answers that are under way. */
const CLOSE_WITHIN_MS = 5_000;

/** How long a lane waits when the broker refused the connection, or asked to slow down without saying for how long. */
const RETRY_MS: Readonly<Record<NotSentCause, number>> = {
  'connection-refused': 500,
  'rate-limited': 1_000,
  'session-lost': 1_000,
  aborted: 1_000,
};

export interface DispatchParts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  /** The instruments of an account's environment. */
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** Asked once, just before the first byte of a child's exit: what it takes now. 0 gives it up. */
  readonly exitNow: (order: Order) => Order['terms']['quantity'];
  /** How long a child's exit still waits for fills of its own that are about to be reported. */
  readonly exitWaitMs: (order: Order) => number;
  /** Called when only the broker's books can tell more about an account. */
  readonly readBooks: (accountId: AccountId) => void;
}

export class OrderDispatch {
  readonly #parts: DispatchParts;
  readonly #lanes = new Map<AccountId, Lane>();
  /** What a slice was sent with, to see whether its order was modified meanwhile. */
  readonly #sentTerms = new WeakMap<Slice, OrderTerms>();
  readonly #stop = new AbortController();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
  }

  /** The lane of an account, made when first asked for. */
  laneOf(accountId: AccountId): Lane {
    let lane = this.#lanes.get(accountId);
    if (lane === undefined) {
      const { clock, accounts } = this.#parts;
      const account = accounts.get(accountId);
      const rates = this.#parts.brokers.get(account.brokerId)?.capabilities.orderRates ?? [];
      const isOpen = (): boolean => {
        const state = accounts.stateOf(accountId);
        return state.session !== undefined && state.settled && this.#parts.journal.available;
      };
      lane = new Lane(clock, new RateBudget(rates), isOpen);
      this.#lanes.set(accountId, lane);
    }
    return lane;
  }

  /** Puts every slice that waits into the account's lane. Its intent must be durable. */
  send(order: Order): void {
    const lane = this.laneOf(order.intent.accountId);
    const reduces = order.intent.part === 'exit';
    if (reduces) this.#overtake(lane, keyOf(order.intent));
    for (const { index, status } of order.slices) {
      if (status === 'journaled') lane.add(this.#placeAction(order, index, reduces ? 'exit' : 'entry'));
    }
  }

  /** Cancels what waits and asks the broker to cancel what lives. The wish must be journaled. */
  cancel(order: Order): void {
    const lane = this.laneOf(order.intent.accountId);
    this.#overtake(lane, keyOf(order.intent));
    for (const slice of order.slices) {
      if (slice.status === 'journaled')
        this.#record(order, slice, { type: 'order-cancelled', reason: { code: 'cancelled-in-lane' } });
      else if (!isFinal(slice.status) && slice.brokerOrderId !== undefined)
        lane.add(this.#cancelAction(order, slice.index));
    }
  }

  /** Asks the broker to change what lives to the order's terms. Changes that wait already carry the latest terms. */
  modify(order: Order): void {
    const lane = this.laneOf(order.intent.accountId);
    lane.remove(
      (action) => action instanceof Action && action.priority === 'modify' && action.order === order,
    );
    for (const slice of order.slices) {
      if (!isFinal(slice.status) && slice.brokerOrderId !== undefined)
        lane.add(this.#modifyAction(order, slice.index));
    }
  }

  /** Whether any lane waits for an answer. */
  get isSending(): boolean {
    for (const lane of this.#lanes.values()) if (lane.isSending) return true;
    return false;
  }

  /** Stops every lane. What is on its way is answered and recorded, or given up after 5 s; what waits stays in the journal. */
  async close(): Promise<void> {
    const answered = Promise.all([...this.#lanes.values()].map((lane) => lane.close()));
    const cancel = this.#parts.clock.after(CLOSE_WITHIN_MS, () => this.#stop.abort());
    await answered;
    cancel();
    this.#stop.abort();
  }

  /** Unsent entries of the instrument make way. */
  #overtake(lane: Lane, key: string): void {
    const removed = lane.remove((action) => action.priority === 'entry' && action.key === key);
    for (const action of removed) {
      if (!(action instanceof Action)) continue;
      const slice = action.order.slices[action.index];
      if (slice?.status === 'journaled')
        this.#record(action.order, slice, { type: 'order-cancelled', reason: { code: 'overtaken' } });
    }
  }

  #placeAction(order: Order, index: number, priority: LanePriority): Action {
    return new Action(
      { order, index, priority },
      () => this.#readyToPlace(order, index),
      () => this.#place(order, index),
    );
  }

  #cancelAction(order: Order, index: number): Action {
    const alive = (): 'go' | 'drop' => (isAlive(order.slices[index]) ? 'go' : 'drop');
    return new Action({ order, index, priority: 'cancel' }, alive, () =>
      this.#change(order, index, 'cancel', (broker, session, slice) =>
        broker.cancelOrder(
          session,
          { brokerOrderId: slice.brokerOrderId, afterMarket: waitsForTheOpen(order, slice) },
          this.#stop.signal,
        ),
      ),
    );
  }

  #modifyAction(order: Order, index: number): Action {
    const alive = (): 'go' | 'drop' => (isAlive(order.slices[index]) && !order.cancelWanted ? 'go' : 'drop');
    return new Action({ order, index, priority: 'modify' }, alive, () =>
      this.#change(order, index, 'modify', (broker, session, slice, listing) =>
        broker.modifyOrder(session, modificationOf(order, slice, listing), this.#stop.signal),
      ),
    );
  }

  #readyToPlace(order: Order, index: number): 'go' | 'drop' | number {
    if (order.intent.parentOrderId !== undefined && order.intent.part === 'exit' && !hasLeft(order)) {
      const waitMs = order.cancelWanted ? 0 : this.#parts.exitWaitMs(order);
      if (waitMs > 0) return waitMs;
      this.#revise(order);
    }
    const slice = order.slices[index];
    if (slice === undefined || slice.status !== 'journaled') return 'drop';
    if (order.cancelWanted) {
      this.#record(order, slice, { type: 'order-cancelled', reason: { code: 'cancelled-in-lane' } });
      return 'drop';
    }
    if (order.intent.part === 'exit') return 'go';
    const age = this.#parts.clock.now() - order.intent.placedAt;
    if (age > MAX_ENTRY_AGE_MS) {
      this.#giveUp(order, slice, { code: 'too-old', limit: MAX_ENTRY_AGE_MS, figure: age });
      return 'drop';
    }
    if (order.slices.some((other) => other.index < index && other.status === 'rejected')) {
      this.#giveUp(order, slice, { code: 'slice-refused' });
      return 'drop';
    }
    return 'go';
  }

  /** A child's exit takes what is there when it goes, and never more. */
  #revise(order: Order): void {
    const quantity = this.#parts.exitNow(order);
    if (quantity >= order.terms.quantity) return;
    if (quantity === 0) {
      for (const slice of order.slices) this.#giveUp(order, slice, { code: 'nothing-to-exit' });
      return;
    }
    let left: number = quantity;
    const slices = order.slices.flatMap((slice) => {
      const part = Math.min(left, slice.quantity);
      left -= part;
      return part > 0 ? [{ clientOrderId: slice.clientOrderId, quantity: part as typeof quantity }] : [];
    });
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, { type: 'order-amended', accountId, orderId, quantity, slices });
  }

  async #place(order: Order, index: number): Promise<AttemptResult> {
    const slice = order.slices[index];
    const target = this.#target(order);
    if (slice === undefined || slice.status !== 'journaled') return DONE;
    if (target === undefined) return this.#withoutTarget(order, slice);
    this.#record(order, slice, { type: 'order-sending' });
    this.#sentTerms.set(slice, order.terms);
    const outcome = await answerOf<PlaceOutcome>(
      target.broker.placeOrder(target.session, placementOf(order, slice, target.listing), this.#stop.signal),
    );
    return this.#placed(order, slice, outcome);
  }

  #placed(order: Order, slice: Slice, outcome: PlaceOutcome): AttemptResult {
    const { clock, readBooks } = this.#parts;
    switch (outcome.kind) {
      case 'accepted': {
        const ackMs = clock.monotonicMs() - (slice.sentMonotonicMs ?? clock.monotonicMs());
        this.#record(order, slice, {
          type: 'order-accepted',
          brokerOrderId: outcome.brokerOrderId,
          ackMs: Math.round(ackMs * 1_000) / 1_000,
        });
        this.#catchUp(order, slice);
        return DONE;
      }
      case 'refused':
        this.#record(order, slice, {
          type: 'order-refused',
          code: outcome.code,
          brokerText: outcome.brokerText,
        });
        if (outcome.code === 'session') this.#sessionLost(order);
        return DONE;
      case 'not-sent':
        this.#record(order, slice, { type: 'order-not-sent', cause: outcome.cause });
        if (outcome.cause === 'session-lost') {
          this.#sessionLost(order);
          if (order.intent.part !== 'exit') {
            this.#giveUp(order, slice, { code: 'no-session' });
            return DONE;
          }
        }
        return { kind: 'again', afterMs: outcome.retryAfterMs ?? RETRY_MS[outcome.cause] };
      case 'uncertain': {
        const absenceAfterMs = this.#brokerOf(order)?.capabilities.absenceAfterMs ?? 0;
        const certainBy = instantOf(clock.now() + absenceAfterMs);
        this.#record(order, slice, { type: 'order-outcome-lost', cause: outcome.cause, certainBy });
        readBooks(order.intent.accountId);
        return DONE;
      }
    }
  }

  /** A cancel or a modification that was asked for while the placement was on its way. */
  #catchUp(order: Order, slice: Slice): void {
    if (isFinal(slice.status)) return;
    const sent = this.#sentTerms.get(slice);
    if (order.cancelWanted) this.laneOf(order.intent.accountId).add(this.#cancelAction(order, slice.index));
    else if (sent !== undefined && sent !== order.terms)
      this.laneOf(order.intent.accountId).add(this.#modifyAction(order, slice.index));
  }

  async #change(
    order: Order,
    index: number,
    change: 'modify' | 'cancel',
    send: (
      broker: BrokerPort,
      session: BrokerSession,
      slice: NamedSlice,
      listing: BrokerListing,
    ) => Promise<ChangeOutcome>,
  ): Promise<AttemptResult> {
    const slice = order.slices[index];
    const target = this.#target(order);
    if (!isNamed(slice)) return DONE;
    if (target === undefined) return { kind: 'again', afterMs: RETRY_MS['session-lost'] };
    const { terms } = order;
    const outcome = await answerOf<ChangeOutcome>(send(target.broker, target.session, slice, target.listing));
    this.#record(order, slice, {
      type: 'order-change-answered',
      change,
      outcome: outcome.kind,
      text:
        outcome.kind === 'refused'
          ? outcome.brokerText
          : outcome.kind === 'accepted'
            ? undefined
            : outcome.cause,
      terms: change === 'modify' ? terms : undefined,
    });
    if (outcome.kind === 'not-sent') {
      if (outcome.cause === 'session-lost') this.#sessionLost(order);
      return { kind: 'again', afterMs: outcome.retryAfterMs ?? RETRY_MS[outcome.cause] };
    }
    // Cancelling twice is harmless, an order that nobody cancels is not: it is asked again until the book shows it final.
    if (outcome.kind === 'uncertain' && change === 'cancel') return { kind: 'again', afterMs: RECANCEL_MS };
    // The acknowledgement says that the request arrived; only the book says what it did.
    this.#parts.readBooks(order.intent.accountId);
    return DONE;
  }

  #withoutTarget(order: Order, slice: Slice): AttemptResult {
    if (this.#parts.accounts.sessionOf(order.intent.accountId) === undefined) {
      if (order.intent.part === 'exit') return { kind: 'again', afterMs: RETRY_MS['session-lost'] };
      this.#giveUp(order, slice, { code: 'no-session' });
      return DONE;
    }
    this.#giveUp(order, slice, { code: 'not-listed' });
    return DONE;
  }

  #target(order: Order): { broker: BrokerPort; session: BrokerSession; listing: BrokerListing } | undefined {
    const { accountId, instrumentId } = order.intent;
    const session = this.#parts.accounts.sessionOf(accountId);
    const broker = this.#brokerOf(order);
    if (session === undefined || broker === undefined) return undefined;
    const listing = this.#parts.instrumentsOf(accountId).listingFor(instrumentId, broker.id);
    return listing === undefined ? undefined : { broker, session, listing };
  }

  #brokerOf(order: Order): BrokerPort | undefined {
    return this.#parts.brokers.get(this.#parts.accounts.get(order.intent.accountId).brokerId);
  }

  #sessionLost(order: Order): void {
    void this.#parts.accounts.endSession(order.intent.accountId, 'The broker no longer accepts the session.');
  }

  #giveUp(
    order: Order,
    slice: Slice,
    reason: Extract<SliceEvent, { readonly type: 'order-given-up' }>['reason'],
  ): void {
    if (slice.status === 'journaled') this.#record(order, slice, { type: 'order-given-up', reason });
  }

  #record(order: Order, slice: Slice, event: SliceEvent): void {
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, { ...event, accountId, orderId, slice: slice.index });
  }
}

type DistributiveOmit<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;
type SliceEvent = DistributiveOmit<
  Extract<Parameters<Journal['record']>[1], { readonly slice: number }>,
  'accountId' | 'orderId' | 'slice'
>;
type NamedSlice = Slice & { readonly brokerOrderId: NonNullable<Slice['brokerOrderId']> };

const DONE: AttemptResult = { kind: 'done' };

/** One slice's place in a lane. */
class Action implements LaneAction {
  readonly order: Order;
  readonly index: number;
  readonly priority: LanePriority;
  readonly key: string;
  readonly ready: LaneAction['ready'];
  readonly attempt: () => Promise<AttemptResult>;

  constructor(
    of: { readonly order: Order; readonly index: number; readonly priority: LanePriority },
    ready: LaneAction['ready'],
    attempt: () => Promise<AttemptResult>,
  ) {
    const { order, index, priority } = of;
    this.order = order;
    this.index = index;
    this.priority = priority;
    this.key = keyOf(order.intent);
    this.ready = ready;
    this.attempt = attempt;
  }
}

function keyOf(intent: OrderIntent): string {
  return `${intent.instrumentId}|${intent.product}`;
}

function hasLeft(order: Order): boolean {
  return order.slices.some(
    (slice) => slice.sentMonotonicMs !== undefined || slice.brokerOrderId !== undefined,
  );
}

function isNamed(slice: Slice | undefined): slice is NamedSlice {
  return slice?.brokerOrderId !== undefined;
}

function isAlive(slice: Slice | undefined): boolean {
  return slice !== undefined && !isFinal(slice.status);
}

/** An after-market order is one only until the market opens: then it is at the exchange like any other. */
function waitsForTheOpen(order: Order, slice: Slice): boolean {
  return order.intent.afterMarket && slice.status === 'accepted';
}

/** An adapter that rejects has a bug; what it had sent by then is unknown. */
async function answerOf<Outcome>(
  answer: Promise<Outcome>,
): Promise<Outcome | { readonly kind: 'uncertain'; readonly cause: 'unreadable' }> {
  try {
    return await answer;
  } catch {
    return { kind: 'uncertain', cause: 'unreadable' };
  }
}

function placementOf(order: Order, slice: Slice, listing: BrokerListing): PlaceOrder {
  const { intent, terms } = order;
  return {
    clientOrderId: slice.clientOrderId,
    listing,
    side: intent.side,
    quantity: slice.quantity,
    orderType: terms.orderType,
    product: intent.product,
    validity: terms.validity,
    price: terms.price,
    triggerPrice: terms.triggerPrice,
    disclosedQuantity: intent.disclosedQuantity,
    marketProtection: intent.marketProtection,
    afterMarket: intent.afterMarket,
  };
}

/** The quantity goes along only when it changes, and never for an order of several slices or with fills. */
function modificationOf(order: Order, slice: NamedSlice, listing: BrokerListing): ModifyOrder {
  const { terms, intent } = order;
  const quantityChanges =
    order.slices.length === 1 && filledOf(order) === 0 && terms.quantity !== slice.quantity;
  return {
    brokerOrderId: slice.brokerOrderId,
    listing,
    afterMarket: waitsForTheOpen(order, slice),
    orderType: terms.orderType,
    validity: terms.validity,
    quantity: quantityChanges ? terms.quantity : undefined,
    price: terms.price,
    triggerPrice: terms.triggerPrice,
    marketProtection: intent.marketProtection,
  };
}
