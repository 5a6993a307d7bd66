import type { Group } from '@copydesk/api-contract';
import type { KeyboardEvent } from 'react';
import { TextField } from '../../components/ui/field.tsx';
import { type LevelField, stepped } from '../../lib/levels.ts';
import { type Money, parseMoney, times } from '../../lib/numbers.ts';
import { usePreferences } from '../../live/preferences.ts';
import { entryPrice, levelKindOf } from './entry-levels.ts';
import type { Ticket } from './ticket-store.ts';

const FIELDS = ['stop', 'target', 'trail'] as const satisfies readonly LevelField[];
const NAMES: Readonly<Record<LevelField, string>> = {
  stop: 'Stop ₹',
  target: 'Target ₹',
  trail: 'Trail ₹ or %',
};
const NOTHING = 0 as Money;

interface TicketProtectionProps {
  readonly ticket: Ticket;
  /** That the order is copied to, if it is. */
  readonly group: Group | undefined;
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<Ticket>) => void;
}

/** Stop, target and trail that come along with an entry and are set when it fills; empty is off. */
export function TicketProtection({ ticket, group, fault, onChange }: TicketProtectionProps) {
  const perStep = usePreferences((state) => state.values.stopTicks) ?? 1;
  const unit = times(parseMoney(ticket.instrument?.tickSize ?? 0.05) ?? (500 as Money), perStep);
  const step = (field: LevelField) => (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = field === 'trail' ? NOTHING : (entryPrice(ticket) ?? NOTHING);
    const steps = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
    onChange({ [field]: stepped(ticket[field], steps, { kind: levelKindOf(ticket), unit, from }) });
  };
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">Protection</legend>
      <div className="grid grid-cols-3 gap-2">
        {FIELDS.map((field) => (
          <TextField
            key={field}
            label={NAMES[field]}
            figures
            inputMode="decimal"
            autoComplete="off"
            placeholder="off"
            value={ticket[field]}
            onChange={(event) => onChange({ [field]: event.target.value })}
            onKeyDown={step(field)}
          />
        ))}
      </div>
      {fault !== undefined ? (
        <p role="alert" className="pt-0.5 text-table text-loss">
          {fault}
        </p>
      ) : FIELDS.some((field) => ticket[field] !== '') ? (
        <p className="pt-0.5 text-label text-muted">
          Set when it fills
          {group === undefined
            ? '.'
            : group.protection === 'follow'
              ? '; the children leave with it.'
              : '; the children have levels of their own.'}
        </p>
      ) : null}
    </fieldset>
  );
}
