/** Requests about groups; answers are parsed with the shared schemas and shown at once. */
import {
  type Child,
  type ChildInput,
  type Group,
  type GroupBody,
  type GroupPatch,
  groupSchema,
  groupsSchema,
} from '@copydesk/api-contract';
import { call } from '../lib/api-client.ts';
import { showGroup } from './groups-store.ts';

function pathOf(id: string, rest = ''): string {
  return `/api/groups/${encodeURIComponent(id)}${rest}`;
}

async function shown(work: Promise<Group>): Promise<Group> {
  const group = await work;
  showGroup(group.id, group);
  return group;
}

export function addGroup(body: GroupBody): Promise<Group> {
  return shown(call({ method: 'POST', path: '/api/groups', body, answer: groupSchema }));
}

export function changeGroup(id: string, body: GroupPatch): Promise<Group> {
  return shown(call({ method: 'PATCH', path: pathOf(id), body, answer: groupSchema }));
}

export function setArmed(id: string, armed: boolean): Promise<Group> {
  return shown(call({ method: 'POST', path: pathOf(id, armed ? '/arm' : '/disarm'), answer: groupSchema }));
}

export async function removeGroup(id: string): Promise<void> {
  await call({ method: 'DELETE', path: pathOf(id), answer: null });
  showGroup(id, null);
}

/** A person ends `stopped`, the state that a guard set. */
export function resumeChild(id: string, accountId: string): Promise<Group> {
  const path = pathOf(id, `/children/${encodeURIComponent(accountId)}/resume`);
  return shown(call({ method: 'POST', path, answer: groupSchema }));
}

/** The groups as they are now, after somebody else has saved. */
export async function readGroups(): Promise<void> {
  const { items } = await call({ path: '/api/groups', answer: groupsSchema });
  for (const group of items) showGroup(group.id, group);
}

/** A link as it was read, ready to be sent back with the others. */
export function childAsRead(child: Child): ChildInput {
  const {
    accountId,
    relationship,
    declaredOn,
    state,
    sizing,
    filters,
    guards,
    entryCapPercent,
    onIncomplete,
  } = child;
  return {
    account: accountId,
    relationship,
    declaredOn,
    state,
    sizing: sizing.kind === 'capital' ? { ...sizing, capLots: sizing.capLots ?? 1 } : sizing,
    filters,
    guards,
    entryCapPercent,
    onIncomplete,
  };
}

/** Changes the state of one link and nothing else. Refused with `stale-version` when the group has moved meanwhile. */
export function changeLinkState(
  group: Group,
  accountId: string,
  state: 'active' | 'closeOnly' | 'paused',
): Promise<Group> {
  const children = group.children.map((child) =>
    child.accountId === accountId ? { ...childAsRead(child), state } : childAsRead(child),
  );
  return changeGroup(group.id, { version: group.version, children });
}
