/** A recorded, visible difference between what a child should hold and what it holds. Pure data. */
import type { AccountId, UserId } from '../account/account.ts';
import type { RefusalCode } from '../broker/outcome.ts';
import type { GroupId } from '../group/copy-group.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Brand } from '../money/brand.ts';
import type { SignedQuantity } from '../money/quantity.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';

export type DivergenceId = Brand<string, 'DivergenceId'>;

/** Codes of our own that explain a difference and are no reason of an order. */
export type DifferenceCode =
  /** The child filled more than its share of a master's order that ended with less. */
  | 'filled-beyond-master'
  /** The child's order ended with less than its share. */
  | 'filled-less'
  /** An exit that was placed in the broker's own app rests in the child: it keeps what it would close, and the desk does not end it. */
  | 'outside-exit-rests'
  /** The master's position was reduced in a way that is not copied. */
  | 'outside-not-copied'
  /** Exits that lived together were rounded one by one. */
  | 'rounding'
  /** What the child or its master holds could not be taken along over night: nobody knows under which name, or how much of it, is held now. */
  | 'position-not-moved'
  /** No order of the desk explains it. */
  | 'unexplained';

/** Why a child differs, and the master's order that it began with, where there is one. */
export interface DivergenceCause {
  readonly code: DifferenceCode | SkipReason['code'] | RefusalCode;
  readonly brokerText: string | undefined;
  readonly orderId: OrderId | undefined;
}

/** One difference. Quantities are signed; `actual` counts copied quantity only. */
export interface Divergence {
  readonly id: DivergenceId;
  readonly userId: UserId;
  readonly groupId: GroupId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly expected: SignedQuantity;
  readonly actual: SignedQuantity;
  readonly cause: DivergenceCause;
  readonly since: Instant;
  readonly resolvedAt: Instant | undefined;
}
