/**
 * Shares in delivery at two exchanges: one position of their ISIN (domain §1), which brokers show as a row of each listing.
 *
 * Decides: what of a sale at one exchange closes what is held at the other, and what of it was copied. Keeps I5 and I6: what was
 * sold there is not here to be sold again, and a child is taken out where it holds. Pure.
 */
import type { InstrumentId } from '../instrument/instrument.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Product } from '../order/order-terms.ts';
import type { FillKind } from './ledger.ts';
import { netOf, type Position } from './position.ts';

/** A share's position at the other exchange. */
export interface Elsewhere {
  readonly instrumentId: InstrumentId;
  /** What could be closed of it, signed. */
  readonly net: number;
  readonly copied: number;
}

/** Whether the product is delivered: intraday trades of two exchanges are two positions. */
export function isDelivery(product: Product): boolean {
  return product !== 'I';
}

/**
 * The net quantity of one listing, less what the other listing of the share has sold or bought against it. What was bought back
 * where it had been sold lies there, as far as it was copied there: exits look for it at that listing.
 */
export function netOverListings(position: Position, net = netOf(position)): number {
  const there = position.sibling;
  if (there === undefined) return net;
  const [here, other] = [lessOpposite(net, netOf(there)), lessOpposite(netOf(there), net)];
  return here + boughtBack(position, here, other) - boughtBack(there, other, here);
}

/** The net quantity that a correction leaves for what was copied: the other listing explains only what its own does not. */
export function correctedNet(position: Position, net = netOf(position)): number {
  return Math.sign(net) === Math.sign(position.copied) ? net : netOverListings(position, net);
}

function lessOpposite(net: number, other: number): number {
  if (net === 0 || Math.sign(other) !== -Math.sign(net)) return net;
  return Math.sign(net) * Math.max(0, Math.abs(net) - Math.abs(other)) + 0;
}

/** What was copied here beyond what is held here: no more than was sold here, and nothing that was copied at the other exchange. */
function boughtBack(position: Position, here: number, there: number): number {
  const lacking = position.copied - Math.max(0, here);
  const free = there - (position.sibling?.copied ?? 0);
  if (lacking <= 0 || free <= 0) return 0;
  let sold = 0;
  for (const fills of position.fills.values()) if (fills.side === 'SELL') sold += fills.total;
  return Math.min(lacking, free, sold);
}

/** What of that can be closed: towards zero by what conversions under way take. */
export function closableOf(position: Position): number {
  const net = netOverListings(position);
  if (position.leaving.size === 0) return net;
  const leaving = [...position.leaving.values()].reduce((sum, quantity) => sum + quantity, 0);
  return Math.sign(net) * Math.max(0, Math.abs(net) - leaving) + 0;
}

/** What of a sale of `quantity`, just filled, took what was copied at the other exchange; nothing where it closed what its own listing held. */
export function copiedSoldElsewhere(
  position: Position,
  sale: {
    readonly quantity: number;
    /** How much of it closed nothing at its own exchange. */
    readonly beyondExit: number;
    readonly kind: FillKind;
    readonly intent: OrderIntent;
  },
): number {
  const there = position.sibling;
  if (there === undefined || sale.intent.side !== 'SELL' || there.copied <= 0) return 0;
  // Somebody's own trading takes what is its own first.
  const isOwn = sale.kind === 'own' && sale.intent.closesElsewhere !== true;
  const quantity = isOwn ? sale.quantity : sale.beyondExit;
  const sold = Math.min(quantity, Math.max(0, -netOf(position)), netOf(there));
  return Math.max(0, Math.min(sold, isOwn ? there.copied - netOverListings(there) : there.copied));
}
