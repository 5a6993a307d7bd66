/** What happens at the venue, for streams and webhooks. */
import type { VenueHolding, VenuePosition } from './venue-books.ts';
import type { ClientRef } from './venue-client.ts';
import type { VenueOrder, VenueTrade } from './venue-order.ts';

/** Something that happened to a client. Every state row of an order is one event; each fill also gives `trade` and `position`. */
export type VenueEvent =
  /** The order as it stood in that row. A fill that leaves a rest shows as another `open` row with more filled. */
  | { readonly type: 'order'; readonly order: VenueOrder }
  | { readonly type: 'trade'; readonly trade: VenueTrade; readonly order: VenueOrder }
  | { readonly type: 'position'; readonly position: VenuePosition }
  | { readonly type: 'holding'; readonly holding: VenueHolding };

/** Events of the venue. Delivered after what they tell is in the operation log. */
export interface VenueEvents {
  /** A client's events for a live stream: the faults on `stream` (`delay`, `duplicate`, `reorder`, `drop`) act here. The answer unsubscribes. */
  stream(ref: ClientRef, listener: (event: VenueEvent) => void): () => void;
  /** All events of a broker's clients without faults, for webhooks and tests. The answer unsubscribes. */
  watch(broker: string, listener: (event: VenueEvent, ref: ClientRef) => void): () => void;
}
