import type { ReactNode } from 'react';
import { useLocation, useParams } from 'wouter';
import { Button } from '../../components/ui/button.tsx';
import { copyPath } from '../../lib/page-paths.ts';
import { armedWords } from '../../lib/words.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { GroupEditor } from './group-editor.tsx';

const NEW = 'new';

/** Copy groups: who follows whom, and by which rule. The address names the group and the link in view. */
export function CopyPage() {
  const groups = useGroups((state) => state.list);
  const accounts = useAccounts((state) => state.list);
  const { group: chosen, account } = useParams<{ group?: string; account?: string }>();
  const [, go] = useLocation();
  if (groups === null || accounts === null) return <div className="flex-1 bg-panel" aria-busy />;
  const group = groups.find((one) => one.id === chosen) ?? groups[0];
  const making = chosen === NEW || group === undefined;
  const free = accounts.filter((one) => one.group === null);
  return (
    <div className="relative min-h-0 flex-1 overflow-auto bg-panel p-4">
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <h1 className="pr-2 text-title font-semibold">Copy</h1>
        {groups.map((one) => (
          <GroupChip
            key={one.id}
            isShown={!making && one.id === group?.id}
            onShow={() => go(copyPath(one.id))}
          >
            {one.name}
            {one.armed ? '' : ` ${armedWords(one)}`}
          </GroupChip>
        ))}
        {free.length > 0 && groups.length > 0 ? (
          <GroupChip isShown={making} onShow={() => go(copyPath(NEW))}>
            New group
          </GroupChip>
        ) : null}
      </div>
      {making && free.length === 0 ? (
        <p className="text-table text-text-2">
          {accounts.length === 0
            ? 'Add accounts first: a master, and those that follow it.'
            : 'Every account is in a group already; an account is in one group, in one role.'}
        </p>
      ) : (
        <GroupEditor
          key={making ? NEW : group.id}
          group={making ? null : group}
          accounts={accounts}
          chosen={account}
          onChoose={(accountId) => go(copyPath(making ? NEW : group.id, accountId), { replace: true })}
          onSaved={(saved) => go(copyPath(saved.id, account), { replace: true })}
        />
      )}
    </div>
  );
}

interface GroupChipProps {
  readonly isShown: boolean;
  readonly onShow: () => void;
  readonly children: ReactNode;
}

/** Which group is shown: a choice of view, which changes nothing. */
function GroupChip({ isShown, onShow, children }: GroupChipProps) {
  return (
    <Button
      size="small"
      look={isShown ? 'plain' : 'quiet'}
      aria-pressed={isShown}
      onClick={onShow}
      {...(isShown ? { className: 'bg-selected' } : {})}
    >
      {children}
    </Button>
  );
}
