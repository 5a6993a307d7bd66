/** Copy groups as they stood at an entry of the journal, so that a replay folds by the rules of that moment. */
import type { AccountId } from '../account/account.ts';
import { type CopyGroup, type GroupId, membersOf, roleIn } from '../group/copy-group.ts';

export class GroupHistory {
  readonly #groups = new Map<GroupId, CopyGroup>();
  readonly #groupOf = new Map<AccountId, GroupId>();

  /** Takes a change of a group; undefined when it was removed. Returns who joined it, left it, or has another role in it now. */
  change(groupId: GroupId, group: CopyGroup | undefined): readonly AccountId[] {
    const before = this.#groups.get(groupId);
    const old = before === undefined ? [] : membersOf(before);
    const members = group === undefined ? [] : membersOf(group);
    for (const accountId of old) this.#groupOf.delete(accountId);
    if (group === undefined) this.#groups.delete(groupId);
    else this.#groups.set(groupId, group);
    for (const accountId of members) this.#groupOf.set(accountId, groupId);
    return [...new Set([...old, ...members])].filter((id) => roleIn(before, id) !== roleIn(group, id));
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
