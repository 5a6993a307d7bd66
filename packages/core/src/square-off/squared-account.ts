import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Product } from '../order/order-terms.ts';

/** What a square-off found in one account; one that was away is `unseen`. */
export interface SquaredAccount {
  readonly accountId: AccountId;
  readonly unseen?: true;
  readonly orders: readonly OrderId[];
  readonly positions: readonly { readonly instrumentId: InstrumentId; readonly product: Product }[];
}
