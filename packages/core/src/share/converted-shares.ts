/**
 * What a conversion does to the shares of children (domain §4.3, 4.13).
 *
 * Decides: a master's conversion moves what its children should hold, by the rule that the children themselves convert by; a
 * child's own moves what it may keep. What a child cannot follow is then a difference in both products. Pure.
 */
import { shareOf } from '../conversion/child-conversion.ts';
import type { ConversionEvent } from '../conversion/conversion-events.ts';
import type { Quantity } from '../money/quantity.ts';
import { displacedTo } from './displaced-shares.ts';
import type { Following } from './following.ts';

type Converted = Extract<ConversionEvent, { readonly type: 'position-converted' }>;

/** One child's shares in one product. */
type ProductShares = Pick<Following, 'expected' | 'entitled' | 'displaced' | 'held' | 'lastExit'>;

/** The master converted: the same fraction of what the child should hold is expected in the other product. */
export function moveExpected(
  from: ProductShares,
  to: ProductShares,
  event: Converted,
  lotSize: Quantity,
): void {
  const expected = from.expected.value(lotSize);
  const moved = shareOf(Math.abs(expected), event, lotSize);
  if (moved === 0 || Math.sign(expected) !== Math.sign(event.quantity)) return;
  from.expected.take(moved, lotSize);
  to.expected.add(Math.sign(expected) * moved, lotSize);
}

/** The child converted: it may keep in the other product what it could keep here, as far as it moved. */
export function moveEntitled(
  from: ProductShares,
  to: ProductShares,
  event: Converted,
  lotSize: Quantity,
): void {
  const moved = Math.abs(event.copied);
  from.held -= event.copied;
  to.held += event.copied;
  const kept = Math.min(moved, Math.max(0, Math.sign(event.quantity) * from.entitled.value(lotSize)));
  from.entitled.take(kept, lotSize);
  to.entitled.add(Math.sign(event.quantity) * kept, lotSize);
  // What it owes moves along, and with it what it is owed for.
  to.lastExit ??= from.lastExit;
  // Not to follow its master, but because somebody wants it so: then it is what the child should hold, too.
  if (event.origin === 'copy') return;
  const alone = moved - Math.min(moved, displacedTo(from, event.to, lotSize));
  const wanted = Math.min(alone, Math.max(0, Math.sign(event.quantity) * from.expected.value(lotSize)));
  from.expected.take(wanted, lotSize);
  to.expected.add(Math.sign(event.quantity) * wanted, lotSize);
}
