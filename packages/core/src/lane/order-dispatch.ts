/**
 * Turns orders into lane actions, sends them and records what became of them.
 *
 * Decides: what each answer of a broker means for the order. Keeps I1 (a slice leaves once; only proof lets it leave
 * again, with the same tag), I2 (no change leaves before the wish for it is durable) and I7 (every account has its own lane, and a
 * lane waits for nobody else).
 * Leaves to others: which orders exist (`copy/`), and what the books say later (`reconcile/`).
 */
import type { AccountId } from '../account/account.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import type { BrokerSession } from '../broker/broker-session.ts';
import type { ChangeOutcome, PlaceOutcome } from '../broker/outcome.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { BrokerListing } from '../instrument/listing.ts';
import { type Order, type OrderTerms, partOf, type Slice } from '../order/order.ts';
import { isFinal } from '../order/order-status.ts';
import { instantOf } from '../ports/clock.ts';
import { AGAIN_WITHOUT_SESSION, againAfter, answerOf, DONE, unlessSessionLost } from './attempts.ts';
import { HandOver } from './hand-over.ts';
import type { AttemptResult, Lane, LanePriority } from './lane.ts';
import { type LaneParts, Lanes } from './lanes.ts';
import { stopLateChange } from './late-modification.ts';
import { takeOvertaken } from './overtaking.ts';
import { PlaceReadiness, type ReadinessParts, type SliceEvent } from './place-readiness.ts';
import { decisionOf, isChange, keyOf, SliceAction } from './slice-action.ts';
import { stopEntry } from './stop-entry.ts';
import { isNamed, modificationOf, type NamedSlice, placementOf, waitsForTheOpen } from './wire-orders.ts';

/** How long after an unanswered cancel it is asked again. */
const RECANCEL_MS = 1_000;

/** After so many refused cancels of a living order a person must look. */
const CANCELS_TRIED = 5;

/** How long a closing desk waits for the answers that are under way. */
const CLOSE_WITHIN_MS = 5_000;

export interface DispatchParts extends Omit<ReadinessParts, 'record'>, LaneParts {
  /** The instruments of an account's environment. */
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** Whether an after-market order goes out as one: not any more once the session has opened. */
  readonly isAfterMarket: (order: Order) => boolean;
  /** Why a change that is about to leave comes too late for what the order enters. */
  readonly lateByNow: (order: Order) => SkipReason | undefined;
  /** Called when only the broker's books can tell more about an account. */
  readonly readBooks: (accountId: AccountId) => void;
}

export class OrderDispatch {
  readonly #parts: DispatchParts;
  readonly #lanes: Lanes;
  readonly #handOver = new HandOver((order) => this.#enter(order));
  /** What a slice was sent with, to see whether its order was modified meanwhile. */
  readonly #sentTerms = new WeakMap<Slice, OrderTerms>();
  readonly #stop = new AbortController();
  readonly #readiness: PlaceReadiness;
  /** Exits that wait for a listing, and of which a person was told. */
  readonly #toldUnlisted = new WeakSet<Order>();
  /** How often a cancel was refused although its slice lives. */
  readonly #refusedCancels = new WeakMap<Slice, number>();

  constructor(parts: DispatchParts) {
    this.#parts = parts;
    this.#lanes = new Lanes(parts);
    this.#readiness = new PlaceReadiness({
      ...parts,
      record: (order, slice, event) => this.#record(order, slice, event),
    });
  }

  /** The lane of an account, made when first asked for. */
  laneOf(accountId: AccountId): Lane {
    return this.#lanes.of(accountId);
  }

  /** Puts every slice that waits into the account's lane, in the same moment. Its intent must be durable. */
  send(order: Order): void {
    this.#handOver.take(order);
  }

  #enter(order: Order): void {
    const lane = this.laneOf(order.intent.accountId);
    const reduces = partOf(order) === 'exit';
    const actions = order.slices
      .filter(({ status }) => status === 'journaled')
      .map(({ index }) => this.#placeAction(order, index, reduces ? 'exit' : 'entry'));
    if (reduces) this.#overtake(lane, keyOf(order.intent), Math.max(...actions.map(decisionOf)));
    for (const action of actions) lane.add(action);
  }

  /** Cancels what waits and asks the broker to cancel what lives. The wish must be recorded; it is durable before anything leaves. */
  cancel(order: Order): void {
    const lane = this.laneOf(order.intent.accountId);
    this.#overtake(lane, keyOf(order.intent), order.changeDecidedAt);
    lane.remove((action) => isChange(action, 'modify', order));
    for (const slice of order.slices) this.cancelSlice(order, slice);
  }

  /** Cancels one slice, such as one that makes way for others of its order. The wish must be recorded. */
  cancelSlice(order: Order, slice: Slice): void {
    if (slice.status === 'journaled')
      this.#record(order, slice, { type: 'order-cancelled', reason: { code: 'cancelled-in-lane' } });
    else if (!isFinal(slice.status) && slice.brokerOrderId !== undefined) this.#askCancel(order, slice);
  }

  /** One cancel of a slice at a time: it asks again by itself for as long as that makes sense. */
  #askCancel(order: Order, { index }: Slice): void {
    const lane = this.laneOf(order.intent.accountId);
    if (!lane.has((action) => isChange(action, 'cancel', order, index)))
      lane.add(this.#cancelAction(order, index));
  }

  /** Asks the broker to change what lives and has not answered to the order's terms. A change that waits carries the latest when it leaves. */
  modify(order: Order): void {
    const lane = this.laneOf(order.intent.accountId);
    for (const { index, status, brokerOrderId, changeOpen } of order.slices) {
      if (isFinal(status) || brokerOrderId === undefined || !changeOpen) continue;
      if (!lane.waits((action) => isChange(action, 'modify', order, index)))
        lane.add(this.#modifyAction(order, index));
    }
  }

  /** The session is gone, or the account is disarmed: entries that wait are given up, exits are not. */
  giveUpEntries(accountId: AccountId, code: 'no-session' | 'disarmed' = 'no-session'): void {
    for (const action of this.laneOf(accountId).remove(({ priority }) => priority === 'entry')) {
      if (!(action instanceof SliceAction)) continue;
      const slice = action.order.slices[action.index];
      if (slice?.status === 'journaled' && !this.giveUp(action.order, slice, { code }))
        this.laneOf(accountId).add(this.#placeAction(action.order, action.index, 'exit'));
    }
  }

  /** Whether any lane waits for an answer. */
  get isSending(): boolean {
    return this.#lanes.all().some((lane) => lane.isSending);
  }

  /** Stops every lane. What is on its way is answered and recorded, or given up after 5 s; what waits stays in the journal. */
  async close(): Promise<void> {
    const answered = Promise.all(this.#lanes.all().map((lane) => lane.close()));
    const cancel = this.#parts.clock.after(CLOSE_WITHIN_MS, () => this.#stop.abort());
    await answered;
    cancel();
    this.#stop.abort();
  }

  /** Unsent entries of the instrument make way. */
  #overtake(lane: Lane, key: string, decidedAt: number): void {
    for (const { order, index } of takeOvertaken(lane, key, decidedAt)) {
      const slice = order.slices[index];
      if (slice?.status === 'journaled')
        this.#record(order, slice, { type: 'order-cancelled', reason: { code: 'overtaken' } });
    }
  }

  #placeAction(order: Order, index: number, priority: LanePriority): SliceAction {
    return new SliceAction(
      { order, index, priority },
      () => this.#readiness.ready(order, index),
      () => this.#place(order, index),
      () => this.#readiness.hasOutlived(order, index),
    );
  }

  #cancelAction(order: Order, index: number): SliceAction {
    const alive = (): 'go' | 'drop' => {
      const slice = order.slices[index];
      return slice === undefined || isFinal(slice.status) ? 'drop' : 'go';
    };
    return new SliceAction({ order, index, priority: 'cancel' }, alive, () =>
      this.#change(order, index, 'cancel', (broker, session, slice) =>
        broker.cancelOrder(
          session,
          { brokerOrderId: slice.brokerOrderId, afterMarket: waitsForTheOpen(order, slice) },
          this.#stop.signal,
        ),
      ),
    );
  }

  #modifyAction(order: Order, index: number): SliceAction {
    const ready = () => this.#inTime(order, order.slices[index]);
    return new SliceAction({ order, index, priority: 'modify' }, ready, () =>
      this.#change(order, index, 'modify', (broker, session, slice, listing) =>
        broker.modifyOrder(session, modificationOf(order, slice, listing), this.#stop.signal),
      ),
    );
  }

  #inTime(order: Order, slice: Slice | undefined): 'go' | 'drop' {
    if (slice === undefined || isFinal(slice.status) || order.cancelWanted) return 'drop';
    const late = this.#parts.lateByNow(order);
    return late === undefined ? 'go' : stopLateChange(this.#parts.journal, order, slice, late);
  }

  async #place(order: Order, index: number): Promise<AttemptResult> {
    const slice = order.slices[index];
    const target = this.#target(order);
    if (slice === undefined || slice.status !== 'journaled') return DONE;
    if (target === undefined) return this.#withoutTarget(order, slice);
    this.#record(order, slice, { type: 'order-sending' });
    this.#sentTerms.set(slice, order.terms);
    const afterMarket = this.#parts.isAfterMarket(order);
    const placement = placementOf(order, slice, { listing: target.listing, afterMarket });
    const outcome = await answerOf<PlaceOutcome>(
      target.broker.placeOrder(target.session, placement, this.#stop.signal),
    );
    return this.#placed(order, slice, target.session, unlessSessionLost<PlaceOutcome>(outcome));
  }

  #placed(order: Order, slice: Slice, session: BrokerSession, outcome: PlaceOutcome): AttemptResult {
    const { clock, readBooks } = this.#parts;
    switch (outcome.kind) {
      case 'accepted': {
        const ackMs = clock.monotonicMs() - (slice.sentMonotonicMs ?? clock.monotonicMs());
        this.#record(order, slice, {
          type: 'order-accepted',
          brokerOrderId: outcome.brokerOrderId,
          ackMs: Math.round(ackMs * 1_000) / 1_000,
        });
        this.catchUp(order, slice);
        return DONE;
      }
      case 'refused':
        this.#record(order, slice, {
          type: 'order-refused',
          code: outcome.code,
          brokerText: outcome.brokerText,
          figures: outcome.figures,
        });
        return DONE;
      case 'not-sent':
        this.#record(order, slice, { type: 'order-not-sent', cause: outcome.cause });
        if (outcome.cause === 'session-lost') {
          this.#sessionLost(order, session);
          if (partOf(order) !== 'exit' && this.giveUp(order, slice, { code: 'no-session' })) return DONE;
        }
        return againAfter(outcome);
      case 'uncertain': {
        const absenceAfterMs = this.#brokerOf(order)?.capabilities.absenceAfterMs ?? 0;
        const certainBy = instantOf(clock.now(order.intent.accountId) + absenceAfterMs);
        this.#record(order, slice, { type: 'order-outcome-lost', cause: outcome.cause, certainBy });
        readBooks(order.intent.accountId);
        return DONE;
      }
    }
  }

  /** The terms that a slice was sent with; undefined when that was before a restart. */
  sentWith(slice: Slice): OrderTerms | undefined {
    return this.#sentTerms.get(slice);
  }

  /** Sends a cancel or a modification that was asked for while nobody knew the slice's name at the broker. */
  catchUp(order: Order, slice: Slice): void {
    if (isFinal(slice.status)) return;
    const sent = this.#sentTerms.get(slice);
    if (order.cancelWanted || slice.unwanted) return this.#askCancel(order, slice);
    const lane = this.laneOf(order.intent.accountId);
    // What it was sent with before a restart nobody knows any more: what is unanswered is asked again.
    const differs = sent === undefined ? slice.changeOpen : sent !== order.terms;
    if (differs && !lane.waits((action) => isChange(action, 'modify', order, slice.index)))
      lane.add(this.#modifyAction(order, slice.index));
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
    // What is asked for meanwhile goes along, and must be durable too.
    while (!this.#isWritten(order)) if (!(await this.#write())) return DONE;
    const slice = order.slices[index];
    const target = this.#target(order);
    if (!isNamed(slice) || isFinal(slice.status)) return DONE;
    if (target === undefined) return AGAIN_WITHOUT_SESSION;
    // Only what goes along can have been changed: the quantity mostly stays at home.
    const terms = { ...order.terms, quantity: modificationOf(order, slice, target.listing).quantity };
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
      code: outcome.kind === 'refused' ? outcome.code : undefined,
    });
    if (outcome.kind === 'not-sent' && outcome.cause === 'session-lost')
      this.#sessionLost(order, target.session);
    return this.#changed(order, slice, change, outcome);
  }

  /** Whether the journal would tell after a crash why the order is changed as it is now: before that no byte of a change leaves. */
  #isWritten({ intent, changeDecidedAt }: Order): boolean {
    return this.#parts.journal.isDurable(intent.userId, changeDecidedAt);
  }

  /** False when nothing can be written any more: the desk has stopped. */
  #write(): Promise<boolean> {
    return this.#parts.journal.commit().then(
      () => true,
      () => false,
    );
  }

  #changed(
    order: Order,
    slice: Slice,
    change: 'modify' | 'cancel',
    outcome: Awaited<ReturnType<typeof answerOf<ChangeOutcome>>>,
  ): AttemptResult {
    if (outcome.kind === 'not-sent') {
      // One that was asked for meanwhile brings the latest terms.
      const lane = this.laneOf(order.intent.accountId);
      if (change === 'modify' && lane.waits((action) => isChange(action, 'modify', order, slice.index))) {
        lane.slowDown(againAfter(outcome));
        return DONE;
      }
      return againAfter(outcome);
    }
    // Cancelling twice is harmless, an order that nobody cancels is not: it is asked again until the book shows it final.
    if (outcome.kind === 'uncertain' && change === 'cancel') return { kind: 'again', afterMs: RECANCEL_MS };
    if (outcome.kind === 'refused' && change === 'cancel' && outcome.code !== 'final')
      return this.#cancelAgain(order, slice);
    // The acknowledgement says that the request arrived; only the book says what it did.
    this.#parts.readBooks(order.intent.accountId);
    return DONE;
  }

  /** A cancel that the broker refuses although the order lives ("being processed") is asked again, then put before a person. */
  #cancelAgain(order: Order, slice: Slice): AttemptResult {
    const { userId, accountId } = order.intent;
    const refused = (this.#refusedCancels.get(slice) ?? 0) + 1;
    this.#refusedCancels.set(slice, refused);
    this.#parts.readBooks(accountId);
    if (refused < CANCELS_TRIED) return { kind: 'again', afterMs: RECANCEL_MS * refused };
    // It is asked again when the book has had time to show it, and told once.
    if (refused > CANCELS_TRIED) return DONE;
    const text = `The broker refused ${refused} times to cancel order ${slice.brokerOrderId ?? ''}; it may still fill.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'cancel-refused', accountId, text });
    return DONE;
  }

  #withoutTarget(order: Order, slice: Slice): AttemptResult {
    const { accountId } = order.intent;
    const code = this.#parts.accounts.sessionOf(accountId) === undefined ? 'no-session' : 'not-listed';
    // An exit is never given up: the lists may be back in a moment.
    const again = partOf(order) === 'exit' || !this.giveUp(order, slice, { code });
    if (again && code === 'not-listed') this.#tellUnlisted(order);
    return again ? AGAIN_WITHOUT_SESSION : DONE;
  }

  #tellUnlisted(order: Order): void {
    if (this.#toldUnlisted.has(order)) return;
    this.#toldUnlisted.add(order);
    const { userId, accountId, instrumentId } = order.intent;
    const text = `An exit of ${instrumentId} waits: no list of the broker names it. Leave by the broker's own app if it cannot wait.`;
    this.#parts.journal.record(userId, { type: 'alert-raised', code: 'exit-not-listed', accountId, text });
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

  /** The session that was used, and not one that a new login has put in its place. */
  #sessionLost(order: Order, session: BrokerSession): void {
    this.#parts.accounts.sessionLost(order.intent.accountId, session);
  }

  /** Gives up what an unsent slice would add. False when it stays in the journal, for what it takes off the position. */
  giveUp(order: Order, slice: Slice, reason: SkipReason): boolean {
    return stopEntry(order, slice, reason, this.#record.bind(this)) === 'drop';
  }

  #record(order: Order, slice: Slice, event: SliceEvent): void {
    const { userId, accountId, orderId } = order.intent;
    this.#parts.journal.record(userId, { ...event, accountId, orderId, slice: slice.index });
  }
}
