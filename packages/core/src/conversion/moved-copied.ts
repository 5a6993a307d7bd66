/**
 * How much of what was copied goes along when a position is converted (domain §4.3).
 *
 * Decides: a child's copied conversion moves copied quantity alone; a person's moves it in proportion; one that somebody made
 * in a child's own app takes the account's own first, like every reduction outside.
 */
import type { SignedQuantity } from '../money/quantity.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type ConversionIntent, signedOf } from './conversion.ts';
import type { ConversionEvent } from './conversion-events.ts';

type Converted = Extract<ConversionEvent, { readonly type: 'position-converted' }>;

/** The event by which a conversion moves quantity, given the books as they stand. */
export function convertedBy(
  positions: PositionBook,
  intent: ConversionIntent,
  cause: Converted['cause'],
): Converted {
  const { conversionId, accountId, instrumentId, from, to, part } = intent;
  const quantity = signedOf(intent);
  const copied = positions.copied(accountId, instrumentId, from);
  const held = positions.dayNet(accountId, instrumentId, from);
  const moved = copiedOf(intent, { held: Math.abs(held), copied: Math.abs(copied) });
  return {
    type: 'position-converted',
    conversionId,
    accountId,
    instrumentId,
    from,
    to,
    part,
    quantity: quantity as SignedQuantity,
    copied: (Math.sign(copied) === Math.sign(quantity) ? Math.sign(quantity) * moved : 0) as SignedQuantity,
    copiedBefore: copied,
    origin: intent.origin,
    cause,
  };
}

/** The magnitude of copied quantity that moves. */
function copiedOf(
  intent: Pick<ConversionIntent, 'origin' | 'groupId' | 'quantity'>,
  holding: { readonly held: number; readonly copied: number },
): number {
  const { origin, groupId, quantity } = intent;
  const { held, copied } = holding;
  if (origin === 'copy') return Math.min(quantity, copied);
  const ownFirst = origin === 'outside' && groupId === undefined;
  if (ownFirst) return Math.min(copied, Math.max(0, quantity - Math.max(0, held - copied)));
  if (quantity >= held) return copied;
  return Number((BigInt(copied) * BigInt(quantity)) / BigInt(held));
}
