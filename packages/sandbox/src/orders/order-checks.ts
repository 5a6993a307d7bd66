/**
 * What an order may be refused for.
 *
 * Decides: each rule, and the order in which they are met. Leaves to others: whether a reason shows at the gate or at
 * the exchange (the broker's rules), money (`shares-and-money.ts`).
 */
import type { OrderType, Price, Product, Side, Validity } from '@copydesk/core';
import type { BrokerRules } from '../venue/broker-rules.ts';
import type { Refusal } from '../venue/refusal.ts';
import type { VenueClient } from '../venue/venue-client.ts';
import type { VenueInstrument } from '../venue/venue-instrument.ts';
import type { MarketProtection } from '../venue/venue-order.ts';

/** The largest equity order in shares (Zerodha: "equity quantity above 100 000"). */
const LARGEST_EQUITY_QUANTITY = 100_000;

/** The terms of an order as it would stand. */
export interface OrderTerms {
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly quantity: number;
  readonly orderType: OrderType;
  readonly product: Product;
  readonly validity: Validity;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly disclosedQuantity: number;
  readonly marketProtection: MarketProtection | undefined;
  readonly tag: string | undefined;
}

/** What the rules look at besides the terms. */
export interface CheckContext {
  readonly client: VenueClient;
  readonly rules: BrokerRules;
  readonly lastPrice: Price;
  readonly lower: Price;
  readonly upper: Price;
}

/** The rules of the broker itself, which orders from the broker's own app do not meet. */
export function brokerRefusals(terms: OrderTerms, { client, rules }: CheckContext): Refusal[] {
  const { instrument, orderType, product, validity, tag } = terms;
  const found: Refusal[] = [];
  const segment = instrument.segment;
  if (rules.disabledSegments.includes(segment)) {
    found.push({ reason: 'segment', segment, cause: 'disabled-by-broker' });
  } else if (!client.segments.includes(segment)) {
    found.push({ reason: 'segment', segment, cause: 'not-enabled' });
  }
  if (tag !== undefined && tag.length > rules.tagLength) {
    found.push({ reason: 'tag', length: tag.length, limit: rules.tagLength });
  }
  if (!client.products.includes(product)) found.push({ reason: 'product', product });
  if (!rules.takesValidity(instrument, validity)) found.push({ reason: 'validity', segment });
  if (!rules.takesOrderType(instrument, orderType)) found.push({ reason: 'order-type', orderType, segment });
  const protection = protectionRefusal(terms, rules);
  if (protection !== undefined) found.push(protection);
  return found;
}

/** The rules that hold for everybody. */
export function exchangeRefusals(terms: OrderTerms, context: CheckContext): Refusal[] {
  const found: Refusal[] = [];
  const { instrument, quantity, product } = terms;
  if (instrument.kind === 'INDEX' || instrument.tickSize <= 0) {
    return [{ reason: 'not-found', what: 'instrument' }];
  }
  if (product === 'MTF' && instrument.kind !== 'EQ') found.push({ reason: 'product', product });
  found.push(...quantityRefusals(quantity, terms));
  found.push(...priceRefusals(terms, context));
  return found;
}

function protectionRefusal(terms: OrderTerms, rules: BrokerRules): Refusal | undefined {
  if (terms.orderType !== 'MARKET' && terms.orderType !== 'SL-M') return undefined;
  const percent = terms.marketProtection;
  if (percent === 'automatic') return undefined;
  if (percent === undefined || percent === 0) {
    return rules.marketProtection.required
      ? { reason: 'market-protection', problem: 'missing', percent }
      : undefined;
  }
  const { minimum, maximum } = rules.marketProtection;
  if (percent >= minimum && percent <= maximum) return undefined;
  return { reason: 'market-protection', problem: 'out-of-range', percent };
}

function quantityRefusals(quantity: number, { instrument, disclosedQuantity }: OrderTerms): Refusal[] {
  if (!Number.isSafeInteger(quantity) || quantity <= 0) return [{ reason: 'quantity', quantity }];
  const found: Refusal[] = [];
  const lotSize = Math.max(1, instrument.lotSize);
  if (quantity % lotSize !== 0) found.push({ reason: 'lot', quantity, lotSize });
  const freezeQuantity =
    instrument.freezeQuantity ?? (instrument.kind === 'EQ' ? LARGEST_EQUITY_QUANTITY : undefined);
  if (freezeQuantity !== undefined && quantity > freezeQuantity) {
    found.push({ reason: 'freeze', quantity, freezeQuantity, lotSize });
  }
  if (disclosedQuantity !== 0) {
    const whole = Number.isSafeInteger(disclosedQuantity) && disclosedQuantity > 0;
    if (!whole || disclosedQuantity > quantity || disclosedQuantity * 10 < quantity) {
      found.push({ reason: 'disclosed-quantity', disclosedQuantity });
    }
  }
  return found;
}

function priceRefusals(terms: OrderTerms, context: CheckContext): Refusal[] {
  const { instrument, orderType, side, price, triggerPrice } = terms;
  const limited = orderType === 'LIMIT' || orderType === 'SL';
  const stopped = orderType === 'SL' || orderType === 'SL-M';
  const found: Refusal[] = [];
  if (limited && !(price !== undefined && price > 0)) {
    return [{ reason: 'price', field: 'price', problem: 'missing' }];
  }
  if (stopped && !(triggerPrice !== undefined && triggerPrice > 0)) {
    return [{ reason: 'price', field: 'triggerPrice', problem: 'missing' }];
  }
  if (limited && price !== undefined) found.push(...figureRefusals('price', price, instrument, context));
  if (stopped && triggerPrice !== undefined) {
    found.push(...figureRefusals('triggerPrice', triggerPrice, instrument, context));
    const { lastPrice } = context;
    const wrongSide = side === 'BUY' ? triggerPrice < lastPrice : triggerPrice > lastPrice;
    if (wrongSide)
      found.push({ reason: 'trigger', triggerPrice, against: 'last-price', reference: lastPrice });
    if (limited && price !== undefined && (side === 'BUY' ? triggerPrice > price : triggerPrice < price)) {
      found.push({ reason: 'trigger', triggerPrice, against: 'limit', reference: price });
    }
  }
  return found;
}

function figureRefusals(
  field: 'price' | 'triggerPrice',
  price: Price,
  { tickSize }: VenueInstrument,
  { lower, upper }: CheckContext,
): Refusal[] {
  const found: Refusal[] = [];
  if (price % tickSize !== 0) found.push({ reason: 'tick', price, tickSize, field });
  if (price < lower || price > upper) found.push({ reason: 'circuit', price, lower, upper });
  return found;
}
