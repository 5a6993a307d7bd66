/** Funds, holdings and trades of an account, as its broker shows them. */
import type * as wire from '@copydesk/api-contract';
import {
  type Account,
  type BrokerFunds,
  type BrokerHolding,
  type BrokerTrade,
  type Instant,
  type Instrument,
  type InstrumentLookup,
  type OrderBook,
  type Price,
  subtractValues,
  type Value,
  valueOf,
  valueToNumber,
} from '@copydesk/core';
import { priceOrNull, timeOf, valueOrNull } from './wire-values.ts';

export function fundsView(account: Account, funds: BrokerFunds, readAt: Instant): wire.Funds {
  return {
    accountId: account.id,
    account: account.address,
    available: valueToNumber(funds.available),
    used: valueToNumber(funds.used),
    opening: valueOrNull(funds.opening),
    collateral: valueOrNull(funds.collateral),
    readAt: timeOf(readAt),
  };
}

export function holdingView(
  account: Account,
  holding: BrokerHolding,
  catalog: InstrumentLookup,
): wire.Holding {
  const instrument = catalog.byListingKey(account.brokerId, holding.listingKey);
  const all = (holding.quantity + holding.t1Quantity) as BrokerHolding['quantity'];
  const worth = (price: Price | undefined): Value | undefined =>
    price === undefined ? undefined : valueOf(price, all);
  const [now, cost] = [worth(holding.lastPrice), worth(holding.averagePrice)];
  return {
    accountId: account.id,
    account: account.address,
    instrumentId: instrument?.id ?? null,
    symbolName: instrument?.symbol ?? holding.symbol,
    isin: holding.isin,
    exchange: instrument?.exchange ?? null,
    product: holding.product,
    quantity: holding.quantity,
    t1Quantity: holding.t1Quantity,
    usedQuantity: holding.usedQuantity,
    avgPrice: priceOrNull(holding.averagePrice),
    ltp: priceOrNull(holding.lastPrice),
    value: valueOrNull(now),
    pnl: now === undefined || cost === undefined ? null : valueToNumber(subtractValues(now, cost)),
  };
}

export function tradeView(
  account: Account,
  trade: BrokerTrade,
  catalog: InstrumentLookup,
  orders: OrderBook,
): wire.Trade {
  const instrument: Instrument | undefined = catalog.byListingKey(account.brokerId, trade.listingKey);
  return {
    accountId: account.id,
    account: account.address,
    instrumentId: instrument?.id ?? null,
    symbolName: instrument?.symbol ?? trade.listingKey,
    tradeId: trade.tradeId,
    brokerOrderId: trade.brokerOrderId,
    orderId: orders.find(account.id, trade.brokerOrderId, undefined)?.order.intent.orderId ?? null,
    instrumentType: instrument?.kind ?? null,
    expiry: instrument?.expiry ?? null,
    strike: priceOrNull(instrument?.strike),
    optionType: instrument?.optionType ?? null,
    side: trade.side,
    product: trade.product,
    quantity: trade.quantity,
    price: priceOrNull(trade.price) ?? 0,
    value: valueToNumber(valueOf(trade.price, trade.quantity, instrument?.contractMultiplier ?? 1)),
    at: timeOf(trade.at),
  };
}
