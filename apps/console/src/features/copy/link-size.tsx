import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, TextField } from '../../components/ui/field.tsx';
import type { LinkPartProps } from './link-part.ts';

const SIZINGS = [
  { value: 'multiplier', label: 'Multiplier' },
  { value: 'fixed', label: 'Fixed' },
  { value: 'capital', label: 'Capital share' },
] as const;

const FIXED_BY = [
  { value: 'lots', label: 'Lots' },
  { value: 'quantity', label: 'Units' },
] as const;

/** How much of a master's order the account enters. */
export function LinkSize({ child, change, faultOf }: LinkPartProps) {
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Choice
        legend="Size"
        showLegend
        options={SIZINGS}
        value={child.sizingKind}
        onChange={(sizingKind) => change({ sizingKind })}
      />
      {child.sizingKind === 'multiplier' ? (
        <TextField
          label="Multiplier"
          figures
          inputMode="decimal"
          className="w-24"
          value={child.factor}
          onChange={(event) => change({ factor: event.target.value })}
          error={faultOf('factor', '/sizing/factor')}
        />
      ) : null}
      {child.sizingKind === 'fixed' ? (
        <>
          <Choice
            legend="Fixed in"
            showLegend
            options={FIXED_BY}
            value={child.fixedBy}
            onChange={(fixedBy) => change({ fixedBy })}
          />
          {child.fixedBy === 'lots' ? (
            <TextField
              label="Lots"
              figures
              inputMode="numeric"
              className="w-24"
              value={child.lots}
              onChange={(event) => change({ lots: event.target.value })}
              error={faultOf('lots', '/sizing/lots')}
            />
          ) : (
            <TextField
              label="Units"
              figures
              inputMode="numeric"
              className="w-24"
              value={child.quantity}
              onChange={(event) => change({ quantity: event.target.value })}
              error={faultOf('quantity', '/sizing/quantity')}
            />
          )}
        </>
      ) : null}
      {child.sizingKind === 'capital' ? (
        <TextField
          label="Declared capital ₹"
          figures
          inputMode="decimal"
          className="w-36"
          placeholder="as the broker says"
          value={child.declared}
          onChange={(event) => change({ declared: event.target.value })}
          error={faultOf('declared', '/sizing/declared')}
        />
      ) : null}
      <TextField
        label="Cap, lots"
        figures
        inputMode="numeric"
        className="w-24"
        placeholder="none"
        value={child.capLots}
        onChange={(event) => change({ capLots: event.target.value })}
        error={faultOf('capLots', '/sizing/capLots')}
      />
      <CheckField
        label="Under one lot: send one"
        className="mt-5"
        checked={child.atLeastOneLot}
        onChange={(event) => change({ atLeastOneLot: event.target.checked })}
      />
    </div>
  );
}
