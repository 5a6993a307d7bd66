import type { Account } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { Cell, NOT_ON_PHONE } from '../../components/ui/table.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { useScreen } from '../../lib/screen.ts';
import { brokerWord, shortAccount } from '../../lib/words.ts';
import { useServerClock } from '../../live/use-server-clock.ts';
import { loginAddress, logOut, removeAccount } from './accounts-api.ts';
import { type Deed, MoreDeeds } from './more-deeds.tsx';
import { sessionWords, streamWords } from './session-words.ts';

interface AccountRowProps {
  readonly account: Account;
  readonly onEdit: () => void;
  readonly onToken: () => void;
}

const CLOCK_MS = 30_000;

/** One account: whether it can trade, and the way to its broker's login page. */
export function AccountRow({ account, onEdit, onToken }: AccountRowProps) {
  const now = useServerClock(CLOCK_MS);
  const words = sessionWords(account, now);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const name = shortAccount(account.address);
  const sandbox = account.environment === 'sandbox';

  const phone = useScreen() === 'phone';
  const deeds: readonly Deed[] = [
    ...(sandbox ? [{ word: 'Paste token', spoken: `Paste token for ${name}`, run: onToken }] : []),
    { word: 'Change', spoken: `Change ${name}`, run: onEdit },
    { word: 'Remove', spoken: `Remove ${name}`, run: () => setRemoving(true) },
  ];

  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(wordsOf(failure));
    }
    setBusy(false);
  };
  const logIn = (): Promise<void> =>
    run(async () => {
      // The same tab: the broker's page comes back here.
      window.location.assign(await loginAddress(account.id));
    });

  return (
    <>
      <tr className="h-8 hover:bg-hover">
        <Cell>
          <span className="font-medium">{account.address}</span>{' '}
          <span className="text-muted">
            {brokerWord(account.brokerName)}
            {sandbox ? <span className="text-sandbox"> sbx</span> : null}
          </span>
          <span className="hidden whitespace-normal phone:block">
            <StatusMark mark={words.mark} word={words.word} />
          </span>
        </Cell>
        <Cell className={clsx('figures', NOT_ON_PHONE)}>{account.clientId}</Cell>
        <Cell className={NOT_ON_PHONE}>
          {account.group === null ? (
            <span className="text-muted">none</span>
          ) : (
            `${account.group.name}, ${account.group.role}`
          )}
        </Cell>
        <Cell className={NOT_ON_PHONE}>
          <StatusMark mark={words.mark} word={words.word} />
        </Cell>
        <Cell className={NOT_ON_PHONE}>{streamWords(account.stream)}</Cell>
        <Cell className={NOT_ON_PHONE}>{egressWords(account)}</Cell>
        <Cell align="right">
          <span className="inline-flex gap-1 phone:py-1">
            {account.session.state === 'live' ? (
              <Button
                size="small"
                disabled={busy}
                aria-label={`Log out ${name}`}
                onClick={() => void run(() => logOut(account.id))}
              >
                Log out
              </Button>
            ) : (
              <Button
                size="small"
                look="primary"
                disabled={busy}
                aria-label={`Log in ${name}`}
                onClick={() => void logIn()}
              >
                Log in
              </Button>
            )}
            {phone ? (
              <MoreDeeds name={name} deeds={deeds} />
            ) : (
              deeds.map(({ word, spoken, run: begin }) => (
                <Button
                  key={word}
                  size="small"
                  look={word === 'Remove' ? 'quiet' : 'plain'}
                  aria-label={spoken}
                  onClick={begin}
                >
                  {word}
                </Button>
              ))
            )}
          </span>
        </Cell>
      </tr>
      {[words.detail, error].map((line) =>
        line === null ? null : (
          <tr key={line}>
            <td colSpan={3} className={NOT_ON_PHONE} />
            <td
              colSpan={4}
              className={`px-1.5 pb-1 wrap-anywhere ${line === error ? 'text-loss' : 'text-text-2'}`}
              role={line === error ? 'alert' : undefined}
            >
              {line}
            </td>
          </tr>
        ),
      )}
      {removing ? (
        <Dialog title={`Remove ${account.address}?`} onClose={() => setRemoving(false)}>
          <p className="text-table">
            Its stored key and secret are deleted. What it holds at {account.brokerName} stays there. An
            account in a group, or with living orders, is not removed.
          </p>
          <div className="flex justify-end gap-2 pt-3">
            <Button autoFocus onClick={() => setRemoving(false)}>
              Keep
            </Button>
            <Button
              look="danger"
              disabled={busy}
              onClick={() => {
                setRemoving(false);
                void run(() => removeAccount(account.id));
              }}
            >
              Remove
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

function egressWords({ egress }: Account): string {
  if (egress.kind === 'default') return "this machine's address";
  return egress.kind === 'proxy' ? egress.url : egress.address;
}
