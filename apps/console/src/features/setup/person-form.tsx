import { PASSWORD_MIN, type Session } from '@copydesk/api-contract';
import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { makeOwner, signIn } from './people-api.ts';

interface PersonFormProps {
  /** `owner`: the first run makes the desk's owner. */
  readonly kind: 'owner' | 'sign-in';
  readonly onDone: (session: Session) => void;
}

/** Name, e-mail and password of the owner, or e-mail and password to get in. */
export function PersonForm({ kind, onDone }: PersonFormProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const owner = kind === 'owner';
  const faultAt = (path: string): string | undefined =>
    error instanceof ApiProblem ? error.at(path)?.message : undefined;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      onDone(owner ? await makeOwner({ name, email, password }) : await signIn({ email, password }));
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="grid gap-3"
      aria-label={owner ? 'Owner' : 'Sign in'}
    >
      {owner ? (
        <TextField
          label="Name"
          required
          autoFocus
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={faultAt('/name')}
        />
      ) : null}
      <TextField
        label="E-mail"
        type="email"
        required
        autoFocus={!owner}
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={faultAt('/email')}
      />
      <TextField
        label="Password"
        type="password"
        required
        minLength={owner ? PASSWORD_MIN : undefined}
        autoComplete={owner ? 'new-password' : 'current-password'}
        hint={
          owner
            ? `At least ${PASSWORD_MIN} characters. It opens this desk only; no broker's password is ever asked for.`
            : undefined
        }
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={faultAt('/password')}
      />
      {error === null ? null : <Notice tone="bad">{wordsOf(error)}</Notice>}
      <Button type="submit" look="primary" size="large" disabled={busy}>
        {buttonWords(owner, busy)}
      </Button>
    </form>
  );
}

function buttonWords(owner: boolean, busy: boolean): string {
  if (owner) return busy ? 'Making the desk' : 'Make this my desk';
  return busy ? 'Signing in' : 'Sign in';
}
