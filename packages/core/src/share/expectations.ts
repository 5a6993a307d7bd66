/**
 * What each child should hold of what was copied: the rule folded over the master's fills, in the order of the journal
 * (domain §4.13), and beside it what is left to it once every exit that it owes has gone (§4.3).
 *
 * Decides: `expected` (what the rule would have given) and `entitled` (what the child may keep of what it really entered). What it
 * holds above `entitled` it owes as an exit, which is never given up; what else it differs by is a divergence. Keeps I4 and
 * I6. Pure state: it is rebuilt by the journal and sends nothing.
 */
import type { AccountId } from '../account/account.ts';
import type { Capitals } from '../account/capital.ts';
import type { CopyGroup } from '../group/copy-group.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Quantity } from '../money/quantity.ts';
import { isOrderFinal, type Order } from '../order/order.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { OrderId } from '../order/order-id.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Product } from '../order/order-terms.ts';
import type { PositionBook } from '../position/position-book.ts';
import { moveEntitled, moveExpected } from './converted-shares.ts';
import { isCopiedBy } from './copied-by.ts';
import { displace, displacedTo, otherProducts, reduceDisplaced, settle } from './displaced-shares.ts';
import { shareOfEntry } from './entry-share.ts';
import type { ChildKey, Following, Membership, ShareView } from './following.ts';
import { Followings } from './followings.ts';
import { GroupHistory } from './group-history.ts';
import { moveLead, takenOfOld } from './leading.ts';
import { replaceShares } from './replaced-shares.ts';
import type { Share } from './share.ts';
import { confirmedRestOf, toComeOf, wasFoundLate } from './to-come.ts';

type ReductionCause = Extract<JournalEntry['event'], { readonly type: 'copied-reduced' }>['cause'];

export class Expectations {
  readonly #orders: OrderBook;
  readonly #positions: PositionBook;
  readonly #capitals: Capitals;
  readonly #groups = new GroupHistory();
  readonly #all = new Followings();

  constructor(orders: OrderBook, positions: PositionBook, capitals: Capitals) {
    this.#orders = orders;
    this.#positions = positions;
    this.#capitals = capitals;
  }

  /** Applies one entry. The order book and the position book must have applied it before. Returns the children whose share it may have moved. */
  apply(entry: JournalEntry): readonly ChildKey[] {
    const { event } = entry;
    switch (event.type) {
      case 'group-changed':
        return this.#groups
          .change(event.groupId, event.group, entry.eventId)
          .flatMap((id) => this.#begin(id));
      case 'orders-journaled':
        for (const intent of event.orders) this.#all.noteLot(intent);
        return [
          ...event.skipped.flatMap((skip) => this.#recount(skip.masterOrderId, skip.accountId)),
          // An entry beside its master's own row is one that was tried again: what skipped it is taken back.
          ...(event.copies === undefined ? event.orders : []).flatMap(({ parentOrderId, accountId, part }) =>
            parentOrderId === undefined || part !== 'entry' ? [] : this.#recount(parentOrderId, accountId),
          ),
        ];
      case 'outside-order-adopted':
        this.#all.noteLot(event.order);
        return [];
      case 'child-skipped':
        return this.#recount(event.skipped.masterOrderId, event.skipped.accountId);
      case 'difference-accepted':
        return this.#accept(event);
      case 'order-filled': {
        const order = this.#orders.get(event.orderId);
        return order === undefined ? [] : this.#moved(order.intent, order, entry.eventId);
      }
      case 'position-carried':
        return this.#moved(event, undefined, entry.eventId);
      case 'copied-reduced': {
        const soldBy = event.soldBy === undefined ? undefined : this.#orders.get(event.soldBy);
        return this.#moved(event, soldBy, entry.eventId, event.cause);
      }
      case 'position-converted':
        return this.#converted(event);
      case 'position-moved':
        return this.#replaced(event);
      case 'conversion-ended':
        return [event.from, event.to].flatMap((product) => this.#all.get({ ...event, product }) ?? []);
      default:
        return [];
    }
  }

  /** The signed quantity that the rule would have given; undefined for an account that follows nobody there. */
  expected(at: Omit<ChildKey, 'groupId'>): number | undefined {
    const found = this.#all.get(at);
    return found?.expected.value(this.#all.lotOf(at.instrumentId));
  }

  /** Whether anything of the master's ever reached the child there. */
  knows(at: Omit<ChildKey, 'groupId'>): boolean {
    return this.#all.get(at) !== undefined;
  }

  /** The share of a child, or undefined when nothing of the master's ever reached it there. */
  view(at: Omit<ChildKey, 'groupId'>): ShareView | undefined {
    return this.#all.view(at);
  }

  /** What of a child's share would be in another product by now if it could have followed its master there; a magnitude. */
  displacedTo(at: Omit<ChildKey, 'groupId'>, product: Product): number {
    const found = this.#all.get(at);
    return found === undefined ? 0 : displacedTo(found, product, this.#all.lotOf(at.instrumentId));
  }

  /** What of an entry of the master was counted for a child: its share of what that order opened. */
  countedOf(at: Omit<ChildKey, 'groupId'>, masterOrderId: OrderId): number {
    return this.#all.get(at)?.counted.get(masterOrderId) ?? 0;
  }

  /** What the child is to have of an entry of its master beyond what is counted, as soon as so much more of it fills; a magnitude. */
  uncountedOf(at: Omit<ChildKey, 'groupId'>, master: Order, mayFill = confirmedRestOf(master)): number {
    const group = this.#groups.of(at.accountId);
    const link = group?.children.find((child) => child.accountId === at.accountId);
    if (group === undefined || link === undefined || isOrderFinal(master) || master.cancelWanted) return 0;
    if (!this.#isCopied(master, { group, link })) return 0;
    const { accountId, orderId } = master.intent;
    const opened = this.#all.leading({ ...at, accountId })?.opened.get(orderId) ?? 0;
    const lotSize = this.#all.lotOf(at.instrumentId);
    const whole = shareOfEntry(
      { orders: this.#orders, capitals: this.#capitals },
      { master, group, link, opened: (opened + Math.max(0, mayFill)) as Quantity, lotSize },
    );
    return Math.max(0, whole - Math.abs(this.countedOf(at, orderId)));
  }

  /** What the master has kept of what its order opened, in whole lots; nothing where it was flat or turned since. */
  keptOf({ accountId, instrumentId, product, orderId }: OrderIntent): number {
    const kept = this.#all.leading({ accountId, instrumentId, product })?.kept.get(orderId);
    return kept?.value(this.#all.lotOf(instrumentId)) ?? 0;
  }

  /** Whether the master has left something, by an order of the group, since this order of it was known. */
  hasLeftSince(order: Order): boolean {
    return (this.#all.leading(order.intent)?.reducedAt ?? 0) > order.decidedAt;
  }

  /** Every child's part that was ever reached, of one account or of all. */
  keys(accountId?: AccountId): readonly ChildKey[] {
    return this.#all.all(accountId);
  }

  /**
   * An account joined a group, left it, or has another role in it: what was remembered of it was by rules that are over. What it
   * holds all the same of what was copied is, of a master, what its next orders add to or reduce, and, of a child, not expected.
   */
  #begin(accountId: AccountId): readonly ChildKey[] {
    const forgotten = this.#all.forget(accountId);
    const group = this.#groups.of(accountId);
    if (group === undefined) return forgotten;
    const begun = this.#positions.copiedOf(accountId).flatMap(({ instrumentId, product, quantity }) => {
      const at = { accountId, instrumentId, product };
      if (group.masterId === accountId) {
        this.#all.leadingAt(at).held = quantity;
        return [];
      }
      const following = this.#all.at({ ...at, groupId: group.id });
      following.held = quantity;
      following.entitled.set(quantity);
      return [following];
    });
    return [...forgotten, ...begun];
  }

  /** Copied quantity of an account may have changed, by a fill of the given order or without one. */
  #moved(
    at: Omit<ChildKey, 'groupId'>,
    order: Order | undefined,
    eventId: number,
    cause?: ReductionCause,
  ): readonly ChildKey[] {
    const group = this.#groups.of(at.accountId);
    if (group === undefined) return [];
    if (group.masterId === at.accountId) return this.#masterMoved(group, at, order, eventId);
    return this.#childMoved(group, at, { order, byRule: cause === 'unseen-exit' });
  }

  #masterMoved(
    group: CopyGroup,
    at: Omit<ChildKey, 'groupId'>,
    order: Order | undefined,
    eventId: number,
  ): readonly ChildKey[] {
    const { instrumentId, product } = at;
    const now = this.#positions.copied(at.accountId, instrumentId, product);
    const lotSize = this.#all.lotOf(instrumentId);
    const moved = moveLead(
      this.#all.leadingAt(at),
      { now, order, eventId },
      { lotSize, isOver: this.#isOver },
    );
    if (moved === undefined) return [];
    const { reduced, opened, byGroup, step } = moved;
    const keys: ChildKey[] = [];
    for (const link of group.children) {
      const key = { groupId: group.id, accountId: link.accountId, instrumentId, product };
      if (reduced) keys.push(...this.#reduce(key, { step, byGroup, isPaused: link.state === 'paused' }));
      if (opened > 0 && order !== undefined) this.#count(key, order, { group, link });
      keys.push(key);
    }
    return keys;
  }

  #reduce(
    key: ChildKey,
    how: {
      readonly step: Parameters<Share['reduce']>[0];
      readonly byGroup: boolean;
      readonly isPaused: boolean;
    },
  ): readonly ChildKey[] {
    const lotSize = this.#all.lotOf(key.instrumentId);
    const following = this.#all.get(key);
    following?.expected.reduce(how.step, lotSize, this.#isOver);
    // What is not copied (a sale in the broker's own app, a paused link) is a difference and not a debt.
    if (!how.byGroup || how.isPaused) return [];
    following?.entitled.reduce(how.step, lotSize, this.#isOver);
    if (following !== undefined) following.lastExit = how.step.orderId;
    const { step } = how;
    return this.#inProducts(key, otherProducts(key.product)).filter((other) =>
      reduceDisplaced(other, { product: key.product, step }, lotSize, this.#isOver),
    );
  }

  #isCopied(master: Order, of: Membership): boolean {
    return isCopiedBy({ orders: this.#orders, groups: this.#groups }, master, of);
  }

  /** Whether an order that reduces the master can fill no more. */
  readonly #isOver = (id: OrderId): boolean => {
    const order = this.#orders.get(id);
    return order === undefined || isOrderFinal(order);
  };

  #inProducts(key: ChildKey, products: readonly Product[]): readonly Following[] {
    return products.flatMap((product) => this.#all.get({ ...key, product }) ?? []);
  }

  /** Brings what is counted of one entry of the master to the child's share of what it has opened by now. */
  #count(key: ChildKey, master: Order, of: Membership): void {
    if (!this.#isCopied(master, of)) return;
    const following = this.#all.at(key);
    const { orderId, side } = master.intent;
    const lead = this.#all.leading({ ...key, accountId: master.intent.accountId });
    const lotSize = this.#all.lotOf(key.instrumentId);
    const share = shareOfEntry(
      { orders: this.#orders, capitals: this.#capitals },
      { master, ...of, opened: (lead?.opened.get(orderId) ?? 0) as Quantity, lotSize },
    );
    const signed = side === 'BUY' ? share : -share;
    const before = following.counted.get(orderId) ?? 0;
    if (signed === before) return;
    // Of what the master has left whole no child is to get more: one that came back since has not been counted for it.
    if (lead?.held === 0 && Math.abs(signed) > Math.abs(before)) return;
    following.counted.set(orderId, signed);
    following.expected.count(orderId, { before, now: signed }, lotSize);
  }

  /** A corporate action: everything that is remembered of the old instrument is of the new one, in the same proportion. */
  #replaced(event: Extract<JournalEntry['event'], { readonly type: 'position-moved' }>): readonly ChildKey[] {
    const { accountId, product, ratio, lotSize } = event;
    const before = { accountId, product, instrumentId: event.from };
    const after = { accountId, product, instrumentId: event.to };
    const held = this.#positions.copied(accountId, event.to, product);
    const oldLot = this.#all.lotOf(event.from);
    this.#all.noteLot({ instrumentId: event.to, lotSize });
    this.#all.moveLeading(before, after, held);
    const old = this.#all.get(before);
    if (old === undefined) return [];
    this.#all.delete(before);
    const following = this.#all.at({ ...old, instrumentId: event.to });
    replaceShares(old, following, { oldLot, ratio });
    following.held = held;
    return [following];
  }

  /** A skip came, or was taken back by a retry. */
  #recount(masterOrderId: OrderId, accountId: AccountId): readonly ChildKey[] {
    const master = this.#orders.get(masterOrderId);
    const groupId = master?.intent.groupId;
    const group = groupId === undefined ? undefined : this.#groups.get(groupId);
    const link = group?.children.find((child) => child.accountId === accountId);
    if (master === undefined || group === undefined || link === undefined) return [];
    const { instrumentId, product } = master.intent;
    const key = { groupId: group.id, accountId, instrumentId, product };
    if (this.#all.leading(master.intent)?.opened.has(masterOrderId) === true) {
      this.#count(key, master, { group, link });
    }
    return [key];
  }

  #childMoved(
    group: CopyGroup,
    at: Omit<ChildKey, 'groupId'>,
    how: { readonly order: Order | undefined; readonly byRule: boolean },
  ): readonly ChildKey[] {
    const { order } = how;
    const { accountId, instrumentId, product } = at;
    const key = { groupId: group.id, accountId, instrumentId, product };
    const now = this.#positions.copied(accountId, instrumentId, product);
    const following = this.#all.get(key) ?? (now === 0 ? undefined : this.#all.at(key));
    if (following === undefined || now === following.held) return [key];
    const delta = now - following.held;
    const grew = Math.sign(delta) === Math.sign(following.held) || following.held === 0;
    const before = Math.abs(following.held);
    const lead = this.#all.leading({ ...at, accountId: group.masterId });
    const ofOld = takenOfOld(lead, following, { order, lotSize: this.#all.lotOf(instrumentId) });
    const gone = grew ? 0 : before - Math.abs(now) - ofOld;
    following.held = now;
    const lotSize = this.#all.lotOf(instrumentId);
    const turned = before !== 0 && now !== 0 && !grew && Math.sign(now) === Math.sign(delta);
    if (turned) following.entitled.set(now);
    else if (grew) this.#entered(group, following, { delta, order });
    else if (order?.intent.origin === 'repair') following.entitled.take(Math.max(0, gone), lotSize);
    else if (order?.intent.origin !== 'copy' && !how.byRule) {
      // Sold by hand, by a protection or by the account's own command: it stays sold.
      following.entitled.take(Math.max(0, gone), lotSize);
      following.expected.take(Math.max(0, gone), lotSize);
    }
    settle(following, lotSize);
    return [key];
  }

  /** A child's entry filled. One that fills after its master was reduced keeps its share of what the master still holds, or has working, no more. */
  #entered(
    group: CopyGroup,
    following: Following,
    what: { readonly delta: number; readonly order: Order | undefined },
  ): void {
    const { delta, order } = what;
    const lotSize = this.#all.lotOf(following.instrumentId);
    const parentId = order?.intent.parentOrderId;
    const parent = parentId === undefined ? undefined : this.#orders.get(parentId);
    const link = group.children.find((child) => child.accountId === following.accountId);
    if (parent !== undefined && link !== undefined) this.#count(following, parent, { group, link });
    const before = following.entitled.value(lotSize);
    following.entitled.add(delta, lotSize);
    if (parent === undefined) return;
    const isLate = wasFoundLate(this.#orders, parent, following);
    const works = !isLate && !isOrderFinal(parent);
    if (works && parent.cancelWanted) return;
    const lead = this.#all.leading({ ...following, accountId: group.masterId });
    if (!isLate && (lead === undefined || lead.reducedAt <= parent.decidedAt)) return;
    const sign = Math.sign(delta);
    const there = { masterId: group.masterId, side: parent.intent.side };
    const toCome = works ? toComeOf(this.#orders, this, following, there) : 0;
    const share = Math.max(0, sign * following.expected.value(lotSize)) + toCome;
    const kept = Math.max(sign * before, Math.min(sign * (before + delta), share));
    following.entitled.set(sign * kept + 0);
    following.lastExit = lead?.reducedBy ?? parent.intent.orderId;
  }

  #converted(
    event: Extract<JournalEntry['event'], { readonly type: 'position-converted' }>,
  ): readonly ChildKey[] {
    const { accountId, instrumentId, from, to } = event;
    const group = this.#groups.of(accountId);
    if (group === undefined) return [];
    const leads = group.masterId === accountId;
    const lotSize = this.#all.lotOf(instrumentId);
    for (const product of leads ? [from, to] : []) {
      const at = { accountId, instrumentId, product };
      this.#all.leadingAt(at).held = this.#positions.copied(accountId, instrumentId, product);
    }
    const ids = leads ? group.children.map((link) => link.accountId) : [accountId];
    return ids.flatMap((id) => {
      const key = { groupId: group.id, accountId: id, instrumentId, product: from };
      const shares = this.#inProducts(key, [from, ...otherProducts(from)]);
      const here = this.#all.get(key);
      if (leads) displace(shares, event, lotSize);
      if (here === undefined) return shares;
      const there = this.#all.at({ ...key, product: to });
      if (leads) moveExpected(here, there, event, lotSize);
      else {
        moveEntitled(here, there, event, lotSize);
        settle(here, lotSize, { to, quantity: event.copied });
      }
      return [here, there];
    });
  }

  #accept(at: Omit<ChildKey, 'groupId'>): readonly ChildKey[] {
    const following = this.#all.get(at);
    if (following === undefined) return [];
    following.expected.set(following.held);
    following.entitled.set(following.held);
    following.displaced.clear();
    return [following];
  }
}
