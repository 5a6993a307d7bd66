/** Whether an account is ready for the day, and what a person has to do when it is not. */
import type { Account, Group } from '@copydesk/api-contract';
import type { Mark } from '../../components/ui/status-mark.tsx';
import type { BoardAccount } from './readiness-api.ts';

export type Doing = 'log-in' | 'check-address' | 'arm-account' | 'authorise-sales';

export interface Verdict {
  /** `out`: left out on purpose. `ready` may still carry problems that only slow it down. */
  readonly state: 'ready' | 'waits' | 'not-ready' | 'out';
  readonly mark: Mark;
  readonly word: string;
  readonly doing: readonly Doing[];
}

/** What the board says of one account; `account` and `group` are the live ones. */
export function verdictOf(
  row: BoardAccount,
  account: Account | undefined,
  group: Group | undefined,
): Verdict {
  const link = group?.children.find((child) => child.accountId === row.accountId);
  const doing = doingOf(row, account);
  if (link !== undefined && link.state !== 'active')
    return { state: 'out', mark: 'ended', word: OUT_WORDS[link.state], doing };
  if (doing.includes('log-in')) return { state: 'not-ready', mark: 'refused', word: 'Log in', doing };
  if (row.egress.state === 'differs')
    return { state: 'not-ready', mark: 'refused', word: 'Fix the address', doing };
  if (doing.includes('arm-account')) return { state: 'not-ready', mark: 'refused', word: 'Not armed', doing };
  if (row.instrumentsAgeMs === null)
    return { state: 'waits', mark: 'waiting', word: 'Waits for the list', doing };
  if (!row.settled) return { state: 'waits', mark: 'unknown', word: 'Checking', doing };
  return problemsOf(row).length === 0
    ? { state: 'ready', mark: 'done', word: 'Ready', doing }
    : { state: 'ready', mark: 'care', word: 'Ready, with care', doing };
}

const OUT_WORDS = {
  closeOnly: 'Left out: exits only',
  paused: 'Left out: paused',
  stopped: 'Stopped by a limit',
} as const;

function doingOf(row: BoardAccount, account: Account | undefined): readonly Doing[] {
  if (row.sessionValidUntil === null) return ['log-in'];
  return [
    ...(row.egress.state === 'ok' ? [] : (['check-address'] as const)),
    ...(account !== undefined && isDisarmedItself(account) ? (['arm-account'] as const) : []),
    ...(row.authoriseSalesAt === null ? [] : (['authorise-sales'] as const)),
  ];
}

/** What the board is for, or says elsewhere in the row; anything else is the account's own trouble. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  'The group is not armed.',
  'Not logged in at the broker.',
  'Being compared with the broker.',
]);

function isDisarmedItself({ session, disarmedBecause }: Account): boolean {
  return session.state === 'live' && disarmedBecause !== null && !SAID_ELSEWHERE.has(disarmedBecause);
}

/** What stands below the row, in the server's words. */
export function problemsOf(row: BoardAccount): readonly string[] {
  return row.problems.filter((problem) => problem !== 'The group is not armed.');
}

/** Names of those for which arming waits. */
export function waitingFor(
  rows: readonly BoardAccount[],
  group: Group,
  verdict: (row: BoardAccount) => Verdict,
): readonly string[] {
  const members = new Set([group.masterId, ...group.children.map((child) => child.accountId)]);
  return rows
    .filter((row) => members.has(row.accountId) && ['waits', 'not-ready'].includes(verdict(row).state))
    .map((row) => row.account);
}
