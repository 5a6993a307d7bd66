/**
 * What a corporate action makes of a position overnight (domain §1): an instrument is replaced by another one, or keeps its
 * name and becomes more or fewer units a lot.
 *
 * Decides: the quantities and the price after it. Keeps I6: the ledger goes along in the same proportion, and nothing is
 * moved that does not come out whole. Pure but for the two positions that it is given.
 */
import type { Price } from '../money/price.ts';
import { executionsOf } from './executions.ts';
import { costCarried, openAverage } from './pnl.ts';
import { dayNetOf, forgetFills, netOf, type Position } from './position.ts';

/** Of every `from` units before there are `to` after; whole numbers. */
export interface Ratio {
  readonly from: number;
  readonly to: number;
}

/** The ratio in its lowest terms; undefined for what is none. */
export function ratioOf(from: number, to: number): Ratio | undefined {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from <= 0 || to <= 0) return undefined;
  const divisor = commonDivisor(from, to);
  return { from: from / divisor, to: to / divisor };
}

/** What a signed quantity becomes; undefined when it does not come out whole. */
export function scaled(quantity: number, { from, to }: Ratio): number | undefined {
  const product = BigInt(quantity) * BigInt(to);
  return product % BigInt(from) === 0n ? Number(product / BigInt(from)) : undefined;
}

/** Whether every quantity of the position comes out whole. */
export function isWholeAfter(
  position: Pick<Position, 'held' | 'copied'> & { readonly net: number },
  ratio: Ratio,
): boolean {
  return [position.net, position.held, position.copied].every((one) => scaled(one, ratio) !== undefined);
}

/**
 * Moves everything that is held in one position to the other one, which may be the same. Where the other one has been seen
 * at the broker already, the quantity is there, and only what of it was copied goes along.
 */
export function replacePosition(from: Position, to: Position, ratio: Ratio): void {
  const made = executionsOf(from);
  const after = {
    carried: scaled(dayNetOf(from), ratio) ?? 0,
    held: scaled(from.held, ratio) ?? 0,
    copied: scaled(from.copied, ratio) ?? 0,
    carriedPrice: scaledPrice(openAverage(made), ratio),
    // It cost what it cost, however many units it became.
    carriedValue: costCarried(made, dayNetOf(from)),
    heldPrice: scaledPrice(from.heldPrice, ratio),
  };
  const isSeen = from !== to && netOf(to) !== 0;
  empty(from);
  if (isSeen) {
    const net = netOf(to);
    const sameSide = Math.sign(after.copied) === Math.sign(net);
    to.copied = sameSide ? Math.sign(net) * Math.min(Math.abs(after.copied), Math.abs(net)) : 0;
    return;
  }
  to.carried = after.carried;
  to.carriedPrice = after.carriedPrice;
  to.carriedValue = after.carriedValue;
  // The next read of the broker's book confirms it as what is carried into the day.
  to.carriedDay = '';
  to.held = after.held;
  to.heldPrice = after.heldPrice;
  to.copied = after.copied;
}

function empty(position: Position): void {
  forgetFills(position, '9999-12-31');
  position.carried = 0;
  position.carriedPrice = undefined;
  position.carriedValue = undefined;
  position.held = 0;
  position.heldPrice = undefined;
  position.copied = 0;
}

/** For display, half up: what something cost is the same, so one unit of it costs by the inverse ratio. */
export function scaledPrice(price: Price | undefined, { from, to }: Ratio): Price | undefined {
  if (price === undefined) return undefined;
  const doubled = 2n * BigInt(price) * BigInt(from) + BigInt(to);
  return Number(doubled / (2n * BigInt(to))) as Price;
}

function commonDivisor(one: number, other: number): number {
  return other === 0 ? one : commonDivisor(other, one % other);
}
