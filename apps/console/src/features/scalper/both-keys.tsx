import { keyCap } from '../../lib/key-table.ts';
import { useScreen } from '../../lib/screen.ts';
import { useKeysOf } from '../../live/own-keys.ts';
import { ActButton } from './leg-panel.tsx';
import type { Deed } from './use-scalper.ts';

interface BothProps {
  readonly onAct: (deed: Deed, cap: string) => void;
  readonly onMove: (steps: 1 | -1) => void;
}

/** What is about both options. */
export function BothKeys({ onAct, onMove }: BothProps) {
  const keys = useKeysOf();
  return (
    <div className="grid grid-cols-[1fr_1fr_1fr_1.4fr] gap-2 phone:grid-cols-2">
      <Move cap={keyCap(keys('scalper.up'))} words="Strike up" onMove={() => onMove(1)} />
      <Move cap={keyCap(keys('scalper.down'))} words="Strike down" onMove={() => onMove(-1)} />
      <ActButton
        deed="exit"
        look="bg-raised text-text border-edge"
        words=""
        effect="Exit both"
        onAct={onAct}
      />
      <ActButton
        deed="cancel"
        look="bg-raised text-text border-edge"
        words=""
        effect="Cancel working"
        onAct={onAct}
      />
    </div>
  );
}

function Move({
  cap,
  words,
  onMove,
}: {
  readonly cap: string;
  readonly words: string;
  readonly onMove: () => void;
}) {
  const isTouched = useScreen() === 'phone';
  return (
    <button
      type="button"
      onClick={onMove}
      className="flex min-h-11 flex-col items-center justify-center rounded-box border border-edge bg-raised px-1 text-table"
    >
      {isTouched ? null : <kbd className="font-sans text-ticket leading-5 font-semibold">{cap}</kbd>}
      <span className="text-label text-text-2 phone:text-ticket phone:font-semibold phone:text-text">
        {words}
      </span>
    </button>
  );
}
