/** What a kill switch or a square-off reaches: one account, one group, or everything that a user owns. */
import type { AccountId, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import { unreachable } from '../errors/unreachable.ts';
import type { CopyGroup, GroupId } from '../group/copy-group.ts';
import type { GroupStore } from '../group/group-store.ts';

export type Scope =
  | { readonly kind: 'account'; readonly accountId: AccountId }
  | { readonly kind: 'group'; readonly groupId: GroupId }
  | { readonly kind: 'all' };

/** Whether the scope reaches an account of its user. `group` is the group that the account is in now, in either role. */
export function reaches(
  scope: Scope,
  accountId: AccountId,
  group: Pick<CopyGroup, 'id'> | undefined,
): boolean {
  switch (scope.kind) {
    case 'account':
      return scope.accountId === accountId;
    case 'group':
      return scope.groupId === group?.id;
    case 'all':
      return true;
    default:
      return unreachable(scope);
  }
}

/** Equal text for equal scopes. */
export function scopeKey(scope: Scope): string {
  switch (scope.kind) {
    case 'account':
      return `account ${scope.accountId}`;
    case 'group':
      return `group ${scope.groupId}`;
    case 'all':
      return 'all';
    default:
      return unreachable(scope);
  }
}

/** The accounts of a user in the scope. Throws `account-not-found` or `group-not-found` for what is not theirs. */
export function accountsIn(
  scope: Scope,
  userId: UserId,
  parts: {
    readonly accounts: Pick<AccountStore, 'find' | 'listFor'>;
    readonly groups: Pick<GroupStore, 'get'>;
  },
): readonly AccountId[] {
  switch (scope.kind) {
    case 'account':
      return [parts.accounts.find(userId, scope.accountId).id];
    case 'group': {
      const group = parts.groups.get(userId, scope.groupId);
      return [group.masterId, ...group.children.map((child) => child.accountId)];
    }
    case 'all':
      return parts.accounts.listFor(userId).map((account) => account.id);
    default:
      return unreachable(scope);
  }
}
