/** By whose prices a protection watches, in words. */
import type { PriceSource, Protection } from '@copydesk/api-contract';
import { brokerWord, shortAccount } from '../../lib/words.ts';

/**
 * `the Upstox stream of c1 and polled Zerodha quotes of k2`; null where there is no protection, it has acted, or nobody tells a price
 * that it may act on.
 */
export function sourcesWords(protection: Protection | undefined): string | null {
  const told = protection?.state === 'watching' ? (protection.watchedBy ?? []) : [];
  const words = told.map(sourceWords);
  const last = words.at(-1);
  if (last === undefined) return null;
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** Another person's account is not named. */
function sourceWords({ account, brokerName, by }: PriceSource): string {
  const what =
    by === 'stream' ? `the ${brokerWord(brokerName)} stream` : `polled ${brokerWord(brokerName)} quotes`;
  return account === null ? what : `${what} of ${shortAccount(account)}`;
}
