/** Kill switches and square-offs as they are shown: the orders in full, and in words what was not reached. */
import type * as wire from '@copydesk/api-contract';
import type {
  ActiveSwitch,
  KillReport,
  OrderBook,
  OrderId,
  SquareOffReport,
  Unreached,
  UnreachedReason,
} from '@copydesk/core';
import type { AccountNames } from './account-names.ts';
import type { OrderViews } from './order-views.ts';
import { timeOf } from './wire-values.ts';

const WORDS: Readonly<Record<UnreachedReason, string>> = {
  'no-session': 'Not logged in at the broker. It is tried again after the next login.',
  'leased-elsewhere': 'Another Copydesk writes to this account.',
  'not-settled': 'Still being compared with its broker.',
  uncertain: 'The broker has not said what became of the order. It is cancelled as soon as it is found.',
  'not-answered': 'The broker has not confirmed it yet.',
  'exit-refused': 'An exit ended without closing the position. It is tried again.',
};

export class LimitViews {
  readonly #names: AccountNames;
  readonly #orders: OrderBook;
  readonly #views: OrderViews;

  constructor(parts: {
    readonly names: AccountNames;
    readonly orders: OrderBook;
    readonly views: OrderViews;
  }) {
    this.#names = parts.names;
    this.#orders = parts.orders;
    this.#views = parts.views;
  }

  /** How a user's switches stand. */
  killSwitch(report: KillReport): wire.KillSwitch {
    return {
      active: report.active.map((one) => this.#active(one)),
      orders: this.#all(report.orders),
      held: report.held,
      unreached: report.unreached.map((one) => this.#unreached(one)),
    };
  }

  /** What a square-off did so far. */
  squareOff(report: SquareOffReport): wire.SquareOff {
    return {
      id: report.id,
      orders: this.#all(report.orders),
      unreached: report.unreached.map((one) => this.#unreached(one)),
    };
  }

  #active({ scope, since }: ActiveSwitch): wire.KillSwitch['active'][number] {
    const accountId = scope.kind === 'account' ? scope.accountId : null;
    return {
      scope: scope.kind,
      accountId,
      account: accountId === null ? null : this.#names.of(accountId).address,
      groupId: scope.kind === 'group' ? scope.groupId : null,
      since: timeOf(since),
    };
  }

  #all(ids: readonly OrderId[]): wire.Order[] {
    return ids.flatMap((id) => {
      const order = this.#orders.get(id);
      return order === undefined ? [] : [this.#views.of(order)];
    });
  }

  #unreached({ accountId, orderId, reason }: Unreached): wire.Unreached {
    return {
      accountId,
      account: this.#names.of(accountId).address,
      orderId: orderId ?? null,
      reason: { code: reason, text: WORDS[reason] },
    };
  }
}
