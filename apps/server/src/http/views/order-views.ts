/** Orders as they are shown, with what every child did. */
import type * as wire from '@copydesk/api-contract';
import {
  type AccountId,
  type ChildView,
  type Environment,
  type GroupStore,
  type InstrumentLookup,
  type Order,
  type OrderBook,
  type OrderFigures,
  type OrderStatus,
  type OrderWaits,
  type PreviewItem,
  viewOrder,
  type WaitCode,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import { reasonView, skipOrNull, waitOrNull } from './reason-words.ts';
import { priceOrNull, timeOf, timeOrNull, valueOrNull } from './wire-values.ts';

type ShownStatus = Exclude<OrderStatus, 'created'>;

export class OrderViews {
  readonly #names: AccountNames;
  readonly #orders: OrderBook;
  readonly #groups: Pick<GroupStore, 'byId'>;
  readonly #instruments: Readonly<Record<Environment, InstrumentLookup>>;
  readonly #waits: Pick<OrderWaits, 'of' | 'ofHeld'>;

  constructor(parts: {
    readonly names: AccountNames;
    readonly orders: OrderBook;
    readonly groups: Pick<GroupStore, 'byId'>;
    readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
    readonly waits: Pick<OrderWaits, 'of' | 'ofHeld'>;
  }) {
    this.#names = parts.names;
    this.#orders = parts.orders;
    this.#groups = parts.groups;
    this.#instruments = parts.instruments;
    this.#waits = parts.waits;
  }

  /** The order with its children, as their links follow one another. */
  of(order: Order): wire.Order {
    const group = order.intent.groupId === undefined ? undefined : this.#groups.byId(order.intent.groupId);
    const view = viewOrder(
      this.#orders,
      order,
      group?.children.map(({ accountId }) => accountId),
    );
    const { intent, terms } = view;
    const account = this.#names.of(intent.accountId);
    const instrument = this.#instruments[account.environment].byId(intent.instrumentId);
    return {
      id: intent.orderId,
      accountId: account.id,
      account: account.address,
      environment: account.environment,
      groupId: intent.groupId ?? null,
      parentOrderId: intent.parentOrderId ?? null,
      ...(intent.basket === undefined ? {} : { basketId: intent.basket.basketId }),
      instrumentId: intent.instrumentId,
      symbolName: instrument?.symbol ?? intent.instrumentId,
      exchange: instrument?.exchange ?? null,
      instrumentType: instrument?.kind ?? null,
      expiry: instrument?.expiry ?? null,
      strike: priceOrNull(instrument?.strike),
      optionType: instrument?.optionType ?? null,
      lotSize: instrument?.lotSize ?? null,
      tickSize: priceOrNull(instrument?.tickSize),
      contractMultiplier: instrument?.contractMultiplier ?? null,
      side: intent.side,
      product: intent.product,
      orderType: terms.orderType,
      validity: terms.validity,
      quantity: terms.quantity,
      filledQuantity: view.filledQuantity,
      price: priceOrNull(terms.price),
      triggerPrice: priceOrNull(terms.triggerPrice),
      averagePrice: priceOrNull(view.averagePrice),
      status: shown(view.status) as ShownStatus,
      reason: view.reason === undefined ? null : reasonView(view.reason),
      brokerOrderIds: [...view.brokerOrderIds],
      origin: intent.origin,
      tag: intent.note ?? null,
      placedAt: timeOf(intent.placedAt),
      updatedAt: timeOf(view.updatedAt),
      ackMs: roundedMs(view.ackMs),
      certainBy: certainBy(view),
      waits: waitOrNull(this.#waits.of(order)),
      childOrders: view.children.map((child) => this.#child(child, order)),
    };
  }

  /** What one account would do with an order. */
  previewOf(item: PreviewItem): wire.PreviewItem {
    const { accountId, lots, quantity, slices } = item;
    return {
      accountId,
      account: this.#names.of(accountId).address,
      lots,
      quantity,
      slices,
      fundsNeeded: valueOrNull(item.fundsNeeded),
      fundsAfter: valueOrNull(item.fundsAfter),
      skip: skipOrNull(item.skip),
      parts: item.parts.map((part) => ({ ...part, skip: skipOrNull(part.skip) })),
    };
  }

  /** The rows of one account among a master's children: its order and, where nothing was made, why. */
  childRows(master: Order, accountId: AccountId): wire.ChildOrder[] {
    return viewOrder(this.#orders, master)
      .children.filter((child) => child.accountId === accountId)
      .map((child) => this.#child(child, master));
  }

  /** The row of a child's order in its master's list. */
  childRow(master: Order, child: Order): wire.ChildOrder | undefined {
    return this.childRows(master, child.intent.accountId).find((row) => row.orderId === child.intent.orderId);
  }

  /** What of an order and its children has not left by now, and why; of a child's order only what is its account's. */
  waiting(order: Order): NonNullable<wire.Timeline['waiting']> {
    const { parentOrderId, accountId } = order.intent;
    const root = (parentOrderId === undefined ? undefined : this.#orders.get(parentOrderId)) ?? order;
    const own = { ...this.of(root), orderId: root.intent.orderId, part: null };
    return [own, ...own.childOrders]
      .filter((one) => root === order || one.accountId === accountId)
      .flatMap(({ waits, orderId, part, ...one }) =>
        waits === undefined || waits === null
          ? []
          : { ...waits, orderId, part, accountId: one.accountId, account: one.account },
      );
  }

  #waitOf({ orderId, status, ...child }: ChildView, master: Order): WaitCode | undefined {
    if (status === 'held') {
      const held = master.held.find(
        ({ accountId, part }) => accountId === child.accountId && part === child.part,
      );
      return held === undefined ? undefined : this.#waits.ofHeld(master, held);
    }
    const order = orderId === undefined ? undefined : this.#orders.get(orderId);
    return order === undefined ? undefined : this.#waits.of(order);
  }

  #child(child: ChildView, master: Order): wire.ChildOrder {
    return {
      childId: child.childId,
      part: child.part,
      accountId: child.accountId,
      account: this.#names.of(child.accountId).address,
      orderId: child.orderId ?? null,
      status: shown(child.status),
      reason: child.reason === undefined ? null : reasonView(child.reason),
      quantity: child.quantity,
      filledQuantity: child.filledQuantity,
      averagePrice: priceOrNull(child.averagePrice),
      brokerOrderIds: [...child.brokerOrderIds],
      ackMs: roundedMs(child.ackMs),
      certainBy: certainBy(child),
      waits: waitOrNull(this.#waitOf(child, master)),
    };
  }
}

/** Nothing is shown before it is journaled. */
function shown(status: OrderFigures['status']): Exclude<OrderFigures['status'], 'created'> {
  return status === 'created' ? 'journaled' : status;
}

/** Only what is uncertain has a time at which it will not be. */
function certainBy(figures: OrderFigures): string | null {
  return figures.status === 'uncertain' ? timeOrNull(figures.certainBy) : null;
}

function roundedMs(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 100) / 100;
}
