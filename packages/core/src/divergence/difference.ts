/**
 * What a child holds beyond or short of its share, once everything that is still under way is left out.
 *
 * Decides: what counts as under way (a master's order that still works, a child's order that may still fill) and why the
 * rest differs. Keeps I4: at rest a child matches its rule, or this says why not. Pure: it reads the books.
 */
import type { AccountStore } from '../account/account-store.ts';
import type { ConversionBook } from '../conversion/conversion-book.ts';
import { closedBy, livingExitsOf, restsOnItsOwn } from '../exit/account-exits.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { MarketTimes } from '../market/market-times.ts';
import { filledOf, isOrderFinal, livingRestOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { StuckPositions } from '../position/stuck-positions.ts';
import type { Expectations } from '../share/expectations.ts';
import type { ChildKey, ShareView } from '../share/following.ts';
import type { DivergenceCause } from './divergence.ts';

export interface DifferenceParts {
  readonly orders: OrderBook;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly expectations: Expectations;
  readonly instrumentsOf: (accountId: ChildKey['accountId']) => InstrumentLookup;
  readonly times: Pick<MarketTimes, 'moment'>;
  readonly conversions: Pick<ConversionBook, 'failureAt' | 'isMoving'>;
  readonly stuck: Pick<StuckPositions, 'has'>;
}

/** A difference that nothing under way will mend. Signed like the position. */
export interface Difference {
  readonly expected: number;
  readonly actual: number;
  readonly cause: DivergenceCause;
}

/** The child's difference now, or undefined when there is none. */
export function differenceOf(parts: DifferenceParts, key: ChildKey): Difference | undefined {
  const share = parts.expectations.view(key);
  if (share === undefined || parts.conversions.isMoving(key)) return undefined;
  return differing(parts, key, share) ?? notMoved(parts, key, share);
}

function differing(parts: DifferenceParts, key: ChildKey, share: ShareView): Difference | undefined {
  if (share.held === share.expected) return undefined;
  const masters = mastersOf(parts, key);
  let drift = share.held - share.expected;
  for (const master of masters.filter((order) => isUnsettled(parts, key, order))) {
    drift -= enteredOf(parts, key, master) - parts.expectations.countedOf(key, master.intent.orderId);
  }
  drift = withoutExits(parts, key, share, drift);
  if (drift === 0) return undefined;
  return {
    expected: share.expected,
    actual: share.held,
    cause: causeOf(parts, key, { share, drift, masters }),
  };
}

/** By the books the child holds what it should, but of its position, or of its master's, nobody knows what became over night. */
function notMoved(parts: DifferenceParts, key: ChildKey, share: ShareView): Difference | undefined {
  const { groups, stuck, instrumentsOf } = parts;
  const masterId = groups.byId(key.groupId)?.masterId;
  const before = instrumentsOf(key.accountId).byId(key.instrumentId)?.adjustedFrom;
  const places = [key, ...(masterId === undefined ? [] : [{ ...key, accountId: masterId }])];
  if (masterId !== undefined && before !== undefined)
    places.push({ ...key, accountId: masterId, instrumentId: before });
  if (share.held === 0 || !places.some((place) => stuck.has(place))) return undefined;
  const cause = { code: 'position-not-moved', brokerText: undefined, orderId: undefined } as const;
  return { expected: share.expected, actual: share.held, cause };
}

/** No list of the child's broker names the contract any more: its exits wait. */
function isUnlisted({ accounts, instrumentsOf }: DifferenceParts, key: ChildKey): boolean {
  const { brokerId } = accounts.get(key.accountId);
  return instrumentsOf(key.accountId).listingFor(key.instrumentId, brokerId) === undefined;
}

/** Nothing leaves for the child's broker before the market opens: what waits for that is not on its way. */
function isMarketClosed({ times, instrumentsOf }: DifferenceParts, key: ChildKey): boolean {
  const instrument = instrumentsOf(key.accountId).byId(key.instrumentId);
  return instrument !== undefined && !times.moment(key.accountId, instrument).open;
}

/** What of an exit has not left; one that is meant for after the market waits for nothing. */
function unsentRestOf({ intent, slices }: Order): number {
  if (intent.afterMarket) return 0;
  return slices.reduce((sum, slice) => sum + (slice.status === 'journaled' ? slice.quantity : 0), 0);
}

/** Whether an exit that was placed elsewhere keeps what it would close: it is not the desk's to end. */
function isKeptElsewhere({ orders }: DifferenceParts, key: ChildKey, side: Order['intent']['side']): boolean {
  return livingExitsOf(orders, { ...key, side }).some(({ intent }) => intent.origin === 'outside');
}

/** The master's orders in the child's instrument and product, the newest first. */
function mastersOf({ orders, groups }: DifferenceParts, key: ChildKey): readonly Order[] {
  const masterId = groups.byId(key.groupId)?.masterId;
  if (masterId === undefined) return [];
  return orders
    .inPosition({ ...key, accountId: masterId })
    .filter(({ intent }) => intent.groupId !== undefined);
}

/** The master's order still works, its copies are not made yet, or a copy may still fill. */
function isUnsettled(parts: DifferenceParts, key: ChildKey, master: Order): boolean {
  if (!isOrderFinal(master) || (!master.fannedOut && filledOf(master) > 0)) return true;
  if (master.held.some((held) => held.accountId === key.accountId && held.part === 'entry')) return true;
  return copiesOf(parts, key, master, 'entry').some((child) => !isOrderFinal(child));
}

function copiesOf(
  { orders }: DifferenceParts,
  key: ChildKey,
  master: Order,
  part: 'entry' | 'exit',
): readonly Order[] {
  return orders
    .childrenOf(master)
    .filter(({ intent }) => intent.accountId === key.accountId && intent.part === part);
}

/** What the child filled of the copies of one entry, signed. */
function enteredOf(parts: DifferenceParts, key: ChildKey, master: Order): number {
  const filled = copiesOf(parts, key, master, 'entry').reduce((sum, child) => sum + filledOf(child), 0);
  return master.intent.side === 'BUY' ? filled : -filled;
}

/** Exits on their way explain that too much is held; those that were faster than the master's explain that too little is. */
function withoutExits(parts: DifferenceParts, key: ChildKey, share: ShareView, drift: number): number {
  const sign = Math.sign(share.held === 0 ? share.expected : share.held);
  const side = sign > 0 ? 'SELL' : 'BUY';
  const { orders, accounts } = parts;
  if (drift * sign > 0) {
    // What waits for a login, or for a list that names its contract, is not on its way.
    if (accounts.sessionOf(key.accountId) === undefined || isUnlisted(parts, key)) return drift;
    // What the child's own person lets rest may never fill.
    const exits = livingExitsOf(orders, { ...key, side }).filter((exit) => !restsOnItsOwn(exit));
    const isClosed = isMarketClosed(parts, key);
    const leaving = exits.reduce(
      (sum, exit) => sum + livingRestOf(exit) - (isClosed ? unsentRestOf(exit) : 0),
      0,
    );
    return sign * Math.max(0, drift * sign - leaving) + 0;
  }
  const early = mastersOf(parts, key)
    .filter((master) => !isOrderFinal(master) && master.intent.side === side && master.exitQuantity > 0)
    .flatMap((master) => copiesOf(parts, key, master, 'exit'))
    .reduce((sum, exit) => sum + filledOf(exit), 0);
  return -sign * Math.max(0, -drift * sign - early) + 0;
}

function causeOf(
  parts: DifferenceParts,
  key: ChildKey,
  what: { readonly share: ShareView; readonly drift: number; readonly masters: readonly Order[] },
): DivergenceCause {
  const { share, drift, masters } = what;
  const sign = Math.sign(share.held === 0 ? share.expected : share.held);
  const lacks = drift * sign < 0;
  for (const master of masters) {
    const { orderId } = master.intent;
    const entered = enteredOf(parts, key, master);
    const counted = parts.expectations.countedOf(key, orderId);
    if (lacks && (counted - entered) * sign > 0) return reasonOf(parts, key, master, 'entry');
    if (!lacks && (entered - counted) * sign > 0)
      return { code: 'filled-beyond-master', brokerText: undefined, orderId };
  }
  const failure = parts.conversions.failureAt(key);
  if (failure !== undefined)
    return { code: failure.code, brokerText: failure.brokerText, orderId: undefined };
  const link = parts.groups.byId(key.groupId)?.children.find((child) => child.accountId === key.accountId);
  const exit = masters.find((master) => master.exitQuantity > 0 && filledOf(master) > 0);
  if (!lacks && link?.state === 'paused')
    return { code: 'paused', brokerText: undefined, orderId: exit?.intent.orderId };
  if (!lacks && exit !== undefined) {
    if (parts.accounts.sessionOf(key.accountId) === undefined)
      return { code: 'no-session', brokerText: undefined, orderId: exit.intent.orderId };
    if (isUnlisted(parts, key))
      return { code: 'not-listed', brokerText: undefined, orderId: exit.intent.orderId };
    if (isMarketClosed(parts, key))
      return { code: 'market-closed', brokerText: undefined, orderId: exit.intent.orderId };
    if (isKeptElsewhere(parts, key, exit.intent.side))
      return { code: 'outside-exit-rests', brokerText: undefined, orderId: exit.intent.orderId };
    const paused = exit.skipped.some(
      (skip) => skip.accountId === key.accountId && skip.reason.code === 'paused',
    );
    if (paused) return { code: 'paused', brokerText: undefined, orderId: exit.intent.orderId };
    if (closedBy(exit.intent.side, share.held - share.entitled) > 0)
      return reasonOf(parts, key, exit, 'exit');
  }
  const beyond = masters.find(
    (master) => isOrderFinal(master) && filledOf(master) < master.terms.quantity && master.exitQuantity > 0,
  );
  if (lacks && beyond !== undefined && copiesOf(parts, key, beyond, 'exit').some((one) => filledOf(one) > 0))
    return { code: 'filled-beyond-master', brokerText: undefined, orderId: beyond.intent.orderId };
  if (lacks && Math.abs(drift) <= share.lotSize && masters.length > 1)
    return { code: 'rounding', brokerText: undefined, orderId: undefined };
  const code = lacks ? 'unexplained' : 'outside-not-copied';
  return { code, brokerText: undefined, orderId: undefined };
}

/** Why the child's part of an order did not become what it should: its skip, its refusal, its end. */
function reasonOf(
  parts: DifferenceParts,
  key: ChildKey,
  master: Order,
  part: 'entry' | 'exit',
): DivergenceCause {
  const { orderId } = master.intent;
  const skip = master.skipped.findLast((one) => one.accountId === key.accountId && one.part === part);
  const copies = [...copiesOf(parts, key, master, part)].reverse();
  for (const slice of copies.flatMap((copy) => copy.slices)) {
    if (slice.refusal !== undefined) return { code: slice.refusal, brokerText: slice.brokerText, orderId };
    if (slice.reason !== undefined) return { code: slice.reason.code, brokerText: undefined, orderId };
  }
  if (skip !== undefined) return { code: skip.reason.code, brokerText: undefined, orderId };
  return { code: 'filled-less', brokerText: undefined, orderId };
}
