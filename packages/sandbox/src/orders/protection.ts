/** Market protection: how far from the last price a market order may fill. */
import { ceilToTick, floorToTick, type Price, priceOfUnits, type Side } from '@copydesk/core';
import type { VenueInstrument } from '../venue/venue-instrument.ts';

/** Automatic protection in hundredths of a percent, by the height of the price in rupees (Zerodha's slabs, 2026). */
const OPTION_SLABS = [
  { below: 10, percent: 500 },
  { below: 100, percent: 300 },
  { below: 500, percent: 200 },
  { below: Number.POSITIVE_INFINITY, percent: 100 },
] as const;
const OTHER_SLABS = [
  { below: 100, percent: 200 },
  { below: 500, percent: 100 },
  { below: Number.POSITIVE_INFINITY, percent: 50 },
] as const;

/** The automatic protection at this price, in hundredths of a percent. */
export function automaticProtection(instrument: VenueInstrument, last: Price): number {
  const slabs = instrument.kind === 'OPT' ? OPTION_SLABS : OTHER_SLABS;
  return slabs.find((slab) => last < slab.below * 10_000)?.percent ?? 100;
}

/** The limit that a market order becomes: the last price and the protection, rounded towards the last price, inside the band. */
export function protectedPrice(
  side: Side,
  last: Price,
  percent: number,
  bounds: { readonly tickSize: Price; readonly lower: Price; readonly upper: Price },
): Price {
  if (side === 'BUY') {
    const highest = floorToTick(
      priceOfUnits(Math.floor((last * (10_000 + percent)) / 10_000)),
      bounds.tickSize,
    );
    return priceOfUnits(Math.min(bounds.upper, Math.max(last, highest)));
  }
  const share = Math.max(0, 10_000 - percent);
  const lowest = ceilToTick(priceOfUnits(Math.ceil((last * share) / 10_000)), bounds.tickSize);
  return priceOfUnits(Math.max(bounds.lower, Math.min(last, lowest)));
}
