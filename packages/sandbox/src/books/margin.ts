/**
 * What orders and positions block.
 *
 * Decides: the rates, which instruments are paid in full and which are margined. All of it is exact: percentages are
 * hundredths of a percent of an exact value, rounded up. The rates are plausible, not any exchange's.
 */
import { type Price, type Product, quantityOf, type Side, type Value, valueOf } from '@copydesk/core';
import type { VenueMargin } from '../venue/venue-books.ts';
import type { UnderlyingClass, VenueInstrument } from '../venue/venue-instrument.ts';

/** Hundredths of a percent of the contract's value. */
interface Rate {
  readonly span: bigint;
  readonly exposure: bigint;
}

const DERIVATIVES: Readonly<Record<UnderlyingClass, Rate>> = {
  index: { span: 900n, exposure: 200n },
  equity: { span: 1_500n, exposure: 350n },
  currency: { span: 200n, exposure: 100n },
  commodity: { span: 800n, exposure: 125n },
};
/** Intraday equity: five times leverage. */
const INTRADAY_EQUITY = 2_000n;
/** Margin-funded equity: the client's own part. */
const FUNDED_EQUITY = 3_000n;

/** Nothing blocked. */
export const NO_MARGIN: VenueMargin = {
  span: 0n,
  exposure: 0n,
  premium: 0n,
  delivery: 0n,
  total: 0n,
} as VenueMargin;

/** Whether fills move the cash itself (options, delivery) instead of blocking a margin and settling the difference. */
export function isPaidInFull(instrument: VenueInstrument, product: Product): boolean {
  return instrument.kind === 'OPT' || (instrument.kind === 'EQ' && product === 'D');
}

/** What is blocked. */
export interface Exposure {
  readonly instrument: VenueInstrument;
  readonly side: Side;
  readonly product: Product;
  readonly quantity: number;
  readonly price: Price;
}

/** What an order that opens or adds blocks while it works. Exits block nothing and are not asked for. */
export function marginOfOrder(exposure: Exposure): VenueMargin {
  const { instrument, side, product, quantity, price } = exposure;
  if (quantity === 0) return NO_MARGIN;
  const value = valueOf(price, quantityOf(quantity), instrument.contractMultiplier);
  if (instrument.kind === 'OPT') {
    return side === 'BUY' ? parts({ premium: value }) : writtenOption(instrument, quantity);
  }
  if (instrument.kind === 'FUT') return derivative(instrument, value);
  if (product === 'D') return side === 'BUY' ? parts({ delivery: value }) : NO_MARGIN;
  return parts({ delivery: share(value, product === 'MTF' ? FUNDED_EQUITY : INTRADAY_EQUITY) });
}

/** What a position blocks: `openValue` is its signed cost. */
export function marginOfPosition(
  instrument: VenueInstrument,
  product: Product,
  open: { readonly quantity: number; readonly openValue: bigint },
): VenueMargin {
  if (open.quantity === 0) return NO_MARGIN;
  const value = open.openValue < 0n ? -open.openValue : open.openValue;
  if (instrument.kind === 'OPT') {
    return open.quantity > 0 ? NO_MARGIN : writtenOption(instrument, -open.quantity);
  }
  if (instrument.kind === 'FUT') return derivative(instrument, value);
  if (product === 'D') return NO_MARGIN;
  return parts({ delivery: share(value, product === 'MTF' ? FUNDED_EQUITY : INTRADAY_EQUITY) });
}

/** The sum of two. */
export function addMargin(a: VenueMargin, b: VenueMargin): VenueMargin {
  return parts({
    span: a.span + b.span,
    exposure: a.exposure + b.exposure,
    premium: a.premium + b.premium,
    delivery: a.delivery + b.delivery,
  });
}

/** The first less the second. */
export function lessMargin(a: VenueMargin, b: VenueMargin): VenueMargin {
  return parts({
    span: a.span - b.span,
    exposure: a.exposure - b.exposure,
    premium: a.premium - b.premium,
    delivery: a.delivery - b.delivery,
  });
}

/** A written option is margined on its strike. */
function writtenOption(instrument: VenueInstrument, quantity: number): VenueMargin {
  const strike = instrument.strike ?? (0 as Price);
  return derivative(instrument, valueOf(strike, quantityOf(quantity), instrument.contractMultiplier));
}

function derivative(instrument: VenueInstrument, value: bigint): VenueMargin {
  const rate = DERIVATIVES[instrument.underlyingClass];
  return parts({ span: share(value, rate.span), exposure: share(value, rate.exposure) });
}

/** Rounded up: the house never blocks too little. */
function share(value: bigint, hundredthsOfPercent: bigint): bigint {
  return (value * hundredthsOfPercent + 9_999n) / 10_000n;
}

function parts(given: {
  span?: bigint;
  exposure?: bigint;
  premium?: bigint;
  delivery?: bigint;
}): VenueMargin {
  const { span = 0n, exposure = 0n, premium = 0n, delivery = 0n } = given;
  return {
    span: span as Value,
    exposure: exposure as Value,
    premium: premium as Value,
    delivery: delivery as Value,
    total: (span + exposure + premium + delivery) as Value,
  };
}
