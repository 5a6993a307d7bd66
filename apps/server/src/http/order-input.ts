/** What a person or program asked for, as the core takes it: names resolved, decimals exact. */
import type { ExitInput, ModifyOrderInput, PlaceOrderInput } from '@copydesk/api-contract';
import {
  type Account,
  type ExitCommand,
  type Instrument,
  type InstrumentResolver,
  type OrderModification,
  type PlaceCommand,
  type Price,
  parseFactor,
  parsePrice,
  type Quantity,
  type RequestMark,
} from '@copydesk/core';
import { HttpError } from './http-error.ts';
import { positionLevels } from './protection-input.ts';

/** A placement. Throws what the resolver throws, with the path of the field at fault. */
export function placeCommand(
  input: PlaceOrderInput,
  account: Account,
  resolver: InstrumentResolver,
  request: RequestMark | undefined,
): PlaceCommand {
  const protection = input.marketProtection;
  return {
    accountId: account.id,
    instrumentId: instrumentOf(input, resolver).id,
    side: input.side,
    quantity: input.quantity as Quantity,
    orderType: input.orderType,
    product: input.product,
    validity: input.validity ?? 'DAY',
    price: priceAt(input.price, '/price'),
    triggerPrice: priceAt(input.triggerPrice, '/triggerPrice'),
    disclosedQuantity: input.disclosedQty as Quantity | undefined,
    marketProtection: protection === undefined ? undefined : Number(protection),
    afterMarket: input.afterMarket,
    copy: input.copy,
    protection:
      input.protection === undefined ? undefined : positionLevels(input.protection, {}, '/protection'),
    note: input.tag,
    request,
  };
}

function instrumentOf(input: PlaceOrderInput, resolver: InstrumentResolver): Instrument {
  if (input.instrumentId !== undefined) return resolver.byId(input.instrumentId);
  const { baseInstrument, instrumentType, exchange } = input;
  if (baseInstrument === undefined || instrumentType === undefined || exchange === undefined) {
    throw new HttpError('invalid-input'); // the contract's schema has refused it before
  }
  return resolver.resolve({
    baseInstrument,
    instrumentType,
    exchange,
    expiry: input.expiry,
    strike: priceAt(input.strike, '/strike'),
    optionType: input.optionType,
  });
}

/** New terms. */
export function modification(input: ModifyOrderInput): OrderModification {
  return {
    quantity: input.quantity as Quantity | undefined,
    price: priceAt(input.price, '/price'),
    triggerPrice: priceAt(input.triggerPrice, '/triggerPrice'),
    orderType: input.orderType,
    validity: input.validity,
  };
}

/** An exit. The instrument may have left today's lists: its position is reason enough to let it go. */
export function exitCommand(
  input: ExitInput,
  account: Account,
  resolver: InstrumentResolver,
  request: RequestMark | undefined,
): ExitCommand {
  return {
    accountId: account.id,
    instrumentId: resolver.find(input.instrumentId)?.id ?? (input.instrumentId as Instrument['id']),
    product: input.product,
    fraction: millionthsAt(input.fraction, '/fraction'),
    quantity: input.quantity as Quantity | undefined,
    orderType: input.orderType,
    price: priceAt(input.price, '/price'),
    request,
  };
}

function priceAt(text: string | undefined, path: string): Price | undefined {
  if (text === undefined) return undefined;
  const price = parsePrice(text);
  if (price !== undefined) return price;
  const message = 'Takes at most four decimal places.';
  throw new HttpError('invalid-input', { errors: [{ path, code: 'too-fine', message }] });
}

/** A share of a position in millionths; a finer one is refused, for it would be rounded in silence. */
function millionthsAt(text: string | undefined, path: string): number | undefined {
  if (text === undefined) return undefined;
  const millionths = parseFactor(text);
  if (millionths !== undefined) return millionths;
  const message = 'Takes at most six decimal places.';
  throw new HttpError('invalid-input', { errors: [{ path, code: 'too-fine', message }] });
}
