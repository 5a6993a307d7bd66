import { type ScopeBody, type SquareOff, squareOffSchema } from '@copydesk/api-contract';
import { useEffect, useRef, useState } from 'react';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { CheckField } from '../../components/ui/field.tsx';
import { HoldButton } from '../../components/ui/hold-button.tsx';
import { PressNotice } from '../../components/ui/press-notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { chooseHoldMode, useHoldMode } from '../../lib/hold-mode.ts';
import { announce } from '../../live/announcements.ts';
import { stopsScope, useAccountsIn, useScopeWords } from '../../live/scope.ts';
import { usePress } from '../../live/use-press.ts';
import { KillReport } from './kill-report.tsx';
import { useKillPress, useKillSwitch } from './kill-switch-api.ts';
import { positionsWords, type Standing } from './standing.ts';

interface KillDialogProps {
  readonly standingIn: (accountIds: ReadonlySet<string>) => Standing;
  /** Opens the question of a square-off, above this one. */
  readonly onSquareOff: (scope: ScopeBody) => void;
  readonly onClose: () => void;
}

/** Stops everything that adds to a position. Tried at once, connected or not; nothing waits in a queue. */
export function KillDialog({ standingIn, onSquareOff, onClose }: KillDialogProps) {
  const [scope, setScope] = useState<ScopeBody>({ scope: 'all' });
  const mode = useHoldMode((state) => state.mode);
  const [alsoSquareOff, setAlsoSquareOff] = useState(false);
  const accounts = useAccountsIn(scope);
  const words = useScopeWords()(scope);
  const { data } = useKillSwitch();
  const { kill, squareOff, pressStop } = useStop(scope, words);
  const stopped = stopsScope(data?.active ?? [], scope, accounts);
  const result = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  useEffect(() => {
    // The button that was held is gone. A key that is held still must not press the next one.
    if (stopped && held.current) result.current?.focus();
    held.current = false;
  }, [stopped]);
  const standing = standingIn(new Set(accounts.map((account) => account.id)));

  const stop = (): void => {
    held.current = true;
    void pressStop(alsoSquareOff);
  };
  return (
    <Dialog title="Kill switch" onClose={onClose}>
      <div className="flex flex-col gap-3">
        <div ref={result} tabIndex={-1} className="outline-none">
          {data === undefined || data.active.length === 0 ? null : (
            <KillReport report={data} standingIn={standingIn} onSquareOff={onSquareOff} />
          )}
        </div>
        <ScopePicker scope={scope} onChange={setScope} disabled={kill.state.kind === 'sending'} />
        {stopped ? (
          <p className="text-table">
            Nothing adds to a position here until a person lifts it, over a restart too. Stops, targets and
            exits keep working.
          </p>
        ) : (
          <BeforeStop
            accounts={accounts.length}
            standing={standing}
            alsoSquareOff={alsoSquareOff}
            onSquareOff={setAlsoSquareOff}
          />
        )}
        <div className="flex items-center justify-end gap-3">
          {stopped ? null : (
            <HoldButton
              verb="stop"
              focus
              disabled={kill.state.kind === 'sending'}
              className="flex-1"
              onDone={stop}
            />
          )}
          <Button onClick={onClose}>
            Close <kbd className="font-sans text-label text-muted">Esc</kbd>
          </Button>
        </div>
        {stopped ? null : (
          <CheckField
            label="Press twice instead of holding, here and wherever something is held"
            className="text-table"
            checked={mode === 'twice'}
            onChange={(event) => chooseHoldMode(event.target.checked ? 'twice' : 'hold')}
          />
        )}
        <PressNotice state={kill.state} did="the switch" />
        <PressNotice state={squareOff.state} did="the square-off" />
        {squareOff.state.kind === 'done' ? (
          <SquaringOff words={words} squareOff={squareOff.state.answer} />
        ) : null}
      </div>
    </Dialog>
  );
}

/** The press that stops a scope, and the one that squares it off after. */
function useStop(scope: ScopeBody, words: string) {
  const kill = useKillPress('kill');
  const squareOff = usePress('kill.square-off', squareOffSchema);
  const pressStop = async (alsoSquareOff: boolean): Promise<void> => {
    // A press whose answer was lost does not stand in the way: stopping twice is stopping.
    kill.clear();
    const end = await kill.press({
      route: 'POST /api/kill-switch',
      path: '/api/kill-switch',
      body: scope,
      words: `Stop ${words}`,
    });
    if (end?.kind === 'done') announce('polite', reachedWords(words, end.answer.unreached.length));
    if (end?.kind === 'refused') announce('assertive', wordsOf(end.problem));
    if (!alsoSquareOff) return;
    squareOff.clear();
    await squareOff.press({
      route: 'POST /api/square-off',
      path: '/api/square-off',
      body: scope,
      words: `Square off ${words}`,
    });
  };
  return { kill, squareOff, pressStop } as const;
}

function SquaringOff({ words, squareOff }: { readonly words: string; readonly squareOff: SquareOff }) {
  const { orders, unreached } = squareOff;
  return (
    <p role="status" className="figures text-table">
      Squaring off {words}: {orders.length} {orders.length === 1 ? 'order' : 'orders'} under way
      {unreached.length === 0 ? '.' : `, ${unreached.length} not reached yet.`}
    </p>
  );
}

interface BeforeStopProps {
  /** How many accounts the scope covers. */
  readonly accounts: number;
  readonly standing: Standing;
  readonly alsoSquareOff: boolean;
  readonly onSquareOff: (also: boolean) => void;
}

/** What a stop would do to what stands in the scope. */
function BeforeStop({ accounts, standing, alsoSquareOff, onSquareOff }: BeforeStopProps) {
  const { orders } = standing;
  return (
    <>
      <p className="text-table">
        Blocks new exposure in {accounts} {accounts === 1 ? 'account' : 'accounts'}
        {orders === 0
          ? '; no working order to cancel.'
          : ` and cancels the entries among ${orders} working ${orders === 1 ? 'order' : 'orders'}.`}{' '}
        Stops, targets and exits keep working. Copydesk stays stopped over a restart, until a person lifts it.
      </p>
      <CheckField
        label={<span className="figures">and square off {positionsWords(standing)}</span>}
        checked={alsoSquareOff}
        onChange={(event) => onSquareOff(event.target.checked)}
      />
      <p className="text-label text-muted">
        Brokers' own switches stay untouched: those hold for 12 hours and cannot be taken back.
      </p>
    </>
  );
}

function reachedWords(scope: string, unreached: number): string {
  return unreached === 0
    ? `Kill switch on, ${scope}.`
    : `Kill switch on, ${scope}. ${unreached} not reached yet.`;
}
