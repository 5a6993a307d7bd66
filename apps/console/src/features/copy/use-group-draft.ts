/** The draft of one group: what was read, what Save would change, and saving it against the version that was read. */
import type { Account, Group } from '@copydesk/api-contract';
import { useState } from 'react';
import { addGroup, changeGroup } from '../../live/groups-api.ts';
import { offerLinkUndo } from '../../live/undo-link.ts';
import { changesOf, draftOf, emptyDraft, type GroupDraft, groupBodyOf, groupPatchOf } from './group-draft.ts';

export function useGroupDraft(
  group: Group | null,
  free: readonly Account[],
  onSaved: (group: Group) => void,
) {
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
  const save = async (): Promise<void> => {
    setSaving(true);
    setError(null);
    try {
      const saved =
        read === null
          ? await addGroup(groupBodyOf(draft))
          : await changeGroup(read.id, groupPatchOf(draft, read.version));
      if (read !== null) offerLinkUndo(read, saved);
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
  return { draft, read, changes, error, saving, setDraft, setError, save, discard } as const;
}
