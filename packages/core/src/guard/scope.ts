/** What a kill switch or a square-off reaches: one account, one group, or everything that a user owns. */
import type { AccountId } from '../account/account.ts';
import type { CopyGroup, GroupId } from '../copy/copy-group.ts';
import { unreachable } from '../errors/unreachable.ts';

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
