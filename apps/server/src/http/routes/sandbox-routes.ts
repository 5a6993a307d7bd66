import type { Desk } from '@copydesk/core';
import type { SandboxDesk } from '../../accounts/sandbox-desk.ts';
import type { SandboxHolder } from '../../brokers/sandbox-holder.ts';
import { ok } from '../answer.ts';
import type { Handlers } from '../route-table.ts';
import { groupView } from '../views/group-view.ts';

/** Where the sandbox is, and a desk in it. */
export function sandboxRoutes(
  desk: Desk,
  sandbox: SandboxHolder,
  sandboxDesk: SandboxDesk,
): Pick<Handlers, 'sandbox' | 'sandboxDesk'> {
  return {
    sandbox: () => ok(sandbox.get().places),
    sandboxDesk: async ({ caller }) => {
      const group = await sandboxDesk.make(caller.user.id, sandbox.get());
      return ok(groupView(group, desk));
    },
  };
}
