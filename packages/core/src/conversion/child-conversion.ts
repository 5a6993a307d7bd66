/**
 * What one child does about its master's conversion.
 *
 * Decides: the quantity (the same fraction of what was copied, rounded down to whole lots, never more than is free) or why
 * nothing moves. Keeps I6, and the rule that a child's own holding is never touched by copying.
 */
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerId } from '../broker/broker-id.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import { canConvert } from '../broker/capabilities.ts';
import type { ChildLink } from '../group/copy-group.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import { floorToLot, type Quantity } from '../money/quantity.ts';
import type { OrderBook } from '../order/order-book.ts';
import type { DeskClock } from '../ports/clock.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type ConversionIntent, type ConversionReason, newConversionId } from './conversion.ts';
import type { MasterMove } from './conversion-events.ts';
import { convertibleAt, largestOf, partFor } from './convertible.ts';

/** The books and ports that a plan looks at. */
export interface ConversionPlanParts {
  readonly clock: DeskClock;
  readonly ids: IdSource;
  readonly accounts: AccountStore;
  readonly orders: OrderBook;
  readonly positions: PositionBook;
  readonly brokers: ReadonlyMap<BrokerId, BrokerPort>;
  readonly instrumentsOf: (accountId: ConversionIntent['accountId']) => InstrumentLookup;
}

/** A child's conversion, or why there is none; `share` is what the rule would have moved. */
export type ChildConversion =
  | { readonly conversion: ConversionIntent; readonly share: Quantity }
  | { readonly skip: ConversionReason };

/** The child's part; undefined when nothing of the master's lies there. */
export function planChildConversion(
  parts: ConversionPlanParts,
  master: ConversionIntent,
  move: MasterMove,
  link: ChildLink,
): ChildConversion | undefined {
  const { instrumentId, from, to, side } = master;
  const { accountId } = link;
  const sign = side === 'BUY' ? 1 : -1;
  const copied = Math.max(0, sign * parts.positions.copied(accountId, instrumentId, from));
  if (copied === 0) return undefined;
  const stopped = stoppedBy(parts, master, link);
  if (stopped !== undefined) return { skip: stopped };
  const lotSize = parts.instrumentsOf(accountId).byId(instrumentId)?.lotSize ?? (1 as Quantity);
  const share = shareOf(copied, move, lotSize);
  if (share === 0) return { skip: { code: 'under-one-lot', limit: lotSize, figure: copied } };
  const free = convertibleAt(parts, { accountId, instrumentId, product: from });
  const quantity =
    free === undefined || free.side !== side
      ? (0 as Quantity)
      : floorToLot(Math.min(share, largestOf(free)), lotSize);
  const part = free === undefined ? undefined : partFor(free, quantity);
  if (quantity === 0 || part === undefined) {
    return { skip: { code: 'nothing-to-convert', limit: share, figure: free?.free ?? 0 } };
  }
  const conversion: ConversionIntent = {
    conversionId: newConversionId(parts.ids),
    userId: master.userId,
    accountId,
    groupId: master.groupId,
    parentId: master.conversionId,
    origin: 'copy',
    instrumentId,
    side,
    from,
    to,
    quantity,
    part,
    askedAt: parts.clock.now(accountId),
  };
  return { conversion, share };
}

/** The fraction that the master moved of what was copied, of what the child holds of it; all of it when the master moved all. */
export function shareOf(copied: number, move: MasterMove, lotSize: Quantity): Quantity {
  const [moved, before] = [Math.abs(move.copied), Math.abs(move.copiedBefore)];
  if (before === 0) return 0 as Quantity;
  return floorToLot(Number((BigInt(copied) * BigInt(moved)) / BigInt(before)), lotSize);
}

function stoppedBy(
  parts: ConversionPlanParts,
  { instrumentId, from, to, side }: ConversionIntent,
  link: ChildLink,
): ConversionReason | undefined {
  const { accountId } = link;
  if (link.state === 'paused') return { code: 'paused' };
  // Filters are for entries: what was entered follows its master, or the master's exits would not find it.
  const broker = parts.brokers.get(parts.accounts.get(accountId).brokerId);
  if (broker === undefined || !canConvert(broker.capabilities, from, to))
    return { code: 'not-supported', figure: `${from} to ${to}` };
  if (parts.instrumentsOf(accountId).listingFor(instrumentId, broker.id) === undefined)
    return { code: 'not-listed' };
  const there = parts.positions.net(accountId, instrumentId, to);
  const against = side === 'BUY' ? there < 0 : there > 0;
  return against ? { code: 'own-position-opposite', figure: there } : undefined;
}
