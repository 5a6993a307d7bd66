/** What of an order goes to its broker: pure translations of the book into the port's requests. */
import type { ModifyOrder, PlaceOrder } from '../broker/broker-port.ts';
import type { BrokerListing } from '../instrument/listing.ts';
import { filledOf, type Order, type Slice } from '../order/order.ts';

/** A slice that the broker has given an id. */
export type NamedSlice = Slice & { readonly brokerOrderId: NonNullable<Slice['brokerOrderId']> };

/** Whether the broker has given the slice an id. */
export function isNamed(slice: Slice | undefined): slice is NamedSlice {
  return slice?.brokerOrderId !== undefined;
}

/** An after-market order is one only until the market opens: then it is at the exchange like any other. */
export function waitsForTheOpen(order: Order, slice: Slice): boolean {
  return order.intent.afterMarket && slice.status === 'accepted';
}

/** One slice as it is placed. */
export function placementOf(
  order: Order,
  slice: Slice,
  { listing, afterMarket }: Pick<PlaceOrder, 'listing' | 'afterMarket'>,
): PlaceOrder {
  const { intent, terms } = order;
  return {
    clientOrderId: slice.clientOrderId,
    listing,
    side: intent.side,
    quantity: slice.quantity,
    orderType: terms.orderType,
    product: intent.product,
    validity: terms.validity,
    price: terms.price,
    triggerPrice: terms.triggerPrice,
    disclosedQuantity: intent.disclosedQuantity,
    marketProtection: intent.marketProtection,
    afterMarket,
  };
}

/**
 * What a living order should be from now on. The quantity goes along only when it changes, or may: one that was asked for before and never answered
 * can be what the broker has. It never does for an order of several slices or with fills.
 */
export function modificationOf(order: Order, slice: NamedSlice, listing: BrokerListing): ModifyOrder {
  const { terms, intent, askedFrom } = order;
  const mayDiffer = [slice.quantity, ...askedFrom.map((asked) => asked.terms.quantity)].some(
    (quantity) => quantity !== terms.quantity,
  );
  const quantityChanges = order.slices.length === 1 && filledOf(order) === 0 && mayDiffer;
  return {
    brokerOrderId: slice.brokerOrderId,
    listing,
    afterMarket: waitsForTheOpen(order, slice),
    orderType: terms.orderType,
    validity: terms.validity,
    quantity: quantityChanges ? terms.quantity : undefined,
    price: terms.price,
    triggerPrice: terms.triggerPrice,
    marketProtection: intent.marketProtection,
  };
}
