import type { Account, Group } from '@copydesk/api-contract';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Choice } from '../../components/ui/choice.tsx';
import { CheckField, SelectField, TextField } from '../../components/ui/field.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { todayInIndia } from '../../lib/times.ts';
import { accountName, brokerWord, shortAccount } from '../../lib/words.ts';
import { addGroup, changeGroup, readGroups, resumeChild } from '../../live/groups-api.ts';
import { serverNow } from '../../live/link-store.ts';
import { ArmControl } from './arm-control.tsx';
import { ChildEditor } from './child-editor.tsx';
import {
  changesOf,
  childFault,
  draftOf,
  type GroupDraft,
  groupBodyOf,
  groupPatchOf,
  newChild,
} from './group-draft.ts';
import { RemoveGroup } from './remove-group.tsx';

const WHEN = [
  { value: 'onAccepted', label: 'Once the master is accepted' },
  { value: 'simultaneous', label: 'Together with the master' },
] as const;

interface GroupEditorProps {
  /** Null: a new group. */
  readonly group: Group | null;
  readonly accounts: readonly Account[];
  readonly onSaved: (group: Group) => void;
}

/** A group and its links, as a draft: nothing applies before Save. */
export function GroupEditor({ group, accounts, onSaved }: GroupEditorProps) {
  const free = accounts.filter((account) => account.group === null);
  const [draft, setDraft] = useState<GroupDraft>(() => (group === null ? emptyDraft(free) : draftOf(group)));
  const [read, setRead] = useState(group);
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);

  const changes = read === null ? draft.children.length + 1 : changesOf(draft, read);
  // Somebody else, or arming, moved the group while nothing was changed here: show it as it is.
  if (group !== null && read !== null && group.version !== read.version && changes === 0) {
    setRead(group);
    setDraft(draftOf(group));
  }
  const master = accounts.find((account) => account.id === draft.masterId);
  const taken = new Set([draft.masterId, ...draft.children.map((child) => child.accountId)]);
  const addable = free.filter(
    (account) => !taken.has(account.id) && account.environment === master?.environment,
  );
  const invalid =
    draft.name.trim() === '' ||
    draft.masterId === '' ||
    draft.children.some((child) => childFault(child) !== null);
  const faultAt = (path: string): string | undefined =>
    error instanceof ApiProblem ? error.at(path)?.message : undefined;
  const stale = error instanceof ApiProblem && error.problem.code === 'stale-version';

  const save = async (): Promise<void> => {
    setSaving(true);
    setError(null);
    try {
      const saved =
        read === null
          ? await addGroup(groupBodyOf(draft))
          : await changeGroup(read.id, groupPatchOf(draft, read.version));
      setRead(saved);
      setDraft(draftOf(saved));
      onSaved(saved);
    } catch (failure) {
      setError(failure);
    }
    setSaving(false);
  };
  const discard = (): void => {
    setError(null);
    setDraft(group === null ? emptyDraft(free) : draftOf(group));
    setRead(group);
  };
  const readAgain = async (): Promise<void> => {
    await readGroups().catch((failure: unknown) => setError(failure));
    discard();
  };

  return (
    <div className="flex flex-col">
      <div className="flex flex-wrap items-end gap-3 pb-3">
        <TextField
          label="Group"
          className="w-48"
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          error={faultAt('/name')}
        />
        <SelectField
          label="Master"
          className="w-56"
          value={draft.masterId}
          disabled={read !== null}
          onChange={(event) => setDraft({ ...draft, masterId: event.target.value, children: [] })}
          error={faultAt('/master')}
        >
          {(read === null ? free : accounts.filter((account) => account.id === draft.masterId)).map(
            (account) => (
              <option key={account.id} value={account.id}>
                {accountName(account)} {brokerWord(account.brokerName)}
              </option>
            ),
          )}
        </SelectField>
        <Choice
          legend="Children are sent"
          showLegend
          options={WHEN}
          value={draft.copyWhen}
          onChange={(copyWhen) => setDraft({ ...draft, copyWhen })}
        />
        <CheckField
          label="Copy orders placed in the broker's own app"
          className="mb-1"
          checked={draft.copyOutsideOrders}
          onChange={(event) => setDraft({ ...draft, copyOutsideOrders: event.target.checked })}
        />
      </div>
      {group === null ? null : <ArmControl group={group} />}
      <h2 className="pt-4 text-ticket font-semibold">
        Children{master === undefined ? '' : ` that follow ${shortAccount(master.address)}`}
      </h2>
      {draft.children.map((child, index) => (
        <ChildEditor
          key={child.accountId}
          child={child}
          faultAt={(field) => faultAt(`/children/${index}${field}`)}
          onChange={(changed) => setDraft({ ...draft, children: draft.children.with(index, changed) })}
          onRemove={() => setDraft({ ...draft, children: draft.children.filter((other) => other !== child) })}
          onResume={() => {
            if (read !== null)
              resumeChild(read.id, child.accountId).catch((failure: unknown) => setError(failure));
          }}
        />
      ))}
      {draft.children.length === 0 ? (
        <p className="py-2 text-table text-text-2">No account follows yet.</p>
      ) : null}
      {addable.length === 0 ? null : (
        <SelectField
          label="Add child"
          className="w-56 pt-1"
          value=""
          onChange={(event) => {
            const account = addable.find((one) => one.id === event.target.value);
            if (account === undefined) return;
            setDraft({
              ...draft,
              children: [...draft.children, newChild(account, todayInIndia(serverNow()))],
            });
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
      <p className="pt-3 text-table text-text-2">
        Exits pass every filter and limit on this page. Children are family only: self, spouse, dependent
        child, dependent parent.
      </p>
      {error === null ? null : (
        <Notice
          tone="bad"
          className="mt-3"
          action={
            stale ? (
              <Button size="small" onClick={() => void readAgain()}>
                Read it again
              </Button>
            ) : undefined
          }
        >
          {stale
            ? 'The group changed while you edited it, here or elsewhere. Your draft was not saved and nothing of it applies.'
            : wordsOf(error)}
        </Notice>
      )}
      <div className="sticky bottom-0 flex items-center justify-end gap-2 bg-panel pt-3 pb-1">
        <span className="mr-auto text-table text-muted">
          {changes === 0 ? 'No changes.' : 'Draft: nothing applies before Save.'}
        </span>
        {group === null ? null : <RemoveGroup group={group} />}
        <Button disabled={changes === 0 || saving} onClick={discard}>
          Discard
        </Button>
        <Button look="primary" disabled={changes === 0 || saving || invalid} onClick={() => void save()}>
          {saveWords(saving, read === null, changes)}
        </Button>
      </div>
    </div>
  );
}

function saveWords(saving: boolean, fresh: boolean, changes: number): string {
  if (saving) return 'Saving';
  if (fresh) return 'Make the group';
  return changes === 0 ? 'Save' : `Save ${changes} ${changes === 1 ? 'change' : 'changes'}`;
}

function emptyDraft(free: readonly Account[]): GroupDraft {
  const master = free.find((account) => account.address.startsWith('MASTER')) ?? free[0];
  return {
    name: 'Family',
    masterId: master?.id ?? '',
    copyWhen: 'onAccepted',
    copyOutsideOrders: true,
    children: [],
  };
}
