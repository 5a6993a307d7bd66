/** What protects a position that is opened without a word about protection: kept and applied by the server. */
import type { ProtectionDefaults } from '@copydesk/api-contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { useDefaultProtection } from '../../live/use-default-protection.ts';
import { useSetDefaultProtection } from './default-protection-api.ts';
import {
  bodyOf,
  type DefaultsDraft,
  draftOf,
  type LevelDraft,
  type LevelName,
} from './default-protection-draft.ts';

const UNITS = [
  { value: 'distance', label: 'Points' },
  { value: 'percent', label: '%' },
] as const;

const LEVELS = [
  { level: 'sl', label: 'Stop-loss', step: 'increment', stepLabel: 'Increment ₹' },
  { level: 'target', label: 'Target', step: 'increment', stepLabel: 'Increment ₹' },
  { level: 'trail', label: 'Trailing stop', step: 'step', stepLabel: 'Step ₹' },
] as const;

/** Asks the server for them, then lets them be changed. */
export function DefaultProtection() {
  const kept = useDefaultProtection();
  const save = useSetDefaultProtection();
  if (kept.error !== null) return <Notice tone="bad">{wordsOf(kept.error)}</Notice>;
  if (kept.data === undefined) return <div aria-busy />;
  // What was saved is what is shown from then on, also by the server's spelling of it.
  return <DefaultsForm key={JSON.stringify(kept.data)} kept={kept.data} save={save} />;
}

interface FormProps {
  readonly kept: ProtectionDefaults;
  readonly save: ReturnType<typeof useSetDefaultProtection>;
}

function DefaultsForm({ kept, save }: FormProps) {
  const [draft, setDraft] = useState<DefaultsDraft>(() => draftOf(kept));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!save.isPending) save.mutate(bodyOf(draft));
  };
  const change = (level: LevelName, part: Partial<LevelDraft>): void =>
    setDraft((before) => ({ ...before, [level]: { ...before[level], ...part } }));
  const faultAt = (path: string): string | undefined =>
    save.error instanceof ApiProblem ? save.error.at(path)?.message : undefined;
  return (
    <form onSubmit={submit} aria-label="Default protection" className="grid gap-3">
      {LEVELS.map(({ level, label, step, stepLabel }) => (
        <div key={level} className="flex flex-wrap items-start gap-3">
          <TextField
            label={label}
            figures
            inputMode="decimal"
            className="w-28"
            placeholder="none"
            value={draft[level].size}
            onChange={(event) => change(level, { size: event.target.value })}
            error={faultAt(`/${level}/${draft[level].unit}`)}
          />
          <Choice
            legend={`${label} in`}
            showLegend
            options={UNITS}
            value={draft[level].unit}
            onChange={(unit) => change(level, { unit })}
          />
          <TextField
            label={stepLabel}
            aria-label={`${label}, ${stepLabel}`}
            figures
            inputMode="decimal"
            className="w-28"
            placeholder={level === 'trail' ? 'every move' : 'tick'}
            value={draft[level].step}
            onChange={(event) => change(level, { step: event.target.value })}
            error={faultAt(`/${level}/${step}`)}
          />
        </div>
      ))}
      <CheckField
        label="A stop rests at the broker as well, for when the desk cannot act"
        checked={draft.resting}
        onChange={(event) => setDraft((before) => ({ ...before, resting: event.target.checked }))}
      />
      {save.error === null ? null : <Notice tone="bad">{wordsOf(save.error)}</Notice>}
      {save.isSuccess ? <Notice tone="good">Saved. It protects what new orders open.</Notice> : null}
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={save.isPending}>
          {save.isPending ? 'Saving' : 'Save protection'}
        </Button>
      </div>
      <p className="text-table text-text-2">
        Levels stand off from the price of the fill, on whole increments away from it. An order with a
        protection of its own, one that closes or adds, a leg of a basket and what is opened elsewhere take
        none of it.
      </p>
    </form>
  );
}
