/**
 * Which intraday positions will soon be closed by somebody, and when.
 *
 * Decides: from when on it is said (15:00 for what the desk closes at 15:10), by the hours that the server tells for the segment; where it tells of no
 * closing (a market that never ends) there is nothing to warn of. Leaves to the server: the closing itself.
 */
import type { Account, ChildPosition, Conditions, Position } from '@copydesk/api-contract';

/** Before the desk's own closing (15:10 for cash and F&O), and before that of the brokers where the desk does not close. */
const BEFORE_DESK_MS = 600_000;
const BEFORE_BROKERS_MS = 1_200_000;

type Market = Conditions['markets'][number];

/** Positions that are closed at the same times. */
export interface ClosingSoon {
  readonly environment: Account['environment'];
  readonly deskClosesAt: string | null;
  readonly cutOffAt: string | null;
  /** Those that a person closes: a child's goes with its master's. */
  readonly own: readonly ChildPosition[];
  /** All of them, children's too. */
  readonly positions: number;
  readonly accounts: number;
}

interface ClosingParts {
  readonly positions: readonly Position[];
  readonly markets: readonly Market[];
  readonly environmentOf: (accountId: string) => Account['environment'] | undefined;
  readonly nowIn: (environment: Account['environment']) => number;
}

/** Groups of positions that are near their closing, each with its times. */
export function closingSoon({
  positions,
  markets,
  environmentOf,
  nowIn,
}: ClosingParts): readonly ClosingSoon[] {
  const near = positions.flatMap((position) => {
    const held = [position, ...position.childPositions].filter(({ netQty }) => netQty !== 0);
    const environment = environmentOf(position.accountId);
    if (position.product !== 'I' || held.length === 0 || environment === undefined) return [];
    const segment = position.instrumentId.slice(0, position.instrumentId.indexOf(':'));
    const market = markets.find((one) => one.environment === environment && one.segment === segment);
    return market !== undefined && isNear(market, nowIn(environment)) ? [{ position, held, market }] : [];
  });
  const groups = Map.groupBy(
    near,
    ({ market }) => `${market.environment} ${market.deskClosesAt} ${market.cutOffAt}`,
  );
  return [...groups.values()].flatMap((group): readonly ClosingSoon[] => {
    const [first] = group;
    if (first === undefined) return [];
    const { environment, deskClosesAt, cutOffAt } = first.market;
    const all = group.flatMap(({ held }) => held);
    return [
      {
        environment,
        deskClosesAt,
        cutOffAt,
        own: group.flatMap(({ position, held }) => (position.netQty === 0 ? held : [position])),
        positions: all.length,
        accounts: new Set(all.map(({ accountId }) => accountId)).size,
      },
    ];
  });
}

function isNear({ open, deskClosesAt, cutOffAt }: Market, nowMs: number): boolean {
  if (!open) return false;
  if (deskClosesAt !== null) return nowMs >= Date.parse(deskClosesAt) - BEFORE_DESK_MS;
  return cutOffAt !== null && nowMs >= Date.parse(cutOffAt) - BEFORE_BROKERS_MS;
}
