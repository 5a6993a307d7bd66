import type { Account, Broker } from '@copydesk/api-contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import {
  type Column,
  NOT_ON_PHONE,
  SentenceRow,
  SkeletonRows,
  TableHead,
} from '../../components/ui/table.tsx';
import { instrumentLines } from '../../lib/instrument-load.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useBrokers } from '../../live/use-brokers.ts';
import { AccountForm } from './account-form.tsx';
import { AccountRow } from './account-row.tsx';
import { TokenDialog } from './token-dialog.tsx';

const COLUMNS: readonly Column[] = [
  { id: 'account', name: 'Account', align: 'left', width: 'w-44 phone:w-auto' },
  { id: 'client', name: 'Client id', align: 'left', width: 'w-28', room: NOT_ON_PHONE },
  { id: 'group', name: 'Group', align: 'left', width: 'w-44', room: NOT_ON_PHONE },
  { id: 'state', name: 'Login', align: 'left', room: NOT_ON_PHONE },
  { id: 'stream', name: 'Order stream', align: 'left', width: 'w-48', room: NOT_ON_PHONE },
  { id: 'egress', name: 'Leaves from', align: 'left', width: 'w-36', room: NOT_ON_PHONE },
  { id: 'actions', name: '', spoken: 'Actions', align: 'right', width: 'w-76 phone:w-38' },
];

type Open = { readonly kind: 'add' } | { readonly kind: 'edit' | 'token'; readonly account: Account };

interface AccountsPageProps {
  /** What a return from a broker's login page said, when it failed. */
  readonly loginProblem: string | null;
  /** The account that such a return has logged in. */
  readonly loginDone: string | null;
  /** Opens the form of a new account at this broker. */
  readonly connect: string | undefined;
}

/** Accounts and their broker logins. */
export function AccountsPage({ loginProblem, loginDone, connect }: AccountsPageProps) {
  const accounts = useAccounts((state) => state.list);
  const brokers = useBrokers();
  const [open, setOpen] = useState<Open | null>(connect === undefined ? null : { kind: 'add' });
  const close = (): void => setOpen(null);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto bg-panel p-4">
      <div className="flex items-center gap-3 phone:flex-wrap">
        <h1 className="text-title font-semibold">Accounts</h1>
        <Button size="small" onClick={() => setOpen({ kind: 'add' })}>
          <Plus aria-hidden size={13} /> Add account
        </Button>
        <p className="text-table text-text-2">
          A group copies within one family: self, spouse, dependent child, dependent parent. Copying for
          friends is not allowed.
        </p>
      </div>
      {loginProblem === null ? null : <Notice tone="bad">{loginProblem}</Notice>}
      {loginDone === null ? null : <Notice tone="good">{loginDone} is logged in.</Notice>}
      {instrumentLines(brokersInUse(brokers.data ?? [], accounts ?? [])).map((line) => (
        <Notice key={line.text} tone={line.failed ? 'care' : 'info'}>
          {line.text}
        </Notice>
      ))}
      <table className="w-full table-fixed border-collapse text-table" aria-label="Accounts">
        <TableHead columns={COLUMNS} />
        <tbody>
          {accounts === null ? <SkeletonRows span={COLUMNS.length} /> : null}
          {accounts?.length === 0 ? (
            <SentenceRow span={COLUMNS.length}>
              No accounts yet. Add the master first, then the accounts that follow it.
            </SentenceRow>
          ) : null}
          {byFamily(accounts ?? []).map((account) => (
            <AccountRow
              key={account.id}
              account={account}
              onEdit={() => setOpen({ kind: 'edit', account })}
              onToken={() => setOpen({ kind: 'token', account })}
            />
          ))}
        </tbody>
      </table>
      {open?.kind === 'add' && brokers.data !== undefined ? (
        <Dialog title="Add an account" onClose={close}>
          <AccountForm brokers={brokers.data} brokerId={connect} onDone={close} onBack={close} />
        </Dialog>
      ) : null}
      {open?.kind === 'edit' && brokers.data !== undefined ? (
        <Dialog title={`Change ${open.account.address}`} onClose={close}>
          <AccountForm brokers={brokers.data} account={open.account} onDone={close} onBack={close} />
        </Dialog>
      ) : null}
      {open?.kind === 'token' ? <TokenDialog account={open.account} onClose={close} /> : null}
    </div>
  );
}

/** The list of a broker without accounts is read when the first account comes; until then nobody waits for it. */
function brokersInUse(brokers: readonly Broker[], accounts: readonly Account[]): readonly Broker[] {
  return brokers.filter((broker) => accounts.some((account) => account.broker === broker.id));
}
