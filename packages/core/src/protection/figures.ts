/**
 * What a protection is judged by now: the price of its position, or the day's profit of its accounts.
 *
 * Decides: when that may be acted upon. A price must be live or asked for a moment ago; a day's profit needs such a price of
 * every position that is open in a market that is open. What is stale is never acted on. Keeps I7: an account of a group that is away
 * keeps nobody else from being judged; it counts as its books were known last, at the last prices, where there are any.
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { InstrumentLookup } from '../instrument/instrument-lookup.ts';
import type { LivePrice, LivePrices, PriceSource, PriceStanding } from '../market/live-prices.ts';
import type { MarketTimes } from '../market/market-times.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { DeskClock, Instant } from '../ports/clock.ts';
import type { PositionBook } from '../position/position-book.ts';
import { type Profits, sumOf } from '../position/profits.ts';
import type { ProtectionScope } from './protection.ts';

export interface FigureParts {
  readonly clock: DeskClock;
  readonly times: MarketTimes;
  readonly accounts: AccountStore;
  readonly groups: Pick<GroupStore, 'byId'>;
  readonly positions: PositionBook;
  readonly live: () => LivePrices;
  readonly profits: Profits;
  readonly instrumentsOf: (accountId: AccountId) => InstrumentLookup;
  /** Whether the day's book has no row of what was carried into the day there, and that is not believed yet. */
  readonly isMissing: (at: PositionPlace) => boolean;
}

/** A position of an account. */
export type PositionPlace = Pick<OrderIntent, 'accountId' | 'instrumentId' | 'product'>;

/** A figure, and what it is worth. */
export type Figure =
  | {
      readonly kind: 'fresh';
      readonly figure: number;
      readonly at: Instant;
      readonly standing: PriceStanding;
      /** Accounts of a group that are not logged in, or not read yet, and hold something as far as is known. */
      readonly away: readonly AccountId[];
    }
  /** Nothing is traded there now: nothing can be reached. */
  | { readonly kind: 'closed'; readonly away: readonly AccountId[] }
  /** `stale` are the instruments whose price may not be acted on, by the account in which they are needed. */
  | { readonly kind: 'blind'; readonly stale: readonly Needed[]; readonly away: readonly AccountId[] }
  /** Whether anything of it is held is not known: the day's books have no row of it, and nothing else of it is held. */
  | { readonly kind: 'not-shown'; readonly away: readonly AccountId[] }
  /** These accounts are not logged in, or not read yet, and nobody else holds anything. */
  | { readonly kind: 'unguarded'; readonly accounts: readonly AccountId[] };

/** A price that is needed. */
export interface Needed {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
}

export class Figures {
  readonly #parts: FigureParts;

  constructor(parts: FigureParts) {
    this.#parts = parts;
  }

  /** What the protection of this scope is judged by now. */
  of(scope: ProtectionScope): Figure {
    const { away, here } = this.#presenceOf(scope);
    if (away.length > 0 && here.length === 0) return { kind: 'unguarded', accounts: away };
    if (here.length === 0 && this.notShownOf(scope).length > 0) return { kind: 'not-shown', away };
    const open = here.filter((one) => this.#isOpen(one));
    if (open.length === 0) return { kind: 'closed', away };
    const prices = open.map((one) => this.#freshPriceOf(one));
    const stale = open.filter((_one, index) => prices[index] === undefined);
    if (stale.length > 0) return { kind: 'blind', stale, away };
    const fresh = prices.filter((price) => price !== undefined);
    const newest = fresh.reduce((one, other) => (other.at > one.at ? other : one));
    const { at } = newest;
    const standing = fresh.every((price) => price.standing === 'live') ? 'live' : 'polled';
    const figure = scope.kind === 'position' ? newest.price : this.dayProfitOf(scope);
    return { kind: 'fresh', figure, at, standing, away };
  }

  /** Who tells the prices by which this scope is judged now, each once. */
  sourcesOf(scope: ProtectionScope): readonly PriceSource[] {
    const open = this.#presenceOf(scope).here.filter((one) => this.#isOpen(one));
    const sources = open.flatMap((one) => this.#freshPriceOf(one)?.source ?? []);
    return [...new Map(sources.map((one) => [`${one.account.id} ${one.by}`, one])).values()];
  }

  /** The prices that judging needs: that of the position, or those of everything that is open. */
  neededBy(scope: ProtectionScope): readonly Needed[] {
    return this.#placesOf(scope)
      .filter((place) => !this.#parts.isMissing(place))
      .map(({ accountId, instrumentId }) => ({ accountId, instrumentId }));
  }

  /** What of the scope the day's books have no row of, although it was carried into the day: it is not judged by that meanwhile. */
  notShownOf(scope: ProtectionScope): readonly PositionPlace[] {
    return this.#placesOf(scope).filter((place) => this.#parts.isMissing(place));
  }

  /** The accounts that the scope reaches. */
  accountsOf(scope: ProtectionScope): readonly AccountId[] {
    if (scope.kind !== 'group') return [scope.accountId];
    const group = this.#parts.groups.byId(scope.groupId);
    return group === undefined ? [] : [group.masterId, ...group.children.map((child) => child.accountId)];
  }

  /**
   * The day's profit of the scope's accounts, in 1/10000 rupee; without positions of which no price was ever known, or that may be held
   * no more.
   */
  dayProfitOf(scope: ProtectionScope): number {
    const { profits, isMissing } = this.#parts;
    const profitOf = (accountId: AccountId): bigint => {
      const counted = profits.ofEach(accountId).filter((one) => !isMissing({ ...one, accountId }));
      return sumOf(counted).dayPnl;
    };
    return Number(this.accountsOf(scope).reduce((sum, id) => sum + profitOf(id), 0n));
  }

  /** Whether the last books and prices tell what the account makes. */
  isKnown(accountId: AccountId): boolean {
    return this.#parts.profits.ofAccount(accountId).uncounted.length === 0;
  }

  #placesOf(scope: ProtectionScope): readonly PositionPlace[] {
    if (scope.kind === 'position') {
      const { accountId, instrumentId, product } = scope;
      return [{ accountId, instrumentId, product }];
    }
    return this.accountsOf(scope).flatMap((accountId) =>
      this.#parts.positions
        .openOf(accountId)
        .map(({ instrumentId, product }) => ({ accountId, instrumentId, product })),
    );
  }

  /** Whose accounts are away, and what is needed of the others. */
  #presenceOf(scope: ProtectionScope) {
    const needed = this.neededBy(scope);
    const away = [...new Set(needed.map(({ accountId }) => accountId))].filter((id) => this.#isAway(id));
    return { away, here: needed.filter(({ accountId }) => !away.includes(accountId)) };
  }

  #isAway(accountId: AccountId): boolean {
    const { accounts } = this.#parts;
    if (accounts.userOf(accountId) === undefined) return true;
    const { session, settled, leasedBy } = accounts.stateOf(accountId);
    return session === undefined || !settled || leasedBy !== undefined;
  }

  #isOpen({ accountId, instrumentId }: Needed): boolean {
    const { times, instrumentsOf } = this.#parts;
    const instrument = instrumentsOf(accountId).byId(instrumentId);
    return instrument === undefined || times.moment(accountId, instrument).open;
  }

  #freshPriceOf({ accountId, instrumentId }: Needed): LivePrice | undefined {
    const price = this.#parts.live().priceOf(accountId, instrumentId);
    return price === undefined || price.standing === 'stale' ? undefined : price;
  }
}
