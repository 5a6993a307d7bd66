/**
 * What a person or program asks for, and what is refused before anything is journaled.
 *
 * Decides: whether the terms of an order make sense for its instrument and its broker. A refusal names the field of the
 * command; nothing has happened then.
 */
import type { AccountId } from '../account/account.ts';
import type { BasketMark } from '../basket/basket.ts';
import type { BrokerCapabilities } from '../broker/capabilities.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { Instrument, InstrumentId } from '../instrument/instrument.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import { isOnTick, type Price, printPrice } from '../money/price.ts';
import { ceilToLot, floorToLot, LARGEST_QUANTITY, NONE, type Quantity } from '../money/quantity.ts';
import type { ProtectionLevels } from '../protection/protection.ts';
import { supportsValidity } from './broker-terms.ts';
import type { OrderOrigin } from './order-intent.ts';
import type { OrderType, Product, Side, Validity } from './order-terms.ts';

/** An order to place. */
export interface PlaceCommand {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly orderType: OrderType;
  readonly product: Product;
  readonly validity: Validity;
  readonly price?: Price | undefined;
  readonly triggerPrice?: Price | undefined;
  readonly disclosedQuantity?: Quantity | undefined;
  /** -1 (automatic) when left out, else a percentage. */
  readonly marketProtection?: number | undefined;
  readonly afterMarket?: boolean | undefined;
  /** False: for this account alone. */
  readonly copy?: boolean | undefined;
  /** The desk's own note; never sent to a broker. */
  readonly note?: string | undefined;
  /** Who wants it; `desk` when left out. */
  readonly origin?: OrderOrigin | undefined;
  readonly request?: RequestMark | undefined;
  /** Levels that are set when it fills. */
  readonly protection?: ProtectionLevels | undefined;
  /** It rests behind a protection. It is asked once more when the order is about to be written down: nothing is placed that is not meant any more. */
  readonly restingStop?: { readonly isMeant: () => boolean } | undefined;
  /** What it is to a basket. The order of a leg has the id that its mark says. */
  readonly basket?: BasketMark | undefined;
}

/** An exit of a part of a position. */
export interface ExitCommand {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  /** In millionths of the position, above 0 and at most 1 000 000; rounded up to whole lots. Or `quantity`. */
  readonly fraction?: number | undefined;
  readonly quantity?: Quantity | undefined;
  /** What of `quantity` is still wanted when the order is made, after what it waited for; nothing: no order is made. */
  readonly stillWanted?: (() => Quantity) | undefined;
  readonly orderType?: OrderType | undefined;
  readonly price?: Price | undefined;
  /** Who wants it; `desk` when left out. */
  readonly origin?: OrderOrigin | undefined;
  readonly request?: RequestMark | undefined;
  /** Only an exit on this side is meant: a position that turned meanwhile is left alone. */
  readonly side?: Side | undefined;
  /** False: for this account alone. */
  readonly copy?: boolean | undefined;
  readonly basket?: BasketMark | undefined;
}

/** Which terms an order type takes. */
const TERMS: Readonly<Record<OrderType, { readonly price: boolean; readonly trigger: boolean }>> = {
  MARKET: { price: false, trigger: false },
  LIMIT: { price: true, trigger: false },
  SL: { price: true, trigger: true },
  'SL-M': { price: false, trigger: true },
};

/**
 * Refuses a quantity that is not a whole, positive number of lots. What is held beside whole lots (a lot may have changed while it
 * was held) goes along with an exit: an exit that leaves whole lots, or nothing, of what the side can close is never refused.
 */
export function checkQuantity(instrument: Instrument, quantity: Quantity, closable: Quantity = NONE): void {
  if (quantity <= 0 || quantity > LARGEST_QUANTITY) {
    throw new TradingError('quantity-too-large', { quantity, largest: LARGEST_QUANTITY }, { path: '/qty' });
  }
  const { lotSize } = instrument;
  const leavesLots = lotSize > 0 && quantity <= closable && (closable - quantity) % lotSize === 0;
  if ((lotSize === 0 || quantity % lotSize !== 0) && !leavesLots) {
    const facts = {
      quantity,
      lotSize: instrument.lotSize,
      below: instrument.lotSize === 0 ? 0 : floorToLot(quantity, instrument.lotSize),
      above: instrument.lotSize === 0 ? 0 : ceilToLot(quantity, instrument.lotSize),
    };
    throw new TradingError('lot-size-mismatch', facts, { path: '/qty' });
  }
}

/** Refuses prices that the order type does not take, lacks, or that are off the instrument's tick. */
export function checkPrices(
  instrument: Instrument,
  terms: {
    readonly orderType: OrderType;
    readonly price: Price | undefined;
    readonly triggerPrice: Price | undefined;
  },
): void {
  const takes = TERMS[terms.orderType];
  checkPrice(instrument, terms.orderType, { path: '/price', taken: takes.price, price: terms.price });
  checkPrice(instrument, terms.orderType, {
    path: '/triggerPrice',
    taken: takes.trigger,
    price: terms.triggerPrice,
  });
}

function checkPrice(
  instrument: Instrument,
  orderType: OrderType,
  field: { readonly path: string; readonly taken: boolean; readonly price: Price | undefined },
): void {
  const { path, taken, price } = field;
  if (!taken) {
    if (price !== undefined && price !== 0)
      throw new TradingError('price-not-allowed', { orderType }, { path });
    return;
  }
  if (price === undefined || price <= 0) throw new TradingError('price-required', { orderType }, { path });
  if (!isOnTick(price, instrument.tickSize)) {
    const facts = { price: printPrice(price), tickSize: printPrice(instrument.tickSize) };
    throw new TradingError('price-off-tick', facts, { path });
  }
}

/** Refuses what the broker does not offer to anybody. */
export function checkCapabilities(
  capabilities: BrokerCapabilities,
  command: PlaceCommand,
  instrument: Instrument,
): void {
  const unsupported = (path: string, what: string): TradingError =>
    new TradingError('not-supported', { what, segment: instrument.segment }, { path });
  if (!capabilities.segments.includes(instrument.segment)) throw unsupported('/exchange', instrument.segment);
  if (!capabilities.products.includes(command.product)) throw unsupported('/productType', command.product);
  if (!capabilities.orderTypes.includes(command.orderType))
    throw unsupported('/orderType', command.orderType);
  if (!supportsValidity(capabilities, instrument, command.validity))
    throw unsupported('/validity', command.validity);
  if (command.product === 'MTF' && instrument.kind !== 'EQ') throw unsupported('/productType', 'MTF');
}

/** Refuses an instrument that cannot be traded on the given day (YYYY-MM-DD, IST). */
export function checkTradable(instrument: Instrument, today: string): void {
  if (instrument.kind === 'INDEX' || instrument.lotSize === 0) {
    throw new TradingError(
      'not-supported',
      { what: 'an index cannot be traded', symbol: instrument.symbol },
      { path: '/instrumentId' },
    );
  }
  if (instrument.expiry !== undefined && instrument.expiry < today) {
    throw new TradingError('instrument-expired', { expiry: instrument.expiry, today }, { path: '/expiry' });
  }
}
