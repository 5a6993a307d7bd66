import type { Order } from '@copydesk/api-contract';
import { isFinal } from '../../components/order-status-words.ts';

/** What a person chose to see of the book. */
export interface OrderFilter {
  readonly onlyWorking: boolean;
  readonly account: string | undefined;
  readonly text: string;
}

/** Whether an order, or what became of it in an account, is meant. */
export function showsOrder(order: Order, { onlyWorking, account, text }: OrderFilter): boolean {
  if (onlyWorking && isFinal(order.status) && order.childOrders.every((child) => isFinal(child.status)))
    return false;
  if (text !== '' && !`${order.symbolName} ${order.instrumentId}`.toLowerCase().includes(text.toLowerCase()))
    return false;
  return (
    account === undefined ||
    order.accountId === account ||
    order.childOrders.some((child) => child.accountId === account)
  );
}
