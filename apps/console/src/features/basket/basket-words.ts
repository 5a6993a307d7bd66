/** What a basket, its legs and its accounts are called on the screen. */
import type { Basket, Order } from '@copydesk/api-contract';
import { statusOf } from '../../components/order-status-words.ts';
import type { Mark } from '../../components/ui/status-mark.tsx';
import { instrumentLabel } from '../../lib/instrument-name.ts';
import { formatLots, formatQuantity } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import type { AccountAt, LegAt } from './basket-accounts.ts';
import type { OrderedLeg } from './basket-order.ts';

export const SIDE_VERB: Readonly<Record<Order['side'], string>> = { BUY: 'Buy', SELL: 'Sell' };

/** What becomes of an account that cannot complete. */
export const THEN_WORDS = {
  link: 'As its link says',
  flatten: 'Take out what it has',
  leave: 'Leave what it has',
} as const;

/** `2 legs`. */
export function legsWords(count: number): string {
  return `${formatQuantity(count)} ${count === 1 ? 'leg' : 'legs'}`;
}

/** `Buy 1 lot NIFTY 01 DEC 26500 CE at market`, for the question before it is sent. */
export function legWords({ leg, quantity }: OrderedLeg, nowMs: number): string {
  const { instrument, side, orderType, price } = leg;
  const lots = (quantity ?? 0) / Math.max(1, instrument.lotSize);
  const size = instrument.lotSize > 1 ? formatLots(lots) : formatQuantity(quantity ?? 0);
  const at = orderType === 'MARKET' ? 'at market' : `at ${price.trim()}`;
  return `${SIDE_VERB[side]} ${size} ${instrumentLabel(instrument, nowMs)} ${at}`;
}

/** When a leg goes. */
export function legKind({ leg, closes }: Pick<OrderedLeg, 'leg' | 'closes'>): string {
  if (leg.side === 'BUY')
    return closes ? 'buys back a short, before everything else' : 'bought before anything is sold';
  return closes ? 'released when everything before has filled' : 'sold when everything before has filled';
}

const STATUS = {
  running: { mark: 'working', word: 'Running' },
  complete: { mark: 'done', word: 'Complete' },
  incomplete: { mark: 'refused', word: 'Ended incomplete' },
} as const satisfies Readonly<Record<Basket['status'], { readonly mark: Mark; readonly word: string }>>;

/** Icon and word of the whole. */
export function basketStatus({ status }: Pick<Basket, 'status'>): {
  readonly mark: Mark;
  readonly word: string;
} {
  return STATUS[status];
}

const ACCOUNT_STATE = {
  running: { mark: 'working', word: 'Running' },
  complete: { mark: 'done', word: 'Complete' },
  undoing: { mark: 'waiting', word: 'Being undone' },
  undone: { mark: 'ended', word: 'Undone' },
  left: { mark: 'care', word: 'Left as it is' },
  nothing: { mark: 'ended', word: 'Holds nothing' },
  skipped: { mark: 'skipped', word: 'Skipped' },
} as const satisfies Readonly<Record<AccountAt['state'], { readonly mark: Mark; readonly word: string }>>;

/** Icon and word of one account. */
export function accountState(state: AccountAt['state']): { readonly mark: Mark; readonly word: string } {
  return ACCOUNT_STATE[state];
}

const THEN: Readonly<Partial<Record<AccountAt['state'], string>>> = {
  undoing: 'It is being undone: what it has of the basket is taken out again.',
  undone: 'What it had of the basket was taken out again.',
  left: 'What it has of the basket stays.',
  nothing: 'It has nothing of the basket.',
};

/** Why an account cannot complete, and what becomes of what it has: `c2 cannot complete leg 1. Not enough margin. …` */
export function incompleteWords({ account, incomplete, state }: AccountAt, place: number | null): string {
  if (incomplete === undefined) return '';
  const { text, brokerText, limit, figure } = incomplete.reason;
  return [
    `${shortAccount(account)} cannot complete${place === null ? '' : ` leg ${place}`}.`,
    text,
    ...(brokerText === undefined ? [] : [`“${brokerText}”`]),
    ...(limit === undefined || figure === undefined ? [] : [`Limit ${limit}, it met ${figure}.`]),
    ...(THEN[state] === undefined ? [] : [THEN[state]]),
  ].join(' ');
}

/** Icon and word of one leg in one account. */
export function legState(
  status: LegAt['status'],
  orderType: Order['orderType'],
): ReturnType<typeof statusOf> {
  if (status === 'waiting') return { mark: 'waiting', word: 'Waits' };
  if (status === 'dropped') return { mark: 'ended', word: 'Not sent' };
  return statusOf(status, orderType);
}
