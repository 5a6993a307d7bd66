/** A position as it can be shown: quantities, exact values, and the average of what is open. */
import type { AccountId, UserId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Price } from '../money/price.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import type { Value } from '../money/value.ts';
import type { Product } from '../order/order-terms.ts';
import { executionsOf } from './executions.ts';
import { openAverage } from './pnl.ts';
import { dayNetOf, type Position, sidesOf } from './position.ts';

/** A position as it can be shown. Values leave the contract multiplier out: they are price × quantity. */
export interface PositionView {
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  /** Of the day's position; shares that lay in the depository before are not in it. */
  readonly netQuantity: SignedQuantity;
  readonly carriedQuantity: SignedQuantity;
  readonly carriedPrice: Price | undefined;
  readonly buyQuantity: Quantity;
  readonly buyValue: Value;
  readonly sellQuantity: Quantity;
  readonly sellValue: Value;
  /** Of the open quantity by the average method, for display. */
  readonly averagePrice: Price | undefined;
  readonly lastPrice: Price | undefined;
  /** Signed quantity that the group's orders brought here. */
  readonly copied: SignedQuantity;
}

/** The position as it can be shown. */
export function viewOf(position: Position): PositionView {
  const sides = sidesOf(position);
  const { buyQuantity, buyValue, sellQuantity, sellValue, carried } = sides;
  const net = dayNetOf(position);
  return {
    userId: position.userId,
    accountId: position.accountId,
    instrumentId: position.instrumentId,
    product: position.product,
    netQuantity: net as SignedQuantity,
    carriedQuantity: carried as SignedQuantity,
    carriedPrice: position.carriedPrice,
    buyQuantity: buyQuantity as Quantity,
    buyValue,
    sellQuantity: sellQuantity as Quantity,
    sellValue,
    averagePrice: openAverage(executionsOf(position)),
    lastPrice: position.lastPrice,
    copied: position.copied as SignedQuantity,
  };
}
