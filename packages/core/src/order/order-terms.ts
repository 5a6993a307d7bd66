/** The words of an order that both people and brokers use. */

/** Which way. */
export type Side = 'BUY' | 'SELL';

/** `SL` is a stop with a limit, `SL-M` a stop that becomes a market order. */
export type OrderType = 'MARKET' | 'LIMIT' | 'SL' | 'SL-M';

/** `I` intraday, `D` delivery or carry-forward, `MTF` margin-funded equity. */
export type Product = 'I' | 'D' | 'MTF';

/** How long an order stays. */
export type Validity = 'DAY' | 'IOC';

/** The other side. */
export function opposite(side: Side): Side {
  return side === 'BUY' ? 'SELL' : 'BUY';
}

/** Whether it waits for a trigger. */
export function isStop(orderType: OrderType): boolean {
  return orderType === 'SL' || orderType === 'SL-M';
}
