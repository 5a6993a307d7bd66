import { clsx } from 'clsx';
import { CircleSlash2, Keyboard, KeyboardOff } from 'lucide-react';
import type { KeyboardEvent } from 'react';
import { keyCap } from '../../lib/key-table.ts';
import { previewEffect } from '../../lib/preview-words.ts';
import { useScreen } from '../../lib/screen.ts';
import { shortAccount } from '../../lib/words.ts';
import { useKeysOf } from '../../live/own-keys.ts';
import { usePreview } from '../../live/use-preview.ts';
import type { KeyLayer } from './key-layer.ts';
import type { EntryTerms } from './leg-terms.ts';
import type { Scalper } from './use-scalper.ts';

interface LayerSwitchProps {
  readonly layer: KeyLayer;
  /** What stands in the way of live keys; null when nothing does. */
  readonly blocked: string | null;
  readonly scalper: Scalper;
}

/** The switch of the layer, and what a key would send; where there are no keys it is the switch of the buttons. */
export function LayerSwitch({ layer, blocked, scalper }: LayerSwitchProps) {
  const { live, endedBecause, toggle } = layer;
  const Icon = live ? Keyboard : KeyboardOff;
  const { account, group } = scalper;
  const words = useScreen() === 'phone' ? TOUCHED : KEYED;
  const alone = account !== undefined && group !== undefined && !group.armed;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 pb-2 text-table">
      <button
        type="button"
        data-layer-switch
        aria-pressed={live}
        aria-disabled={!live && blocked !== null}
        // Space on a button clicks it; the layer is switched by click and Enter only.
        onKeyDown={ignoreSpace}
        onKeyUp={ignoreSpace}
        onClick={(event) => {
          if (event.detail < 2) toggle();
        }}
        className={clsx(
          'inline-flex h-8 items-center gap-2 rounded-box border px-3 text-control font-semibold aria-disabled:opacity-50',
          live ? 'border-text bg-text text-panel' : 'border-edge bg-raised text-text hover:bg-hover',
        )}
      >
        <Icon aria-hidden size={15} />
        {words.name} LIVE
        <span className="font-normal">{live ? words.ends : words.begins}</span>
      </button>
      {!live && (blocked ?? endedBecause) !== null ? (
        <span role="status" className="text-warn">
          {words.name} are off. {blocked ?? endedBecause}
        </span>
      ) : null}
      {alone ? (
        <span className="text-warn">
          Copying is off: {group.name} is not armed. Entries go to {shortAccount(account.address)} alone.
        </span>
      ) : null}
      <Sends entry={scalper.entryOf('call', 'BUY')} />
      <span className="ml-auto text-muted">At market with the broker's protection{words.repeats}</span>
    </div>
  );
}

const KEYED = {
  name: 'Keys',
  ends: 'off after 60 s idle, Esc',
  begins: 'is off: click or Enter',
  repeats: '; held keys and repeats do nothing.',
} as const;
const TOUCHED = {
  name: 'Buttons',
  ends: 'off after 60 s idle',
  begins: 'is off: tap',
  repeats: '; the second half of a double tap does nothing.',
} as const;

function ignoreSpace(event: KeyboardEvent): void {
  if (event.key === ' ') event.preventDefault();
}

/** `Q sends 7 lots in 3 accounts`, as the server worked it out, and who gets nothing. */
function Sends({ entry }: { readonly entry: EntryTerms | undefined }) {
  const cap = keyCap(useKeysOf()('scalper.call.buy'));
  const isTouched = useScreen() === 'phone';
  const { items, old } = usePreview(entry?.kind === 'send' ? entry.body : null);
  if (items === undefined) {
    // An answer comes within a moment; what stays unknown is said.
    return entry?.kind === 'send' ? (
      <span className="appear-late text-text-2">The server works out what goes to whom.</span>
    ) : null;
  }
  const skipped = items.filter((item) => item.skip !== null);
  return (
    <span className={clsx('figures inline-flex flex-wrap items-center gap-x-2', old && 'text-muted')}>
      <span>
        {isTouched ? 'Buy call' : cap} sends <b className="font-semibold">{previewEffect(items, true)}</b>
      </span>
      {skipped.map((item) => (
        <span
          key={item.accountId}
          className="inline-flex items-center gap-0.5 text-text-2"
          title={item.skip?.text}
        >
          <CircleSlash2 role="img" aria-label="skipped" size={12} />
          {shortAccount(item.account)}: {item.skip?.text}
        </span>
      ))}
    </span>
  );
}
