/** The orders that cases place, on whatever the bench's list offers. */
import {
  ceilToTick,
  floorToTick,
  type ListingKey,
  type ModifyOrder,
  type PlaceOrder,
  type Price,
  type Quantity,
  quantityOf,
} from '@copydesk/core';
import type { VenueOrder } from '@copydesk/sandbox';
import { anOrder } from '../../builders/orders.ts';
import type { BrokerBench } from '../broker-bench.ts';
import type { Shelved } from '../shelf.ts';

/** One lot of an instrument, or as many lots as are said. */
export function lots({ instrument }: Shelved, count = 1): Quantity {
  return quantityOf(instrument.lotSize * count);
}

/** Buys one lot of the option at market. */
export function marketOrder(bench: BrokerBench, changes: Partial<PlaceOrder> = {}): PlaceOrder {
  const option = bench.shelf.option();
  return { ...anOrder().listedAs(option.listing).build(), quantity: lots(option), ...changes };
}

/** Buys two lots of the option at a limit that rests: a tenth below the price. */
export function restingOrder(bench: BrokerBench, changes: Partial<PlaceOrder> = {}): PlaceOrder {
  const option = bench.shelf.option();
  return marketOrder(bench, {
    orderType: 'LIMIT',
    quantity: lots(option, 2),
    price: below(bench, option, 0.9),
    ...changes,
  });
}

/** Buys one lot of the option when the price rises to a tenth above: a stop that rests. */
export function stopOrder(bench: BrokerBench, changes: Partial<PlaceOrder> = {}): PlaceOrder {
  const option = bench.shelf.option();
  const triggerPrice = above(bench, option, 1.1);
  const price = (triggerPrice + option.instrument.tickSize * 10) as Price;
  return marketOrder(bench, { orderType: 'SL', triggerPrice, price, ...changes });
}

/** The last price of an instrument times a factor, rounded down to its tick. */
export function below(bench: BrokerBench, { instrument }: Shelved, factor: number): Price {
  return floorToTick((bench.venue.market.lastPrice(instrument) * factor) as Price, instrument.tickSize);
}

/** The last price of an instrument times a factor, rounded up to its tick. */
export function above(bench: BrokerBench, { instrument }: Shelved, factor: number): Price {
  return ceilToTick((bench.venue.market.lastPrice(instrument) * factor) as Price, instrument.tickSize);
}

/** A modification that leaves a living order as it is, but for the changes. */
export function modificationOf(
  bench: BrokerBench,
  held: VenueOrder,
  changes: Partial<ModifyOrder> = {},
): ModifyOrder {
  const row = bench.shelf.rowOf(held.instrument);
  if (row === undefined) throw new Error(`The adapter does not list ${held.instrument.id}`);
  return {
    brokerOrderId: held.orderId as ModifyOrder['brokerOrderId'],
    listing: { key: row.key, segment: row.segment, symbol: row.symbol, feedToken: row.feedToken },
    afterMarket: held.afterMarket,
    orderType: held.orderType,
    validity: held.validity,
    quantity: undefined,
    price: held.price,
    triggerPrice: held.triggerPrice,
    marketProtection: -1,
    ...changes,
  };
}

/** A listing that no broker has. */
export function unknownListing({ listing }: Shelved): Shelved['listing'] {
  const segmentOf = listing.key.includes('|')
    ? `${listing.key.split('|')[0]}|`
    : `${listing.key.split(':')[0]}:`;
  return {
    ...listing,
    key: `${segmentOf}99999999` as ListingKey,
    symbol: 'NOSUCHTHING',
    feedToken: '99999999',
  };
}
