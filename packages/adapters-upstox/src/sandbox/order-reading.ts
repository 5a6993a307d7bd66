/**
 * Reads order requests as Upstox does before it takes them: required fields, enumerations, and which prices belong to
 * which order type. Leaves to the venue: everything that needs an instrument, money or a book.
 */
import {
  type OrderType,
  type Price,
  type Product,
  priceFromNumber,
  type Side,
  type Validity,
} from '@copydesk/core';
import type { MarketProtection } from '@copydesk/sandbox';
import type { UpstoxError } from './errors.ts';

/** The body of a placement, read. */
export interface PlaceRequest extends PricedRequest {
  readonly instrumentKey: string;
  readonly quantity: number;
  readonly product: Product;
  readonly side: Side;
  readonly disclosedQuantity: number;
  readonly tag: string | undefined;
  readonly slice: boolean;
}

/** What a placement and a modification share. */
export interface PricedRequest {
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly marketProtection: MarketProtection | undefined;
}

/** A request that was read, or why not. */
export type Reading<T> = { readonly value: T } | { readonly fault: UpstoxError };

type Body = Readonly<Record<string, unknown>>;
/** Codes of the two calls for the same mistakes. */
interface PriceCodes {
  readonly missing: string;
  readonly notAllowed: string;
  readonly bothNeeded: string;
  readonly triggerOnly: string;
}

const PLACE_CODES: PriceCodes = {
  missing: 'UDAPI1043',
  notAllowed: 'UDAPI1040',
  bothNeeded: 'UDAPI1041',
  triggerOnly: 'UDAPI1042',
};
const MODIFY_CODES: PriceCodes = {
  missing: 'UDAPI1029',
  notAllowed: 'UDAPI1030',
  bothNeeded: 'UDAPI1031',
  triggerOnly: 'UDAPI1032',
};

/** The words of a field, and the codes for one that is missing and for one that is none of them. */
interface Words<T> {
  readonly words: readonly T[];
  readonly missing: string;
  readonly invalid: string;
}

const ORDER_TYPES: Words<OrderType> = {
  words: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
  missing: 'UDAPI1004',
  invalid: 'UDAPI1056',
};
const PRODUCTS: Words<Product> = { words: ['I', 'D', 'MTF'], missing: 'UDAPI1006', invalid: 'UDAPI1054' };
const VALIDITIES: Words<Validity> = { words: ['DAY', 'IOC'], missing: 'UDAPI1007', invalid: 'UDAPI1055' };
const SIDES: Words<Side> = { words: ['BUY', 'SELL'], missing: 'UDAPI1057', invalid: 'UDAPI1057' };

class Fault extends Error {
  readonly error: UpstoxError;
  constructor(code: string, message: string, property: string) {
    super(message);
    this.error = { code, message, property };
  }
}

/** Reads a placement. */
export function readPlace(body: Body): Reading<PlaceRequest> {
  return reading(() => {
    const instrumentKey = body['instrument_token'];
    if (typeof instrumentKey !== 'string' || instrumentKey === '') {
      throw new Fault('UDAPI1026', 'Instrument token is required', 'instrumentToken');
    }
    const product = oneOf(body, 'product', PRODUCTS);
    const side = oneOf(body, 'transaction_type', SIDES);
    const priced = readPriced(body, PLACE_CODES);
    requireOrder(priced, side);
    return {
      ...priced,
      instrumentKey,
      product,
      side,
      quantity: wholeNumber(body, 'quantity', 'UDAPI1052'),
      disclosedQuantity: wholeNumber(body, 'disclosed_quantity', 'UDAPI1039'),
      tag: readTag(body['tag']),
      slice: body['slice'] === true,
    };
  });
}

/** Reads a modification of an order of the given side. An absent quantity or disclosed quantity stays. */
export function readModify(
  body: Body,
  side: Side,
): Reading<
  PricedRequest & { readonly quantity: number | undefined; readonly disclosedQuantity: number | undefined }
> {
  return reading(() => {
    const priced = readPriced(body, MODIFY_CODES);
    requireOrder(priced, side);
    return {
      ...priced,
      quantity: optionalNumber(body, 'quantity', 'UDAPI1052'),
      // Samples send 0 although the documentation asks for more; it changes nothing.
      disclosedQuantity: optionalNumber(body, 'disclosed_quantity', 'UDAPI1039'),
    };
  });
}

function reading<T>(read: () => T): Reading<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.error };
    throw error;
  }
}

function readPriced(body: Body, codes: PriceCodes): PricedRequest {
  const orderType = oneOf(body, 'order_type', ORDER_TYPES);
  const validity = oneOf(body, 'validity', VALIDITIES);
  const price = rupees(body, 'price');
  const triggerPrice = rupees(body, 'trigger_price');
  const hasPrice = price !== undefined;
  const hasTrigger = triggerPrice !== undefined;
  if (orderType === 'MARKET' && hasPrice) {
    throw new Fault(codes.notAllowed, 'Price is not required for a market order', 'price');
  }
  if (orderType === 'LIMIT' && !hasPrice) {
    throw new Fault(codes.missing, 'Price is required for a limit order', 'price');
  }
  if (orderType === 'SL' && !(hasPrice && hasTrigger)) {
    throw new Fault(codes.bothNeeded, 'Price and trigger price are required for a stop loss order', 'price');
  }
  if (orderType === 'SL-M' && (hasPrice || !hasTrigger)) {
    throw new Fault(codes.triggerOnly, 'Only the trigger price is required for SL-M', 'triggerPrice');
  }
  const isMarket = orderType === 'MARKET' || orderType === 'SL-M';
  return {
    orderType,
    validity,
    price,
    triggerPrice: orderType === 'SL' || orderType === 'SL-M' ? triggerPrice : undefined,
    marketProtection: isMarket ? readProtection(body['market_protection']) : undefined,
  };
}

/** Whether equality passes is unverified; it does here. */
function requireOrder({ orderType, price, triggerPrice }: PricedRequest, side: Side): void {
  if (orderType !== 'SL' || price === undefined || triggerPrice === undefined) return;
  if (side === 'BUY' && triggerPrice > price) {
    throw new Fault('UDAPI1037', 'The trigger price must be below the limit price', 'triggerPrice');
  }
  if (side === 'SELL' && triggerPrice < price) {
    throw new Fault('UDAPI1038', 'The trigger price must be above the limit price', 'triggerPrice');
  }
}

/** -1 is automatic, else whole percents; the venue counts hundredths of a percent. */
function readProtection(raw: unknown): MarketProtection | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (raw === -1) return 'automatic';
  if (typeof raw !== 'number' || !Number.isInteger(raw)) {
    throw new Fault('UDAPI1160', 'Market protection is invalid', 'marketProtection');
  }
  return raw * 100;
}

function readTag(raw: unknown): string | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw !== 'string') throw new Fault('UDAPI100036', 'Invalid Input', 'tag');
  return raw;
}

function oneOf<T extends string>(body: Body, name: string, { words, missing, invalid }: Words<T>): T {
  const word = body[name];
  if (word === undefined || word === null || word === '')
    throw new Fault(missing, `${name} is required`, name);
  const known = words.find((candidate) => candidate === word);
  if (known === undefined) throw new Fault(invalid, `The ${name} is invalid`, name);
  return known;
}

function wholeNumber(body: Body, name: string, code: string): number {
  const count = body[name];
  if (typeof count !== 'number' || !Number.isInteger(count))
    throw new Fault(code, `The ${name} is invalid`, name);
  return count;
}

function optionalNumber(body: Body, name: string, code: string): number | undefined {
  return body[name] === undefined || body[name] === null || body[name] === 0
    ? undefined
    : wholeNumber(body, name, code);
}

/** A required field; 0 means that there is no price. */
function rupees(body: Body, name: string): Price | undefined {
  const raw = body[name];
  const price = typeof raw === 'number' ? priceFromNumber(raw) : undefined;
  if (price === undefined) throw new Fault('UDAPI1008', `${name} is required`, name);
  return price === 0 ? undefined : price;
}
