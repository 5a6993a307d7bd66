/** Taking back the state of a link: nothing of it left for a broker. */
import type { Child, Group } from '@copydesk/api-contract';
import { wordsOf } from '../lib/api-client.ts';
import { shortAccount } from '../lib/words.ts';
import { announce } from './announcements.ts';
import { changeLinkState } from './groups-api.ts';
import { useGroups } from './groups-store.ts';
import { offerUndo } from './undo.ts';

const WORDS: Readonly<Record<Child['state'], string>> = {
  active: 'is active',
  closeOnly: 'is exits only',
  paused: 'is paused',
  stopped: 'is stopped',
};

/** Offers the way back from a saved change of links, where one of them is in another state than before. */
export function offerLinkUndo(before: Group, after: Group): void {
  const changed = after.children.flatMap((child) => {
    const was = before.children.find(({ accountId }) => accountId === child.accountId)?.state;
    // What a guard has stopped only a person resumes, and nobody sets.
    return was === undefined || was === child.state || was === 'stopped' ? [] : [{ child, was }];
  });
  if (changed.length === 0) return;
  offerUndo({
    words: `${changed.map(({ child }) => `${shortAccount(child.account)} ${WORDS[child.state]}`).join(', ')}.`,
    undo: () => void takeBack(after.id, changed),
  });
}

async function takeBack(
  groupId: string,
  changed: readonly {
    readonly child: Child;
    readonly was: Exclude<Child['state'], 'stopped'>;
  }[],
): Promise<void> {
  for (const { child, was } of changed) {
    const group = useGroups.getState().list?.find(({ id }) => id === groupId);
    if (group === undefined) return;
    try {
      await changeLinkState(group, child.accountId, was);
    } catch (problem) {
      announce('assertive', `${shortAccount(child.account)} stays as it is: ${wordsOf(problem)}`);
      return;
    }
  }
}
