/**
 * Walks orders through their states after the broker has answered.
 *
 * Decides: the rows of placing, modifying and cancelling, and what the exchange refuses. One job of an order at a
 * time, in the order in which they were asked for; a job that a crash interrupted is done again from its start.
 */
import type { CancelTimer } from '@copydesk/core';
import type { Refusal } from '../venue/refusal.ts';
import type { VenueChange, VenueState } from '../venue/venue-order.ts';
import type { Floor } from './floor.ts';
import { forcedRefusal } from './forced-refusal.ts';
import type { Matching } from './matching.ts';
import { brokerRefusals, exchangeRefusals, type OrderTerms } from './order-checks.ts';
import { isLiving, isWaitingStop, type OrderJob, type OrderRecord, openQuantity } from './order-record.ts';
import { meansRefusals, needOf } from './shares-and-money.ts';
import { termsOf, termsWith } from './terms.ts';

const WAITING: ReadonlySet<VenueState> = new Set(['after-market-received', 'modify-after-market-received']);

/** Whether the order waits for the opening. */
export function waitsForOpening(record: OrderRecord): boolean {
  return WAITING.has(record.state);
}

/** What the walk works with. */
export interface StateWalkParts {
  readonly floor: Floor;
  readonly matching: Matching;
  /** Pause before each step. */
  readonly delayMs: number;
  readonly commit: () => void;
}

/** The walk of all orders. */
export class StateWalk {
  readonly #parts: StateWalkParts;
  readonly #running = new Map<OrderRecord, CancelTimer>();
  readonly #waiting = new Set<OrderRecord>();

  constructor(parts: StateWalkParts) {
    this.#parts = parts;
  }

  /** Adds a job; it runs after what is being answered now. */
  add(record: OrderRecord, job: OrderJob): void {
    // An order that waits for the opening is changed at once, before its admission.
    if (waitsForOpening(record) && job.kind !== 'admit') record.jobs.unshift(job);
    else record.jobs.push(job);
    this.#parts.floor.keep(record);
    this.resume(record);
  }

  /** Goes on with the order's jobs, if there are any and it need not wait. */
  resume(record: OrderRecord): void {
    if (this.#running.has(record) || record.jobs.length === 0 || !isLiving(record)) return;
    if (waitsForOpening(record) && record.jobs[0]?.kind === 'admit') {
      this.#waiting.add(record);
      this.release();
      return;
    }
    this.#start(record);
  }

  /** Admits what has waited, where the market is open now. */
  release(): void {
    for (const record of this.#waiting) {
      if (!this.#parts.floor.parts.market.moment(record.instrument.segment).open) continue;
      this.#waiting.delete(record);
      if (isLiving(record)) this.#start(record);
    }
  }

  close(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }

  /** Forgets an order of an earlier day. */
  forget(record: OrderRecord): void {
    this.#running.get(record)?.();
    this.#running.delete(record);
    this.#waiting.delete(record);
  }

  #start(record: OrderRecord): void {
    const job = record.jobs[0];
    if (job === undefined || this.#running.has(record)) return;
    const steps = this.#steps(record, job);
    const go = (): void => {
      this.#running.delete(record);
      let done = false;
      do done = steps.next().done === true;
      while (!done && this.#parts.delayMs === 0);
      if (!done) {
        this.#later(record, go);
      } else {
        record.jobs = record.jobs.filter((candidate) => candidate !== job);
        this.#parts.floor.keep(record);
      }
      this.#parts.commit();
      if (done) this.resume(record);
    };
    this.#later(record, go);
  }

  #later(record: OrderRecord, run: () => void): void {
    this.#running.set(record, this.#parts.floor.parts.clock.after(this.#parts.delayMs, run));
  }

  #steps(record: OrderRecord, job: OrderJob): Generator<void, void> {
    switch (job.kind) {
      case 'admit':
        return this.#admit(record);
      case 'modify':
        return this.#modify(record, job.change);
      case 'cancel':
        return this.#cancel(record);
    }
  }

  *#admit(record: OrderRecord): Generator<void, void> {
    const { floor, matching } = this.#parts;
    floor.write(record, 'validation-pending');
    yield;
    const refusal = this.#forced(record) ?? this.#refusal(record, termsOf(record));
    if (refusal !== undefined) {
      record.refusal = refusal;
      floor.write(record, 'rejected');
      return;
    }
    this.#block(record, termsOf(record));
    record.admitted = true;
    floor.parts.index.admit(record);
    record.exchangeAt ??= floor.parts.clock.now();
    record.exchangeOrderId ??= floor.nextExchangeOrderId(record.broker, record.exchangeAt);
    floor.write(record, 'open-pending');
    yield;
    this.#settleType(record);
    floor.write(record, isWaitingStop(record) ? 'trigger-pending' : 'open');
    matching.arrive(record);
    this.#cancelRest(record);
  }

  *#modify(record: OrderRecord, change: VenueChange): Generator<void, void> {
    const { floor, matching } = this.#parts;
    if (waitsForOpening(record)) {
      this.#change(record, change);
      floor.write(record, 'modify-after-market-received');
      return;
    }
    // It waited behind another job, and what has ended meanwhile stays ended.
    if (!isLiving(record)) return;
    floor.write(record, 'modify-validation-pending');
    yield;
    if (!isLiving(record)) return;
    const refusal = this.#refusal(record, termsWith(record, change));
    if (refusal !== undefined) {
      record.refusal = refusal;
      floor.write(record, 'not-modified');
      record.refusal = undefined;
      floor.write(record, isWaitingStop(record) ? 'trigger-pending' : 'open');
      return;
    }
    floor.write(record, 'modify-pending');
    yield;
    if (!isLiving(record)) return;
    // Fills were faster: what has filled cannot be made smaller.
    if (change.quantity !== undefined && change.quantity <= record.filledQuantity) {
      floor.write(record, 'not-modified');
      floor.write(record, 'open');
      return;
    }
    floor.write(record, 'modified');
    this.#change(record, change);
    this.#block(record, termsOf(record));
    this.#settleType(record);
    floor.write(record, isWaitingStop(record) ? 'trigger-pending' : 'open');
    matching.arrive(record);
    this.#cancelRest(record);
  }

  *#cancel(record: OrderRecord): Generator<void, void> {
    const { floor } = this.#parts;
    if (waitsForOpening(record)) {
      record.cancelledQuantity = record.quantity;
      floor.write(record, 'cancelled-after-market');
      return;
    }
    if (!isLiving(record)) return;
    floor.write(record, 'cancel-pending');
    yield;
    if (!isLiving(record)) return;
    record.cancelledQuantity = openQuantity(record);
    floor.write(record, 'cancelled');
  }

  /** What the exchange refuses: by the broker's rules for reasons that show there, and money and shares always. */
  #refusal(record: OrderRecord, terms: OrderTerms): Refusal | undefined {
    const { floor } = this.#parts;
    const client = floor.client(record);
    const context = floor.checkContext(client, record.instrument);
    const outside = record.origin === 'outside';
    const found = [...(outside ? [] : brokerRefusals(terms, context)), ...exchangeRefusals(terms, context)];
    const { refusedAt } = context.rules;
    const shown = found.find((refusal) => {
      // A triggered stop is a limit order: where its trigger was no longer matters.
      if (refusal.reason === 'trigger' && record.triggered) return false;
      return outside || refusedAt[refusal.reason] === 'exchange';
    });
    if (shown !== undefined) return shown;
    const means = floor.means(client, terms, record);
    return meansRefusals(terms, record.filledQuantity, record.blocked.total, means).find(
      (refusal) => refusal.reason !== 'authorisation' || outside || refusedAt.authorisation === 'exchange',
    );
  }

  #forced(record: OrderRecord): Refusal | undefined {
    if (record.forced === undefined) return undefined;
    return forcedRefusal(record.forced, termsOf(record), forcedContextOf(this.#parts.floor, record));
  }

  #change(record: OrderRecord, change: VenueChange): void {
    const terms = termsWith(record, change);
    if (change.orderType !== undefined) {
      record.requestedType = terms.orderType;
      record.triggered = false;
    }
    record.orderType = terms.orderType;
    record.quantity = terms.quantity;
    record.price = terms.price;
    record.triggerPrice = terms.triggerPrice;
    record.validity = terms.validity;
    record.disclosedQuantity = terms.disclosedQuantity;
    record.marketProtection = terms.marketProtection;
    record.rested = false;
  }

  /** Blocks anew what the order needs with these terms. */
  #block(record: OrderRecord, terms: OrderTerms): void {
    const { floor } = this.#parts;
    const need = needOf(terms, record.filledQuantity, floor.means(floor.client(record), terms, record));
    record.entryQuantity = need.entryQuantity;
    record.marginPrice = need.price;
  }

  /** A market order becomes a limit at the protection price. */
  #settleType(record: OrderRecord): void {
    if (record.orderType !== 'MARKET') return;
    const { price, percent } = this.#parts.floor.protectedPrice(record);
    record.orderType = 'LIMIT';
    record.price = price;
    record.appliedProtection = percent;
  }

  /** What an IOC order could not fill at once is given up; when orders match by hand, only after the first fill. */
  #cancelRest(record: OrderRecord): void {
    const { floor } = this.#parts;
    if (record.validity !== 'IOC' || !isLiving(record) || isWaitingStop(record)) return;
    if (floor.parts.market.settings.matching === 'manual') return;
    record.cancelledQuantity = openQuantity(record);
    floor.write(record, 'cancelled');
  }
}

/** The figures of a refusal that a test demands. */
export function forcedContextOf(
  floor: Floor,
  about: Pick<OrderRecord, 'broker' | 'client' | 'instrument' | 'side' | 'marketProtection'>,
): Parameters<typeof forcedRefusal>[2] {
  const rules = floor.rules(about.broker);
  return {
    marketPrice: floor.protectedPrice(about).price,
    ...floor.parts.prices.band(about.instrument),
    available: floor.parts.accounts.of(about).funds().available,
    modificationLimit: rules.modificationsPerOrder ?? 25,
    tagLimit: rules.tagLength,
  };
}
