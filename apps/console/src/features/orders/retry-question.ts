/**
 * When a retry is asked about, and in which words.
 *
 * Decides: an option sold to open always is (its hedge may have failed here, and a retry passes its basket by); with how many lots at most,
 * and how many of them nothing covers. What is not known is said, and what is not of now.
 */
import { type ChildOrder, type Order, previewSchema } from '@copydesk/api-contract';
import { isFinal } from '../../components/order-status-words.ts';
import { call } from '../../lib/api-client.ts';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatLots, formatQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { serverNow, useLink } from '../../live/link-store.ts';
import { coverNow } from './option-cover.ts';

/** A question that waits longer is asked without the size. */
const SIZE_WAIT_MS = 3_000;

/** Whether it would sell an option to open. */
export function sellsToOpen(master: Order, child: ChildOrder): boolean {
  return master.side === 'SELL' && master.instrumentType === 'OPT' && child.part === 'entry';
}

/** `c2 holds no hedge: up to 2 lots are sold uncovered.` */
export async function retryWords(master: Order, child: ChildOrder): Promise<string> {
  const most = await mostOf(master, child);
  const name = shortAccount(child.account);
  const what = instrumentName(master, serverNow());
  const size = most === null ? '' : ` up to ${sizeWords(most, master)} of`;
  return `Sell${size} ${what} in ${name}, at today's price. ${coverWords(most, coverNow(master, child.accountId), { master, name, when: isOfNow(child.accountId) ? '' : 'As last read, ' })}`;
}

/** Whether what the page knows of an account's books is of now: its broker tells it, and the page hears it. */
function isOfNow(accountId: string): boolean {
  const account = useAccounts.getState().list?.find(({ id }) => id === accountId);
  return useLink.getState().state === 'live' && account?.session.state === 'live';
}

interface Covered {
  readonly master: Order;
  readonly name: string;
  /** Of when it is, where that is not now: it begins the sentence. */
  readonly when: '' | 'As last read, ';
}

function coverWords(most: number | null, cover: number | null, { master, name, when }: Covered): string {
  if (cover === null) return `Whether ${name} holds a hedge is not known.`;
  if (cover === 0) {
    const sold = most === null ? 'what is sold is' : `this sells ${sizeWords(most, master)}`;
    return `${when}${name} holds no hedge: ${sold} uncovered.`;
  }
  const held = `${when === '' ? 'What' : `${when}what`} ${name} holds bought covers ${sizeWords(cover, master)}`;
  if (most === null) return `${held}; how much is sold is not known.`;
  return cover >= most ? `${held}.` : `${held}: ${sizeWords(most - cover, master)} would be uncovered.`;
}

function sizeWords(quantity: number, { lotSize }: Order): string {
  const lot = lotSize ?? 1;
  return lot > 1 && quantity % lot === 0 ? formatLots(quantity / lot) : formatQuantity(quantity);
}

/** What the child's rule gives of the master's order, less what it has of it; null where the server does not say. */
async function mostOf(master: Order, child: ChildOrder): Promise<number | null> {
  const { accountId, instrumentId, side, product } = master;
  const quantity = isFinal(master.status) ? master.filledQuantity : master.quantity;
  const body = { accountId, instrumentId, side, product, quantity, orderType: 'MARKET' };
  try {
    const { items } = await call({
      method: 'POST',
      path: '/api/orders/preview',
      body,
      answer: previewSchema,
      signal: AbortSignal.timeout(SIZE_WAIT_MS),
    });
    const item = items.find((one) => one.accountId === child.accountId);
    const gives = item?.parts.find(({ part }) => part === 'entry')?.quantity ?? 0;
    const has = master.childOrders
      .filter((one) => one.accountId === child.accountId && one.part === 'entry')
      .reduce((sum, one) => sum + one.filledQuantity, 0);
    return gives > has ? gives - has : null;
  } catch {
    return null;
  }
}
