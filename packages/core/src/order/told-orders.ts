/**
 * Events that change no order and are part of some orders' story: a switch that cancelled them, a difference that began with them.
 *
 * Decides: whose story. A timeline without them could not say why an order ended.
 */
import type { DivergenceId } from '../divergence/divergence.ts';
import type { DeskEvent } from '../journal/desk-event.ts';
import type { OrderId } from './order-id.ts';

export class ToldOrders {
  /** Open divergences, by the master's order with which each began. */
  readonly #differing = new Map<DivergenceId, OrderId>();

  /** The orders that an event is told of. To be asked once for each entry, in order. */
  ordersOf(event: DeskEvent): readonly OrderId[] {
    switch (event.type) {
      case 'kill-switch-set':
      case 'basket-incomplete':
        return event.orders;
      case 'square-off-started':
        return event.accounts.flatMap(({ orders }) => orders);
      case 'divergence-opened':
      case 'divergence-changed': {
        const { orderId } = event.cause;
        if (orderId === undefined) return [];
        this.#differing.set(event.divergenceId, orderId);
        return [orderId];
      }
      case 'divergence-resolved': {
        const orderId = this.#differing.get(event.divergenceId);
        this.#differing.delete(event.divergenceId);
        return orderId === undefined ? [] : [orderId];
      }
      default:
        return [];
    }
  }
}
