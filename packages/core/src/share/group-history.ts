/** Copy groups as they stood at an entry of the journal, so that a replay folds by the rules of that moment. */
import type { AccountId } from '../account/account.ts';
import type { CopyGroup, GroupId } from '../group/copy-group.ts';

export class GroupHistory {
  readonly #groups = new Map<GroupId, CopyGroup>();
  readonly #groupOf = new Map<AccountId, GroupId>();

  /** Takes a change of a group; undefined when it was removed. */
  change(groupId: GroupId, group: CopyGroup | undefined): void {
    const before = this.#groups.get(groupId);
    for (const link of before?.children ?? []) this.#groupOf.delete(link.accountId);
    if (before !== undefined) this.#groupOf.delete(before.masterId);
    if (group === undefined) {
      this.#groups.delete(groupId);
      return;
    }
    this.#groups.set(groupId, group);
    this.#groupOf.set(group.masterId, groupId);
    for (const link of group.children) this.#groupOf.set(link.accountId, groupId);
  }

  /** The group with this id. */
  get(groupId: GroupId): CopyGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** The group that the account is in, in either role. */
  of(accountId: AccountId): CopyGroup | undefined {
    const groupId = this.#groupOf.get(accountId);
    return groupId === undefined ? undefined : this.#groups.get(groupId);
  }
}
