/**
 * How much of what was copied goes along when a position is converted (domain §4.3).
 *
 * Decides: a child's copied conversion moves copied quantity alone; a master's moves it in proportion; one that somebody makes
 * in a child alone, at the desk or in its broker's app, takes the account's own first, like every reduction outside. Keeps I6.
 *
 * What a child's person moves that way is the child's own from then on, and told: the group's orders brought it to the other
 * product and not to this one, so the master's exits in the old product do not find it, and those in the new one would sell it
 * beside what they were meant for. What follows the master after all stays copied, and so does what is owed as an exit, which is
 * never given up (I5).
 */
import type { AccountStore } from '../account/account-store.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { Journal } from '../journal/journal.ts';
import type { LastPrices } from '../market/last-prices.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { Expectations } from '../share/expectations.ts';
import { type ConversionIntent, signedOf } from './conversion.ts';
import type { ConversionEvent } from './conversion-events.ts';

type Converted = Extract<ConversionEvent, { readonly type: 'position-converted' }>;

/** What is looked at, and told, when a conversion has happened. */
export interface ConvertedParts {
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: Pick<GroupStore, 'of'>;
  readonly positions: PositionBook;
  readonly prices: LastPrices;
  readonly expectations: Pick<Expectations, 'view' | 'displacedTo'>;
}

/** Records that a conversion has moved its quantity, given the books as they stand. */
export function recordConverted(
  parts: ConvertedParts,
  intent: ConversionIntent,
  cause: Converted['cause'],
): void {
  const { journal, positions } = parts;
  const { conversionId, accountId, instrumentId, from, to, part } = intent;
  const quantity = signedOf(intent);
  const copied = positions.copied(accountId, instrumentId, from);
  const held = positions.dayNet(accountId, instrumentId, from);
  const isSameSide = Math.sign(copied) === Math.sign(quantity);
  const taken = isSameSide ? copiedOf(intent, { held: Math.abs(held), copied: Math.abs(copied) }) : 0;
  const madeOwn = madeOwnOf(parts, intent, taken);
  // Told before the conversion: a crash in between leaves a conversion that takes nothing more of what was copied.
  if (madeOwn > 0) tellMadeOwn(parts, intent, madeOwn as Quantity);
  journal.record(intent.userId, {
    type: 'position-converted',
    conversionId,
    accountId,
    instrumentId,
    from,
    to,
    part,
    quantity: quantity as SignedQuantity,
    copied: (Math.sign(quantity) * (taken - madeOwn) + 0) as SignedQuantity,
    copiedBefore: copied,
    origin: intent.origin,
    cause,
  });
}

/** The magnitude of copied quantity that moves. */
function copiedOf(
  intent: Pick<ConversionIntent, 'origin' | 'groupId' | 'quantity'>,
  holding: { readonly held: number; readonly copied: number },
): number {
  const { origin, groupId, quantity } = intent;
  const { held, copied } = holding;
  if (origin === 'copy') return Math.min(quantity, copied);
  if (groupId === undefined) return Math.min(copied, Math.max(0, quantity - Math.max(0, held - copied)));
  if (quantity >= held) return copied;
  return Number((BigInt(copied) * BigInt(quantity)) / BigInt(held));
}

/** What of that is not copied any more: what the child may keep, less what so comes to where its master has converted it. */
function madeOwnOf(
  { groups, expectations }: ConvertedParts,
  { accountId, instrumentId, from, to, side, origin }: ConversionIntent,
  taken: number,
): number {
  const group = groups.of(accountId);
  if (origin === 'copy' || group === undefined || group.masterId === accountId) return 0;
  const at = { accountId, instrumentId, product: from };
  const share = expectations.view(at);
  if (share === undefined) return taken;
  const follows = Math.min(taken, expectations.displacedTo(at, to));
  const entitled = Math.max(0, share.entitled * (side === 'BUY' ? 1 : -1));
  return Math.min(taken - follows, Math.max(0, entitled - follows));
}

/** It stays when its master leaves: somebody must know. */
function tellMadeOwn(
  { accounts, journal, prices }: ConvertedParts,
  { userId, accountId, instrumentId, from, to }: ConversionIntent,
  quantity: Quantity,
): void {
  const { address } = accounts.get(accountId);
  const text = `${quantity} ${instrumentId} that ${address} held as a copy in ${from} were converted to ${to} in that account alone: they are its own now, and do not leave with its master.`;
  journal.record(userId, { type: 'alert-raised', code: 'copy-converted-alone', accountId, text });
  const price = prices.of(accountId, instrumentId);
  journal.record(userId, {
    type: 'copied-reduced',
    accountId,
    instrumentId,
    product: from,
    quantity,
    cause: 'converted-alone',
    price,
  });
}
