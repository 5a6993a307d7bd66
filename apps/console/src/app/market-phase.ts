/** The phase of the market in a word: where several segments differ, the one that trades last speaks. */
import type { Account, Conditions } from '@copydesk/api-contract';
import { formatUntil } from '../lib/times.ts';

type Market = Conditions['markets'][number];

/** `Open`, `Opens 09:15`, `MCX open`, `Closed`; segments in which nobody has to look are left out. */
export function phaseWords(
  markets: readonly Market[],
  environment: Account['environment'],
  nowMs: number,
): string {
  const here = markets.filter((market) => market.environment === environment);
  if (here.length === 0) return 'Hours not known';
  const open = here.filter((market) => market.open);
  if (open.length === here.length) return 'Open';
  const cash = here.find(({ segment }) => segment === 'NSE');
  if (cash?.open === true) return 'Open';
  if (open.length > 0) return `${open.map(({ segment }) => segment).join(', ')} open`;
  const next = cash?.nextOpensAt ?? here.find(({ nextOpensAt }) => nextOpensAt !== null)?.nextOpensAt;
  return next === null || next === undefined ? 'Closed' : `Opens ${formatUntil(next, nowMs)}`;
}
