import type { Readiness } from '@copydesk/api-contract';
import { formatSeconds, formatTime, formatUntil } from '../../lib/times.ts';
import { useClockShift } from '../../live/conditions.ts';
import { useServerClock } from '../../live/use-server-clock.ts';

type Market = Readiness['markets'][number];

const CLOCK_MS = 10_000;

/** Today's hours, the segments that share them together. */
export function MarketLine({ markets }: { readonly markets: readonly Market[] }) {
  const now = useServerClock(CLOCK_MS);
  const shift = useClockShift('sandbox');
  const nowIn = ({ environment }: Market): number => (environment === 'sandbox' ? now + shift : now);
  const bySameWords = Map.groupBy(
    markets,
    (market) => `${market.environment} ${wordsOfMarket(market, nowIn(market))}`,
  );
  return (
    <section aria-label="Markets" className="text-table text-text-2">
      {[...bySameWords.entries()].map(([key, same]) => {
        const [first] = same;
        if (first === undefined) return null;
        return (
          <p key={key} className="figures">
            <span className="font-medium text-text">{same.map(({ segment }) => segment).join(', ')}</span>
            {first.environment === 'sandbox' ? <span className="text-sandbox"> sbx</span> : null}{' '}
            {wordsOfMarket(first, nowIn(first))}
          </p>
        );
      })}
    </section>
  );
}

function wordsOfMarket(market: Market, nowMs: number): string {
  const hhmm = (at: string): string => formatTime(at).slice(0, 5);
  if (market.open) {
    if (market.closesAt === null)
      return market.environment === 'sandbox'
        ? 'open; the sandbox never closes'
        : 'open, until when is not known';
    const cutOff = market.cutOffAt === null ? '' : `, intraday until ${hhmm(market.cutOffAt)}`;
    return `open until ${hhmm(market.closesAt)}${cutOff}`;
  }
  if (market.nextOpensAt === null) return 'closed';
  const wait = Date.parse(market.nextOpensAt) - nowMs;
  return `opens ${formatUntil(market.nextOpensAt, nowMs)}, in ${formatSeconds(wait)}`;
}
