import type { Desk } from '@copydesk/core';
import { created, DONE, ok } from '../answer.ts';
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
export function groupRoutes({ accounts, groups, journal }: Desk): Pick<Handlers, Names> {
  return {
    groups: ({ caller }) =>
      ok({
        items: groups.listFor(caller.user.id).map((group) => groupView(group, accounts)),
        next: null,
        asOf: journal.lastDurableEventId(caller.user.id),
      }),
    addGroup: async ({ caller, body }) => {
      const draft = groupDraft(caller.user.id, body, accounts);
      return created(groupView(await groups.create(caller.user.id, draft), accounts));
    },
    changeGroup: async ({ caller, params, body }) => {
      const before = groups.get(caller.user.id, params.id);
      const change = groupChange(caller.user.id, body, accounts);
      return ok(groupView(await groups.change(caller.user.id, before.id, body.version, change), accounts));
    },
    removeGroup: async ({ caller, params }) => {
      await groups.remove(caller.user.id, params.id);
      return DONE;
    },
    armGroup: async ({ caller, params }) =>
      ok(groupView(await groups.arm(caller.user.id, params.id), accounts)),
    disarmGroup: async ({ caller, params }) =>
      ok(groupView(await groups.disarm(caller.user.id, params.id), accounts)),
    resumeChild: async ({ caller, params }) => {
      const child = accounts.find(caller.user.id, params.account);
      return ok(groupView(await groups.resumeChild(caller.user.id, params.id, child.id), accounts));
    },
  };
}
