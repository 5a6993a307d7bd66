/** What the protection of a whole account or group does, in words. */
import type { Protection } from '@copydesk/api-contract';
import { formatMoney, money } from '../../lib/numbers.ts';
import { formatTime } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { LEVEL_WORD } from './protection-words.ts';

/** Null while it watches for all, or is not there. */
export function profitSaid(name: string, protection: Protection | undefined): string | null {
  if (protection === undefined) return null;
  const { triggered, state, silentSince } = protection;
  if (triggered !== null) {
    const { by, level, figure, at } = triggered;
    return `${LEVEL_WORD[by]} of ${name} at ${formatMoney(money(level))} was reached by ${formatMoney(money(figure))} at ${formatTime(at)}: everything of the day is left. It is spent; new levels can be set.`;
  }
  if (state === 'unguarded')
    return `Nobody of ${name} who holds anything is logged in, or their books are not read yet: the day's levels cannot act.`;
  if (state === 'not-shown')
    return `What ${name} held overnight is not shown by its brokers today: it may be closed already. The day's levels do not act on it until it is shown or certainly gone. Look in the broker's app.`;
  const others = [withoutWords(name, protection), notShownWords(name, protection)]
    .filter((words) => words !== null)
    .join(' ');
  if (state !== 'blind') return others === '' ? null : others;
  const since =
    silentSince === null ? 'A price was never told' : `A price is silent since ${formatTime(silentSince)}`;
  const blind = `${since}: the day's levels of ${name} do not act on old prices, and act when every open position has a fresh one.`;
  return others === '' ? blind : `${blind} ${others}`;
}

/** Who is left out of it for now; null when nobody is. */
function withoutWords(name: string, { without = [] }: Protection): string | null {
  if (without.length === 0) return null;
  const [are, their] = without.length === 1 ? ['is', 'its'] : ['are', 'their'];
  return `${without.map(({ account }) => shortAccount(account)).join(', ')} ${are} not logged in, or ${their} books are not read yet: the day's levels of ${name} act for the others.`;
}

/** What is left out of it until its broker shows it; null when nothing is. */
function notShownWords(name: string, { notShown = [] }: Protection): string | null {
  if (notShown.length === 0) return null;
  const accounts = [...new Set(notShown.map(({ account }) => account))].map((account) => {
    const count = notShown.filter((one) => one.account === account).length;
    return `${count} ${count === 1 ? 'position' : 'positions'} of ${shortAccount(account)}`;
  });
  const [are, they, them] = notShown.length === 1 ? ['is', 'it', 'it'] : ['are', 'they', 'them'];
  return `${accounts.join(', ')} ${are} not shown by the broker today: ${they} may be closed already, and the day's levels of ${name} leave ${them} out until that is known.`;
}
