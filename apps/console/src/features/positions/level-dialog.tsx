import type { Position } from '@copydesk/api-contract';
import type { FormEvent, KeyboardEvent } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { SendStep } from '../../components/ui/send-step.tsx';
import { instrumentName } from '../../lib/instrument-name.ts';
import { formatMoney, formatSignedQuantity, money, NOT_APPLICABLE, parseMoney } from '../../lib/numbers.ts';
import { shortAccount } from '../../lib/words.ts';
import { useGroups } from '../../live/groups-store.ts';
import { serverNow } from '../../live/link-store.ts';
import { positionKey } from '../../live/pnl-store.ts';
import { closeLevel, type LevelRequest, useLevelRequest } from './level-request.ts';
import { useLivePnl } from './live-cells.tsx';
import { usePositions } from './positions-store.ts';
import { useProtections } from './protections-api.ts';
import { RestingField } from './resting-field.tsx';
import { stopNow } from './stops.ts';
import { hasTurned, TURNED_WORDS, useHeldGuard } from './use-held.ts';
import type { LevelEdit } from './use-levels.ts';
import { useProtect } from './use-protect.ts';

/** The question of a stop or a target, above whatever page it was asked from. */
export function LevelLayer() {
  const request = useLevelRequest((state) => state.request);
  return request === null ? null : <LevelDialog {...request} />;
}

const NAMES = { sl: 'Stop', target: 'Target' } as const;
const FIELDS = { sl: 'stop', target: 'target' } as const;

/** Where it stands now and where it would; the server judges whether the price is on its side of the market. */
function LevelDialog({ position: asked, level, price }: LevelRequest) {
  const key = positionKey(asked);
  // As it is now: it may be moved or left while it is asked about.
  const position = usePositions(({ byKey }) => byKey?.[key]) ?? { ...asked, netQty: 0 };
  const group = useGroups(({ list }) => list?.find(({ masterId }) => masterId === position.accountId));
  const protections = useProtections();
  const field = FIELDS[level];
  const edit = useProtect({
    position,
    group,
    protections,
    onEnd: closeLevel,
    begun: { [field]: price },
  });
  const isOfNow = useHeldGuard(position);
  const turned = hasTurned(asked, position);
  const stop = stopNow(position, protections);
  const target = position.target === null ? null : money(position.target);
  const now = level === 'sl' ? stop : target;
  const set = level === 'sl' ? position.sl : position.target;
  const typed = edit.typed[field].trim();
  const valid = position.netQty !== 0 && (typed === '' ? set !== null : (parseMoney(typed) ?? 0) > 0);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (!isOfNow(performance.now()) || turned) return;
    if (valid && !edit.busy && edit.asking === null) edit.save();
  };
  return (
    <Dialog title={`${NAMES[level]} of ${instrumentName(position, serverNow())}`} onClose={closeLevel}>
      <form onSubmit={save} onKeyDown={refuseRepeat}>
        <TextField
          label={`${NAMES[level]} ₹`}
          figures
          autoFocus
          inputMode="decimal"
          value={edit.typed[field]}
          onChange={(event) => edit.change({ [field]: event.target.value })}
          error={valid || position.netQty === 0 ? undefined : 'Needs a price above 0, such as 110.00.'}
        />
        {level === 'sl' && edit.asking === null ? (
          <div className="pt-2">
            <RestingField edit={edit} inForm />
          </div>
        ) : null}
        <Standing
          position={position}
          words={`${NAMES[level]} now: ${now === null ? 'none' : formatMoney(now)}.`}
        />
        {turned ? (
          <Notice tone="care" className="mt-2">
            {TURNED_WORDS}
          </Notice>
        ) : null}
        {edit.fault === null ? null : (
          <Notice tone="bad" className="mt-2">
            {edit.fault}
          </Notice>
        )}
        <Ends
          edit={edit}
          valid={valid && !turned}
          verb={`${typed === '' ? 'Remove' : 'Set'} ${NAMES[level].toLowerCase()}`}
        />
      </form>
    </Dialog>
  );
}

/** A held Enter repeats; only a fresh press counts. */
function refuseRepeat(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}

/** What is held, at which price, and who holds it too. */
function Standing({ position, words }: { readonly position: Position; readonly words: string }) {
  const { last } = useLivePnl(position);
  const holding = position.childPositions.filter(({ netQty }) => netQty !== 0);
  return (
    <>
      <p className="figures pt-2 text-table">
        {shortAccount(position.account)} holds {formatSignedQuantity(position.netQty)}, last{' '}
        {last === null ? NOT_APPLICABLE : formatMoney(last)}. {words}
      </p>
      {holding.length === 0 ? null : (
        <p className="text-table text-text-2">
          Copies hold too: {holding.map(({ account }) => shortAccount(account)).join(', ')}. Theirs follow by
          the group's rule.
        </p>
      )}
    </>
  );
}

interface EndsProps {
  readonly edit: LevelEdit;
  readonly valid: boolean;
  readonly verb: string;
}

/** Back, or on; what loosens a stop is asked about in their place. */
function Ends({ edit, valid, verb }: EndsProps) {
  return edit.asking === null ? (
    <div className="mt-3 flex justify-end gap-2">
      <Button onClick={closeLevel}>Back</Button>
      <Button type="submit" look="primary" aria-disabled={!valid || edit.busy}>
        {edit.busy ? 'Setting' : verb}
      </Button>
    </div>
  ) : (
    <div className="mt-3">
      <SendStep words={edit.asking} look="primary" verb="Save" onSend={edit.confirm} onBack={edit.back} />
    </div>
  );
}
