/** How much is asked for and at which price, as it was typed; and what is wrong with it, in words. */
import type { Instrument } from '@copydesk/api-contract';
import { formatQuantity, parseMoney } from './numbers.ts';

interface Sized {
  readonly instrument: Pick<Instrument, 'lotSize'> | null;
  /** As typed, in `unit`. */
  readonly size: string;
  readonly unit: 'lots' | 'quantity';
}

/** Units of the typed size; null when it is no whole number of lots above zero. */
export function quantityOf(order: Sized): number | null {
  const lot = Math.max(1, order.instrument?.lotSize ?? 1);
  if (!/^\d{1,9}$/.test(order.size.trim())) return null;
  const typed = Number(order.size);
  const quantity = order.unit === 'quantity' ? typed : typed * lot;
  return quantity > 0 && Number.isSafeInteger(quantity) && quantity % lot === 0 ? quantity : null;
}

/** A size that is no whole number of lots offers both neighbours. */
export function sizeFault(order: Sized): string {
  const typed = Number(order.size);
  const lot = Math.max(1, order.instrument?.lotSize ?? 1);
  if (!Number.isFinite(typed) || order.size.trim() === '' || typed <= 0)
    return 'Needs a whole number above 0.';
  const below = Math.floor(typed);
  if (lot === 1) return `Whole numbers only: ${Math.max(1, below)} or ${below + 1}.`;
  if (order.unit === 'quantity') {
    const floor = Math.floor(typed / lot) * lot;
    return floor === 0
      ? `Whole lots only: ${formatQuantity(lot)}.`
      : `Whole lots only: ${formatQuantity(floor)} or ${formatQuantity(floor + lot)}.`;
  }
  const low = Math.max(1, below);
  return `Whole lots only: ${formatQuantity(low * lot)} or ${formatQuantity((below + 1) * lot)}.`;
}

/** What is wrong with a price as it was typed. */
export function priceFault(typed: string): string | undefined {
  if (typed.trim() === '') return 'Needs a price.';
  const price = parseMoney(typed.trim());
  return price === null || price <= 0 ? 'Needs a price above 0, such as 124.15.' : undefined;
}

/** One step of the size: a lot, or where it is one, a unit. Never below one step. */
export function steppedSize(order: Sized, steps: number): string {
  const step = order.unit === 'quantity' ? Math.max(1, order.instrument?.lotSize ?? 1) : 1;
  const typed = Math.trunc(Number(order.size) || 0);
  return String(Math.max(step, Math.floor(typed / step) * step + steps * step));
}
