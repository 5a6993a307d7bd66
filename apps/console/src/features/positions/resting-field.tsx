import { cellKeys } from '../../components/ui/cell-field.tsx';
import { CheckField } from '../../components/ui/field.tsx';
import type { LevelEdit } from './use-levels.ts';

interface RestingFieldProps {
  readonly edit: LevelEdit;
  /** It stands in a form, which hears Enter and looks at everything before it saves; in cells it hears its keys itself. */
  readonly inForm?: true;
}

/** Whether a stop rests at the broker behind the protection; its keys are those of the fields beside it. */
export function RestingField({ edit, inForm }: RestingFieldProps) {
  const { resting, rest, typed, busy } = edit;
  const keys = cellKeys({
    onStep: () => undefined,
    onEnter: () => (busy ? undefined : edit.save()),
    onEscape: () => (busy ? undefined : edit.end()),
  });
  return (
    <CheckField
      label={resting === null ? 'A stop rests at the broker too: not read' : 'A stop rests at the broker too'}
      className="text-table!"
      checked={resting === true}
      // Without a stop and a trail there is nothing that could rest.
      disabled={resting === null || busy || (typed.stop.trim() === '' && typed.trail.trim() === '')}
      onChange={(event) => rest(event.target.checked)}
      onKeyDown={inForm === true ? undefined : keys}
    />
  );
}
