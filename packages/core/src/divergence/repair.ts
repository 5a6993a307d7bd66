/**
 * How a person ends a divergence: by a plan and a click, or by wanting it (domain §4.13).
 *
 * Decides: the steps that bring a child to what its rule gives. Keeps I6: a plan is carried out only against the very books
 * that it was made from, and an exit of it opens nothing on the other side.
 */
import type { UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import {
  ENTRY_CAP_PERCENT,
  EXIT_CAP_PERCENT,
  type TermsParts,
  termsAt,
  type WantedTerms,
} from '../copy/child-terms.ts';
import { TradingError } from '../errors/trading-error.ts';
import { restOnItsWay } from '../exit/account-exits.ts';
import type { GroupStore } from '../group/group-store.ts';
import { type ApprovedAction, approveEntry, approveExit } from '../guard/approved-action.ts';
import type { EntryGuards } from '../guard/entry-guards.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { OrderDispatch } from '../lane/order-dispatch.ts';
import type { MarketTimes } from '../market/market-times.ts';
import { floorToLot, NONE, type Quantity, type SignedQuantity } from '../money/quantity.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import { isOrderFinal, mostThatMayFill, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { OrderType, Side } from '../order/order-terms.ts';
import { sliceOrder } from '../order/slicing.ts';
import { type DeskClock, type Instant, instantOf } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { Expectations } from '../share/expectations.ts';
import type { ShareView } from '../share/following.ts';
import type { Divergence, DivergenceId } from './divergence.ts';
import type { DivergenceBook } from './divergence-book.ts';

/** A plan is good for a minute: then the market is another one. */
const PLAN_VALID_MS = 60_000;

/** One order of a plan. */
export interface RepairStep {
  readonly part: 'entry' | 'exit';
  readonly side: Side;
  readonly quantity: Quantity;
  readonly orderType: OrderType;
}

/** What would be sent, what would not and why, and what the child would hold then. Nothing is sent by making it. */
export interface RepairPlan {
  readonly planId: string;
  readonly divergenceId: DivergenceId;
  readonly expiresAt: Instant;
  readonly steps: readonly RepairStep[];
  /** Why what is missing is not entered: it would close what the child holds of its own on the other side. */
  readonly withheld: SkipReason | undefined;
  readonly after: SignedQuantity;
}

export interface RepairParts extends TermsParts {
  readonly times: MarketTimes;
  readonly freeze: FreezeFigures;
  readonly groups: Pick<GroupStore, 'byId'>;
  readonly clock: DeskClock;
  readonly ids: IdSource;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly divergences: DivergenceBook;
  readonly expectations: Expectations;
  readonly dispatch: OrderDispatch;
  readonly instrumentsOf: (accountId: Divergence['accountId']) => InstrumentLookup;
  readonly guards: EntryGuards;
}

/** What a plan was made from. Held, expected and what of the child's own is opposite are signed; what leaves and enters are magnitudes of what is on its way. */
interface Holding {
  readonly held: number;
  readonly expected: number;
  readonly opposite: number;
  readonly leaving: number;
  readonly entering: number;
}

interface MadePlan extends RepairPlan {
  readonly now: Holding;
}

export class Repair {
  readonly #parts: RepairParts;
  readonly #plans = new Map<string, MadePlan>();

  constructor(parts: RepairParts) {
    this.#parts = parts;
  }

  /** Plans what would bring the child to its share. Throws `divergence-not-found`. */
  plan(userId: UserId, id: string): RepairPlan {
    const { clock, ids } = this.#parts;
    const divergence = this.#open(userId, id);
    this.#checkAlone(divergence);
    const now = this.#now(divergence);
    for (const [planId, plan] of this.#plans) if (plan.expiresAt <= clock.now()) this.#plans.delete(planId);
    const lotSize = this.#instrument(divergence).lotSize;
    const wanted = stepsBetween(now, lotSize);
    const withheld = wanted.some(isEntry) ? this.#againstOwn(divergence, now) : undefined;
    const steps = withheld === undefined ? wanted : wanted.filter((step) => !isEntry(step));
    const plan: MadePlan = {
      planId: `plan-${ids.next()}`,
      divergenceId: divergence.id,
      expiresAt: instantOf(clock.now() + PLAN_VALID_MS),
      steps,
      withheld,
      after: (steps.reduce((sum, step) => sum + signed(step), now.held) + comingTo(now)) as SignedQuantity,
      now,
    };
    this.#plans.set(plan.planId, plan);
    return plan;
  }

  /** Carries a plan out. Throws `divergence-not-found`, `plan-outdated` when the books moved, or why an entry may not go. */
  async resync(
    userId: UserId,
    id: string,
    planId: string,
    request?: RequestMark,
  ): Promise<readonly OrderId[]> {
    const { clock, journal, orders, dispatch } = this.#parts;
    const divergence = this.#open(userId, id);
    this.#checkAlone(divergence);
    const plan = this.#plans.get(planId);
    const fits = plan?.divergenceId === divergence.id && isSame(plan.now, this.#now(divergence));
    if (plan === undefined || !fits || plan.expiresAt <= clock.now())
      throw new TradingError('plan-outdated', { plan: planId });
    this.#check(divergence, plan.steps);
    this.#plans.delete(planId);
    const intents = plan.steps.map((step) => this.#approved(divergence, step));
    journal.record(userId, {
      type: 'orders-journaled',
      orders: intents,
      skipped: [],
      copies: undefined,
      request,
    });
    await journal.commit();
    for (const { orderId } of intents) {
      const order = orders.get(orderId);
      if (order !== undefined) dispatch.send(order);
    }
    return intents.map(({ orderId }) => orderId);
  }

  /** Records that the difference is wanted: from now on it is what the child should hold. Throws `divergence-not-found`. */
  async accept(userId: UserId, id: string, request?: RequestMark): Promise<void> {
    const { journal } = this.#parts;
    const divergence = this.#open(userId, id);
    const { groupId, accountId, instrumentId, product, id: divergenceId } = divergence;
    const at = { accountId, instrumentId, product, divergenceId };
    journal.record(userId, { ...at, type: 'difference-accepted', request });
    const actual = this.#now(divergence).held as SignedQuantity;
    const now = { expected: actual, actual, by: 'accepted' as const };
    journal.record(userId, { ...at, ...now, groupId, type: 'divergence-resolved' });
    await journal.commit();
  }

  #open(userId: UserId, id: string): Divergence {
    const divergence = this.#parts.divergences.get(id as DivergenceId);
    if (divergence === undefined || divergence.userId !== userId || divergence.resolvedAt !== undefined)
      throw new TradingError('divergence-not-found', { divergence: id });
    this.#shareOf(divergence);
    return divergence;
  }

  /** Throws `divergence-not-found` when the child has left its group since: it follows nobody there, and nothing is to be mended. */
  #shareOf(divergence: Divergence): ShareView {
    const share = this.#parts.expectations.view(divergence);
    if (share === undefined) throw new TradingError('divergence-not-found', { divergence: divergence.id });
    return share;
  }

  #now(divergence: Divergence): Holding {
    const { held, expected } = this.#shareOf(divergence);
    const opposite = Number(this.#againstOwn(divergence, { expected })?.figure ?? 0);
    return { held, expected, opposite, ...this.#onItsWay(divergence, { held, expected }) };
  }

  /** What the child holds of its own is not closed to bring it to what its master holds. */
  #againstOwn(divergence: Divergence, { expected }: Pick<Holding, 'expected'>): SkipReason | undefined {
    return this.#parts.guards.againstOwn({ ...divergence, side: sideOf(expected) });
  }

  /** What has not come yet and must not be sent twice: exits on their way, and entries that their master's order does not wait for any more. */
  #onItsWay(
    divergence: Divergence,
    { held, expected }: Pick<Holding, 'held' | 'expected'>,
  ): Pick<Holding, 'leaving' | 'entering'> {
    const { orders } = this.#parts;
    const living = orders.livingAt(divergence);
    const rest = (some: readonly Order[]): number =>
      some.reduce((sum, order) => sum + mostThatMayFill(order), 0);
    const opening = living.filter(
      (order) => order.intent.side === sideOf(expected) && isLeftWorking(orders, order),
    );
    const leaving = restOnItsWay(orders, { ...divergence, side: sideOf(-held) });
    return { leaving: Math.min(Math.abs(held), leaving), entering: rest(opening) };
  }

  /** A second click while the first one's order is still under way would repair twice. */
  #checkAlone(divergence: Divergence): void {
    const repairing = this.#parts.orders
      .livingAt(divergence)
      .some(({ intent }) => intent.origin === 'repair');
    if (repairing) throw new TradingError('repair-under-way', { divergence: divergence.id });
  }

  #check(divergence: Divergence, steps: readonly RepairStep[]): void {
    const { accounts } = this.#parts;
    const state = accounts.stateOf(divergence.accountId);
    const { address } = accounts.get(divergence.accountId);
    if (state.leasedBy !== undefined)
      throw new TradingError('account-leased-elsewhere', { account: address });
    if (state.session === undefined) throw new TradingError('no-session', { account: address });
    const enters = steps.some((step) => step.part === 'entry');
    this.#parts.times.check(divergence.accountId, this.#instrument(divergence), false);
    if (enters && !state.settled) throw new TradingError('account-not-settled', { account: address });
  }

  /** A person may bring a child to its rule whatever its link says by now; only a kill switch and what the child holds of its own stop what that adds. */
  #approved(divergence: Divergence, step: RepairStep): ApprovedAction {
    const intent = this.#intent(divergence, step);
    if (step.part === 'exit') return approveExit(intent);
    const { accountId, product } = divergence;
    const instrument = this.#instrument(divergence);
    const { quantity } = step;
    return approveEntry(
      intent,
      this.#parts.guards.ofOwn({ accountId, instrument, quantity, product }, undefined),
    );
  }

  #instrument(divergence: Divergence): Instrument {
    const found = this.#parts.instrumentsOf(divergence.accountId).byId(divergence.instrumentId);
    if (found === undefined)
      throw new TradingError('instrument-not-found', { instrument: divergence.instrumentId });
    return found;
  }

  #intent(divergence: Divergence, step: RepairStep): OrderIntent {
    const { ids, clock, freeze } = this.#parts;
    const { userId, groupId, accountId, instrumentId, product } = divergence;
    const orderId = ids.next() as OrderId;
    const instrument = this.#instrument(divergence);
    return {
      orderId,
      userId,
      accountId,
      groupId,
      parentOrderId: undefined,
      origin: 'repair',
      part: step.part,
      instrumentId,
      side: step.side,
      product,
      ...this.#terms(divergence, step, instrument),
      quantity: step.quantity,
      exitQuantity: step.part === 'exit' ? step.quantity : NONE,
      disclosedQuantity: undefined,
      afterMarket: false,
      slices: sliceOrder(orderId, step.quantity, {
        lotSize: instrument.lotSize,
        freezeQuantity: freeze.of(accountId, instrument),
      }),
      freezeQuantity: instrument.freezeQuantity,
      exitRule: undefined,
      note: undefined,
      placedAt: clock.now(accountId),
      lotSize: instrument.lotSize,
    };
  }

  /** At the market, or what the account's broker takes in its place. */
  #terms({ accountId, groupId }: Divergence, step: RepairStep, instrument: Instrument): WantedTerms {
    const group = this.#parts.groups.byId(groupId);
    const link = group?.children.find((child) => child.accountId === accountId);
    const { part, side, orderType } = step;
    const [price, triggerPrice] = [undefined, undefined];
    const wanted: WantedTerms = { orderType, price, triggerPrice, validity: 'DAY', marketProtection: -1 };
    const capPercent =
      part === 'exit'
        ? (group?.exitCapPercent ?? EXIT_CAP_PERCENT)
        : (link?.entryCapPercent ?? ENTRY_CAP_PERCENT);
    const found = termsAt(this.#parts, { accountId, instrument, side, part, wanted, capPercent });
    if ('terms' in found) return found.terms;
    throw new TradingError('not-supported', { what: `${orderType} in ${instrument.symbol}` });
  }
}

/** Out of what is too much, into what is missing; through zero in two steps. */
function stepsBetween(
  { held, expected, leaving, entering }: Holding,
  lotSize: Quantity,
): readonly RepairStep[] {
  const steps: RepairStep[] = [];
  const stays = Math.abs(held) - leaving;
  const kept = Math.sign(held) === Math.sign(expected) ? Math.min(stays, Math.abs(expected)) : 0;
  const out = stays - kept;
  const into = floorToLot(Math.max(0, Math.abs(expected) - kept - entering), lotSize);
  if (out > 0)
    steps.push({
      part: 'exit',
      side: sideOf(-held),
      quantity: out as Quantity,
      orderType: 'MARKET',
    });
  if (into > 0) steps.push({ part: 'entry', side: sideOf(expected), quantity: into, orderType: 'MARKET' });
  return steps;
}

function isEntry({ part }: RepairStep): boolean {
  return part === 'entry';
}

function sideOf(signed: number): Side {
  return signed > 0 ? 'BUY' : 'SELL';
}

/** Signed: what is on its way already. */
function comingTo({ held, expected, leaving, entering }: Holding): number {
  return Math.sign(expected) * entering - Math.sign(held) * leaving;
}

function isSame(one: Holding, other: Holding): boolean {
  return (Object.keys(one) as (keyof Holding)[]).every((key) => one[key] === other[key]);
}

/** A copied entry that still works although its master's order has ended: its fills are counted already. */
function isLeftWorking(orders: OrderBook, { intent }: Order): boolean {
  const master = intent.parentOrderId === undefined ? undefined : orders.get(intent.parentOrderId);
  return master !== undefined && isOrderFinal(master);
}

function signed(step: Pick<RepairStep, 'side' | 'quantity'>): number {
  return step.side === 'BUY' ? step.quantity : -step.quantity;
}
