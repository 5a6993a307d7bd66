/** The words of an order that control bodies use. */
import type { OrderType, Product, Side, Validity } from '@copydesk/core';

export const SIDES = ['BUY', 'SELL'] as const satisfies readonly Side[];
export const ORDER_TYPES = ['MARKET', 'LIMIT', 'SL', 'SL-M'] as const satisfies readonly OrderType[];
export const PRODUCTS = ['I', 'D', 'MTF'] as const satisfies readonly Product[];
export const VALIDITIES = ['DAY', 'IOC'] as const satisfies readonly Validity[];
