/** Positions, holdings and funds as Kite's JSON, by the formulas that its own samples follow. */
import { priceToNumber, valueToNumber } from '@copydesk/core';
import type { VenueClient, VenueFunds, VenueHolding, VenueMargin, VenuePosition } from '@copydesk/sandbox';
import { kiteProduct, namesOf } from './terms.ts';

interface Legs {
  readonly quantity: number;
  readonly overnight: number;
  readonly averagePrice: number;
  readonly buyQuantity: number;
  readonly buyValue: number;
  readonly buyM2m: number;
  readonly sellQuantity: number;
  readonly sellValue: number;
  readonly sellM2m: number;
}

/** The net row: what was carried counts as bought or sold at its own cost, and for m2m at yesterday's close. */
export function netPositionJson(position: VenuePosition, broker: string): Record<string, unknown> {
  const carried = position.overnightQuantity;
  const carriedValue = valueToNumber(position.overnightValue);
  const atClose =
    Math.abs(carried) * priceToNumber(position.previousClose) * position.instrument.contractMultiplier;
  const dayBuy = valueToNumber(position.dayBuyValue);
  const daySell = valueToNumber(position.daySellValue);
  const long = carried > 0;
  return positionJson(position, broker, {
    quantity: position.quantity,
    overnight: carried,
    averagePrice: position.averagePrice === undefined ? 0 : priceToNumber(position.averagePrice),
    buyQuantity: position.dayBuyQuantity + (long ? carried : 0),
    buyValue: dayBuy + (long ? carriedValue : 0),
    buyM2m: dayBuy + (long ? atClose : 0),
    sellQuantity: position.daySellQuantity + (carried < 0 ? -carried : 0),
    sellValue: daySell + (carried < 0 ? carriedValue : 0),
    sellM2m: daySell + (carried < 0 ? atClose : 0),
  });
}

/** The day's row: today's activity alone. Undefined when there was none. */
export function dayPositionJson(
  position: VenuePosition,
  broker: string,
): Record<string, unknown> | undefined {
  const { dayBuyQuantity, daySellQuantity } = position;
  if (dayBuyQuantity === 0 && daySellQuantity === 0) return undefined;
  const quantity = dayBuyQuantity - daySellQuantity;
  const buyValue = valueToNumber(position.dayBuyValue);
  const sellValue = valueToNumber(position.daySellValue);
  const multiplier = position.instrument.contractMultiplier;
  let averagePrice = 0;
  if (quantity > 0) averagePrice = perUnit(buyValue, dayBuyQuantity, multiplier);
  if (quantity < 0) averagePrice = perUnit(sellValue, daySellQuantity, multiplier);
  return positionJson(position, broker, {
    quantity,
    overnight: 0,
    averagePrice,
    buyQuantity: dayBuyQuantity,
    buyValue,
    buyM2m: buyValue,
    sellQuantity: daySellQuantity,
    sellValue,
    sellM2m: sellValue,
  });
}

function positionJson(position: VenuePosition, broker: string, legs: Legs): Record<string, unknown> {
  const { instrument } = position;
  const { exchange, symbol, token } = namesOf(instrument, broker);
  const multiplier = instrument.contractMultiplier;
  const lastPrice = priceToNumber(position.lastPrice);
  const open = legs.quantity * lastPrice * multiplier;
  const value = legs.sellValue - legs.buyValue;
  const pnl = value + open;
  const dayBuyValue = valueToNumber(position.dayBuyValue);
  const daySellValue = valueToNumber(position.daySellValue);
  return {
    tradingsymbol: symbol,
    exchange,
    instrument_token: token,
    product: kiteProduct(position.product, instrument.segment),
    quantity: legs.quantity,
    overnight_quantity: legs.overnight,
    multiplier,
    average_price: legs.averagePrice,
    close_price: priceToNumber(position.previousClose),
    last_price: lastPrice,
    value,
    pnl,
    m2m: legs.sellM2m - legs.buyM2m + open,
    unrealised: pnl,
    realised: 0,
    buy_quantity: legs.buyQuantity,
    buy_price: perUnit(legs.buyValue, legs.buyQuantity, multiplier),
    buy_value: legs.buyValue,
    buy_m2m: legs.buyM2m,
    sell_quantity: legs.sellQuantity,
    sell_price: perUnit(legs.sellValue, legs.sellQuantity, multiplier),
    sell_value: legs.sellValue,
    sell_m2m: legs.sellM2m,
    day_buy_quantity: position.dayBuyQuantity,
    day_buy_price: perUnit(dayBuyValue, position.dayBuyQuantity, multiplier),
    day_buy_value: dayBuyValue,
    day_sell_quantity: position.daySellQuantity,
    day_sell_price: perUnit(daySellValue, position.daySellQuantity, multiplier),
    day_sell_value: daySellValue,
  };
}

function perUnit(value: number, quantity: number, multiplier: number): number {
  return quantity === 0 ? 0 : value / (quantity * multiplier);
}

/** One row per instrument: delivered shares, and beside them those financed on margin. */
export function holdingsJson(
  holdings: readonly VenueHolding[],
  broker: string,
): readonly Record<string, unknown>[] {
  const rows = new Map<string, { own?: VenueHolding; financed?: VenueHolding }>();
  for (const holding of holdings) {
    const row = rows.get(holding.instrument.id) ?? {};
    if (holding.product === 'MTF') row.financed = holding;
    else row.own = holding;
    rows.set(holding.instrument.id, row);
  }
  return [...rows.values()].flatMap(({ own, financed }) => {
    const shown = own ?? financed;
    return shown === undefined ? [] : [holdingJson(shown, own, financed, broker)];
  });
}

// biome-ignore format: the parameters are one row
function holdingJson(shown: VenueHolding, own: VenueHolding | undefined, financed: VenueHolding | undefined, broker: string): Record<string, unknown> {
  const { exchange, symbol, token } = namesOf(shown.instrument, broker);
  const quantity = own?.quantity ?? 0;
  const t1 = own?.t1Quantity ?? 0;
  const average = own === undefined ? 0 : priceToNumber(own.averagePrice);
  const last = priceToNumber(shown.lastPrice);
  const close = priceToNumber(shown.previousClose);
  return {
    tradingsymbol: symbol,
    exchange,
    instrument_token: token,
    isin: shown.isin,
    product: 'CNC',
    price: 0,
    quantity,
    used_quantity: own?.usedQuantity ?? 0,
    t1_quantity: t1,
    realised_quantity: quantity,
    authorised_quantity: own?.authorisedQuantity ?? 0,
    authorised_date: '0001-01-01 00:00:00',
    authorisation: {},
    opening_quantity: quantity + t1,
    short_quantity: 0,
    collateral_quantity: 0,
    collateral_type: '',
    discrepancy: false,
    average_price: average,
    last_price: last,
    close_price: close,
    pnl: (last - average) * (quantity + t1),
    day_change: last - close,
    day_change_percentage: close === 0 ? 0 : ((last - close) / close) * 100,
    mtf: {
      quantity: financed?.quantity ?? 0,
      used_quantity: financed?.usedQuantity ?? 0,
      average_price: financed === undefined ? 0 : priceToNumber(financed.averagePrice),
      value: financed === undefined ? 0 : priceToNumber(financed.averagePrice) * financed.quantity,
      initial_margin: 0,
    },
  };
}

/** Both purses. The venue keeps one; it stands under `equity`, and `commodity` is empty. */
export function marginsJson(client: VenueClient, funds: VenueFunds): Record<string, unknown> {
  return {
    equity: purse(true, valueToNumber(funds.opening), debitsOf(funds), funds),
    commodity: purse(client.segments.includes('MCX'), 0, 0, undefined),
  };
}

/** All that the opening balance has shrunk by, so that `net = cash − debits` as in the official sample. */
function debitsOf(funds: VenueFunds): number {
  return valueToNumber(funds.used) - valueToNumber(funds.realised) - valueToNumber(funds.cashFlow);
}

// biome-ignore format: the parameters are one row
function purse(enabled: boolean, cash: number, debits: number, funds: VenueFunds | undefined): Record<string, unknown> {
  const net = cash - debits;
  return {
    enabled,
    net,
    available: {
      adhoc_margin: 0,
      cash,
      opening_balance: cash,
      live_balance: net,
      collateral: funds === undefined ? 0 : valueToNumber(funds.collateral),
      intraday_payin: 0,
    },
    utilised: {
      debits,
      exposure: funds === undefined ? 0 : valueToNumber(funds.exposure),
      m2m_realised: funds === undefined ? 0 : -valueToNumber(funds.realised),
      m2m_unrealised: funds === undefined ? 0 : -valueToNumber(funds.unrealised),
      option_premium: funds === undefined ? 0 : valueToNumber(funds.premium),
      payout: 0,
      span: funds === undefined ? 0 : valueToNumber(funds.span),
      holding_sales: 0,
      turnover: 0,
      liquid_collateral: 0,
      stock_collateral: 0,
      delivery: funds === undefined ? 0 : valueToNumber(funds.delivery),
    },
  };
}

/** An answer of the margin calculators. Charges are not imitated: all of them are 0. */
export function marginJson(
  names: { readonly symbol: string; readonly exchange: string },
  margin: VenueMargin,
  compact: boolean,
): Record<string, unknown> {
  const head = {
    type: typeOf(names.exchange),
    tradingsymbol: names.symbol,
    exchange: names.exchange,
  };
  const total = valueToNumber(margin.total);
  if (compact) return { ...head, total };
  return {
    ...head,
    span: valueToNumber(margin.span),
    exposure: valueToNumber(margin.exposure),
    option_premium: valueToNumber(margin.premium),
    additional: 0,
    bo: 0,
    cash: 0,
    var: valueToNumber(margin.delivery),
    pnl: { realised: 0, unrealised: 0 },
    leverage: 1,
    charges: NO_CHARGES,
    total,
  };
}

/** Which purse the margin comes from; a whole basket names none. */
function typeOf(exchange: string): string {
  if (exchange === '') return '';
  return exchange === 'MCX' ? 'commodity' : 'equity';
}

/** The block of charges, empty. */
export const NO_CHARGES = {
  transaction_tax: 0,
  transaction_tax_type: '',
  exchange_turnover_charge: 0,
  sebi_turnover_charge: 0,
  brokerage: 0,
  stamp_duty: 0,
  gst: { igst: 0, cgst: 0, sgst: 0, total: 0 },
  total: 0,
};
