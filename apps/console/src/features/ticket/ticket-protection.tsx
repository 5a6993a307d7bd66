import type { Account, Group, ProtectionDefaults } from '@copydesk/api-contract';
import type { KeyboardEvent } from 'react';
import { TextField } from '../../components/ui/field.tsx';
import { type LevelField, stepped } from '../../lib/levels.ts';
import { formatPrice, type Money, parseMoney, times } from '../../lib/numbers.ts';
import { usePreferences } from '../../live/preferences.ts';
import { useDefaultProtection } from '../../live/use-default-protection.ts';
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
  /** Where its account trades. */
  readonly environment: Account['environment'] | undefined;
  /** That the order is copied to, if it is. */
  readonly group: Group | undefined;
  readonly fault: string | undefined;
  readonly onChange: (part: Partial<Ticket>) => void;
}

/** Stop, target and trail that come along with an entry and are set when it fills; empty is off. */
export function TicketProtection(props: TicketProtectionProps) {
  const { ticket, environment, group, fault, onChange } = props;
  const perStep = usePreferences((state) => state.values.stopTicks) ?? 1;
  const unit = times(parseMoney(ticket.instrument?.tickSize ?? 0.05) ?? (500 as Money), perStep);
  const step = (field: LevelField) => (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    const from = field === 'trail' ? NOTHING : (entryPrice(ticket, environment) ?? NOTHING);
    const steps = (event.key === 'ArrowUp' ? 1 : -1) * (event.shiftKey ? 10 : 1);
    onChange({ [field]: stepped(ticket[field], steps, { kind: levelKindOf(ticket), unit, from }) });
  };
  const { data: defaults } = useDefaultProtection();
  const hint = hintOf(
    FIELDS.some((field) => ticket[field] !== ''),
    defaults,
    group,
  );
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
      {fault === undefined ? (
        <p className="pt-0.5 text-label text-muted">{hint}</p>
      ) : (
        <p role="alert" className="pt-0.5 text-table text-loss">
          {fault}
        </p>
      )}
    </fieldset>
  );
}

/** What is set when it fills: what was typed, else the person's defaults. */
function hintOf(
  isTyped: boolean,
  defaults: ProtectionDefaults | undefined,
  group: Group | undefined,
): string {
  const usual = defaults === undefined ? '' : defaultWords(defaults);
  if (!isTyped && usual === '') return '';
  const what = isTyped ? 'Set when it fills' : `Your defaults are set when it fills: ${usual}`;
  if (group === undefined) return `${what}.`;
  return `${what}; the children ${group.protection === 'follow' ? 'leave with it' : 'have levels of their own'}.`;
}

/** `stop 2% off, trail 5.00, one at the broker`. */
function defaultWords({ sl, target, trail, resting }: ProtectionDefaults): string {
  const levels = [
    ['stop', sl],
    ['target', target],
    ['trail', trail],
  ] as const;
  const words = levels.flatMap(([name, level]) => {
    if (level === null) return [];
    const size = level.percent === null ? formatPrice(level.distance) : `${level.percent}%`;
    return [`${name} ${size}${name === 'trail' ? '' : ' off'}`];
  });
  const isBehind = resting && (sl !== null || trail !== null);
  return [...words, ...(isBehind ? ['one at the broker'] : [])].join(', ');
}
