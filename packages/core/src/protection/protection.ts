/**
 * Protections: levels at which a position, an account or a group is left (domain §4.15).
 *
 * A position's levels are prices, an account's and a group's are rupees of the day's profit; all are whole counts of 1/10000 rupee.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { GroupId } from '../group/copy-group.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { PriceStanding } from '../market/live-prices.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';

/** What is protected. */
export type ProtectionScope =
  | PositionScope
  | { readonly kind: 'account'; readonly accountId: AccountId }
  | { readonly kind: 'group'; readonly groupId: GroupId };

/** One position of one account. */
export interface PositionScope {
  readonly kind: 'position';
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

/** A stop that follows the best figure seen. Either `distance` or `percent` (in 1/10000 per cent) of that figure. */
export interface Trail {
  readonly distance?: number | undefined;
  readonly percent?: number | undefined;
  /** It follows in steps of so much; with every better figure where left out. */
  readonly step?: number | undefined;
}

/** The levels of one protection. The first that is reached acts, and with it the others are gone. */
export interface ProtectionLevels {
  readonly stop?: number | undefined;
  readonly target?: number | undefined;
  readonly trail?: Trail | undefined;
  /** Of a position: a stop rests at its broker as well, and acts when the desk cannot. */
  readonly resting?: boolean | undefined;
}

/** Which level was reached. */
export type ReachedBy = 'stop' | 'target' | 'trail';

/** What a trail has seen since it was set; of an account or a group, on one day. */
export interface Trailed {
  /** The figure at which it began. */
  readonly began: number;
  readonly best: number;
  readonly day: string;
}

/** How a protection came to act. */
export interface Triggered {
  /** Also the id of the square-off that carries it out. */
  readonly triggerId: string;
  readonly by: ReachedBy;
  readonly level: number;
  /** The price, or the day's profit, that reached it, and when that was. */
  readonly figure: number;
  readonly figureAt: Instant;
  readonly standing: PriceStanding;
  /** The square-off was begun: what is left to do stands there. */
  readonly isBegun: boolean;
}

/** One protection as it stands. */
export interface Protection {
  readonly id: string;
  readonly userId: UserId;
  readonly scope: ProtectionScope;
  readonly levels: ProtectionLevels;
  /** 1: a falling figure is bad (a long, a profit); -1: a rising one is (a short). */
  readonly direction: 1 | -1;
  readonly since: Instant;
  readonly trailed: Trailed | undefined;
  readonly triggered: Triggered | undefined;
  /** Of a position: how much of it is protected, a magnitude. Shares that lay in the depository before are not. */
  readonly covered: number;
}

/**
 * How a protection stands. `blind`: no price that it may act on. `unguarded`: nobody who holds something of it is logged in and read.
 * `not-shown`: no book of the day shows what it is of, which may have been closed over night; it waits until one does, or it is gone.
 */
export type ProtectionState = 'watching' | 'blind' | 'triggered' | 'unguarded' | 'not-shown';

/** Equal text for equal scopes. */
export function protectionKey(scope: ProtectionScope): string {
  switch (scope.kind) {
    case 'position':
      return `position ${scope.accountId}|${scope.instrumentId}|${scope.product}`;
    case 'account':
      return `account ${scope.accountId}`;
    default:
      return `group ${scope.groupId}`;
  }
}

/** Whether nothing is left of it. */
export function isEmpty({ stop, target, trail }: ProtectionLevels): boolean {
  return stop === undefined && target === undefined && trail === undefined;
}
