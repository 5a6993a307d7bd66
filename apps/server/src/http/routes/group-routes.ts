import type { CopyGroup, Desk } from '@copydesk/core';
import { type Answer, created, DONE, ok } from '../answer.ts';
import { groupChange, groupDraft } from '../group-input.ts';
import type { Handlers } from '../route-table.ts';
import { groupView } from '../views/group-view.ts';

type Names =
  | 'groups'
  | 'addGroup'
  | 'changeGroup'
  | 'removeGroup'
  | 'armGroup'
  | 'disarmGroup'
  | 'resumeChild';

/** Copy groups. */
export function groupRoutes(desk: Desk): Pick<Handlers, Names> {
  const { accounts, groups, journal } = desk;
  const shown = (group: CopyGroup): Answer => ok(groupView(group, desk));
  return {
    groups: ({ caller }) =>
      ok({
        items: groups.listFor(caller.user.id).map((group) => groupView(group, desk)),
        next: null,
        asOf: journal.lastDurableEventId(caller.user.id),
      }),
    addGroup: async ({ caller, body }) => {
      const draft = groupDraft(caller.user.id, body, accounts);
      return created(groupView(await groups.create(caller.user.id, draft), desk));
    },
    changeGroup: async ({ caller, params, body }) => {
      const before = groups.get(caller.user.id, params.id);
      const change = groupChange(before, body, accounts);
      return shown(await groups.change(caller.user.id, before.id, body.version, change));
    },
    removeGroup: async ({ caller, params }) => {
      await groups.remove(caller.user.id, params.id);
      return DONE;
    },
    armGroup: async ({ caller, params }) => shown(await groups.arm(caller.user.id, params.id)),
    disarmGroup: async ({ caller, params }) => shown(await groups.disarm(caller.user.id, params.id)),
    resumeChild: async ({ caller, params }) => {
      const child = accounts.find(caller.user.id, params.account);
      return shown(await groups.resumeChild(caller.user.id, params.id, child.id));
    },
  };
}
