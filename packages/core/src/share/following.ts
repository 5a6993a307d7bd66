/** What the fold over a master's fills remembers. Pure data; `expectations.ts` changes it. */
import type { AccountId } from '../account/account.ts';
import type { ChildLink, CopyGroup, GroupId } from '../group/copy-group.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Quantity } from '../money/quantity.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';
import type { ExpectedShare } from './expected-share.ts';
import type { Share } from './share.ts';

/** One child's part in one instrument and product. */
export interface ChildKey {
  readonly groupId: GroupId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
}

/** A child's part with what the fold remembers of it. */
export interface Following extends ChildKey {
  readonly expected: ExpectedShare;
  readonly entitled: Share;
  /** Of what may be kept, what would be in another product by now if the child could have followed a conversion there. */
  readonly displaced: Map<Product, Share>;
  /** Copied quantity after the last entry. */
  held: number;
  /** By master's order: what of its entry was counted into `expected`. */
  readonly counted: Map<OrderId, number>;
  /** The last exit of the master by which this child shrank. */
  lastExit: OrderId | undefined;
}

/** A child in its group, as of an entry of the journal. */
export interface Membership {
  readonly group: CopyGroup;
  readonly link: ChildLink;
}

/** A master's position in one instrument and product. */
export interface Leading {
  held: number;
  /** Journal number of the last fill that reduced it by an order of the group. */
  reducedAt: number;
  reducedBy: OrderId | undefined;
  /** Journal number of what last left nothing of it, or turned it round. */
  flatAt: number;
  /** By order: what it opened. */
  readonly opened: Map<OrderId, number>;
  /** By order: what is left of that in the present position. What leaves it leaves each in proportion. */
  readonly kept: Map<OrderId, Share>;
}

/** What a child's share is now; the drift is `held − expected`, what it owes is `held − entitled`. */
export interface ShareView {
  readonly expected: number;
  readonly entitled: number;
  readonly held: number;
  readonly lotSize: Quantity;
  readonly lastExit: OrderId | undefined;
}

/** The name of a place: account, instrument and product. */
export function keyOf(at: Omit<ChildKey, 'groupId'>): string {
  return `${at.accountId}|${at.instrumentId}|${at.product}`;
}

/** Whether a name is one of a place of this account. */
export function isOf(accountId: AccountId, key: string): boolean {
  return key.startsWith(`${accountId}|`);
}
