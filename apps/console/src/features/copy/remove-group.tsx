import type { Group } from '@copydesk/api-contract';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { removeGroup } from '../../live/groups-api.ts';

/** Takes a group apart; its accounts stay. One whose children hold copied quantity is not removed, and says so. */
export function RemoveGroup({ group }: { readonly group: Group }) {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const remove = (): void => {
    setError(null);
    removeGroup(group.id).catch((failure: unknown) => setError(wordsOf(failure)));
  };
  return (
    <>
      <Button size="small" look="quiet" onClick={() => setAsking(true)}>
        Remove group
      </Button>
      {asking ? (
        <Dialog title={`Remove ${group.name}?`} onClose={() => setAsking(false)}>
          <p className="pb-3 text-table">
            Nothing is copied from then on. The accounts, their logins and what they hold stay as they are.
          </p>
          {error === null ? null : <Notice tone="bad">{error}</Notice>}
          <div className="flex justify-end gap-2 pt-3">
            <Button autoFocus onClick={() => setAsking(false)}>
              Keep
            </Button>
            <Button look="danger" onClick={remove}>
              Remove
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}
