import type { Child, Group } from '@copydesk/api-contract';
import { Trash2 } from 'lucide-react';
import { Link } from 'wouter';
import { DriftMark } from '../../components/drift-mark.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { SelectField, TextField } from '../../components/ui/field.tsx';
import { StatusMark } from '../../components/ui/status-mark.tsx';
import { formatMoney, formatRupeeChange, type Money, money } from '../../lib/numbers.ts';
import { planPath } from '../../lib/page-paths.ts';
import { formatDate } from '../../lib/times.ts';
import { accountName, brokerWord, RELATIONSHIP_WORD } from '../../lib/words.ts';
import { useAccount } from '../../live/accounts-store.ts';
import { useDivergences } from '../../live/divergences-store.ts';
import { type ChildDraft, type ChildFaults, childFaults } from './child-draft.ts';
import { EffectLine } from './effect-line.tsx';
import { LinkFilters } from './link-filters.tsx';
import { LinkGuards } from './link-guards.tsx';
import type { LinkPartProps } from './link-part.ts';
import { LinkSize } from './link-size.tsx';
import { TodayLine } from './today-line.tsx';

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'closeOnly', label: 'Exits only' },
  { value: 'paused', label: 'Paused' },
] as const;

interface ChildEditorProps {
  readonly child: ChildDraft;
  readonly environment: Group['environment'];
  readonly masterCapital: Money | null;
  readonly onChange: (child: ChildDraft) => void;
  readonly onRemove: () => void;
  readonly onResume: () => void;
  /** What the server said of a field, by its path in the link. */
  readonly faultAt: (path: string) => string | undefined;
}

/** The rule by which one account follows the master. */
export function ChildEditor(props: ChildEditorProps) {
  const { child, environment, masterCapital, onChange, faultAt } = props;
  const account = useAccount(child.accountId);
  const faults: ChildFaults = childFaults(child);
  const change = (part: Partial<ChildDraft>): void => onChange({ ...child, ...part });
  const faultOf: LinkPartProps['faultOf'] = (field, path) => faults[field] ?? faultAt(path);
  const name = account === undefined ? child.account : accountName(account);
  return (
    <section aria-label={`Link ${name}`} className="flex min-w-0 flex-col gap-3">
      <LinkHead {...props} name={name} broker={brokerWord(account?.brokerName ?? '')} change={change} />
      <LinkSize child={child} change={change} faultOf={faultOf} />
      <EffectLine child={child} environment={environment} masterCapital={masterCapital} />
      <LinkFilters child={child} change={change} faultOf={faultOf} />
      <LinkGuards child={child} change={change} faultOf={faultOf} />
      <div className="flex flex-wrap items-start gap-3">
        <SelectField
          label="Relationship"
          className="w-32"
          value={child.relationship}
          onChange={(event) => change({ relationship: event.target.value as Child['relationship'] })}
          error={faultOf('relationship', '/relationship')}
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
          hint={formatDate(child.declaredOn)}
          onChange={(event) => change({ declaredOn: event.target.value })}
          error={faultOf('declaredOn', '/declaredOn')}
        />
      </div>
      {child.kept === null ? null : <TodayLine accountId={child.accountId} environment={environment} />}
    </section>
  );
}

type LinkHeadProps = Pick<ChildEditorProps, 'child' | 'onRemove' | 'onResume'> &
  Pick<LinkPartProps, 'change'> & { readonly name: string; readonly broker: string };

/** Who it is, its state, and what it holds beside its rule. */
function LinkHead({ child, name, broker, change, onRemove, onResume }: LinkHeadProps) {
  const list = useDivergences((state) => state.list);
  const drift = (list ?? []).filter((one) => one.accountId === child.accountId);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="text-ticket font-semibold">
          {name} <span className="font-normal text-muted">{broker}</span>
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
        {drift.map((one) => (
          <Link key={one.id} href={planPath(one.id)} title="Plan">
            <DriftMark divergence={one} />
          </Link>
        ))}
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
        <p className="text-table text-warn">
          Paused copies nothing, exits neither: what {name} holds is not closed with the master.
          {(child.kept?.unclosed.length ?? 0) === 0
            ? ''
            : ` ${child.kept?.unclosed.length} of its positions would stay open now.`}
        </p>
      ) : null}
      {child.kept === null ? null : (
        <p className="figures text-table text-text-2">
          Today on what was copied {formatRupeeChange(money(-child.kept.dayLoss))} · capital{' '}
          {child.kept.capital === null ? 'not known' : `₹${formatMoney(money(child.kept.capital))}`}
        </p>
      )}
    </>
  );
}
