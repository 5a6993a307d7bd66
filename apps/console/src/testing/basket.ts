/** A basket of a bought hedge and a sold option, as the server answers it. */
import type { Basket, PreviewItem } from '@copydesk/api-contract';
import { aChildOrder, anOrder, EXPIRY, INSTRUMENT_ID } from './fixtures.ts';

export const HEDGE_ID = `NFO:NIFTY:${EXPIRY}:26500:CE`;
const PLACED_AT = '2026-11-23T11:22:07.041+05:30';

type Leg = Basket['legs'][number];

export function aBasketLeg(part: Partial<Leg> = {}): Leg {
  return {
    place: 0,
    orderId: 'o1',
    instrumentId: HEDGE_ID,
    symbolName: 'NIFTY26D0126500CE',
    side: 'BUY',
    product: 'D',
    orderType: 'MARKET',
    quantity: 65,
    filledQuantity: 65,
    status: 'filled',
    ...part,
  };
}

/** The hedge has filled in k2, c1 and c2; the sold leg rests in k2. */
export function aBasket(part: Partial<Basket> = {}): Basket {
  const child = (address: string) => aChildOrder(address, { quantity: 65, filledQuantity: 65 });
  return {
    id: 'bsk-1',
    accountId: 'id-MASTER:k2',
    account: 'MASTER:k2',
    status: 'running',
    onIncomplete: null,
    placedAt: PLACED_AT,
    updatedAt: PLACED_AT,
    completeBy: '2026-11-23T11:23:07.041+05:30',
    legs: [
      aBasketLeg(),
      aBasketLeg({
        place: 1,
        orderId: 'o2',
        instrumentId: INSTRUMENT_ID,
        symbolName: 'NIFTY26D0126000CE',
        side: 'SELL',
        filledQuantity: 0,
        status: 'working',
      }),
    ],
    incomplete: [],
    orders: [
      anOrder({
        id: 'o1',
        basketId: 'bsk-1',
        instrumentId: HEDGE_ID,
        quantity: 65,
        filledQuantity: 65,
        childOrders: [child('CHILD:c1'), child('CHILD:c2')],
      }),
      anOrder({
        id: 'o2',
        basketId: 'bsk-1',
        side: 'SELL',
        quantity: 65,
        filledQuantity: 0,
        status: 'working',
        childOrders: [],
      }),
    ],
    ...part,
  };
}

/** What a preview of one lot of 65 says of an account. */
export function aPreviewItem(address: string, lots: number, skip: PreviewItem['skip'] = null): PreviewItem {
  return {
    accountId: `id-${address}`,
    account: address,
    lots,
    quantity: lots * 65,
    slices: 1,
    fundsNeeded: null,
    fundsAfter: null,
    skip,
    parts: [],
  };
}
