/**
 * What needs the person now.
 *
 * Decides: which states of the live books are causes. A cause is a state, not a message: when it ends, it leaves the
 * list by itself, also after a reload. Messages of the server stand beside them until they are marked as seen.
 */
import type { Account, ChildOrder, Divergence, Group, Order, Unreached } from '@copydesk/api-contract';
import { driftWords } from '../../components/drift-mark.tsx';
import type { Mark } from '../../components/ui/status-mark.tsx';
import { instrumentName, nameOfId } from '../../lib/instrument-name.ts';
import { copyPath, orderPath, planPath } from '../../lib/page-paths.ts';
import { standingChildren } from '../../lib/standing-children.ts';
import { formatTime } from '../../lib/times.ts';
import { brokerWord, shortAccount } from '../../lib/words.ts';

export interface Cause {
  readonly id: string;
  readonly mark: Mark;
  readonly word: string;
  /** Null for what is about no single account. */
  readonly account: string | null;
  readonly accountId: string | null;
  readonly text: string;
  /** When it began, where that is known. */
  readonly at: string | null;
  /** Where it is mended. */
  readonly href: string;
  readonly action: string;
}

export interface LiveBooks {
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[];
  readonly divergences: readonly Divergence[];
  readonly orders: readonly Order[];
  readonly unreached: readonly Unreached[];
  readonly nowMs: number;
}

/** Every cause, those that began last first; what has no time stands on top. */
export function causesOf(books: LiveBooks): readonly Cause[] {
  const causes = [
    ...books.accounts.flatMap((account) => accountCauses(account)),
    ...books.groups.flatMap((group) => stoppedLinks(group)),
    ...books.unreached.map((one) => notReached(one)),
    ...books.orders.flatMap((order) => orderCauses(order, books)),
    ...books.divergences.map((one) => drift(one, books.nowMs)),
  ];
  return causes.sort((a, b) => (b.at ?? '9').localeCompare(a.at ?? '9'));
}

/** Only accounts that copy or are copied: an account without a group waits for nobody. */
function accountCauses(account: Account): readonly Cause[] {
  if (account.group === null) return [];
  const name = shortAccount(account.address);
  const common = {
    account: account.address,
    accountId: account.id,
    at: null,
    href: '/readiness',
  } as const;
  if (account.session.state !== 'live') {
    const why = account.session.endedBecause === null ? '' : ` ${account.session.endedBecause}`;
    return [
      {
        ...common,
        id: `login ${account.id}`,
        mark: 'refused',
        word: 'Login',
        text: `is not logged in at ${brokerWord(account.brokerName)}.${why} Its entries and exits cannot be sent; the others go on.`,
        action: `Log in ${name}`,
      },
    ];
  }
  if (!account.settled || account.disarmedBecause === null || account.disarmedBecause === NOT_ARMED)
    return [];
  return [
    {
      ...common,
      id: `disarmed ${account.id}`,
      mark: 'care',
      word: 'Not armed',
      text: account.disarmedBecause,
      action: 'See',
    },
  ];
}

/** The group's own state stands in the top bar. */
const NOT_ARMED = 'The group is not armed.';

function stoppedLinks(group: Group): readonly Cause[] {
  return group.children
    .filter((child) => child.state === 'stopped')
    .map((child) => ({
      id: `stopped ${group.id} ${child.accountId}`,
      mark: 'care',
      word: 'Stopped',
      account: child.account,
      accountId: child.accountId,
      text: `is stopped until you resume it. ${child.stoppedBecause ?? ''}`.trim(),
      at: null,
      href: copyPath(group.id, child.accountId),
      action: 'Resume',
    }));
}

function notReached(one: Unreached): Cause {
  return {
    id: `unreached ${one.accountId} ${one.orderId}`,
    mark: 'refused',
    word: 'Not reached',
    account: one.account,
    accountId: one.accountId,
    text: `was not reached by the kill switch. ${one.reason.text}`,
    at: null,
    href: '/readiness',
    action: 'See',
  };
}

function orderCauses(order: Order, books: LiveBooks): readonly Cause[] {
  const name = `${order.side} ${instrumentName(order, books.nowMs)}`;
  const page = orderPath(order.id);
  return [order, ...standingChildren(order.childOrders)].flatMap((one): readonly Cause[] => {
    const cause = orderCause(one, name, books);
    if (cause === null) return [];
    const id = 'childId' in one ? one.childId : one.id;
    const href = `${page}?account=${encodeURIComponent(one.accountId)}`;
    return [{ ...cause, id: `${one.status} ${id}`, at: order.updatedAt, href }];
  });
}

function orderCause(
  one: Order | ChildOrder,
  name: string,
  { accounts }: LiveBooks,
): Omit<Cause, 'id' | 'at' | 'href'> | null {
  const broker = brokerWord(accounts.find(({ id }) => id === one.accountId)?.brokerName ?? 'the broker');
  const common = { account: one.account, accountId: one.accountId };
  if (one.status === 'uncertain') {
    const end = one.certainBy === null ? '' : ` Certain by ${formatTime(one.certainBy)}.`;
    return {
      ...common,
      mark: 'unknown',
      word: 'Checking',
      action: 'See',
      text: `${name} was sent to ${broker}, no answer yet. The order book is checked before anything else is sent.${end}`,
    };
  }
  // The master's own refusal stands in its row: nothing was copied, nothing is left to decide.
  if (one.status !== 'rejected' || !('childId' in one)) return null;
  const words = (one.reason?.brokerText ?? one.reason?.text ?? 'no reason given').replace(/\.$/, '');
  return {
    ...common,
    mark: 'refused',
    word: 'Refused',
    action: 'Retry or leave',
    text: `${name} was refused by ${broker}: “${words}”. The other accounts go on.`,
  };
}

function drift(one: Divergence, nowMs: number): Cause {
  const text = one.cause.text === '' ? '' : ` ${one.cause.text}`;
  return {
    id: `drift ${one.id}`,
    mark: 'drift',
    word: 'Drift',
    account: one.account,
    accountId: one.accountId,
    text: `${nameOfId(one.instrumentId, one.symbolName, nowMs)} differs by ${driftWords(one)}.${text}`,
    at: one.since,
    href: planPath(one.id),
    action: 'Plan',
  };
}
