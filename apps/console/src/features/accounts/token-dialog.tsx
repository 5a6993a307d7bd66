import type { Account } from '@copydesk/api-contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { adoptToken } from './accounts-api.ts';

/** Sandbox accounts only: a token instead of the login page. */
export function TokenDialog({
  account,
  onClose,
}: {
  readonly account: Account;
  readonly onClose: () => void;
}) {
  const [token, setToken] = useState('');
  const [error, setError] = useState<string | undefined>();
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await adoptToken(account.id, token.trim());
      onClose();
    } catch (failure) {
      setError(wordsOf(failure));
    }
  };
  return (
    <Dialog title={`Token for ${account.address}`} onClose={onClose}>
      <form onSubmit={(event) => void save(event)} className="grid gap-3">
        <TextField
          label="Access token of the sandbox"
          type="password"
          autoComplete="off"
          required
          value={token}
          onChange={(event) => setToken(event.target.value)}
          error={error}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Back</Button>
          <Button type="submit" look="primary">
            Use token
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
