/** How a protection stands, as it is told to its owner: what it sees, by whose prices, and whom it acts without. */
import type { AccountId } from '../account/account.ts';
import type { LivePrices, PriceSource, PriceStanding } from '../market/live-prices.ts';
import type { OrderId } from '../order/order-id.ts';
import type { Instant } from '../ports/clock.ts';
import type { Figure, Figures, Needed, PositionPlace } from './figures.ts';
import type { Protection, ProtectionState } from './protection.ts';
import type { RestingStops } from './resting-stops.ts';

/** A protection with how it stands. */
export interface ProtectionView {
  readonly protection: Protection;
  readonly state: ProtectionState;
  /** The price or the day's profit that it was judged by last; undefined while none may be acted on. */
  readonly figure: number | undefined;
  /** Whether that comes from a feed, or is asked for every few seconds. */
  readonly standing: PriceStanding | undefined;
  /** Who tells the prices of that figure, each once; of an account or a group there may be several. */
  readonly sources: readonly PriceSource[];
  /** Accounts of a group that hold something and are not logged in, or not read yet: it acts for the others, after a moment of waiting. */
  readonly without: readonly AccountId[];
  /** What of it was carried into the day and is in no row of the day's books: it is not judged by that until it is. */
  readonly notShown: readonly PositionPlace[];
  /** Since when a price that it needs is no longer one of now; undefined while it sees, and where none was ever told. */
  readonly silentSince: Instant | undefined;
  /** Where the stop stands now, the trailing one included. */
  readonly stop: number | undefined;
  /** The order that rests behind it at the broker. */
  readonly resting: OrderId | undefined;
}

export interface ProtectionViewParts {
  readonly live: () => Pick<LivePrices, 'priceOf'>;
  readonly restingStops: Pick<RestingStops, 'at'>;
}

/** `stop`: where its stop stands now. */
export function protectionViewOf(
  protection: Protection,
  stop: number | undefined,
  figures: Pick<Figures, 'of' | 'sourcesOf' | 'notShownOf'>,
  { live, restingStops }: ProtectionViewParts,
): ProtectionView {
  const { scope, triggered } = protection;
  const figure = figures.of(scope);
  const isFresh = figure.kind === 'fresh';
  return {
    protection,
    state: triggered === undefined ? stateOf(figure) : 'triggered',
    figure: isFresh ? figure.figure : undefined,
    standing: isFresh ? figure.standing : undefined,
    sources: isFresh ? figures.sourcesOf(scope) : [],
    without: figure.kind === 'unguarded' ? [] : figure.away,
    notShown: figures.notShownOf(scope),
    silentSince: figure.kind === 'blind' ? silentSince(figure.stale, live()) : undefined,
    stop,
    resting: scope.kind === 'position' ? restingStops.at(scope)?.intent.orderId : undefined,
  };
}

function stateOf(figure: Figure): ProtectionState {
  switch (figure.kind) {
    case 'unguarded':
    case 'blind':
    case 'not-shown':
      return figure.kind;
    case 'closed':
    case 'fresh':
      return 'watching';
  }
}

function silentSince(stale: readonly Needed[], live: Pick<LivePrices, 'priceOf'>): Instant | undefined {
  const last = stale.map((one) => live.priceOf(one.accountId, one.instrumentId)?.at);
  const known = last.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : known.reduce((one, other) => (other < one ? other : one));
}
