/**
 * Everything that stops a child's entry before it is sized, and the limits on what it would be (domain §4.7, §4.8).
 *
 * Decides: the one code, with its limit and the figure that met it, by which an entry is skipped. Keeps I5: nothing here is
 * ever asked about an exit. Leaves to others: the size (`copy/sizing.ts`) and what becomes of the answer (`copy/`).
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { BrokerPort } from '../broker/broker-port.ts';
import { closedBy } from '../copy/account-exits.ts';
import type { ChildLink, CopyGroup } from '../copy/copy-group.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { Quantity } from '../money/quantity.ts';
import { supportsValidity } from '../order/broker-terms.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { Validity } from '../order/order-terms.ts';
import { type Clock, IST_OFFSET_MS } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import type { SkipReason } from './skip-reason.ts';

/** What the guards look at. */
export interface EntryGuardParts {
  readonly clock: Clock;
  readonly accounts: AccountStore;
  readonly positions: PositionBook;
}

/** States of the link, the group and the account that stop entries. */
export function stoppedBy(
  parts: EntryGuardParts,
  group: Pick<CopyGroup, 'armed'>,
  link: ChildLink,
): SkipReason | undefined {
  if (link.state === 'closeOnly') return { code: 'close-only' };
  if (link.state !== 'active') return { code: link.state };
  if (!group.armed) return { code: 'disarmed' };
  const state = parts.accounts.stateOf(link.accountId);
  if (state.session === undefined) return { code: 'no-session' };
  return state.settled ? undefined : { code: 'disarmed', figure: 'not settled' };
}

/** A master's entry as one child would copy it, before it is sized. */
export interface CopiedEntry {
  readonly link: ChildLink;
  readonly intent: OrderIntent;
  readonly validity: Validity;
  readonly instrument: Instrument;
  readonly broker: BrokerPort;
  readonly lookup: InstrumentLookup;
}

/** What the link does not want, what the child's broker does not offer, and what stands in the child's own way. */
export function refusedBy(parts: EntryGuardParts, entry: CopiedEntry): SkipReason | undefined {
  const { instrument, broker, lookup, validity } = entry;
  const filtered = filteredBy(entry);
  if (filtered !== undefined) return filtered;
  if (lookup.listingFor(instrument.id, broker.id) === undefined) return { code: 'not-listed' };
  if (!supportsValidity(broker.capabilities, instrument, validity))
    return { code: 'validity-not-supported', figure: validity };
  return ownPositionAgainst(parts, entry);
}

function filteredBy({ link, instrument, intent }: CopiedEntry): SkipReason | undefined {
  const { segments, products, underlyings } = link.filters;
  const { segment, underlying } = instrument;
  if (segments.length > 0 && !segments.includes(segment))
    return { code: 'segment', limit: segments.join(' '), figure: segment };
  if (products.length > 0 && !products.includes(intent.product)) {
    return { code: 'product', limit: products.join(' '), figure: intent.product };
  }
  if (underlyings.length > 0 && !underlyings.includes(underlying)) {
    return { code: 'underlying', limit: underlyings.join(' '), figure: underlying };
  }
  return undefined;
}

/** What the child holds of its own stands in the way; a sale of shares that it does not hold is no entry. */
function ownPositionAgainst(parts: EntryGuardParts, entry: CopiedEntry): SkipReason | undefined {
  const { instrument, intent, link } = entry;
  if (instrument.kind === 'EQ' && intent.product !== 'I' && intent.side === 'SELL')
    return { code: 'no-holdings' };
  const own = ownOf(parts, link.accountId, intent);
  return closedBy(intent.side, own) > 0 ? { code: 'own-position-opposite', figure: own } : undefined;
}

function ownOf(
  { positions }: EntryGuardParts,
  accountId: AccountId,
  { instrumentId, product }: OrderIntent,
): number {
  return positions.net(accountId, instrumentId, product) - positions.copied(accountId, instrumentId, product);
}

/** Limits of the link on an entry of this size. */
export function limitedBy(
  parts: EntryGuardParts,
  link: ChildLink,
  quantity: Quantity,
): SkipReason | undefined {
  const { maxQuantity, maxOpenPositions, window } = link.guards;
  if (maxQuantity !== undefined && quantity > maxQuantity)
    return { code: 'max-quantity', limit: maxQuantity, figure: quantity };
  const open = parts.positions.openCount(link.accountId);
  if (maxOpenPositions !== undefined && open >= maxOpenPositions)
    return { code: 'max-open', limit: maxOpenPositions, figure: open };
  const time = new Date(parts.clock.now() + IST_OFFSET_MS).toISOString().slice(11, 16);
  if (window !== undefined && (time < window.from || time > window.to)) {
    return { code: 'window', limit: `${window.from}–${window.to}`, figure: time };
  }
  return undefined;
}
