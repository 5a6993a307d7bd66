/**
 * How little the price axis may show.
 *
 * Decides: an option that nobody trades moves by nothing all morning; fitted to that, each label of the axis would say the same
 * price. So many ticks are shown at the least, the candles in their middle.
 */
import type { AutoscaleInfo } from 'lightweight-charts';
import { money } from '../../lib/numbers.ts';

const LEAST_TICKS = 20;

/** What the axis fits to, widened where it is too narrow; prices in 1/10000 rupee, the tick in rupees. */
export function withLeastRange(fitted: AutoscaleInfo | null, tickSize: number): AutoscaleInfo | null {
  if (fitted === null || fitted.priceRange === null) return fitted;
  const { minValue, maxValue } = fitted.priceRange;
  const lacks = LEAST_TICKS * money(tickSize) - (maxValue - minValue);
  if (lacks <= 0) return fitted;
  return { ...fitted, priceRange: { minValue: minValue - lacks / 2, maxValue: maxValue + lacks / 2 } };
}
