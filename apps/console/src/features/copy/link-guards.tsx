import { Choice } from '../../components/ui/choice.tsx';
import { TextField } from '../../components/ui/field.tsx';
import type { ChildDraft } from './child-draft.ts';
import type { LinkPartProps } from './link-part.ts';

const THEN = [
  { value: 'stop', label: 'Stop' },
  { value: 'square-off', label: 'Stop and square off' },
] as const;

const INCOMPLETE = [
  { value: 'flatten', label: 'Flatten it' },
  { value: 'leave', label: 'Leave it and tell me' },
] as const;

interface Limit {
  readonly field: 'maxQuantity' | 'maxValue' | 'maxOpenPositions' | 'driftPercent' | 'entryCapPercent';
  readonly label: string;
  readonly path: string;
}

const LIMITS: readonly Limit[] = [
  { field: 'maxQuantity', label: 'Largest qty', path: '/guards/maxQuantity' },
  { field: 'maxValue', label: 'Largest value ₹', path: '/guards/maxValue' },
  { field: 'maxOpenPositions', label: 'Open positions', path: '/guards/maxOpenPositions' },
  { field: 'driftPercent', label: 'Price moved %', path: '/guards/priceDriftPercent' },
  { field: 'entryCapPercent', label: 'Entry cap %', path: '/entryCapPercent' },
];

/** Limits of the account; an exit passes all of them. */
export function LinkGuards({ child, change, faultOf }: LinkPartProps) {
  const set = (field: keyof ChildDraft) => (event: { readonly target: { readonly value: string } }) =>
    change({ [field]: event.target.value });
  return (
    <>
      <div className="flex flex-wrap items-start gap-3">
        {LIMITS.map(({ field, label, path }) => (
          <TextField
            key={field}
            label={label}
            figures
            inputMode="decimal"
            className="w-28"
            placeholder={field === 'entryCapPercent' ? '' : 'none'}
            value={child[field]}
            onChange={set(field)}
            error={faultOf(field, path)}
          />
        ))}
        <TextField
          label="From (IST)"
          figures
          inputMode="numeric"
          placeholder="09:15"
          className="w-28"
          value={child.from}
          onChange={set('from')}
          error={faultOf('from', '/guards/window/from')}
        />
        <TextField
          label="To (IST)"
          figures
          inputMode="numeric"
          placeholder="15:20"
          className="w-28"
          value={child.to}
          onChange={set('to')}
          error={faultOf('to', '/guards/window/to')}
        />
      </div>
      <div className="flex flex-wrap items-start gap-3">
        <TextField
          label="Day loss ₹"
          figures
          inputMode="decimal"
          className="w-28"
          placeholder="none"
          value={child.dayLoss}
          onChange={set('dayLoss')}
          error={faultOf('dayLoss', '/guards/maxDayLoss/amount')}
        />
        <Choice
          legend="Then"
          showLegend
          options={THEN}
          value={child.dayLossThen}
          disabled={child.dayLoss.trim() === ''}
          onChange={(dayLossThen) => change({ dayLossThen })}
        />
        <Choice
          legend="Basket not complete here"
          showLegend
          options={INCOMPLETE}
          value={child.onIncomplete}
          onChange={(onIncomplete) => change({ onIncomplete })}
        />
      </div>
    </>
  );
}
