/** Orders as a lane hands them to a broker, said the way a trader says them: `anOrder().buy(75).nifty().at('124.15')`. */
import {
  type BrokerListing,
  type ClientOrderId,
  clientOrderIdOf,
  type Instrument,
  type OrderId,
  type OrderType,
  type PlaceOrder,
  type Price,
  type Product,
  parsePrice,
  quantityOf,
  type Side,
  type Validity,
} from '@copydesk/core';
import { aListing, aNiftyOption, aShare } from './instruments.ts';

let made = 0;

/** A builder of `PlaceOrder`. Each call gives a new builder; the one it was called on stays as it was. */
export interface OrderBuilder {
  buy(quantity: number): OrderBuilder;
  sell(quantity: number): OrderBuilder;
  /** The option of `aNiftyOption()`, as the reference broker lists it. */
  nifty(): OrderBuilder;
  /** The share of `aShare()`, as the reference broker lists it. */
  reliance(): OrderBuilder;
  of(instrument: Instrument): OrderBuilder;
  listedAs(listing: BrokerListing): OrderBuilder;
  market(protection?: number): OrderBuilder;
  /** A limit, in rupees as text. */
  at(price: string): OrderBuilder;
  /** A stop: with a limit it is `SL`, without one `SL-M`. In rupees as text. */
  stop(trigger: string, limit?: string): OrderBuilder;
  product(product: Product): OrderBuilder;
  validity(validity: Validity): OrderBuilder;
  tagged(clientOrderId: ClientOrderId | string): OrderBuilder;
  afterMarket(): OrderBuilder;
  disclosing(quantity: number): OrderBuilder;
  build(): PlaceOrder;
}

/** Begins an order: buy 75 of the NIFTY option at market, product `D`, for the day, with a tag of its own. */
export function anOrder(): OrderBuilder {
  made += 1;
  return builderOf({
    clientOrderId: aClientOrderId(made),
    listing: aListing(aNiftyOption()),
    side: 'BUY',
    quantity: quantityOf(75),
    orderType: 'MARKET',
    product: 'D',
    validity: 'DAY',
    price: undefined,
    triggerPrice: undefined,
    disclosedQuantity: undefined,
    marketProtection: -1,
    afterMarket: false,
  });
}

/** A tag of the form that the core gives, different for each number below 32^8. */
export function aClientOrderId(number: number): ClientOrderId {
  return clientOrderIdOf(`01KAVJ4T00TEST${String(number).padStart(12, '0')}` as OrderId, 0);
}

function builderOf(order: PlaceOrder): OrderBuilder {
  const next = (changes: Partial<PlaceOrder>): OrderBuilder => builderOf({ ...order, ...changes });
  const traded = (side: Side, quantity: number): OrderBuilder =>
    next({ side, quantity: quantityOf(quantity) });
  const priced = (orderType: OrderType, price?: string, trigger?: string): OrderBuilder =>
    next({ orderType, price: rupees(price), triggerPrice: rupees(trigger) });
  return {
    buy: (quantity) => traded('BUY', quantity),
    sell: (quantity) => traded('SELL', quantity),
    nifty: () => next({ listing: aListing(aNiftyOption()) }),
    reliance: () => next({ listing: aListing(aShare()) }),
    of: (instrument) => next({ listing: aListing(instrument) }),
    listedAs: (listing) => next({ listing }),
    market: (marketProtection = -1) => next({ ...priced('MARKET').build(), marketProtection }),
    at: (price) => priced('LIMIT', price),
    stop: (trigger, limit) => priced(limit === undefined ? 'SL-M' : 'SL', limit, trigger),
    product: (product) => next({ product }),
    validity: (validity) => next({ validity }),
    tagged: (clientOrderId) => next({ clientOrderId: clientOrderId as ClientOrderId }),
    afterMarket: () => next({ afterMarket: true }),
    disclosing: (quantity) => next({ disclosedQuantity: quantityOf(quantity) }),
    build: () => order,
  };
}

/** A price from rupees as text. Throws for what is no price: a test that names one means one. */
function rupees(text: string | undefined): Price | undefined {
  if (text === undefined) return undefined;
  const price = parsePrice(text);
  if (price === undefined) throw new RangeError(`Not a price: ${text}`);
  return price;
}
