import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AccountName } from '../../components/account-name.tsx';
import { Button } from '../../components/ui/button.tsx';
import { type Mark, StatusMark } from '../../components/ui/status-mark.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { formatMoney, MINUS, money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { formatSeconds, formatTime, formatUntil } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { useClockShift } from '../../live/conditions.ts';
import { useGroups } from '../../live/groups-store.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { LeaveOut } from './leave-out.tsx';
import { armAccount, type BoardAccount, checkAddress, READINESS, salesAddress } from './readiness-api.ts';
import { problemsOf, type Verdict } from './verdict.ts';

const MINUTE_MS = 60_000;
const CLOCK_MS = 10_000;

interface BoardRowProps {
  readonly row: BoardAccount;
  readonly verdict: Verdict;
  readonly span: number;
  readonly onLogIn: () => void;
}

/** One account: each figure that has to be right before the open, and the way to mend the one that is not. */
export function BoardRow({ row, verdict, span, onLogIn }: BoardRowProps) {
  // A sandbox's logins and lists are of its own time.
  const now = useServerClock(CLOCK_MS) + useClockShift(row.environment);
  const group = useGroups((state) =>
    state.list?.find((one) => one.children.some((child) => child.accountId === row.accountId)),
  );
  const [error, setError] = useState<string | null>(null);
  const problems = problemsOf(row);
  return (
    <>
      <tr className="h-8 border-t border-line hover:bg-hover">
        <Cell>
          <AccountName accountId={row.accountId} address={row.account} withBroker />
        </Cell>
        <Cell className="figures">{loginWords(row.sessionValidUntil, now)}</Cell>
        <Cell figure>{row.funds === null ? NOT_APPLICABLE : formatMoney(money(row.funds.available))}</Cell>
        <Cell>
          <Stream stream={row.stream} />
        </Cell>
        <Cell title={row.feed?.reason ?? feedTitle(row.feed)}>
          <Feed feed={row.feed} />
        </Cell>
        <Cell figure>
          {row.instrumentsAgeMs === null
            ? NOT_APPLICABLE
            : formatTime(now - row.instrumentsAgeMs).slice(0, 5)}
        </Cell>
        <Cell className="figures">
          <Egress egress={row.egress} environment={row.environment} />
        </Cell>
        <Cell figure>{skewWords(row.clockSkewMs)}</Cell>
        <Cell>{row.ddpi === null ? NOT_APPLICABLE : SALES[row.ddpi]}</Cell>
        <Cell>
          <StatusMark mark={verdict.mark} word={verdict.word} />
        </Cell>
        <Cell align="right">
          <span className="inline-flex flex-wrap justify-end gap-1">
            <Actions row={row} verdict={verdict} onLogIn={onLogIn} onProblem={setError} />
            {group === undefined ? null : (
              <LeaveOut group={group} accountId={row.accountId} account={row.account} onProblem={setError} />
            )}
          </span>
        </Cell>
      </tr>
      {problems.length === 0 && error === null ? null : (
        <tr>
          <td />
          <td colSpan={span - 1} className="px-1.5 pb-1.5 text-text-2">
            <BoardProblems row={row} error={error} />
          </td>
        </tr>
      )}
    </>
  );
}

interface BoardProblemsProps {
  readonly row: BoardAccount;
  /** Why the last press did nothing. */
  readonly error: string | null;
}

/** What has to be said about an account, a sentence each. */
export function BoardProblems({ row, error }: BoardProblemsProps) {
  return (
    <div className="text-table text-text-2">
      {problemsOf(row).map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      {row.egress.state === 'differs' ? (
        <p>
          Change the address on file in the broker's developer console; at Upstox that ends the login and is
          allowed once a week. Then check again.
        </p>
      ) : null}
      {error === null ? null : (
        <p role="alert" className="text-loss">
          {error}
        </p>
      )}
    </div>
  );
}

type ActionsProps = Pick<BoardRowProps, 'row' | 'verdict' | 'onLogIn'> & {
  readonly onProblem: (words: string | null) => void;
};

/** The ways to mend what is wrong. */
export function Actions({ row, verdict, onLogIn, onProblem }: ActionsProps) {
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const name = shortAccount(row.account);
  const run = (work: () => Promise<void>): void => {
    setBusy(true);
    onProblem(null);
    work()
      .then(() => queries.invalidateQueries({ queryKey: READINESS }))
      .catch((problem: unknown) => onProblem(wordsOf(problem)))
      .finally(() => setBusy(false));
  };
  return verdict.doing.map((doing) => {
    switch (doing) {
      case 'log-in':
        return (
          <Button key={doing} size="small" look="primary" aria-label={`Log in ${name}`} onClick={onLogIn}>
            Log in
          </Button>
        );
      case 'check-address':
        return (
          <Button
            key={doing}
            size="small"
            disabled={busy}
            aria-label={`Check address of ${name}`}
            onClick={() => run(() => checkAddress(row.accountId))}
          >
            Check address
          </Button>
        );
      case 'arm-account':
        return (
          <Button
            key={doing}
            size="small"
            disabled={busy}
            aria-label={`Arm again ${name}`}
            onClick={() => run(() => armAccount(row.accountId))}
          >
            Arm again
          </Button>
        );
      case 'authorise-sales':
        return (
          <Button
            key={doing}
            size="small"
            disabled={busy}
            aria-label={`Authorise sales of ${name}`}
            onClick={() =>
              run(async () => {
                if (row.authoriseSalesAt !== null)
                  window.open(await salesAddress(row.authoriseSalesAt), '_blank', 'noopener');
              })
            }
          >
            Authorise sales
          </Button>
        );
    }
  });
}

const SALES = { standing: 'authorised', 'each-day': 'each day', unknown: 'not told' } as const;

const STREAMS: Readonly<
  Record<NonNullable<BoardAccount['stream']>, { readonly mark: Mark; readonly word: string }>
> = {
  up: { mark: 'done', word: 'up' },
  down: { mark: 'care', word: 'down, read' },
  'not-in-plan': { mark: 'working', word: 'not in plan' },
};

function Stream({ stream }: { readonly stream: BoardAccount['stream'] }) {
  return stream === null ? NOT_APPLICABLE : <StatusMark {...STREAMS[stream]} />;
}

/** What the account's prices come through, and how many instruments are listened to. */
function Feed({ feed }: { readonly feed: BoardAccount['feed'] }) {
  if (feed === null) return NOT_APPLICABLE;
  const { mark, word } = FEEDS[feed.state];
  return <StatusMark mark={mark} word={feed.state === 'up' ? `live, ${feed.instruments}` : word} />;
}

function feedTitle(feed: BoardAccount['feed']): string | undefined {
  return feed === null ? undefined : `Instruments that are listened to: ${feed.instruments}`;
}

const FEEDS: Readonly<
  Record<NonNullable<BoardAccount['feed']>['state'], { readonly mark: Mark; readonly word: string }>
> = {
  up: { mark: 'done', word: 'up' },
  idle: { mark: 'ended', word: 'idle' },
  connecting: { mark: 'waiting', word: 'connecting' },
  late: { mark: 'care', word: 'late' },
  silent: { mark: 'care', word: 'silent' },
  refused: { mark: 'refused', word: 'refused' },
};

function Egress({ egress, environment }: Pick<BoardAccount, 'egress' | 'environment'>) {
  const place = egress.seen ?? egress.onFile?.join(', ') ?? '';
  if (place === '' && environment === 'sandbox') return NOT_APPLICABLE;
  if (place === '') return <StatusMark mark="unknown" word="not known, not checked" />;
  if (egress.state === 'unknown') return <StatusMark mark="unknown" word={`${place}, not checked`} />;
  return (
    <StatusMark
      mark={egress.state === 'ok' ? 'done' : 'refused'}
      word={egress.state === 'ok' ? place : `≠ ${place}`}
    />
  );
}

/** `06:00 Wed · 21 h 13 m`. */
export function loginWords(until: string | null, nowMs: number): string {
  if (until === null) return 'not logged in';
  const left = Date.parse(until) - nowMs;
  return left < MINUTE_MS ? 'ends now' : `${formatUntil(until, nowMs)} · ${formatSeconds(left)}`;
}

function skewWords(ms: number | null): string {
  if (ms === null) return NOT_APPLICABLE;
  return `${ms < 0 ? MINUS : '+'}${Math.abs(ms)} ms`;
}
