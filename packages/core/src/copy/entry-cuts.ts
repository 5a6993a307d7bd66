/**
 * Entries that work at children when their master reduces what it holds (domain §4.3).
 *
 * Decides: how far they are cut, and which first. Keeps I6: what an entry would bring of what its master has left, or has taken to another
 * product, is not wanted any more.
 */
import type { OrderFit } from '../change/order-fit.ts';
import type { ConversionEvent } from '../conversion/conversion-events.ts';
import type { ChildLink, CopyGroup } from '../group/copy-group.ts';
import type { Quantity } from '../money/quantity.ts';
import { filledOf, isOrderFinal, type Order, restToCome } from '../order/order.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Side } from '../order/order-terms.ts';
import { otherProducts } from '../share/displaced-shares.ts';
import type { Expectations } from '../share/expectations.ts';
import type { ChildKey } from '../share/following.ts';
import { behindOf, toComeOf } from '../share/to-come.ts';
import type { FanOutParts } from './fan-out.ts';

type Where = Pick<OrderIntent, 'instrumentId' | 'product' | 'side'>;

export class EntryCuts {
  readonly #parts: FanOutParts;
  readonly #fit: OrderFit;
  readonly #expectations: Expectations;

  constructor(parts: FanOutParts, by: { readonly fit: OrderFit; readonly expectations: Expectations }) {
    this.#parts = parts;
    this.#fit = by.fit;
    this.#expectations = by.expectations;
  }

  /** The master has less on this side, by the order of this intent. */
  cut({ groupId, instrumentId, product }: OrderIntent, side: Side): void {
    const group = groupId === undefined ? undefined : this.#parts.groups.byId(groupId);
    for (const link of group?.children ?? [])
      if (group !== undefined) this.#cutOf(group, link, { instrumentId, product, side });
  }

  /** A position is in another product: where a master’s is, what its entries bring to its children in the old one would stay behind. */
  cutConverted(event: Extract<ConversionEvent, { readonly type: 'position-converted' }>): void {
    const group = this.#parts.groups.ledBy(event.accountId);
    const { instrumentId, from: product } = event;
    const side = event.quantity > 0 ? 'BUY' : 'SELL';
    for (const link of event.copied === 0 ? [] : (group?.children ?? []))
      if (group !== undefined) this.#cutOf(group, link, { instrumentId, product, side });
  }

  /** Down to the child's share of what its master still holds or has working. Copies of orders that have ended go first. */
  #cutOf({ masterId }: CopyGroup, { accountId, state }: ChildLink, where: Where): void {
    if (state === 'paused') return;
    const { orders } = this.#parts;
    const at = { accountId, instrumentId: where.instrumentId, product: where.product };
    const copies = orders
      .livingOf(accountId)
      .filter((order) => isCopiedEntry(order, where) && !order.cancelWanted)
      .reverse();
    if (copies.length === 0) return;
    const done = copies.filter((copy) => isDone(this.#masterOf(copy)));
    const working = copies.filter((copy) => !done.includes(copy));
    const over = this.#cutRests(done, this.#beyond(at, where.side) + sumOfRests(done), restToCome);
    // What the master has left of an order that goes on comes to a child that was slower no more.
    const toCome = toComeOf(orders, this.#expectations, at, { masterId, side: where.side });
    this.#cutRests(working, over + sumOfRests(working) - toCome, (copy) => this.#leftOf(at, copy));
  }

  /** What the child may keep there beyond what it should hold; what waits there for another product is no part of either. */
  #beyond(at: Omit<ChildKey, 'groupId'>, side: Side): number {
    const share = this.#expectations.view(at);
    if (share === undefined) return 0;
    const sign = side === 'BUY' ? 1 : -1;
    const displaced = otherProducts(at.product).reduce(
      (sum, product) => sum + this.#expectations.displacedTo(at, product),
      0,
    );
    return Math.max(0, sign * share.entitled - displaced) - Math.max(0, sign * share.expected);
  }

  /** What of the copy's rest may be of what its master has left: what of it the master is not to get any more, and has got. */
  #leftOf(at: Omit<ChildKey, 'groupId'>, copy: Order): number {
    const master = this.#masterOf(copy);
    if (master === undefined) return 0;
    const behind = behindOf(this.#parts.orders, this.#expectations, at, master);
    return Math.min(behind, restToCome(copy) - this.#expectations.uncountedOf(at, master));
  }

  /** Takes what is too much off the orders, one after the other, and of each no more than `most`. Returns what is left of it. */
  #cutRests(copies: readonly Order[], tooMuch: number, most: (copy: Order) => number): number {
    let over = tooMuch;
    for (const copy of copies) {
      const cut = Math.min(over, most(copy));
      if (cut <= 0) continue;
      over -= cut;
      this.#fit.shrink(copy, (filledOf(copy) + restToCome(copy) - cut) as Quantity);
    }
    return over;
  }

  #masterOf({ intent }: Order): Order | undefined {
    return intent.parentOrderId === undefined ? undefined : this.#parts.orders.get(intent.parentOrderId);
  }
}

function isDone(master: Order | undefined): boolean {
  return master === undefined || isOrderFinal(master);
}

function sumOfRests(orders: readonly Order[]): number {
  return orders.reduce((sum, order) => sum + restToCome(order), 0);
}

/** Whether the order is an entry that copies one of its master's in this place. */
export function isCopiedEntry({ intent }: Order, at: Where): boolean {
  return (
    intent.origin === 'copy' &&
    intent.part === 'entry' &&
    intent.side === at.side &&
    intent.instrumentId === at.instrumentId &&
    intent.product === at.product
  );
}
