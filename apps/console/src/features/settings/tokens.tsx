import { type FormEvent, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { CopyText } from '../../components/ui/copy-text.tsx';
import { TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { wordsOf } from '../../lib/api-client.ts';
import { formatDayTime } from '../../lib/times.ts';
import { useEndAccess, useMakeToken, useTokens } from './access-api.ts';

/** API tokens: a program's way in. The secret is shown once. */
export function Tokens() {
  const tokens = useTokens();
  const make = useMakeToken();
  const end = useEndAccess('tokens');
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '' || make.isPending) return;
    make.mutate(name.trim(), { onSuccess: () => setName('') });
  };
  const problem = tokens.error ?? make.error ?? end.error;
  return (
    <>
      <p className="pb-3 text-table text-text-2">
        A program with a token can do everything that you can. End one that you do not know.
      </p>
      {problem === null ? null : (
        <Notice tone="bad" className="mb-3">
          {wordsOf(problem)}
        </Notice>
      )}
      <form onSubmit={submit} aria-label="New token" className="flex max-w-md items-end gap-2 pb-3">
        <TextField
          label="Name of the program"
          className="flex-1"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button type="submit" disabled={name.trim() === '' || make.isPending}>
          {make.isPending ? 'Making' : 'Make token'}
        </Button>
      </form>
      {make.data === undefined ? null : (
        <Notice tone="care" className="mb-3">
          <CopyText label={`Token of ${make.data.name}, shown this once`} text={make.data.token} />
        </Notice>
      )}
      <ul aria-label="Tokens" className="text-control">
        {(tokens.data?.items ?? []).map((token) => (
          <li key={token.id} className="flex h-9 items-center gap-3 border-t border-line">
            <span className="min-w-0 flex-1 truncate">{token.name}</span>
            <span className="figures text-table text-text-2">made {formatDayTime(token.createdAt)}</span>
            <Button
              size="small"
              look="danger"
              aria-label={`End ${token.name}`}
              disabled={end.isPending}
              onClick={() => end.mutate(token.id)}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      {tokens.data?.items.length === 0 ? <p className="text-table text-text-2">No tokens.</p> : null}
    </>
  );
}
