/**
 * What one child does about one order of its master.
 *
 * Decides: intent, skip or hold, for the exit part and the entry part. Keeps I5 (nothing but `paused` stops an exit),
 * I6 (never more than the rule, never an entry against the child's own position) and I7 (one child's reasons are its own).
 */
import type { Account } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Capitals } from '../account/capital.ts';
import type { BasketGate } from '../basket/basket-gate.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import { closedBy, isCopy, livingExitsOf, restBesideCopy } from '../exit/account-exits.ts';
import { awaitedEntry, lackingOfExit } from '../exit/awaited-entries.ts';
import { exitQuantity } from '../exit/exit-fraction.ts';
import { leftByNow } from '../exit/part-by-now.ts';
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import { type ApprovedAction, approveEntry, approveExit, type EntryPass } from '../guard/approved-action.ts';
import type { EntryGuards } from '../guard/entry-guards.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { SkippedChild } from '../journal/desk-event.ts';
import type { MarketTimes } from '../market/market-times.ts';
import { floorToLot, NONE, type Quantity } from '../money/quantity.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import type { HeldPart, Order, OrderTerms } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { ExitRule, OrderIntent } from '../order/order-intent.ts';
import type { OrderStatus } from '../order/order-status.ts';
import { sliceOrder } from '../order/slicing.ts';
import type { DeskClock, Instant } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type TermsParts, termsAt, type WantedTerms } from './child-terms.ts';
import { leftOverEntry, unreportedOwnExit } from './unreported-fills.ts';

/** The books and ports a plan looks at. */
export interface PlanParts extends TermsParts {
  readonly clock: DeskClock;
  readonly times: MarketTimes;
  readonly freeze: FreezeFigures;
  readonly ids: IdSource;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly capitals: Capitals;
  readonly guards: EntryGuards;
  readonly basketGate: BasketGate;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: Account['id']) => InstrumentLookup;
}

/** A master's order as its children see it. */
export interface MasterOrder {
  readonly group: CopyGroup;
  readonly intent: OrderIntent;
  readonly terms: OrderTerms;
  /** How much of the quantity brings the master's position towards zero. */
  readonly exitQuantity: Quantity;
  readonly exitRule: ExitRule | undefined;
  /** Its exit part waited for entries of the child: it is of what those brought, less what of it has gone meanwhile. */
  readonly waited?: boolean;
  /** How old its entry part is, where that counts from earlier than now. */
  readonly ageMs?: number;
  /** Where the entry is tried again: of what the order opened, what the master kept, what earlier copies filled, and the most that is missing. */
  readonly again?: {
    readonly opened: number;
    readonly kept: number;
    readonly taken: number;
    readonly atMost: number;
  };
}

/** What a child does, part by part. */
export interface ChildPlan {
  readonly orders: readonly ApprovedAction[];
  readonly skipped: readonly SkippedChild[];
  readonly held: readonly HeldPart[];
}

type PartPlan =
  | { readonly order: ApprovedAction }
  | { readonly skip: SkipReason }
  | { readonly heldBehind: OrderId };

/** The whole plan of these children. The entry part of a reversal waits until master and child are through zero. */
export function planChildren(parts: PlanParts, master: MasterOrder, links: readonly ChildLink[]): ChildPlan {
  const orders: ApprovedAction[] = [];
  const skipped: SkippedChild[] = [];
  const held: HeldPart[] = [];
  const { intent } = master;
  const exits = master.exitQuantity > 0;
  const enters = master.terms.quantity > master.exitQuantity;
  const take = (part: 'entry' | 'exit', { accountId }: ChildLink, plan: PartPlan): void => {
    if ('order' in plan) orders.push(plan.order);
    else if ('skip' in plan)
      skipped.push({ masterOrderId: intent.orderId, accountId, part, reason: plan.skip });
    else held.push({ accountId, part, behind: plan.heldBehind });
  };
  for (const link of links) {
    const exit = exits ? planExit(parts, master, link) : undefined;
    if (exit !== undefined) take('exit', link, exit);
    if (enters) take('entry', link, planEntryInTurn(parts, master, link, exit));
  }
  return { orders, skipped, held };
}

/**
 * The entry part: behind its basket's gate, behind the exit part, behind an entry of the other side that may still fill, behind
 * the child's own exit that has not been reported, or now.
 */
function planEntryInTurn(
  parts: PlanParts,
  master: MasterOrder,
  link: ChildLink,
  exit: PartPlan | undefined,
): PartPlan {
  const { intent } = master;
  const { accountId } = link;
  // What was placed under a kill switch does not wait for its end.
  if (parts.guards.isKilled(master.group, link)) return { skip: { code: 'killed' } };
  const gate = parts.basketGate.of(intent, { accountId, part: 'entry' });
  if (gate !== undefined && !('openSince' in gate)) return gate;
  if (exit !== undefined) return { heldBehind: 'order' in exit ? exit.order.orderId : intent.orderId };
  const { instrumentId, product, side } = intent;
  const at = { accountId, instrumentId, product, side };
  const late = leftOverEntry(parts.orders, at, parts.clock) ?? unreportedOwnExit(parts, at);
  return late === undefined ? planEntry(parts, master, link) : { heldBehind: late.intent.orderId };
}

/** The exit part: by the formula of §4.3, with what the child holds now. */
export function planExit(parts: PlanParts, master: MasterOrder, link: ChildLink): PartPlan {
  if (link.state === 'paused') return { skip: { code: 'paused' } };
  const { intent, exitRule } = master;
  if (waitsForOpening(parts, intent)) return { heldBehind: intent.orderId };
  const gate = parts.basketGate.of(intent, { accountId: link.accountId, part: 'exit' });
  if (gate !== undefined && 'heldBehind' in gate) return gate;
  const instrument = parts.instrumentsOf(link.accountId).byId(intent.instrumentId);
  if (exitRule === undefined) return { skip: { code: 'nothing-to-exit' } };
  if (instrument === undefined) return { skip: { code: 'not-listed' } };
  const unknown = unknownExitBefore(parts.orders, intent);
  if (unknown !== undefined) return { heldBehind: unknown };
  const { accountId } = link;
  const living = livingExitsOf(parts.orders, { ...closingOf(intent), accountId });
  const competitor = living.find((exit) => competesInChild(exit, intent));
  const copied = closedBy(
    intent.side,
    parts.positions.copied(accountId, intent.instrumentId, intent.product),
  );
  if (exitRule.competes && competitor !== undefined && copied > 0)
    return { heldBehind: competitor.intent.orderId };
  const { lotSize } = instrument;
  const followed = { group: master.group, link, intent, lotSize };
  const quantity =
    master.waited === true
      ? lackingOfExit(parts, followed, exitRule)
      : (Math.min(
          childExitQuantity(parts, { intent, exitRule, accountId, lotSize }),
          leftByNow(parts, followed, master.exitQuantity),
        ) as Quantity);
  if (quantity > 0) return childOrder(parts, master, link, { part: 'exit', quantity, instrument });
  // What the master leaves has not come to the child yet: it leaves with it, when it has come.
  const awaited = awaitedEntry(parts, followed);
  if (awaited !== undefined) return { heldBehind: awaited };
  const [first] = living;
  if (first !== undefined && copied > 0) return { heldBehind: first.intent.orderId };
  return { skip: { code: 'nothing-to-exit' } };
}

/**
 * An exit of the master that was decided before this one and of which nobody knows yet whether its broker took it: its copies are not
 * made, and what this one leaves to the child is what that one leaves. What the master fills meanwhile is owed, and waits for nothing.
 */
function unknownExitBefore(
  orders: PlanParts['orders'],
  { orderId, accountId, instrumentId, product, side, groupId }: OrderIntent,
): OrderId | undefined {
  const decidedAt = orders.get(orderId)?.decidedAt ?? Number.POSITIVE_INFINITY;
  return orders
    .livingAt({ accountId, instrumentId, product })
    .find(
      (one) =>
        one.exitQuantity > 0 &&
        one.intent.side === side &&
        one.intent.groupId === groupId &&
        !one.fannedOut &&
        one.decidedAt < decidedAt,
    )?.intent.orderId;
}

/**
 * Whether a child's exit is the copy of one that competes with this order of its master. What is owed has been filled at the master, and
 * goes whatever competes; what the child's own person lets rest makes way for nobody.
 */
export function competesInChild(exit: Order, { orderId }: Pick<OrderIntent, 'orderId'>): boolean {
  return isCopy(exit) && exit.intent.owed !== true && exit.intent.parentOrderId !== orderId;
}

/** A master's after-market order is at the exchange once the session has opened, or once it is seen to rest or fill there. */
function waitsForOpening(parts: PlanParts, intent: OrderIntent): boolean {
  if (!intent.afterMarket) return false;
  const order = parts.orders.get(intent.orderId);
  if (order?.slices.some((slice) => AT_EXCHANGE.has(slice.status)) === true) return false;
  const instrument = parts.instrumentsOf(intent.accountId).byId(intent.instrumentId);
  return parts.times.isAfterMarket(intent.accountId, instrument);
}

const AT_EXCHANGE = new Set<OrderStatus>(['working', 'partly-filled', 'filled']);

/** What a child's exit takes now; asked again just before it is sent. */
export function childExitQuantity(
  parts: Pick<PlanParts, 'orders' | 'positions'>,
  exit: {
    readonly intent: Pick<OrderIntent, 'side' | 'instrumentId' | 'product'>;
    readonly exitRule: ExitRule;
    readonly accountId: Account['id'];
    readonly lotSize: Quantity;
    /** A living exit whose quantity is computed anew: only what came before it counts. */
    readonly until?: Parameters<typeof restBesideCopy>[2];
  },
): Quantity {
  const { accountId, intent } = exit;
  const closing = { ...closingOf(intent), accountId };
  const livingExits = restBesideCopy(parts.orders, closing, exit.until);
  const { positions } = parts;
  const net = closedBy(intent.side, positions.net(accountId, intent.instrumentId, intent.product));
  const copied = closedBy(intent.side, positions.copied(accountId, intent.instrumentId, intent.product));
  return exitQuantity(exit.exitRule, {
    copied,
    livingExits,
    position: Math.max(0, net - livingExits) as Quantity,
    lotSize: exit.lotSize,
  });
}

/** The entry part: what the guards let pass. One that needs a price and has none waits for the master's own fill. */
export function planEntry(parts: PlanParts, master: MasterOrder, link: ChildLink): PartPlan {
  const { group, intent, terms } = master;
  const asked = parts.guards.ofChild({ group, link, intent, terms, exitQuantity: master.exitQuantity });
  if ('skip' in asked) return asked;
  if ('waits' in asked) return { heldBehind: intent.orderId };
  const { pass } = asked;
  const quantity = master.again === undefined ? pass.quantity : againOf(pass, master.again);
  if (quantity <= 0)
    return { skip: { code: 'under-one-lot', limit: pass.instrument.lotSize, figure: quantity } };
  return childOrder(parts, master, link, { part: 'entry', ...pass, quantity, pass });
}

/** Never more than the rule gives of what the master kept, less what the child has of it. */
function againOf({ quantity, instrument }: EntryPass, again: NonNullable<MasterOrder['again']>): Quantity {
  const kept = Number((BigInt(quantity) * BigInt(again.kept)) / BigInt(again.opened));
  return floorToLot(Math.max(0, Math.min(kept - again.taken, again.atMost)), instrument.lotSize);
}

function closingOf(
  intent: Pick<OrderIntent, 'side' | 'instrumentId' | 'product'>,
): Pick<OrderIntent, 'side' | 'instrumentId' | 'product'> {
  return { side: intent.side, instrumentId: intent.instrumentId, product: intent.product };
}

type ChildPart = { readonly quantity: Quantity; readonly instrument: Instrument } & (
  | { readonly part: 'exit' }
  | { readonly part: 'entry'; readonly pass: EntryPass }
);

/** The order of a child, by terms that its own broker takes. */
function childOrder(parts: PlanParts, master: MasterOrder, link: ChildLink, what: ChildPart): PartPlan {
  const { side, marketProtection } = master.intent;
  const { orderType, price, triggerPrice, validity } = master.terms;
  const terms = termsAt(parts, {
    accountId: link.accountId,
    side,
    part: what.part,
    instrument: what.instrument,
    wanted: { orderType, price, triggerPrice, validity, marketProtection },
    capPercent: what.part === 'entry' ? link.entryCapPercent : master.group.exitCapPercent,
  });
  // An entry that needs a price to be capped from waits for the master's own fill.
  if ('skip' in terms)
    return terms.skip.code === 'not-supported' ? { heldBehind: master.intent.orderId } : terms;
  const intent = childIntent(parts, master, link, { what, terms: terms.terms });
  if (what.part === 'exit') return { order: approveExit(intent) };
  parts.guards.notePassed(intent);
  return { order: approveEntry(intent, what.pass) };
}

function childIntent(
  parts: PlanParts,
  master: MasterOrder,
  link: ChildLink,
  { what, terms }: { readonly what: ChildPart; readonly terms: WantedTerms },
): OrderIntent {
  const { intent, group, ageMs = 0 } = master;
  const orderId = parts.ids.next() as OrderId;
  const placedAt = parts.clock.now(link.accountId);
  const { quantity, part, instrument } = what;
  return {
    orderId,
    userId: intent.userId,
    accountId: link.accountId,
    groupId: group.id,
    parentOrderId: intent.orderId,
    origin: 'copy',
    part,
    instrumentId: intent.instrumentId,
    side: intent.side,
    product: intent.product,
    orderType: terms.orderType,
    validity: terms.validity,
    quantity,
    exitQuantity: part === 'exit' ? quantity : NONE,
    price: terms.price,
    triggerPrice: terms.triggerPrice,
    disclosedQuantity: undefined,
    marketProtection: terms.marketProtection,
    atMarket: terms.atMarket,
    // An entry after the market is never copied, an exit once it has opened.
    afterMarket: false,
    slices: sliceOrder(orderId, quantity, {
      lotSize: instrument.lotSize,
      freezeQuantity: parts.freeze.of(link.accountId, instrument),
    }),
    freezeQuantity: instrument.freezeQuantity,
    exitRule: undefined,
    note: undefined,
    placedAt,
    lotSize: instrument.lotSize,
    ...(part === 'entry' && ageMs > 0 ? { agesFrom: (placedAt - ageMs) as Instant } : {}),
    ...(part === 'entry' ? ownDefaults(master) : {}),
  };
}

/** A child that has protections of its own is protected like its master by default, from the price of its own fill. */
function ownDefaults({ group, intent }: MasterOrder): Pick<OrderIntent, 'defaultProtection'> {
  const { defaultProtection } = intent;
  return group.protection === 'own' && defaultProtection !== undefined ? { defaultProtection } : {};
}
