/**
 * Several legs that belong together: hedges first, sold legs after them, complete or undone (domain §4.12). Pure data.
 *
 * Decides: the order of the legs. Each leg is an ordinary order of its account once its turn has come; until then it is a line
 * of the journaled plan, and its order's id is known.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { RefusalCode } from '../broker/outcome.ts';
import type { TradingErrorCode } from '../errors/trading-error.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { Brand } from '../money/brand.ts';
import type { OrderId } from '../order/order-id.ts';
import type { PlaceCommand } from '../order/place-command.ts';
import type { Instant } from '../ports/clock.ts';

export type BasketId = Brand<string, 'BasketId'>;

/** What an order is to a basket. */
export interface BasketMark {
  readonly basketId: BasketId;
  /** The order of the leg. */
  readonly leg: OrderId;
  /** `leg`: the leg itself; `undo`: takes out what the leg brought to an account that cannot complete. */
  readonly role: 'leg' | 'undo';
}

/** A leg as it was asked for. */
export type LegCommand = Omit<PlaceCommand, 'request' | 'origin' | 'basket' | 'restingStop'>;

/** One leg of a plan. */
export interface BasketLeg {
  /** Its place as the person gave it, from 0. */
  readonly place: number;
  /** The id of its order, fixed before anything of it exists: no restart makes a second one. */
  readonly orderId: OrderId;
  /** It closes what the account held when the basket was asked for. */
  readonly exits: boolean;
  readonly command: LegCommand;
}

/** What becomes of an account that cannot complete: what the basket brought is taken out again, or stays. */
export type OnIncomplete = 'flatten' | 'leave';

/** Everything that is decided about a basket before its first byte leaves. Durable before that. */
export interface BasketIntent {
  readonly basketId: BasketId;
  readonly userId: UserId;
  readonly accountId: AccountId;
  /** In the order in which they go. */
  readonly legs: readonly BasketLeg[];
  /** Undefined: as each link says, and `flatten` for the account itself. */
  readonly onIncomplete: OnIncomplete | undefined;
  readonly placedAt: Instant;
  /** What has not been entered by then is not entered any more. */
  readonly completeBy: Instant;
}

/** Why an account cannot complete, in the code of whatever decided it. */
export interface BasketReason {
  readonly code: SkipReason['code'] | RefusalCode | TradingErrorCode;
  readonly brokerText?: string | undefined;
  readonly limit?: string | number | undefined;
  readonly figure?: string | number | undefined;
}

/** An account that cannot complete. */
export interface Incomplete {
  readonly accountId: AccountId;
  /** The order of the leg that it failed at. */
  readonly leg: OrderId | undefined;
  readonly reason: BasketReason;
  readonly then: OnIncomplete;
}

/** What one account has of a basket: orders by the leg that they belong to. */
export interface BasketAccount {
  incomplete: Incomplete | undefined;
  /** Those that entered for a leg while the account could still complete. */
  readonly entries: Map<OrderId, OrderId[]>;
  /** Those that take out again what the leg brought. */
  readonly exits: Map<OrderId, OrderId[]>;
}

/** A basket and what became of it. Owned and changed by `BasketBook` only. */
export interface Basket {
  readonly intent: BasketIntent;
  readonly accounts: Map<AccountId, BasketAccount>;
  /** A person wants no more of it. */
  cancelled: boolean;
  /** Undefined while something of it is still to be done. */
  ended: 'complete' | 'incomplete' | undefined;
  updatedAt: Instant;
}

/**
 * The legs in the order in which they go: shorts are bought back, hedges bought, legs sold, and hedges released last. Whoever
 * is short at any moment of it has the hedge that belongs to it. Those of one kind go as they were given.
 */
export function inOrder(legs: readonly BasketLeg[]): readonly BasketLeg[] {
  return [...legs].sort((a, b) => rankOf(a) - rankOf(b) || a.place - b.place);
}

function rankOf({ command, exits }: BasketLeg): number {
  if (command.side === 'BUY') return exits ? 0 : 1;
  return exits ? 3 : 2;
}

/** Why the account cannot complete; undefined while it can. */
export function incompleteOf(basket: Basket, accountId: AccountId): Incomplete | undefined {
  return basket.accounts.get(accountId)?.incomplete;
}

/** Whether the basket's own account takes out again what it has, and its children with it. */
export function isUndone(basket: Basket): boolean {
  return incompleteOf(basket, basket.intent.accountId)?.then === 'flatten';
}
