/** Copy groups as they stood at an entry of the journal, so that a replay folds by the rules of that moment. */
import type { AccountId } from '../account/account.ts';
import { type CopyGroup, type GroupId, membersOf, roleIn } from '../group/copy-group.ts';

export class GroupHistory {
  readonly #groups = new Map<GroupId, CopyGroup>();
  readonly #groupOf = new Map<AccountId, GroupId>();
  /** Journal number of the change that gave an account its role. */
  readonly #since = new Map<AccountId, number>();

  /** Takes a change of a group; undefined when it was removed. Returns who joined it, left it, or has another role in it now. */
  change(groupId: GroupId, group: CopyGroup | undefined, eventId: number): readonly AccountId[] {
    const before = this.#groups.get(groupId);
    const old = before === undefined ? [] : membersOf(before);
    const members = group === undefined ? [] : membersOf(group);
    for (const accountId of old) this.#groupOf.delete(accountId);
    if (group === undefined) this.#groups.delete(groupId);
    else this.#groups.set(groupId, group);
    for (const accountId of members) this.#groupOf.set(accountId, groupId);
    const moved = [...new Set([...old, ...members])].filter((id) => roleIn(before, id) !== roleIn(group, id));
    for (const id of moved) this.#since.set(id, eventId);
    return moved;
  }

  /** Journal number since when the account has its role; 0 for one that was never in a group. */
  since(accountId: AccountId): number {
    return this.#since.get(accountId) ?? 0;
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
