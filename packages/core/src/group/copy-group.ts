/** A master account and the rules by which its children follow. Pure data; who may be in a group is decided in `group-store.ts`. */
import type { AccountId, UserId } from '../account/account.ts';
import type { Segment } from '../instrument/instrument.ts';
import type { Brand } from '../money/brand.ts';
import type { Lots, Quantity } from '../money/quantity.ts';
import type { Product } from '../order/order-terms.ts';

export type GroupId = Brand<string, 'GroupId'>;

/** A decimal factor in millionths: 0.5 is 500 000. Exact, so that half of 3 lots is 1.5 and not 1.4999. */
export type Factor = Brand<number, 'Factor'>;

/** How the quantity of an entry is found. Every kind may carry a cap in lots, and may turn "under one lot" into one lot. */
export type Sizing = SizingRule & { readonly capLots: Lots | undefined; readonly atLeastOneLot: boolean };

export type SizingRule =
  | { readonly kind: 'multiplier'; readonly factor: Factor }
  | { readonly kind: 'fixed-lots'; readonly lots: Lots }
  | { readonly kind: 'fixed-quantity'; readonly quantity: Quantity }
  /** The child's capital ÷ the master's. `declared` in 1/10000 rupee replaces what the broker reports. A cap is mandatory. */
  | { readonly kind: 'capital'; readonly declared: number | undefined };

/** `stopped` is `closeOnly` set by a guard; only a person's resume ends it. */
export type LinkState = 'active' | 'closeOnly' | 'paused' | 'stopped';

/** Who may be a child: the rules for sharing an address. */
export type Relationship = 'self' | 'spouse' | 'child' | 'parent';

/** What a child may enter; empty lists allow all. Exits pass every filter. */
export interface LinkFilters {
  readonly segments: readonly Segment[];
  readonly products: readonly Product[];
  readonly underlyings: readonly string[];
}

/** Limits on a child's entries; undefined allows all. Amounts are in 1/10000 rupee. */
export interface LinkGuards {
  readonly maxQuantity: Quantity | undefined;
  readonly maxValue: number | undefined;
  readonly maxOpenPositions: number | undefined;
  readonly maxDayLoss: { readonly amount: number; readonly then: 'stop' | 'square-off' } | undefined;
  /** In millionths of one per cent's hundredth: 0.5 % is 5 000. */
  readonly priceDrift: Factor | undefined;
  /** Times of day in IST, `HH:MM`. */
  readonly window: { readonly from: string; readonly to: string } | undefined;
}

/** The rule by which one child follows the master. */
export interface ChildLink {
  readonly accountId: AccountId;
  readonly relationship: Relationship;
  /** YYYY-MM-DD. */
  readonly declaredOn: string;
  readonly state: LinkState;
  readonly stoppedBecause: string | undefined;
  readonly sizing: Sizing;
  readonly filters: LinkFilters;
  readonly guards: LinkGuards;
  readonly entryCapPercent: number;
  readonly onIncomplete: 'flatten' | 'leave';
}

/** A master account and its child links. An account is in at most one group, in one role. */
export interface CopyGroup {
  readonly id: GroupId;
  readonly userId: UserId;
  /** Grows by one with each change; a change names the version it read. */
  readonly version: number;
  readonly name: string;
  readonly masterId: AccountId;
  readonly copyWhen: 'onAccepted' | 'simultaneous';
  readonly copyOutsideOrders: boolean;
  readonly protection: 'follow' | 'own';
  readonly exitCapPercent: number;
  /** In 1/10000 rupee; undefined: as the broker reports. */
  readonly masterCapital: number | undefined;
  readonly armed: boolean;
  readonly children: readonly ChildLink[];
}

/** Everybody in a group, the master first. */
export function membersOf(group: CopyGroup): readonly AccountId[] {
  return [group.masterId, ...group.children.map((child) => child.accountId)];
}

/** What an account is in a group; undefined when it is not in it, or when there is none. */
export function roleIn(group: CopyGroup | undefined, accountId: AccountId): 'master' | 'child' | undefined {
  if (group?.masterId === accountId) return 'master';
  return group?.children.some((child) => child.accountId === accountId) === true ? 'child' : undefined;
}
