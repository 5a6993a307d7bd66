import type { Account } from '@copydesk/api-contract';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, SelectField, TextField } from '../../components/ui/field.tsx';
import { accountName, brokerWord } from '../../lib/words.ts';
import { type GroupDraft, groupFaults } from './group-draft.ts';

const WHEN = [
  { value: 'onAccepted', label: 'Once the master is accepted' },
  { value: 'simultaneous', label: 'Together with the master' },
] as const;

interface GroupSettingsProps {
  readonly draft: GroupDraft;
  /** Who may be the master; one only, once the group is made. */
  readonly masters: readonly Account[];
  readonly made: boolean;
  readonly onChange: (draft: GroupDraft) => void;
  readonly faultAt: (path: string) => string | undefined;
}

/** What holds for every link of the group. */
export function GroupSettings({ draft, masters, made, onChange, faultAt }: GroupSettingsProps) {
  const faults = groupFaults(draft);
  const change = (part: Partial<GroupDraft>): void => onChange({ ...draft, ...part });
  return (
    <div className="flex flex-wrap items-end gap-3 pb-3">
      <TextField
        label="Group"
        className="w-40"
        value={draft.name}
        onChange={(event) => change({ name: event.target.value })}
        error={faultAt('/name')}
      />
      <SelectField
        label="Master"
        className="w-44"
        value={draft.masterId}
        disabled={made}
        onChange={(event) => change({ masterId: event.target.value, children: [] })}
        error={faultAt('/master')}
      >
        {masters.map((account) => (
          <option key={account.id} value={account.id}>
            {accountName(account)} {brokerWord(account.brokerName)}
          </option>
        ))}
      </SelectField>
      <Choice
        legend="Children are sent"
        showLegend
        options={WHEN}
        value={draft.copyWhen}
        onChange={(copyWhen) => change({ copyWhen })}
      />
      <TextField
        label="Exit cap %"
        figures
        inputMode="decimal"
        className="w-20"
        value={draft.exitCapPercent}
        onChange={(event) => change({ exitCapPercent: event.target.value })}
        error={faults.exitCapPercent ?? faultAt('/exitCapPercent')}
      />
      <TextField
        label="Master's capital ₹"
        figures
        inputMode="decimal"
        className="w-36 phone:w-52"
        placeholder="as the broker says"
        value={draft.masterCapital}
        onChange={(event) => change({ masterCapital: event.target.value })}
        error={faults.masterCapital ?? faultAt('/masterCapital')}
      />
      <CheckField
        label="Copy orders placed in the broker's own app"
        className="mb-1"
        checked={draft.copyOutsideOrders}
        onChange={(event) => change({ copyOutsideOrders: event.target.checked })}
      />
    </div>
  );
}
