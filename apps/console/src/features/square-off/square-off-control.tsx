import { type ScopeBody, squareOffSchema } from '@copydesk/api-contract';
import { useState } from 'react';
import { AccountName } from '../../components/account-name.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { HoldButton } from '../../components/ui/hold-button.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { formatMoney, type Money, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { announce } from '../../live/announcements.ts';
import { useAccountsIn, useScopeWords } from '../../live/scope.ts';
import { usePress } from '../../live/use-press.ts';
import { askSquareOff, closeSquareOff, useSquareOff } from './square-off-request.ts';

/** What stands in one account. */
interface Standing {
  readonly orders: number;
  readonly positions: number;
  /** At the last prices; null when one is missing. */
  readonly value: Money | null;
}

interface SquareOffLayerProps {
  readonly standingIn: (accountIds: ReadonlySet<string>) => Standing;
}

/** Closes the day's positions and what was copied, of one account, a group, or all; confirmed by holding. */
export function SquareOffControl() {
  return (
    <Button size="small" look="danger" aria-haspopup="dialog" onClick={() => askSquareOff({ scope: 'all' })}>
      Square off
    </Button>
  );
}

/** The question, above whatever page it was asked from. */
export function SquareOffLayer({ standingIn }: SquareOffLayerProps) {
  const scope = useSquareOff((state) => state.scope);
  if (scope === null) return null;
  return <SquareOffDialog asked={scope} standingIn={standingIn} onClose={closeSquareOff} />;
}

interface SquareOffDialogProps extends SquareOffLayerProps {
  readonly asked: ScopeBody;
  readonly onClose: () => void;
}

function SquareOffDialog({ asked, standingIn, onClose }: SquareOffDialogProps) {
  const [scope, setScope] = useState<ScopeBody>(asked);
  const accounts = useAccountsIn(scope);
  const words = useScopeWords()(scope);
  const { state, press, clear } = usePress('square-off', squareOffSchema);
  const send = async (): Promise<void> => {
    // Closing twice what is closed closes nothing: a lost answer does not stand in the way.
    clear();
    const end = await press({
      route: 'POST /api/square-off',
      path: '/api/square-off',
      body: scope,
      words: `Square off ${words}`,
    });
    if (end?.kind === 'done') announce('polite', `Squaring off ${words}.`);
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
  };
  return (
    <Dialog title="Square off" onClose={onClose}>
      <div className="flex flex-col gap-3">
        <ScopePicker
          scope={scope}
          onChange={(chosen) => {
            clear();
            setScope(chosen);
          }}
          disabled={state.kind === 'sending'}
        />
        <table className="w-full text-table">
          <caption className="sr-only">What stands in each account</caption>
          <thead className="text-label text-muted">
            <tr>
              <th scope="col" className="text-left font-medium">
                Account
              </th>
              {['Orders', 'Positions', 'Value ₹'].map((name) => (
                <th key={name} scope="col" className="text-right font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {accounts.map((account) => {
              const standing = standingIn(new Set([account.id]));
              return (
                <tr key={account.id} className="h-6 border-t border-line">
                  <td>
                    <AccountName accountId={account.id} address={account.address} withBroker />
                    {account.session.state === 'live' ? null : (
                      <span className="text-warn"> not logged in: closed after the next login</span>
                    )}
                  </td>
                  <StandingCells standing={standing} />
                </tr>
              );
            })}
          </tbody>
          {accounts.length < 2 ? null : (
            <Total standing={standingIn(new Set(accounts.map(({ id }) => id)))} />
          )}
        </table>
        <p className="text-table text-text-2">
          Cancels what works there, closes the day's positions and what was copied, at market with the
          broker's protection. What a person bought elsewhere to keep stays. Done means flat in the broker's
          books.
        </p>
        <div className="flex items-center gap-3 phone:flex-col phone:items-stretch">
          <HoldButton
            verb={`square off ${words}`}
            disabled={state.kind === 'sending' || accounts.length === 0}
            className="min-w-0 flex-1"
            onDone={() => void send()}
          />
          <Button autoFocus onClick={onClose}>
            {state.kind === 'done' ? 'Close' : 'Back'}
          </Button>
        </div>
        <PressNotice state={state} did="the square-off" />
        {state.kind === 'done' ? (
          <div role="status" className="text-table">
            <p className="figures">
              Under way: {state.answer.orders.length} {state.answer.orders.length === 1 ? 'order' : 'orders'}.
            </p>
            <ul>
              {state.answer.unreached.map((one) => (
                <li key={`${one.accountId} ${one.orderId}`} className="text-warn">
                  <b className="font-medium">{shortAccount(one.account)} not reached.</b> {one.reason.text}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
      </div>
    </Dialog>
  );
}

/** Orders, positions and value of one account, or of all. */
function StandingCells({ standing }: { readonly standing: Standing }) {
  return (
    <>
      <td className="figures text-right">{standing.orders}</td>
      <td className="figures text-right">{standing.positions}</td>
      <td className="figures text-right">
        {standing.value === null ? NOT_APPLICABLE : formatMoney(standing.value)}
      </td>
    </>
  );
}

/** What stands in all of them together; unknown when a part of it is. */
function Total({ standing }: { readonly standing: Standing }) {
  return (
    <tfoot>
      <tr className="h-6 border-t border-edge font-medium">
        <th scope="row" className="text-left font-medium">
          Total
        </th>
        <StandingCells standing={standing} />
      </tr>
    </tfoot>
  );
}
