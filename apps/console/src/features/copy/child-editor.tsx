import type { Child } from '@copydesk/api-contract';
import { Trash2 } from 'lucide-react';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, SelectField, TextField } from '../../components/ui/field.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { formatLots, money } from '../../lib/numbers.ts';
import { accountName, brokerWord, RELATIONSHIP_WORD } from '../../lib/words.ts';
import { useAccount } from '../../live/accounts-store.ts';
import { type ChildDraft, childFault } from './group-draft.ts';

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'closeOnly', label: 'Exits only' },
  { value: 'paused', label: 'Paused' },
] as const;

const SIZINGS = [
  { value: 'multiplier', label: 'Multiplier' },
  { value: 'fixed', label: 'Fixed' },
  { value: 'capital', label: 'Capital share' },
] as const;

/** Master sizes of which the effect is shown. */
const SAMPLES = [1, 2, 4, 10] as const;

interface ChildEditorProps {
  readonly child: ChildDraft;
  readonly onChange: (child: ChildDraft) => void;
  readonly onRemove: () => void;
  readonly onResume: () => void;
  readonly faultAt: (field: string) => string | undefined;
}

/** The rule by which one account follows the master. */
export function ChildEditor({ child, onChange, onRemove, onResume, faultAt }: ChildEditorProps) {
  const account = useAccount(child.accountId);
  const fault = childFault(child);
  const faultOf = (field: 'factor' | 'lots' | 'capLots', path: string): string | undefined =>
    fault?.field === field ? fault.words : faultAt(path);
  const change = (part: Partial<ChildDraft>): void => onChange({ ...child, ...part });
  const name = account === undefined ? child.account : accountName(account);
  return (
    <section aria-label={`Link ${name}`} className="border-t border-line py-3">
      <div className="flex items-center gap-3 pb-2">
        <h3 className="text-ticket font-semibold">
          {name} <span className="font-normal text-muted">{brokerWord(account?.brokerName ?? '')}</span>
        </h3>
        {child.state === 'stopped' ? (
          <>
            <StatusMark mark="care" word="Stopped" />
            <span className="text-table text-text-2">{child.kept?.stoppedBecause}</span>
            <Button size="small" onClick={onResume}>
              Resume
            </Button>
          </>
        ) : (
          <Choice
            legend={`State of ${name}`}
            options={STATES}
            value={child.state}
            onChange={(state) => change({ state })}
          />
        )}
        <Button
          size="small"
          look="quiet"
          className="ml-auto"
          onClick={onRemove}
          aria-label={`Remove ${name} from the group`}
        >
          <Trash2 aria-hidden size={13} /> Remove
        </Button>
      </div>
      {child.state === 'paused' ? (
        <p className="pb-2 text-table text-warn">
          Paused copies nothing, exits neither: what {name} holds is not closed with the master.
        </p>
      ) : null}
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
          <TextField
            label="Lots"
            figures
            inputMode="numeric"
            className="w-24"
            value={child.lots}
            onChange={(event) => change({ lots: event.target.value })}
            error={faultOf('lots', '/sizing/lots')}
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
        <SelectField
          label="Relationship"
          className="w-32"
          value={child.relationship}
          onChange={(event) => change({ relationship: event.target.value as Child['relationship'] })}
          error={faultAt('/relationship')}
        >
          {Object.entries(RELATIONSHIP_WORD).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Declared on"
          type="date"
          className="w-36"
          value={child.declaredOn}
          onChange={(event) => change({ declaredOn: event.target.value })}
          error={faultAt('/declaredOn')}
        />
        {child.sizingKind === 'fixed' ? null : (
          <CheckField
            label="Under one lot: send one"
            className="mt-5"
            checked={child.atLeastOneLot}
            onChange={(event) => change({ atLeastOneLot: event.target.checked })}
          />
        )}
      </div>
      <p className="figures pt-2 text-table text-text-2">
        <span className="text-muted">Effect</span> {fault === null ? effectOf(child) : '—'}
      </p>
    </section>
  );
}

/** `1 → 0 skip · 2 → 1 · 4 → 2 lots`, by the sizing's own arithmetic. */
function effectOf(child: ChildDraft): string {
  if (child.sizingKind === 'capital') return 'by the capital of both accounts when the day begins';
  const cap = child.capLots === '' ? Number.POSITIVE_INFINITY : Number(child.capLots);
  if (child.sizingKind === 'fixed')
    return `any size → ${child.lots === '' ? 'the fixed quantity' : formatLots(Math.min(cap, Number(child.lots)))}`;
  const factor = money(Number(child.factor));
  const lines = SAMPLES.map((lots) => {
    const sized = Math.min(cap, Math.floor((lots * factor) / 10_000));
    if (sized > 0) return `${lots} → ${sized}`;
    return child.atLeastOneLot ? `${lots} → 1` : `${lots} → 0 skip`;
  });
  return `${lines.join(' · ')} lots`;
}
