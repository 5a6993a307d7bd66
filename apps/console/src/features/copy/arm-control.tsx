import type { Group } from '@copydesk/api-contract';
import { ShieldCheck, ShieldOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { shortAccount } from '../../lib/words.ts';
import { useAccounts } from '../../live/accounts-store.ts';
import { setArmed } from '../../live/groups-api.ts';

/** Starts or stops copying entries. Arming with accounts left out names them first; stopping asks nothing. */
export function ArmControl({ group }: { readonly group: Group }) {
  const accounts = useAccounts((state) => state.list);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const members = new Set([group.masterId, ...group.children.map((child) => child.accountId)]);
  const out = (accounts ?? []).filter(
    (account) => members.has(account.id) && account.session.state !== 'live',
  );

  const set = (armed: boolean): void => {
    setAsking(false);
    setError(null);
    setArmed(group.id, armed).catch((failure: unknown) => setError(wordsOf(failure)));
  };
  return (
    <div className="flex items-center gap-3">
      <span className="inline-flex items-center gap-1.5 font-medium">
        {group.armed ? (
          <ShieldCheck aria-hidden size={15} />
        ) : (
          <ShieldOff aria-hidden size={15} className="text-warn" />
        )}
        {group.armed ? 'Armed: entries are copied' : 'Not armed: entries go to the master alone'}
      </span>
      {group.armed ? (
        <Button size="small" data-key="arm" onClick={() => set(false)}>
          Disarm
        </Button>
      ) : (
        <Button
          size="small"
          look="primary"
          data-key="arm"
          onClick={() => (out.length === 0 ? set(true) : setAsking(true))}
        >
          Arm {group.name}
        </Button>
      )}
      {error === null ? null : (
        <span role="alert" className="text-table text-loss">
          {error}
        </span>
      )}
      {asking ? (
        <Dialog title={`Arm ${group.name} with accounts left out?`} onClose={() => setAsking(false)}>
          <p className="text-table">
            Not logged in: {out.map((account) => shortAccount(account.address)).join(', ')}. Orders are copied
            to the others; these get nothing until they are logged in.
          </p>
          <div className="flex justify-end gap-2 pt-3">
            <Button autoFocus onClick={() => setAsking(false)}>
              Back
            </Button>
            <Button look="primary" onClick={() => set(true)}>
              Arm
            </Button>
          </div>
        </Dialog>
      ) : null}
    </div>
  );
}
