/** What an order leads to, out of the server's preview. */
import type { PreviewItem } from '@copydesk/api-contract';
import { formatLots, formatQuantity, formatRupees, type Money, money } from './numbers.ts';
import { shortAccount } from './words.ts';

/** What the button says it does, as the server worked it out: `7 lots in 3 accounts`. */
export function previewEffect(items: readonly PreviewItem[], inLots: boolean): string {
  const reached = items.filter((item) => item.skip === null);
  const lots = reached.reduce((sum, item) => sum + item.lots, 0);
  const quantity = reached.reduce((sum, item) => sum + item.quantity, 0);
  const size = inLots ? formatLots(lots) : formatQuantity(quantity);
  const [first] = reached;
  if (reached.length === 1 && first !== undefined) return `${size} in ${shortAccount(first.account)}`;
  return `${size} in ${reached.length} accounts`;
}

/** `k2, c1, c2`: who is reached. */
export function previewNames(items: readonly PreviewItem[]): string {
  return items
    .filter((item) => item.skip === null)
    .map((item) => shortAccount(item.account))
    .join(', ');
}

const OF_ACCOUNT: Readonly<Record<string, string>> = {
  'no-session': 'is not logged in.',
  'close-only': 'is exits only.',
  paused: 'is paused.',
  stopped: 'is stopped until you resume it.',
};

/** `skipped: needs ₹24,209.25, has ₹11,904.00`; else the reason as the server words it. */
export function skipWords({ account, skip, fundsNeeded, fundsAfter }: PreviewItem): string {
  const own = OF_ACCOUNT[skip?.code ?? ''];
  if (own !== undefined) return `${shortAccount(account)} ${own}`;
  if (skip?.code === 'no-funds' && fundsNeeded !== null && fundsAfter !== null) {
    const has = (money(fundsNeeded) + money(fundsAfter)) as Money;
    return `skipped: needs ${formatRupees(money(fundsNeeded))}, has ${formatRupees(has)}`;
  }
  return skip?.text ?? '';
}
