import type { Account, Group } from '@copydesk/api-contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { type Column, SentenceRow, SkeletonRows, TableHead } from '../../components/ui/table.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { forgetBoardLogin, loginFailure, rememberBoardLogin } from '../../lib/login-words.ts';
import { MINUS } from '../../lib/numbers.ts';
import { useScreen } from '../../lib/screen.ts';
import { brokerWord, shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useLink } from '../../live/link-store.ts';
import { BoardDay } from './board-day.tsx';
import { BoardRow } from './board-row.tsx';
import { GroupLine } from './group-line.tsx';
import { MarketLine } from './market-line.tsx';
import { type BoardAccount, loginAddress, useReadiness } from './readiness-api.ts';
import { ReadinessCards } from './readiness-cards.tsx';
import { type Verdict, verdictOf, waitingFor } from './verdict.ts';

const COLUMNS: readonly Column[] = [
  { id: 'account', name: 'Account', align: 'left', width: 'w-36' },
  { id: 'login', name: 'Login until', align: 'left', width: 'w-44' },
  { id: 'funds', name: 'Funds ₹', align: 'right', width: 'w-28' },
  { id: 'stream', name: 'Order stream', align: 'left', width: 'w-32' },
  { id: 'feed', name: 'Prices', align: 'left', width: 'w-22' },
  { id: 'lists', name: 'Lists', align: 'right', width: 'w-15' },
  { id: 'egress', name: 'Leaves from', align: 'left', width: 'w-34' },
  { id: 'clock', name: 'Clock', align: 'right', width: 'w-18' },
  { id: 'sales', name: 'Share sales', align: 'left', width: 'w-20' },
  { id: 'state', name: 'State', align: 'left' },
  { id: 'actions', name: '', spoken: 'Actions', align: 'right', width: 'w-54' },
];

interface ReadinessPageProps {
  /** Whether a kill switch is on for a group. */
  readonly isStopped: (group: Group) => boolean;
}

/** The morning board: everyone in, in turn, and why one is not; then arm. */
export function ReadinessPage({ isStopped }: ReadinessPageProps) {
  const accounts = useAccounts((state) => state.list);
  const groups = useGroups((state) => state.list);
  const { data, error } = useReadiness();
  const offsetMs = useLink((link) => link.offsetMs);
  const [failed, setFailed] = useState<string | null>(null);
  const [search] = useSearchParams();
  const phone = useScreen() === 'phone';
  const rows = inFamilyOrder(data?.accounts ?? [], accounts ?? []);
  const verdict = (row: BoardAccount) =>
    verdictOf(
      row,
      accounts?.find((account) => account.id === row.accountId),
      groups?.find((group) => group.id === accounts?.find(({ id }) => id === row.accountId)?.group?.id),
    );
  const next = rows.find((row) => verdict(row).doing.includes('log-in'));
  const nextAccount = accounts?.find((account) => account.id === next?.accountId);

  const logIn = useCallback((accountId: string): void => {
    setFailed(null);
    rememberBoardLogin();
    loginAddress(accountId).then(
      // The same tab: the broker's page leads back here, to the next one.
      (url) => window.location.assign(url),
      (problem: unknown) => setFailed(wordsOf(problem)),
    );
  }, []);
  useLetter('l', () => {
    if (next !== undefined) logIn(next.accountId);
  });
  const nextButton = useRef<HTMLButtonElement>(null);
  const returned = search.get('login') !== null;
  const nextId = next?.accountId;
  useEffect(() => {
    if (returned) forgetBoardLogin();
  }, [returned]);
  useEffect(() => {
    if (returned && nextId !== undefined) nextButton.current?.focus();
  }, [returned, nextId]);

  const ready = rows.filter((row) => verdict(row).state === 'ready').length;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto bg-panel p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-title font-semibold">Readiness</h1>
        <BoardDay environment={accounts?.[0]?.environment} />
        <p className="figures text-control text-text-2" role="status">
          {data === undefined ? 'Reading' : `${ready} of ${rows.length} ready`}
        </p>
        <p className="figures text-table text-muted">server clock {signedMs(offsetMs)} to this computer's</p>
        {next === undefined ? null : (
          <Button ref={nextButton} look="primary" onClick={() => logIn(next.accountId)}>
            <kbd className="font-sans text-label">L</kbd> Log in next: {shortAccount(next.account)}{' '}
            {brokerWord(nextAccount?.brokerName ?? '')}
          </Button>
        )}
      </div>
      <Returned search={search} />
      {failed === null ? null : <Notice tone="bad">{failed}</Notice>}
      {error === null ? null : <Notice tone="care">The board could not be read. {wordsOf(error)}</Notice>}
      {data === undefined && error !== null ? null : phone ? (
        <ReadinessCards rows={data === undefined ? null : rows} verdictOf={verdict} onLogIn={logIn} />
      ) : (
        <Board rows={data === undefined ? null : rows} verdictOf={verdict} onLogIn={logIn} />
      )}
      {data === undefined
        ? null
        : groups?.map((group) => (
            <GroupLine
              key={group.id}
              group={group}
              reasons={data.groups.find((one) => one.id === group.id)?.reasons ?? []}
              waiting={waitingFor(rows, group, verdict).map(shortAccount)}
              stopped={isStopped(group)}
            />
          ))}
      {data === undefined ? null : <MarketLine markets={data.markets} />}
      <p className="text-table text-muted">
        Each broker's list is read anew in the morning; it is not compared with yesterday's, so changed lots
        and freeze limits are not listed here. Carried drift stands under Drift.
      </p>
    </div>
  );
}

interface BoardProps {
  /** Null until they are read. */
  readonly rows: readonly BoardAccount[] | null;
  readonly verdictOf: (row: BoardAccount) => Verdict;
  readonly onLogIn: (accountId: string) => void;
}

/** A row for each account, a column for each figure. */
function Board({ rows, verdictOf, onLogIn }: BoardProps) {
  return (
    <div className="shrink-0 overflow-x-auto">
      <table aria-label="Readiness" className="w-full min-w-340 table-fixed border-collapse text-table">
        <TableHead columns={COLUMNS} />
        <tbody>
          {rows === null ? <SkeletonRows span={COLUMNS.length} /> : null}
          {rows?.length === 0 ? <SentenceRow span={COLUMNS.length}>No accounts yet.</SentenceRow> : null}
          {rows?.map((row) => (
            <BoardRow
              key={row.accountId}
              row={row}
              verdict={verdictOf(row)}
              span={COLUMNS.length}
              onLogIn={() => onLogIn(row.accountId)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Master first, as everywhere. */
function inFamilyOrder(rows: readonly BoardAccount[], accounts: readonly Account[]): readonly BoardAccount[] {
  const order = new Map(byFamily(accounts).map((account, index) => [account.id, index]));
  const at = (row: BoardAccount): number => order.get(row.accountId) ?? order.size;
  return [...rows].sort((a, b) => at(a) - at(b));
}

function signedMs(ms: number): string {
  return `${ms < 0 ? MINUS : '+'}${Math.abs(Math.round(ms))} ms`;
}

/** How the login ended that this page began. */
function Returned({ search }: { readonly search: URLSearchParams }) {
  const login = search.get('login');
  if (login === 'failed') return <Notice tone="bad">{loginFailure(search.get('code') ?? 'unknown')}</Notice>;
  const account = search.get('account');
  if (login !== 'done' || account === null) return null;
  return <Notice tone="good">{shortAccount(account)} is logged in.</Notice>;
}

/** A single letter of this page, outside fields and dialogs; a held key counts once. */
function useLetter(letter: string, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const at =
        event.target instanceof Element ? event.target.closest('input, textarea, select, dialog') : null;
      if (event.key.toLowerCase() !== letter || event.repeat || at !== null) return;
      if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]') !== null)
        return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [letter]);
}
