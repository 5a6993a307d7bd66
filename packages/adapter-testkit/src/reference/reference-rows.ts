/** The venue's records as the rows of the broker port. Pure: what the venue says exactly stays exact. */
import {
  averagePrice,
  type BrokerFunds,
  type BrokerHolding,
  type BrokerOrder,
  type BrokerOrderId,
  type BrokerPosition,
  type BrokerTrade,
  type ClientOrderId,
  type ListingBatch,
  type ListingKey,
  type ListingRow,
  quantityOf,
  type StatusReading,
  signedQuantityOf,
  TradingError,
} from '@copydesk/core';
import {
  isFinalState,
  type Venue,
  type VenueFunds,
  type VenueHolding,
  type VenueInstrument,
  type VenueOrder,
  type VenuePosition,
  type VenueState,
  type VenueTrade,
} from '@copydesk/sandbox';
import { codeOf, figuresOf, textOf } from './refusal-words.ts';

type KnownStatus = Extract<StatusReading, { readonly kind: 'known' }>['status'];

/** Every state of the venue, for rows with nothing filled. */
const STATUS: Readonly<Record<VenueState, KnownStatus>> = {
  received: 'accepted',
  'after-market-received': 'accepted',
  'validation-pending': 'accepted',
  'open-pending': 'accepted',
  open: 'working',
  'trigger-pending': 'working',
  'modify-validation-pending': 'working',
  'modify-pending': 'working',
  modified: 'working',
  'modify-after-market-received': 'accepted',
  'not-modified': 'working',
  'cancel-pending': 'working',
  complete: 'filled',
  cancelled: 'cancelled',
  'cancelled-after-market': 'cancelled',
  rejected: 'rejected',
};

/** One order as it stands, or as it stood in one row of its history. */
export function orderRow(broker: string, order: VenueOrder): BrokerOrder {
  const filled = order.filledQuantity;
  const partly = filled > 0 && !isFinalState(order.state);
  return {
    brokerOrderId: order.orderId as BrokerOrderId,
    clientOrderId: order.tag as ClientOrderId | undefined,
    listingKey: keyOf(broker, order.instrument),
    side: order.side,
    orderType: order.orderType,
    protectedMarket: order.orderType === 'LIMIT' && order.appliedProtection !== undefined,
    product: order.product,
    validity: order.validity,
    quantity: quantityOf(order.quantity),
    filledQuantity: quantityOf(filled),
    price: order.price,
    triggerPrice: order.triggerPrice,
    averagePrice: averagePrice(order.filledValue, quantityOf(filled), order.instrument.contractMultiplier),
    status: { kind: 'known', status: partly ? 'partly-filled' : STATUS[order.state] },
    statusText: order.refusal === undefined ? undefined : textOf(order.refusal),
    refusal:
      order.refusal === undefined || order.state !== 'rejected'
        ? undefined
        : { code: codeOf(order.refusal), ...figuresOf(order.refusal) },
    afterMarket: order.afterMarket,
    auction: order.extra['variety'] === 'auction',
    placedByOther: order.placedBy !== order.client,
    placedAt: order.placedAt,
    updatedAt: order.at,
  };
}

/** One execution. */
export function tradeRow(broker: string, trade: VenueTrade): BrokerTrade {
  return {
    tradeId: trade.tradeId,
    brokerOrderId: trade.orderId as BrokerOrderId,
    listingKey: keyOf(broker, trade.instrument),
    side: trade.side,
    product: trade.product,
    quantity: quantityOf(trade.quantity),
    price: trade.price,
    at: trade.at,
  };
}

/** One row of the position book. */
export function positionRow(broker: string, position: VenuePosition): BrokerPosition {
  return {
    listingKey: keyOf(broker, position.instrument),
    symbol: symbolOf(broker, position.instrument),
    segment: position.instrument.segment,
    product: position.product,
    quantity: signedQuantityOf(position.quantity),
    carriedQuantity: signedQuantityOf(position.overnightQuantity),
    averagePrice: position.averagePrice,
    lastPrice: position.lastPrice,
    previousClose: position.previousClose,
    dayBuyQuantity: quantityOf(position.dayBuyQuantity),
    dayBuyValue: position.dayBuyValue,
    daySellQuantity: quantityOf(position.daySellQuantity),
    daySellValue: position.daySellValue,
  };
}

/** One holding. */
export function holdingRow(broker: string, holding: VenueHolding): BrokerHolding {
  return {
    isin: holding.isin,
    symbol: symbolOf(broker, holding.instrument),
    listingKey: keyOf(broker, holding.instrument),
    product: holding.product,
    quantity: quantityOf(holding.quantity),
    t1Quantity: quantityOf(holding.t1Quantity),
    usedQuantity: quantityOf(holding.usedQuantity),
    averagePrice: holding.averagePrice,
    lastPrice: holding.lastPrice,
  };
}

/** Money. */
export function fundsRow(funds: VenueFunds): BrokerFunds {
  return {
    available: funds.available,
    used: funds.used,
    opening: funds.opening,
    collateral: funds.collateral,
  };
}

/** Rows that one batch of the list holds at most. */
const BATCH_ROWS = 2_000;

/** The list of the day in batches. Throws `instruments-unusable` when it is empty. */
export async function* listingBatches(
  venue: Venue,
  broker: string,
  signal: AbortSignal,
): AsyncGenerator<ListingBatch, void, void> {
  const listed = venue.instruments.all.flatMap((item) => listingRow(broker, item) ?? []);
  if (listed.length === 0) throw new TradingError('instruments-unusable', { reason: 'empty' });
  for (let from = 0; from < listed.length && !signal.aborted; from += BATCH_ROWS) {
    const to = Math.min(from + BATCH_ROWS, listed.length);
    yield { rows: listed.slice(from, to), refused: [], progress: to / listed.length };
  }
}

/** One row of the list of the day; undefined for what the broker does not list. */
function listingRow(broker: string, instrument: VenueInstrument): ListingRow | undefined {
  const listing = instrument.listings[broker];
  if (listing === undefined) return undefined;
  return {
    segment: instrument.segment,
    kind: instrument.kind,
    optionType: instrument.optionType,
    exchangeToken: instrument.exchangeToken,
    key: listing.key as ListingKey,
    feedToken: listing.feedToken,
    symbol: listing.symbol,
    symbolByRule: undefined,
    name: instrument.name,
    underlying: instrument.underlying,
    expiry: instrument.expiry,
    strike: instrument.strike,
    isin: instrument.isin,
    series: instrument.series,
    lotSize: instrument.lotSize,
    tickSize: instrument.tickSize,
    freezeQuantity: instrument.freezeQuantity,
    contractMultiplier: instrument.contractMultiplier,
  };
}

function keyOf(broker: string, instrument: VenueInstrument): ListingKey {
  return (instrument.listings[broker]?.key ?? instrument.id) as ListingKey;
}

function symbolOf(broker: string, instrument: VenueInstrument): string {
  return instrument.listings[broker]?.symbol ?? instrument.id;
}
