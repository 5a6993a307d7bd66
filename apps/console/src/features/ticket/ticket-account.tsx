import type { Account } from '@copydesk/api-contract';
import { SelectField } from '../../components/ui/field.tsx';
import { accountName, brokerWord } from '../../lib/words.ts';

interface TicketAccountProps {
  readonly choices: readonly Account[];
  readonly account: Account | undefined;
  readonly fault: string | undefined;
  readonly onChoose: (accountId: string) => void;
}

/** In which account it is placed. */
export function TicketAccount({ choices, account, fault, onChoose }: TicketAccountProps) {
  return (
    <SelectField
      label="Account"
      value={account?.id ?? ''}
      onChange={(event) => onChoose(event.target.value)}
      error={fault}
    >
      {choices.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {accountName(choice)} {brokerWord(choice.brokerName)}
          {choice.group === null ? '' : ` · ${choice.group.name}, ${choice.group.role}`}
        </option>
      ))}
    </SelectField>
  );
}
