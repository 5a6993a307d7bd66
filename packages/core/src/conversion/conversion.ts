/**
 * Part of a position that moves from one product to another (domain §4.3), as the journal's events leave it.
 *
 * Decides: nothing; pure data. A conversion carries no tag at its broker, so what became of one whose answer was lost is read
 * from the position book alone.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { RefusalCode } from '../broker/outcome.ts';
import type { GroupId } from '../group/copy-group.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Brand } from '../money/brand.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Product, Side } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';

export type ConversionId = Brand<string, 'ConversionId'>;

/** The id of a new conversion, whoever makes it: it can be told from an order's by how it begins. */
export function newConversionId(ids: IdSource): ConversionId {
  return `cnv-${ids.next()}` as ConversionId;
}

/** Everything that is decided about a conversion before its first byte leaves. Durable before that. */
export interface ConversionIntent {
  readonly conversionId: ConversionId;
  readonly userId: UserId;
  readonly accountId: AccountId;
  /** The group that its account leads or follows in it; undefined for an account that stands alone. */
  readonly groupId: GroupId | undefined;
  /** The master's conversion that this one follows. */
  readonly parentId: ConversionId | undefined;
  /** `outside`: somebody converted in the broker's own app, and the position book told. */
  readonly origin: 'desk' | 'copy' | 'outside';
  readonly instrumentId: InstrumentId;
  /** The side of the position: BUY for a long one. */
  readonly side: Side;
  readonly from: Product;
  readonly to: Product;
  readonly quantity: Quantity;
  /** Whether what moves was opened today or carried into the day. */
  readonly part: 'day' | 'overnight';
  readonly askedAt: Instant;
}

/** Where a conversion stands. `done`, `refused` and `given-up` are final. */
export type ConversionStatus = 'journaled' | 'sending' | 'uncertain' | 'done' | 'refused' | 'given-up';

/** Why a conversion ended without having moved anything, or why a child does not follow one. */
export interface ConversionReason extends Omit<SkipReason, 'code'> {
  readonly code: SkipReason['code'] | RefusalCode;
  readonly brokerText?: string;
}

/** A child that does not follow its master's conversion. */
export interface SkippedConversion {
  readonly parentId: ConversionId;
  readonly accountId: AccountId;
  readonly reason: ConversionReason;
}

/** A conversion and everything known about it. Owned and changed by `ConversionBook` only. */
export interface Conversion {
  readonly intent: ConversionIntent;
  status: ConversionStatus;
  reason: ConversionReason | undefined;
  /** When an uncertain one will be settled at the latest. */
  certainBy: Instant | undefined;
  /** How often it was sent. */
  sends: number;
  updatedAt: Instant;
  readonly childIds: ConversionId[];
  readonly skipped: SkippedConversion[];
}

/** Whether nothing more can happen to it. */
export function isOver({ status }: Conversion): boolean {
  return status === 'done' || status === 'refused' || status === 'given-up';
}

/** The quantity with the sign of its position. */
export function signedOf({ side, quantity }: Pick<ConversionIntent, 'side' | 'quantity'>): number {
  return side === 'BUY' ? quantity : -quantity;
}
