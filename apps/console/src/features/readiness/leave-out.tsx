import type { Group } from '@copydesk/api-contract';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { shortAccount } from '../../lib/words.ts';
import { changeLinkState } from '../../live/groups-api.ts';
import { offerLinkUndo } from '../../live/undo-link.ts';

interface LeaveOutProps {
  readonly group: Group;
  readonly accountId: string;
  readonly account: string;
  readonly onProblem: (words: string | null) => void;
}

/** Left out means exits only, in the group itself: so it holds over a restart, and the Copy page says the same. */
export function LeaveOut({ group, accountId, account, onProblem }: LeaveOutProps) {
  const [busy, setBusy] = useState(false);
  const state = group.children.find((child) => child.accountId === accountId)?.state;
  if (state === undefined || state === 'stopped') return null;
  const name = shortAccount(account);
  const out = state !== 'active';
  const change = (): void => {
    setBusy(true);
    onProblem(null);
    changeLinkState(group, accountId, out ? 'active' : 'closeOnly')
      .then((saved) => offerLinkUndo(group, saved))
      .catch((problem: unknown) => onProblem(wordsOf(problem)))
      .finally(() => setBusy(false));
  };
  return (
    <Button
      size="small"
      look="quiet"
      disabled={busy}
      aria-label={out ? `Take in ${name}` : `Leave out ${name}`}
      onClick={change}
    >
      {out ? 'Take in' : 'Leave out'}
    </Button>
  );
}
