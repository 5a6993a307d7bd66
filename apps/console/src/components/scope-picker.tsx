import type { ScopeBody } from '@copydesk/api-contract';
import { accountName, brokerWord } from '../lib/words.ts';
import { byFamily, useAccounts } from '../live/accounts-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { Choice } from './ui/choice.tsx';
import { SelectField } from './ui/field.tsx';

interface ScopePickerProps {
  readonly scope: ScopeBody;
  readonly onChange: (scope: ScopeBody) => void;
  readonly disabled?: boolean;
}

/** All, one group, or one account. */
export function ScopePicker({ scope, onChange, disabled = false }: ScopePickerProps) {
  const accounts = byFamily(useAccounts((state) => state.list) ?? []);
  const groups = useGroups((state) => state.list) ?? [];
  const value = scope.scope === 'group' ? `group ${scope.groupId}` : scope.scope;
  const choose = (chosen: string): void => {
    const [account] = accounts;
    if (chosen === 'all') onChange({ scope: 'all' });
    else if (chosen !== 'account') onChange({ scope: 'group', groupId: chosen.slice('group '.length) });
    else if (account !== undefined) onChange({ scope: 'account', accountId: account.id });
  };
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice
        legend="Scope"
        showLegend
        disabled={disabled}
        options={[
          { value: 'all', label: 'All' },
          ...groups.map((group) => ({ value: `group ${group.id}`, label: group.name })),
          { value: 'account', label: 'Account' },
        ]}
        value={value}
        onChange={choose}
      />
      {scope.scope === 'account' ? (
        <SelectField
          label="Account"
          className="w-44"
          disabled={disabled}
          value={scope.accountId ?? ''}
          onChange={(event) => onChange({ scope: 'account', accountId: event.target.value })}
        >
          {accounts.map((account) => (
            <option key={account.id} value={account.id}>
              {accountName(account)} {brokerWord(account.brokerName)}
            </option>
          ))}
        </SelectField>
      ) : null}
    </div>
  );
}
