import type { Account, Group } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { useEffect, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Notice } from '../../components/ui/notice.tsx';
import { ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { money, parseMoney } from '../../lib/numbers.ts';
import { todayInIndia } from '../../lib/times.ts';
import { shortAccount } from '../../lib/words.ts';
import { readGroups, resumeChild } from '../../live/groups-api.ts';
import { serverNow } from '../../live/link-store.ts';
import { ArmControl } from './arm-control.tsx';
import { type ChildDraft, childFaults, newChild } from './child-draft.ts';
import { ChildEditor } from './child-editor.tsx';
import { type GroupDraft, groupFaults } from './group-draft.ts';
import { GroupSettings } from './group-settings.tsx';
import { LinkList } from './link-list.tsx';
import { type LinkRequest, useLinkRequest } from './link-request.ts';
import { RemoveGroup } from './remove-group.tsx';
import { useGroupDraft } from './use-group-draft.ts';

interface GroupEditorProps {
  /** Null: a new group. */
  readonly group: Group | null;
  readonly accounts: readonly Account[];
  /** The account whose link is in view; the first one without. */
  readonly chosen: string | undefined;
  readonly onChoose: (accountId: string) => void;
  readonly onSaved: (group: Group) => void;
}

/** A group and its links, as a draft: nothing applies before Save. */
export function GroupEditor({ group, accounts, chosen, onChoose, onSaved }: GroupEditorProps) {
  const free = accounts.filter((account) => account.group === null);
  const { draft, read, changes, error, saving, setDraft, setError, save, discard } = useGroupDraft(
    group,
    free,
    onSaved,
  );
  useProposed(draft, setDraft);
  const master = accounts.find((account) => account.id === draft.masterId);
  const taken = new Set([draft.masterId, ...draft.children.map((child) => child.accountId)]);
  const addable = free.filter(
    (account) => !taken.has(account.id) && account.environment === master?.environment,
  );
  const faultAt = (path: string): string | undefined =>
    error instanceof ApiProblem ? error.at(path)?.message : undefined;
  const child = draft.children.find((one) => one.accountId === chosen) ?? draft.children[0];
  const index = draft.children.findIndex((one) => one === child);
  const declared = draft.masterCapital.trim() === '' ? null : parseMoney(draft.masterCapital);
  const changeChild = (changed: ChildDraft): void =>
    setDraft({ ...draft, children: draft.children.with(index, changed) });

  return (
    <div className="flex flex-col">
      <GroupSettings
        draft={draft}
        masters={read === null ? free : accounts.filter((account) => account.id === draft.masterId)}
        made={read !== null}
        onChange={setDraft}
        faultAt={faultAt}
      />
      {group === null ? null : (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <ArmControl group={group} />
          <RemoveGroup group={group} />
        </div>
      )}
      <h2 className="pt-4 pb-2 text-ticket font-semibold">
        Children{master === undefined ? '' : ` that follow ${shortAccount(master.address)}`}
      </h2>
      <div className="flex gap-6 border-t border-line pt-3 phone:flex-col">
        <LinkList
          links={draft.children}
          chosen={child?.accountId}
          addable={addable}
          onChoose={onChoose}
          onAdd={(account) => {
            const added = newChild(account, todayInIndia(serverNow()));
            setDraft({ ...draft, children: [...draft.children, added] });
            onChoose(account.id);
          }}
        />
        <div className="min-w-0 flex-1">
          {child === undefined ? null : (
            <ChildEditor
              key={child.accountId}
              child={child}
              environment={master?.environment ?? 'live'}
              masterCapital={
                declared ?? (group?.capital === null || group === null ? null : money(group.capital))
              }
              faultAt={(field) => faultAt(`/children/${index}${field}`)}
              onChange={changeChild}
              onRemove={() =>
                setDraft({ ...draft, children: draft.children.filter((other) => other !== child) })
              }
              onResume={() => {
                if (read !== null)
                  resumeChild(read.id, child.accountId).catch((failure: unknown) => setError(failure));
              }}
            />
          )}
        </div>
      </div>
      <p className="py-3 text-table text-text-2">
        Exits pass every filter and limit on this page. Children are family only: self, spouse, dependent
        child, dependent parent.
      </p>
      <SaveProblem error={error} onReadAgain={() => void readGroups().catch(setError).then(discard)} />
      <div
        className={clsx(
          'sticky -bottom-4 -mb-4 flex items-center justify-end gap-2 border-t border-line bg-panel py-3 phone:py-2',
          // What there is nothing to save of does not stand over what is read.
          changes === 0 && 'phone:static',
        )}
      >
        <span className="mr-auto min-w-0 text-table text-muted">
          {changes === 0 ? 'No changes.' : 'Draft: nothing applies before Save.'}
        </span>
        <Button disabled={changes === 0 || saving} onClick={discard}>
          Discard
        </Button>
        <Button
          look="primary"
          data-key="save-group"
          disabled={changes === 0 || saving || isInvalid(draft)}
          onClick={() => void save()}
        >
          {saveWords(saving, read === null, changes)}
        </Button>
      </div>
    </div>
  );
}

/** Takes what was asked for elsewhere into the draft, once. A link that a guard stopped is resumed by its own button. */
function useProposed(draft: GroupDraft, setDraft: (draft: GroupDraft) => void): void {
  const request = useLinkRequest((state) => state.request);
  const [taken, setTaken] = useState<LinkRequest | null>(null);
  const at = draft.children.findIndex(({ accountId }) => accountId === request?.accountId);
  const child = draft.children[at];
  if (request !== null && request !== taken && child !== undefined) {
    setTaken(request);
    if (child.state !== 'stopped')
      setDraft({ ...draft, children: draft.children.with(at, { ...child, state: request.state }) });
  }
  useEffect(() => {
    if (taken !== null)
      useLinkRequest.setState(({ request: now }) => (now === taken ? { request: null } : {}));
  }, [taken]);
}

/** Why it was not saved. */
function SaveProblem({ error, onReadAgain }: { readonly error: unknown; readonly onReadAgain: () => void }) {
  if (error === null) return null;
  const stale = error instanceof ApiProblem && error.problem.code === 'stale-version';
  return (
    <Notice
      tone="bad"
      className="mb-3"
      action={
        stale ? (
          <Button size="small" onClick={onReadAgain}>
            Read it again
          </Button>
        ) : undefined
      }
    >
      {stale
        ? 'The group changed while you edited it, here or elsewhere. Your draft was not saved and nothing of it applies.'
        : wordsOf(error)}
    </Notice>
  );
}

function isInvalid(draft: GroupDraft): boolean {
  return (
    draft.name.trim() === '' ||
    draft.masterId === '' ||
    Object.keys(groupFaults(draft)).length > 0 ||
    draft.children.some((child) => Object.keys(childFaults(child)).length > 0)
  );
}

function saveWords(saving: boolean, fresh: boolean, changes: number): string {
  if (saving) return 'Saving';
  if (fresh) return 'Make the group';
  return changes === 0 ? 'Save' : `Save ${changes} ${changes === 1 ? 'change' : 'changes'}`;
}
