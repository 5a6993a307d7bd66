/** Baskets as they are shown: every leg with its order, and every account that cannot complete. */
import type * as wire from '@copydesk/api-contract';
import {
  type Basket,
  type BasketLeg,
  type Environment,
  filledOf,
  type Incomplete,
  type InstrumentLookup,
  type OrderBook,
  statusOf,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import { whyWords } from './basket-words.ts';
import type { OrderViews } from './order-views.ts';
import { timeOf } from './wire-values.ts';

type LegStatus = wire.Basket['legs'][number]['status'];

export class BasketViews {
  readonly #names: AccountNames;
  readonly #orders: OrderBook;
  readonly #views: OrderViews;
  readonly #instruments: Readonly<Record<Environment, InstrumentLookup>>;

  constructor(parts: {
    readonly names: AccountNames;
    readonly orders: OrderBook;
    readonly views: OrderViews;
    readonly instruments: Readonly<Record<Environment, InstrumentLookup>>;
  }) {
    this.#names = parts.names;
    this.#orders = parts.orders;
    this.#views = parts.views;
    this.#instruments = parts.instruments;
  }

  /** The basket with the orders that there are so far. */
  of(basket: Basket): wire.Basket {
    const { intent, accounts } = basket;
    const account = this.#names.of(intent.accountId);
    const made = intent.legs.flatMap(({ orderId }) => this.#orders.get(orderId) ?? []);
    return {
      id: intent.basketId,
      accountId: account.id,
      account: account.address,
      status: basket.ended ?? 'running',
      onIncomplete: intent.onIncomplete ?? null,
      placedAt: timeOf(intent.placedAt),
      updatedAt: timeOf(basket.updatedAt),
      completeBy: timeOf(intent.completeBy),
      legs: intent.legs.map((leg) => this.#leg(basket, leg)),
      incomplete: [...accounts.values()].flatMap(({ incomplete }) =>
        incomplete === undefined ? [] : [this.#incomplete(basket, incomplete)],
      ),
      orders: made.map((order) => this.#views.of(order)),
    };
  }

  #leg(
    { intent, accounts, ended }: Basket,
    { orderId, place, command }: BasketLeg,
  ): wire.Basket['legs'][number] {
    const order = this.#orders.get(orderId);
    const { environment } = this.#names.of(intent.accountId);
    const { instrumentId, side, product } = command;
    const isOver = ended !== undefined || accounts.get(intent.accountId)?.incomplete !== undefined;
    const status: LegStatus =
      order === undefined ? (isOver ? 'dropped' : 'waiting') : (statusOf(order) as LegStatus);
    return {
      place,
      orderId: order?.intent.orderId ?? null,
      instrumentId,
      symbolName: this.#instruments[environment].byId(instrumentId)?.symbol ?? instrumentId,
      side,
      product,
      orderType: order?.terms.orderType ?? command.orderType,
      quantity: order?.terms.quantity ?? command.quantity,
      filledQuantity: order === undefined ? 0 : filledOf(order),
      status,
    };
  }

  #incomplete(
    { intent }: Basket,
    { accountId, leg, reason, then }: Incomplete,
  ): wire.Basket['incomplete'][number] {
    const { code, brokerText, limit, figure } = reason;
    return {
      accountId,
      account: this.#names.of(accountId).address,
      leg: intent.legs.find(({ orderId }) => orderId === leg)?.place ?? null,
      reason: {
        code,
        text: whyWords({ code }),
        ...(brokerText === undefined ? {} : { brokerText }),
        ...(limit === undefined ? {} : { limit }),
        ...(figure === undefined ? {} : { figure }),
      },
      then,
    };
  }
}
