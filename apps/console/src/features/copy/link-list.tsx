import type { Account, Child } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { SelectField } from '../../components/ui/field.tsx';
import { type Mark, StatusMark } from '../../components/ui/status-mark.tsx';
import { accountName, brokerWord, shortAccount, sizingWords } from '../../lib/words.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { useDivergences } from '../../live/divergences-store.ts';
import { type ChildDraft, childFaults } from './child-draft.ts';

const STATES: Readonly<Record<Child['state'], { readonly mark: Mark; readonly word: string }>> = {
  active: { mark: 'done', word: 'active' },
  closeOnly: { mark: 'ended', word: 'exits only' },
  paused: { mark: 'waiting', word: 'paused' },
  stopped: { mark: 'care', word: 'stopped' },
};

interface LinkListProps {
  readonly links: readonly ChildDraft[];
  readonly chosen: string | undefined;
  /** Accounts that may still be added. */
  readonly addable: readonly Account[];
  readonly onChoose: (accountId: string) => void;
  readonly onAdd: (account: Account) => void;
}

/** Every link of the group: its state, its rule, and whether it differs; trouble shows without opening it. */
export function LinkList({ links, chosen, addable, onChoose, onAdd }: LinkListProps) {
  return (
    <div className="flex w-56 shrink-0 flex-col gap-2 phone:w-full">
      <ul aria-label="Children">
        {links.map((child) => (
          <LinkItem
            key={child.accountId}
            child={child}
            here={child.accountId === chosen}
            onChoose={() => onChoose(child.accountId)}
          />
        ))}
      </ul>
      {links.length === 0 ? <p className="text-table text-text-2">No account follows yet.</p> : null}
      {addable.length === 0 ? null : (
        <SelectField
          label="Add child"
          value=""
          onChange={(event) => {
            const account = addable.find((one) => one.id === event.target.value);
            if (account !== undefined) onAdd(account);
          }}
        >
          <option value="">Choose an account …</option>
          {addable.map((account) => (
            <option key={account.id} value={account.id}>
              {accountName(account)} {brokerWord(account.brokerName)}
            </option>
          ))}
        </SelectField>
      )}
    </div>
  );
}

interface LinkItemProps {
  readonly child: ChildDraft;
  readonly here: boolean;
  readonly onChoose: () => void;
}

function LinkItem({ child, here, onChoose }: LinkItemProps) {
  const account = useAccounts((state) => state.list?.find((one) => one.id === child.accountId));
  const differs = useDivergences(
    (state) => state.list?.filter((one) => one.accountId === child.accountId).length ?? 0,
  );
  const faulty = Object.keys(childFaults(child)).length > 0;
  const name = account === undefined ? shortAccount(child.account) : accountName(account);
  return (
    <li>
      <button
        type="button"
        aria-current={here ? 'true' : undefined}
        onClick={onChoose}
        className={clsx(
          'flex w-full flex-wrap items-center gap-x-2 border-l-2 px-2 py-1.5 text-left text-table',
          here ? 'border-text bg-selected' : 'border-transparent hover:bg-hover',
        )}
      >
        <span className="text-control font-medium">{name}</span>
        <StatusMark {...STATES[child.state]} />
        {differs === 0 ? null : <StatusMark mark="drift" word={String(differs)} />}
        {faulty ? <StatusMark mark="refused" word="to mend" /> : null}
        <span className="figures w-full text-text-2">{ruleWords(child)}</span>
      </button>
    </li>
  );
}

/** The rule as it was read; a new link has none yet. */
function ruleWords({ kept }: ChildDraft): string {
  return kept === null ? 'new, not saved' : sizingWords(kept.sizing);
}
