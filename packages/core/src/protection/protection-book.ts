/**
 * Every protection that is armed or acts, as the journal makes them.
 *
 * Decides: what arms one (a person, the first fill of an order that carries it, or of one that opens a position by its user's defaults),
 * what ends it (its position is flat or turned round), what it follows (a conversion, of a part too: then both parts have it; a corporate action), and how long it
 * is known what one did: until something is held there again. The books must have applied an entry before.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Price } from '../money/price.ts';
import { averageOf, filledOf, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type Ratio, scaled, scaledPrice } from '../position/replaced.ts';
import { levelsFrom } from './default-levels.ts';
import {
  isEmpty,
  type PositionScope,
  type Protection,
  type ProtectionLevels,
  type ProtectionScope,
  protectionKey,
  type Triggered,
} from './protection.ts';

type Place = Omit<PositionScope, 'kind'>;
type Kept = { -readonly [K in keyof Protection]: Protection[K] } & {
  net: number;
  /** The order from whose price its levels stand off by its user's defaults, while nobody has set others. */
  byDefaultOf?: OrderId;
  /** The leg of a basket that brought its levels, while nobody has set others, and what was there before. */
  leg?: { readonly orderId: OrderId; readonly before: Kept | undefined };
};
type Moved = Extract<DeskEvent, { readonly type: 'position-moved' }>;

/** Of so many positions it is known how they were left; the oldest is forgotten first. */
const LEFT_KEPT = 500;

export class ProtectionBook {
  readonly #orders: OrderBook;
  readonly #positions: PositionBook;
  readonly #all = new Map<string, Kept>();
  readonly #armedBy = new Set<OrderId>();
  /** Accounts that take a basket out again: what fills late of its legs is not protected. */
  readonly #undone = new Set<string>();
  /** What took positions that are flat now out. */
  readonly #left = new Map<string, Triggered>();

  constructor(orders: OrderBook, positions: PositionBook) {
    this.#orders = orders;
    this.#positions = positions;
  }

  /** Applies one entry of the journal. */
  apply(entry: JournalEntry): void {
    const { event, userId, at } = entry;
    switch (event.type) {
      case 'protection-set':
        return this.#set(event.protectionId, event, { userId, at });
      case 'protection-trailed':
        return this.#change(event, (kept) => void (kept.trailed = event.trailed));
      case 'protection-triggered': {
        const { triggerId, by, level, figure, figureAt, standing } = event;
        const triggered = { triggerId, by, level, figure, figureAt, standing, isBegun: false };
        return this.#change(event, (kept) => void (kept.triggered = triggered));
      }
      case 'square-off-started':
        return this.#begun(event.squareOffId);
      case 'order-filled': {
        const order = this.#orders.get(event.orderId);
        if (order === undefined) return;
        this.#follow(order.intent, true);
        return this.#arm(order, event.averagePrice, entry);
      }
      case 'basket-incomplete':
        return this.#undo(event);
      case 'position-carried':
        return this.#follow(event, false);
      case 'holdings-read':
        for (const holding of event.holdings) this.#follow({ ...holding, accountId: event.accountId }, false);
        return;
      case 'position-converted':
        return this.#convert(event);
      case 'position-moved':
        return this.#replace(event);
      case 'group-changed':
        if (event.group === undefined)
          this.#all.delete(protectionKey({ kind: 'group', groupId: event.groupId }));
        return;
      case 'account-changed':
        if (event.change === 'removed') this.#forget(event.accountId);
        return;
      default:
    }
  }

  /** Every protection, whoever's. */
  all(): readonly Protection[] {
    return [...this.#all.values()];
  }

  /** What protects this, if anything does. */
  get(scope: ProtectionScope): Protection | undefined {
    return this.#all.get(protectionKey(scope));
  }

  /** What takes this position out, or took it out when it was held last; undefined where nothing did, or it is held again. */
  leftBy(place: Place): Triggered | undefined {
    const key = protectionKey({ ...place, kind: 'position' });
    return this.#all.get(key)?.triggered ?? this.#left.get(key);
  }

  /** What of a position is protected; a magnitude. */
  coveredAt(accountId: AccountId, instrumentId: InstrumentId, product: Product): number {
    return this.get({ kind: 'position', accountId, instrumentId, product })?.covered ?? 0;
  }

  /** Whether something of this account, or of its group, is protected and has not acted yet. */
  guards(accountId: AccountId, groupId: string | undefined): boolean {
    return this.all().some(({ scope, triggered }) => {
      if (triggered?.isBegun === true) return false;
      return scope.kind === 'group' ? scope.groupId === groupId : scope.accountId === accountId;
    });
  }

  #set(
    id: string,
    what: Pick<Extract<DeskEvent, { readonly type: 'protection-set' }>, 'scope' | 'levels' | 'trailed'>,
    by: { readonly userId: UserId; readonly at: Instant },
  ): void {
    const { scope, levels } = what;
    const before = this.#all.get(protectionKey(scope));
    if (levels === undefined || isEmpty(levels)) return void this.#all.delete(protectionKey(scope));
    const net = scope.kind === 'position' ? this.#netOf(scope) : 1;
    if (net === 0) return;
    // Levels that a person moves keep what the trail has seen, unless the trail is another one.
    const isSameTrail = JSON.stringify(before?.levels.trail) === JSON.stringify(levels.trail);
    this.#all.set(protectionKey(scope), {
      id,
      userId: by.userId,
      scope,
      levels,
      direction: net > 0 ? 1 : -1,
      since: by.at,
      trailed: (isSameTrail ? before?.trailed : undefined) ?? what.trailed,
      triggered: undefined,
      covered: before?.covered ?? this.#coverable(scope),
      net,
    });
  }

  /** The first fill of an order that carries levels sets them; a later one, or one that closes, does not. */
  #arm(order: Order, price: Price | undefined, { userId, at }: JournalEntry): void {
    const { orderId, accountId, instrumentId, product, side, protection, basket } = order.intent;
    const scope = { kind: 'position', accountId, instrumentId, product } as const;
    if (Math.sign(this.#netOf(scope)) !== (side === 'BUY' ? 1 : -1)) return;
    const levels = protection ?? this.#levelsByDefault(order, scope);
    const isByDefault = protection === undefined;
    if (levels === undefined || (this.#armedBy.has(orderId) && !isByDefault)) return;
    if (basket !== undefined && this.#undone.has(`${basket.basketId}|${accountId}`)) return;
    this.#armedBy.add(orderId);
    const before = this.#all.get(protectionKey(scope));
    if (before?.triggered !== undefined) return;
    const trailed = price === undefined ? undefined : { began: price, best: price, day: '' };
    this.#set(`order ${orderId}`, { scope, levels, trailed }, { userId, at });
    const kept = this.#all.get(protectionKey(scope));
    if (kept === undefined) return;
    if (isByDefault) kept.byDefaultOf = orderId;
    if (basket !== undefined) kept.leg = { orderId, before };
  }

  /** What the legs brought is taken out again, and with it their levels: a position that was there before has those that it had. */
  #undo({
    basketId,
    accountId,
    then,
    orders,
  }: Extract<DeskEvent, { readonly type: 'basket-incomplete' }>): void {
    if (then !== 'flatten') return;
    this.#undone.add(`${basketId}|${accountId}`);
    for (const [key, kept] of this.#all) {
      const { leg, scope, triggered } = kept;
      const isOfIt = scope.kind === 'position' && scope.accountId === accountId;
      if (!isOfIt || leg === undefined || !orders.includes(leg.orderId) || triggered !== undefined) continue;
      if (leg.before === undefined || leg.before.direction !== kept.direction) this.#all.delete(key);
      else this.#all.set(key, { ...leg.before, scope, covered: kept.covered, net: kept.net });
    }
  }

  /**
   * Levels as far from the average price of the order as its user's defaults say: where it opens the position, and as long as nobody has
   * set or taken away what its first fill set.
   */
  #levelsByDefault(order: Order, scope: PositionScope): ProtectionLevels | undefined {
    const { orderId, defaultProtection, side } = order.intent;
    if (defaultProtection === undefined) return undefined;
    const price = averageOf(order);
    if (price === undefined) return undefined;
    const kept = this.#all.get(protectionKey(scope));
    const { accountId, instrumentId, product } = scope;
    const { net } = this.#positions.quantitiesOf(accountId, instrumentId, product);
    const opens = Math.abs(net) <= filledOf(order) && !this.#armedBy.has(orderId);
    if (kept === undefined ? !opens : kept.byDefaultOf !== orderId) return undefined;
    return levelsFrom(defaultProtection, price, side === 'BUY' ? 1 : -1);
  }

  /** A position moved: flat or turned round ends its protection, a part that went leaves the rest protected. */
  #follow({ accountId, instrumentId, product }: Place, isFill: boolean): void {
    const scope = { kind: 'position', accountId, instrumentId, product } as const;
    const key = protectionKey(scope);
    const kept = this.#all.get(key);
    const net = this.#netOf(scope);
    if (net !== 0) this.#left.delete(key);
    if (kept === undefined) return;
    const left = kept.direction * net;
    if (isFill) kept.covered += kept.direction * (net - kept.net);
    if (this.#heldAt(scope) === 0) kept.covered = left;
    kept.covered = Math.min(kept.covered, left);
    kept.net = net;
    if (kept.covered > 0) return;
    this.#all.delete(key);
    if (net === 0 && kept.triggered !== undefined) this.#rememberLeft(key, kept.triggered);
  }

  #rememberLeft(key: string, triggered: Triggered): void {
    this.#left.delete(key);
    this.#left.set(key, triggered);
    const [oldest] = this.#left.keys();
    if (this.#left.size > LEFT_KEPT && oldest !== undefined) this.#left.delete(oldest);
  }

  #convert(event: Extract<DeskEvent, { readonly type: 'position-converted' }>): void {
    const { accountId, instrumentId } = event;
    const [from, to] = [event.from, event.to].map(
      (product): PositionScope => ({ kind: 'position', accountId, instrumentId, product }),
    ) as [PositionScope, PositionScope];
    const kept = this.#all.get(protectionKey(from));
    const net = this.#netOf(to);
    const covered = kept?.covered ?? 0;
    const isOther = this.#all.has(protectionKey(to));
    const isWhole = this.#netOf(from) === 0 && Math.sign(net) === kept?.direction;
    if (kept !== undefined && isWhole && !isOther) this.#rename(kept, to, { net, covered: Math.abs(net) });
    else this.#follow(from, false);
    if (kept !== undefined && !isWhole && !isOther) this.#split(kept, to, covered - kept.covered);
    this.#follow(to, true);
  }

  /** So much of what is protected went to another product where nothing is protected: it has the same levels there. */
  #split(kept: Kept, scope: PositionScope, covered: number): void {
    const net = this.#netOf(scope);
    if (covered <= 0 || Math.sign(net) !== kept.direction) return;
    const { byDefaultOf: _setByHand, leg, ...same } = kept;
    const ofLeg = leg === undefined ? {} : { leg: { ...leg, before: undefined } };
    const id = `${kept.id} ${scope.product}`;
    this.#all.set(protectionKey(scope), { ...same, ...ofLeg, id, scope, net, covered, triggered: undefined });
  }

  /** What was replaced overnight is protected as its successor: levels go by the inverse ratio, like prices. */
  #replace({ accountId, product, from, to, ratio }: Moved): void {
    const before: PositionScope = { kind: 'position', accountId, instrumentId: from, product };
    const after: PositionScope = { ...before, instrumentId: to };
    const kept = this.#all.get(protectionKey(before));
    const net = this.#netOf(after);
    if (kept === undefined || Math.sign(net) !== kept.direction) return this.#follow(before, false);
    const covered = Math.min(Math.abs(net), scaled(kept.covered, ratio) ?? Math.abs(net));
    kept.levels = scaledLevels(kept.levels, ratio);
    const { trailed } = kept;
    if (trailed !== undefined) {
      const [began, best] = [scaledAt(trailed.began, ratio) ?? 0, scaledAt(trailed.best, ratio) ?? 0];
      kept.trailed = { ...trailed, began, best };
    }
    // What it had begun was of the old instrument, and is over there: the levels act again where the position is.
    kept.triggered = undefined;
    this.#rename(kept, after, { net, covered });
  }

  #rename(kept: Kept, scope: PositionScope, now: Pick<Kept, 'net' | 'covered'>): void {
    this.#all.delete(protectionKey(kept.scope));
    Object.assign(kept, now, { scope });
    this.#all.set(protectionKey(scope), kept);
  }

  #begun(triggerId: string): void {
    for (const kept of this.#all.values())
      if (kept.triggered?.triggerId === triggerId) kept.triggered = { ...kept.triggered, isBegun: true };
  }

  #change(
    { protectionId, scope }: { readonly protectionId: string; readonly scope: ProtectionScope },
    by: (kept: Kept) => void,
  ): void {
    const kept = this.#all.get(protectionKey(scope));
    if (kept?.id === protectionId) by(kept);
  }

  #forget(accountId: AccountId): void {
    for (const [key, { scope }] of this.#all)
      if (scope.kind !== 'group' && scope.accountId === accountId) this.#all.delete(key);
    for (const key of this.#left.keys()) if (key.startsWith(`position ${accountId}|`)) this.#left.delete(key);
  }

  #netOf({ accountId, instrumentId, product }: Place): number {
    const { net, held } = this.#positions.quantitiesOf(accountId, instrumentId, product);
    return net + held;
  }

  #heldAt({ accountId, instrumentId, product }: Place): number {
    return this.#positions.quantitiesOf(accountId, instrumentId, product).held;
  }

  /** The day's position; where there is none, what lies in the depository: somebody asks for that by name then. */
  #coverable(scope: ProtectionScope): number {
    if (scope.kind !== 'position') return 0;
    const { net, held } = this.#positions.quantitiesOf(scope.accountId, scope.instrumentId, scope.product);
    return net > 0 ? net : Math.abs(net + held);
  }
}

function scaledLevels({ stop, target, trail, resting }: ProtectionLevels, ratio: Ratio): ProtectionLevels {
  const moved = {
    ...trail,
    distance: scaledAt(trail?.distance, ratio),
    step: scaledAt(trail?.step, ratio),
  };
  return {
    stop: scaledAt(stop, ratio),
    target: scaledAt(target, ratio),
    trail: trail === undefined ? undefined : moved,
    resting,
  };
}

function scaledAt(level: number | undefined, ratio: Ratio): number | undefined {
  return scaledPrice(level as Price | undefined, ratio);
}
