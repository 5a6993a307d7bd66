/**
 * Everything that stops an entry, and how much of it passes (domain §4.7, §4.8).
 *
 * Decides: the one code, with its limit and the figure that met it, by which an entry is skipped; for what passes, the
 * quantity. All of it is asked when an entry is planned, and again just before its first byte what may have changed while it waited
 * (`stopsSending`). Keeps I5: nothing here is ever asked
 * about an exit; and I6. Leaves to others: what becomes of the answer (`copy/`, `lane/place-readiness.ts`).
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { Capitals } from '../account/capital.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import { sizeEntry } from '../copy/sizing.ts';
import { TradingError } from '../errors/trading-error.ts';
import { closedBy } from '../exit/account-exits.ts';
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { Instrument } from '../instrument/instrument.ts';
import { type InstrumentLookup, isListedToday } from '../instrument/instrument-lookup.ts';
import type { LastPrices } from '../market/last-prices.ts';
import type { MarketTimes } from '../market/market-times.ts';
import type { Quantity } from '../money/quantity.ts';
import { supportsValidity } from '../order/broker-terms.ts';
import type { FreezeFigures } from '../order/freeze-figures.ts';
import { filledOf, isReplacement, type Order, type OrderTerms, partOf, type Slice } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import { LARGEST_SLICE_COUNT } from '../order/slicing.ts';
import { type DeskClock, IST_OFFSET_MS } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type EntryPass, passFor } from './approved-action.ts';
import type { KillSwitch } from './kill-switch.ts';
import type { LossLimits } from './loss-limits.ts';
import { changeBeyond, driftBeyond, type PricedEntry, valueBeyond } from './price-guards.ts';
import { NOT_SETTLED, type SkipReason } from './skip-reason.ts';

/** What the guards look at. */
export interface EntryGuardParts {
  readonly clock: DeskClock;
  readonly times: MarketTimes;
  readonly freeze: FreezeFigures;
  readonly accounts: AccountStore;
  readonly groups: Pick<GroupStore, 'byId' | 'linkOf'>;
  readonly capitals: Capitals;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly prices: LastPrices;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  readonly killSwitch: Pick<KillSwitch, 'blocks'>;
  readonly lossLimits: Pick<LossLimits, 'reached'>;
}

/** A master's order as one child would copy its entry. */
export interface CopiedEntry {
  readonly group: CopyGroup;
  readonly link: ChildLink;
  /** The master's. */
  readonly intent: OrderIntent;
  readonly terms: OrderTerms;
  /** How much of the quantity brings the master's position towards zero. */
  readonly exitQuantity: Quantity;
}

/** A guard that needs a price waits for the master's own fill when no other is known. */
export type EntryAnswer =
  | { readonly pass: EntryPass }
  | { readonly skip: SkipReason }
  | { readonly waits: 'price' };

export class EntryGuards {
  readonly #parts: EntryGuardParts;
  /** The last price when a child's entry was let pass, by its intent. */
  readonly #priceAtPass = new WeakMap<OrderIntent, number>();

  constructor(parts: EntryGuardParts) {
    this.#parts = parts;
  }

  /** What a child may enter of a master's order. */
  ofChild(entry: CopiedEntry): EntryAnswer {
    const { link, intent, terms, group, exitQuantity } = entry;
    const stop = this.#stoppedBy(group, link);
    if (stop !== undefined) return { skip: stop };
    const instrument = this.#parts.instrumentsOf(link.accountId).byId(intent.instrumentId);
    if (instrument === undefined) return { skip: { code: 'not-listed' } };
    const refused =
      filteredBy(entry, instrument) ??
      this.#untimely(link.accountId, instrument, intent) ??
      this.#refusedBy(entry, instrument);
    if (refused !== undefined) return { skip: refused };
    const entered = (terms.quantity - exitQuantity) as Quantity;
    const capital = this.#parts.capitals.ratioOf(group, link);
    const sized = sizeEntry(link.sizing, entered, instrument.lotSize, capital);
    if ('skip' in sized) return sized;
    const { quantity } = sized;
    const limited = this.#limitedBy(entry, instrument, quantity) ?? this.#parts.lossLimits.reached(link);
    if (limited !== undefined) return { skip: limited };
    const priced = this.#priced(entry, instrument, quantity);
    const byPrice = valueBeyond(priced, link.guards) ?? driftBeyond(priced, link.guards);
    if (byPrice === 'no-price') return { waits: 'price' };
    if (byPrice !== undefined) return { skip: byPrice };
    return { pass: passFor({ accountId: link.accountId, instrument, quantity }) };
  }

  /** What a person may enter in an account of theirs, with copies or alone. Throws `group-not-armed`, `account-disarmed`, `account-not-settled` or `refused-by-risk`. */
  ofOwn(
    at: {
      readonly accountId: AccountId;
      readonly instrument: Instrument;
      readonly quantity: Quantity;
      readonly product: OrderIntent['product'];
    },
    group: CopyGroup | undefined,
  ): EntryPass {
    this.requireNotKilled(at.accountId);
    this.#requireReady(at.accountId);
    const { times, freeze } = this.#parts;
    const stop =
      times.lateEntry(at.accountId, at.instrument, at.product) ??
      beyondFreeze(freeze.entryBound(at.instrument), at.quantity);
    if (stop !== undefined) {
      const { code, limit = '', figure = '' } = stop;
      throw new TradingError('refused-by-risk', { guard: code, limit, figure });
    }
    if (group !== undefined && !group.armed) throw new TradingError('group-not-armed', { group: group.name });
    return passFor(at);
  }

  /** Throws `refused-by-risk` when a kill switch stops what adds to the account's positions. */
  requireNotKilled(accountId: AccountId): void {
    if (!this.#parts.killSwitch.blocks(accountId)) return;
    const { address } = this.#parts.accounts.get(accountId);
    throw new TradingError('refused-by-risk', { guard: 'killed', account: address });
  }

  /** Whether a kill switch stops the child's entries. What a killed master still does elsewhere is not copied either. */
  isKilled({ masterId }: Pick<CopyGroup, 'masterId'>, { accountId }: Pick<ChildLink, 'accountId'>): boolean {
    const { killSwitch } = this.#parts;
    return killSwitch.blocks(accountId) || killSwitch.blocks(masterId);
  }

  /** Entries wait until the account agrees with its broker; exits do not. */
  #requireReady(accountId: AccountId): void {
    const { address } = this.#parts.accounts.get(accountId);
    const { settled, disarmed } = this.#parts.accounts.stateOf(accountId);
    if (!settled) throw new TradingError('account-not-settled', { account: address });
    if (disarmed !== undefined)
      throw new TradingError('account-disarmed', { account: address, reason: disarmed });
  }

  /** Remembers the price at which a child's entry was let pass, to see how far it has moved when its turn comes. */
  notePassed(intent: OrderIntent): void {
    const price = this.#parts.prices.of(intent.accountId, intent.instrumentId);
    if (price !== undefined) this.#priceAtPass.set(intent, price);
  }

  /**
   * What stops an entry that waits in its lane, looked at just before its first byte: switches, states, the hour, the account's own position
   * and the price's drift. What takes the place of a slice that was let pass adds nothing: a link that only exits, and the drift, let it pass again.
   */
  stopsSending(order: Order, slice: Slice): SkipReason | undefined {
    const { intent } = order;
    if (this.#parts.killSwitch.blocks(intent.accountId)) return { code: 'killed' };
    const { disarmed } = this.#parts.accounts.stateOf(intent.accountId);
    if (disarmed !== undefined) return { code: 'disarmed', figure: disarmed };
    const untimely = this.#untimelyNow(intent);
    if (untimely !== undefined) return untimely;
    // What mends a difference follows no order; the child's own is its own all the same.
    if (intent.origin === 'repair') return this.againstOwn(intent);
    if (intent.parentOrderId === undefined || intent.groupId === undefined) return undefined;
    const group = this.#parts.groups.byId(intent.groupId);
    const link = this.#parts.groups.linkOf(intent.groupId, intent.accountId);
    if (group === undefined || link === undefined) return { code: 'disarmed' };
    // It may have been planned before the account's books were read.
    const adds = !isReplacement(order, slice);
    const stop = this.#stoppedBy(group, link, adds) ?? this.againstOwn(intent);
    if (stop !== undefined || !adds) return stop;
    const { prices, orders } = this.#parts;
    const last = prices.seen(intent.accountId, intent.instrumentId);
    const entry = {
      terms: order.terms,
      side: intent.side,
      quantity: order.terms.quantity,
      multiplier: 1,
      last,
      master: orders.get(intent.parentOrderId),
      reference: this.#priceAtPass.get(intent),
      now: this.#parts.clock.now(intent.accountId),
    };
    const drifted = driftBeyond(entry, link.guards);
    return drifted === 'no-price' ? undefined : drifted;
  }

  /** What keeps a copy from taking other terms: the guards of its link that need a price (domain §4.7). Keeps I5: an exit takes any. */
  stopsChange(order: Order, terms: OrderTerms): SkipReason | undefined {
    const { groups, orders, instrumentsOf } = this.#parts;
    const { groupId, accountId, parentOrderId, instrumentId } = order.intent;
    const link = groupId === undefined ? undefined : groups.linkOf(groupId, accountId);
    const master = parentOrderId === undefined ? undefined : orders.get(parentOrderId);
    const instrument = instrumentsOf(accountId).byId(instrumentId);
    if (partOf(order) === 'exit' || link === undefined || master === undefined || instrument === undefined)
      return undefined;
    const priced = (by: OrderTerms): PricedEntry =>
      this.#priced({ link, intent: master.intent, terms: by }, instrument, by.quantity);
    return changeBeyond(priced(terms), priced(order.terms), link.guards);
  }

  /** States of the desk, the link, the group and the account. Where nothing is added, those that let modifications pass do not stop it. */
  #stoppedBy(group: CopyGroup, link: ChildLink, adds = true): SkipReason | undefined {
    const { accounts } = this.#parts;
    if (this.isKilled(group, link)) return { code: 'killed' };
    if (link.state === 'paused') return { code: 'paused' };
    if (adds && link.state === 'closeOnly') return { code: 'close-only' };
    if (adds && link.state === 'stopped') return { code: 'stopped' };
    if (adds && !group.armed) return { code: 'disarmed' };
    const state = accounts.stateOf(link.accountId);
    if (state.session === undefined) return { code: 'no-session' };
    // Whoever else copies on the master may have placed what looks like the master's own wish.
    const disarmed = state.disarmed ?? accounts.stateOf(group.masterId).disarmed;
    if (disarmed !== undefined) return { code: 'disarmed', figure: disarmed };
    // An account that somebody else writes to takes no intent; one whose books are being read lets the entry wait in its lane.
    return state.leasedBy === undefined ? undefined : { code: 'disarmed', figure: NOT_SETTLED };
  }

  /** What is not copied because of the hour. */
  #untimely(accountId: AccountId, instrument: Instrument, intent: OrderIntent): SkipReason | undefined {
    if (intent.afterMarket) return { code: 'after-market' };
    return this.#parts.times.lateEntry(accountId, instrument, intent.product);
  }

  /** The hour when an entry's turn has come: outside the session a broker would make an after-market order of it. */
  #untimelyNow({ accountId, instrumentId, product, afterMarket }: OrderIntent): SkipReason | undefined {
    const { times, instrumentsOf } = this.#parts;
    const instrument = instrumentsOf(accountId).byId(instrumentId);
    if (instrument === undefined || afterMarket) return undefined;
    if (times.closedMs(accountId, instrument) > 0) return { code: 'market-closed' };
    return times.lateEntry(accountId, instrument, product);
  }

  /** What the child's broker does not offer, and what of its own stands in the way. */
  #refusedBy({ link, intent, terms }: CopiedEntry, instrument: Instrument): SkipReason | undefined {
    const { accounts, brokers, instrumentsOf } = this.#parts;
    const broker = brokers.get(accounts.get(link.accountId).brokerId);
    if (broker === undefined || !isListedToday(instrumentsOf(link.accountId), instrument.id, broker.id))
      return { code: 'not-listed' };
    if (!supportsValidity(broker.capabilities, instrument, terms.validity))
      return { code: 'validity-not-supported', figure: terms.validity };
    // A sale of shares that the child does not hold is no entry.
    if (instrument.kind === 'EQ' && intent.product !== 'I' && intent.side === 'SELL')
      return { code: 'no-holdings' };
    return this.againstOwn({ ...intent, accountId: link.accountId });
  }

  /** What the account holds of its own on the other side is not to be closed by a copy, nor by what makes up for one. */
  againstOwn({
    accountId,
    instrumentId,
    product,
    side,
  }: Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product' | 'side'>): SkipReason | undefined {
    const { positions } = this.#parts;
    const net = positions.netBeforeMoves(accountId, instrumentId, product);
    const own = net - positions.copied(accountId, instrumentId, product);
    return closedBy(side, own) > 0 ? { code: 'own-position-opposite', figure: own } : undefined;
  }

  /** Limits of the link that need no price. */
  #limitedBy(
    { link, intent }: CopiedEntry,
    instrument: Instrument,
    quantity: Quantity,
  ): SkipReason | undefined {
    const { maxQuantity, maxOpenPositions, window } = link.guards;
    const { freeze } = this.#parts;
    const largest = LARGEST_SLICE_COUNT * (freeze.of(link.accountId, instrument) ?? quantity);
    const most = Math.min(largest, maxQuantity ?? largest);
    if (quantity > most) return { code: 'max-quantity', limit: most, figure: quantity };
    const tooMuch = beyondFreeze(freeze.entryBound(instrument), quantity);
    if (tooMuch !== undefined) return tooMuch;
    if (maxOpenPositions !== undefined) {
      const open = this.#openBesides(link.accountId, intent);
      if (open >= maxOpenPositions) return { code: 'max-open', limit: maxOpenPositions, figure: open };
    }
    if (window === undefined) return undefined;
    const time = new Date(this.#parts.clock.now(link.accountId) + IST_OFFSET_MS).toISOString().slice(11, 16);
    return time < window.from || time > window.to
      ? { code: 'window', limit: `${window.from}–${window.to}`, figure: time }
      : undefined;
  }

  /** Positions that are open, or that a living entry is about to open, other than the one that would be added to. */
  #openBesides(accountId: AccountId, { instrumentId, product }: OrderIntent): number {
    const { positions, orders } = this.#parts;
    const keyOf = (at: Pick<OrderIntent, 'instrumentId' | 'product'>): string =>
      `${at.instrumentId}|${at.product}`;
    const open = new Set(positions.openOf(accountId).map(keyOf));
    for (const { intent } of orders.livingOf(accountId)) if (intent.part !== 'exit') open.add(keyOf(intent));
    open.delete(keyOf({ instrumentId, product }));
    return open.size;
  }

  #priced(
    { link, intent, terms }: Pick<CopiedEntry, 'link' | 'intent' | 'terms'>,
    instrument: Instrument,
    quantity: Quantity,
  ): PricedEntry {
    const { prices, orders, clock } = this.#parts;
    const master = orders.get(intent.orderId);
    const last = prices.seen(link.accountId, intent.instrumentId);
    const reference = master === undefined || filledOf(master) === 0 ? last?.price : undefined;
    const { contractMultiplier: multiplier } = instrument;
    return {
      terms,
      side: intent.side,
      quantity,
      multiplier,
      last,
      master,
      reference,
      now: clock.now(link.accountId),
    };
  }
}

/** How much the exchange takes in one order is not known: no more is entered than one slice as last seen. */
function beyondFreeze(bound: Quantity | undefined, quantity: Quantity): SkipReason | undefined {
  if (bound === undefined || quantity <= bound) return undefined;
  return { code: 'freeze-unknown', limit: bound, figure: quantity };
}

/** What the link does not want. */
function filteredBy({ link, intent }: CopiedEntry, instrument: Instrument): SkipReason | undefined {
  const { segments, products, underlyings } = link.filters;
  const { segment, underlying } = instrument;
  if (segments.length > 0 && !segments.includes(segment))
    return { code: 'segment', limit: segments.join(' '), figure: segment };
  if (products.length > 0 && !products.includes(intent.product)) {
    return { code: 'product', limit: products.join(' '), figure: intent.product };
  }
  if (underlyings.length > 0 && !underlyings.includes(underlying)) {
    return { code: 'underlying', limit: underlyings.join(' '), figure: underlying };
  }
  return undefined;
}
