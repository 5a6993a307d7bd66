import type { Account, AccountBody, AccountPatch, Broker } from '@copydesk/api-contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { CopyText } from '../../components/ui/copy-text.tsx';
import { SelectField, TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { addAccount, changeAccount } from './accounts-api.ts';

interface AccountFormProps {
  readonly brokers: readonly Broker[];
  /** The broker to begin with; a new account only. */
  readonly brokerId?: string | undefined;
  /** Given: this account is changed. Its secrets are never shown; an empty field keeps what is stored. */
  readonly account?: Account;
  readonly onDone: (account: Account) => void;
  readonly onBack: () => void;
}

/** One account: where it is, how it is called, and what its broker needs. The form follows the broker's own list of fields. */
export function AccountForm({ brokers, brokerId, account, onDone, onBack }: AccountFormProps) {
  const [chosen, setChosen] = useState(account?.broker ?? brokerId ?? brokers[0]?.id ?? '');
  const [address, setAddress] = useState(account?.address ?? '');
  const [clientId, setClientId] = useState(account?.clientId ?? '');
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const [proxy, setProxy] = useState(proxyOf(account));
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const broker = brokers.find((one) => one.id === chosen);
  const faultAt = (path: string): string | undefined =>
    error instanceof ApiProblem ? error.at(path)?.message : undefined;

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setSaving(true);
    setError(null);
    try {
      const credentials = Object.fromEntries(
        Object.entries(secrets).filter(([, value]) => value.trim() !== ''),
      );
      const egress = proxy.trim() === '' ? null : proxy.trim();
      const body = { address, clientId, credentials, egress };
      const saved =
        account === undefined
          ? await addAccount({ ...body, broker: chosen } satisfies AccountBody)
          : await changeAccount(account.id, body satisfies AccountPatch);
      onDone(saved);
    } catch (failure) {
      setError(failure);
      setSaving(false);
    }
  };

  return (
    <form
      onSubmit={(event) => void save(event)}
      className="grid grid-cols-2 items-start gap-3 phone:grid-cols-1"
      aria-label={account === undefined ? 'New account' : 'Change account'}
    >
      <SelectField
        label="Broker"
        value={chosen}
        disabled={account !== undefined}
        onChange={(event) => setChosen(event.target.value)}
        error={faultAt('/broker')}
      >
        {brokers.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Client id"
        hint="As the broker knows the account."
        required
        autoComplete="off"
        value={clientId}
        onChange={(event) => setClientId(event.target.value)}
        error={faultAt('/clientId')}
      />
      <TextField
        label="Name on this desk"
        hint="Such as MASTER:k2 or CHILD:c1."
        required
        autoComplete="off"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        error={faultAt('/address')}
      />
      <TextField
        label="Leaves from"
        hint="A proxy or a local address. Empty: this machine's own."
        autoComplete="off"
        value={proxy}
        onChange={(event) => setProxy(event.target.value)}
        error={faultAt('/egress')}
      />
      {(broker?.credentials ?? []).map((field) => (
        <TextField
          key={field.name}
          label={field.label}
          type={field.secret ? 'password' : 'text'}
          required={account === undefined}
          placeholder={
            account?.credentialsSet.includes(field.name) === true ? 'stored; type to replace' : undefined
          }
          autoComplete="new-password"
          value={secrets[field.name] ?? ''}
          onChange={(event) => setSecrets((before) => ({ ...before, [field.name]: event.target.value }))}
          error={faultAt(`/credentials/${field.name}`)}
        />
      ))}
      {broker === undefined ? null : (
        <div className="col-span-full">
          <CopyText label={`Register this redirect address at ${broker.name}`} text={broker.redirectUrl} />
          <p className="pt-1 text-table text-text-2">
            We never ask for a broker password. Key and secret are stored sealed and never shown again.
          </p>
        </div>
      )}
      {error === null ? null : (
        <Notice tone="bad" className="col-span-full">
          {wordsOf(error)}
        </Notice>
      )}
      <div className="col-span-full flex justify-end gap-2">
        <Button onClick={onBack}>Back</Button>
        <Button type="submit" look="primary" disabled={saving}>
          {saving ? 'Saving' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

function proxyOf(account: Account | undefined): string {
  if (account === undefined || account.egress.kind === 'default') return '';
  return account.egress.kind === 'proxy' ? account.egress.url : account.egress.address;
}
