/**
 * Copy groups: who follows whom.
 *
 * Decides: who may be in a group. An account is in at most one group and one role, so chains and cycles cannot be built;
 * sandbox and live accounts never mix; only declared family accounts are children.
 */
import type { Account, AccountId, UserId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { CopiedPosition } from '../journal/desk-event.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { IdSource } from '../ports/id-source.ts';
import type { GroupRepository } from '../ports/repositories.ts';
import { Turns } from '../turns.ts';
import { type ChildLink, type CopyGroup, type GroupId, membersOf, roleIn } from './copy-group.ts';

/** What a person decides about a group. */
export type GroupDraft = Omit<CopyGroup, 'id' | 'userId' | 'version' | 'armed'>;

/** Whether an account holds no copied quantity and has no living orders, so that it may leave its group or change its role in it. */
export type IsFlat = (accountId: AccountId) => boolean;

export class GroupStore {
  readonly #repository: GroupRepository;
  readonly #accounts: AccountStore;
  readonly #journal: Journal;
  readonly #ids: IdSource;
  readonly #isFlat: IsFlat;
  readonly #lossOf: (accountId: AccountId) => number;
  readonly #copiedOf: (accountId: AccountId) => readonly CopiedPosition[];
  /** The groups as the journal has them, to compare with what is stored after a crash between the two. */
  readonly #journaled = new Map<GroupId, CopyGroup>();
  readonly #groups = new Map<GroupId, CopyGroup>();
  /** The one group of each account that is in any, asked for with every order. */
  readonly #ofAccount = new Map<AccountId, GroupId>();
  /** By child. */
  readonly #links = new Map<AccountId, ChildLink>();
  /** One change at a time, so that what was checked still holds when it is stored. */
  readonly #turns = new Turns();

  constructor(parts: {
    readonly repository: GroupRepository;
    readonly accounts: AccountStore;
    readonly journal: Journal;
    readonly ids: IdSource;
    readonly isFlat: IsFlat;
    /** The loss of the day on what was copied, which a person has seen who resumes. */
    readonly lossOf: (accountId: AccountId) => number;
    /** What the account holds of what was copied. */
    readonly copiedOf: (accountId: AccountId) => readonly CopiedPosition[];
  }) {
    this.#repository = parts.repository;
    this.#accounts = parts.accounts;
    this.#journal = parts.journal;
    this.#ids = parts.ids;
    this.#isFlat = parts.isFlat;
    this.#lossOf = parts.lossOf;
    this.#copiedOf = parts.copiedOf;
  }

  /** Reads what is stored. */
  async load(): Promise<void> {
    for (const group of await this.#repository.all()) this.#put(group);
  }

  /** Applies one entry of the journal. */
  apply({ event }: JournalEntry): void {
    if (event.type !== 'group-changed') return;
    if (event.group === undefined) this.#journaled.delete(event.groupId);
    else this.#journaled.set(event.groupId, event.group);
  }

  /** After a replay: a crash may have come between the journal and the stored group. The newer of the two is both. */
  async reconcile(): Promise<void> {
    for (const [id, journaled] of this.#journaled) {
      const stored = this.#groups.get(id);
      if (stored === undefined) this.#record(journaled.userId, id, undefined);
      else if (stored.version < journaled.version) {
        this.#put(journaled);
        await this.#repository.save(journaled);
      }
    }
    for (const group of this.#groups.values()) {
      if (this.#journaled.get(group.id)?.version !== group.version)
        this.#record(group.userId, group.id, group);
    }
  }

  /** The groups of a user. */
  listFor(userId: UserId): readonly CopyGroup[] {
    return [...this.#groups.values()].filter((group) => group.userId === userId);
  }

  /** The user's group with this id. Throws `group-not-found`. */
  get(userId: UserId, id: string): CopyGroup {
    const group = this.#groups.get(id as GroupId);
    if (group === undefined || group.userId !== userId)
      throw new TradingError('group-not-found', { group: id });
    return group;
  }

  /** The group that this account leads, or undefined. */
  ledBy(accountId: AccountId): CopyGroup | undefined {
    const group = this.of(accountId);
    return group?.masterId === accountId ? group : undefined;
  }

  /** The group that this account is in, in either role. */
  of(accountId: AccountId): CopyGroup | undefined {
    const id = this.#ofAccount.get(accountId);
    return id === undefined ? undefined : this.#groups.get(id);
  }

  /** The link by which the account follows the master of this group; undefined when it does not. */
  linkOf(id: GroupId, accountId: AccountId): ChildLink | undefined {
    return this.#ofAccount.get(accountId) === id ? this.#links.get(accountId) : undefined;
  }

  /** The group with this id, whoever owns it. */
  byId(id: GroupId): CopyGroup | undefined {
    return this.#groups.get(id);
  }

  /** Makes a group, disarmed. */
  create(userId: UserId, draft: GroupDraft): Promise<CopyGroup> {
    return this.#turns.take(userId, () => this.#create(userId, draft));
  }

  async #create(userId: UserId, draft: GroupDraft): Promise<CopyGroup> {
    const group: CopyGroup = {
      ...draft,
      id: `grp-${this.#ids.next()}` as GroupId,
      userId,
      version: 1,
      armed: false,
    };
    this.#check(group);
    return await this.#store(group);
  }

  /** Replaces what a person decides. `version` is the one that was read; throws `stale-version`, `child-not-flat`. */
  change(userId: UserId, id: string, version: number, draft: Partial<GroupDraft>): Promise<CopyGroup> {
    return this.#turns.take(userId, () => this.#change(userId, id, version, draft));
  }

  async #change(userId: UserId, id: string, version: number, draft: Partial<GroupDraft>): Promise<CopyGroup> {
    const before = this.get(userId, id);
    if (before.version !== version)
      throw new TradingError('stale-version', { read: version, current: before.version });
    const group: CopyGroup = { ...before, ...draft, version: version + 1 };
    this.#check(group);
    // Whoever leaves, or changes its role, begins anew: what it held by the old role would follow nobody, or the wrong way round.
    for (const accountId of membersOf(before))
      if (roleIn(group, accountId) !== roleIn(before, accountId)) this.#checkFlat(accountId);
    const changed = { ...group, children: group.children.map((child, at) => this.#kept(before, child, at)) };
    const paused = changed.children.filter((child) => child.state === 'paused' && !isPaused(before, child));
    const stored = await this.#store(changed);
    for (const { accountId } of paused) this.#tellPaused(stored, accountId);
    await this.#journal.commit();
    return stored;
  }

  /** A guard's `stopped` is neither set nor ended by a change of the group, and keeps its reason. */
  #kept(before: CopyGroup, child: ChildLink, index: number): ChildLink {
    const was = before.children.find((other) => other.accountId === child.accountId);
    const path = `/children/${index}/state`;
    if (was?.state === 'stopped' && child.state !== 'stopped')
      throw new TradingError('link-stopped', {}, { path });
    if (was?.state !== 'stopped' && child.state === 'stopped')
      throw new TradingError('not-supported', { what: 'stopping a link by hand' }, { path });
    return { ...child, stoppedBecause: was?.state === 'stopped' ? was.stoppedBecause : undefined };
  }

  /** What will no longer be closed by itself. */
  #tellPaused(group: CopyGroup, accountId: AccountId): void {
    const positions = this.#copiedOf(accountId);
    this.#journal.record(group.userId, { type: 'link-paused', groupId: group.id, accountId, positions });
  }

  /** Removes a group whose accounts hold nothing copied. Throws `child-not-flat`. */
  remove(userId: UserId, id: string): Promise<void> {
    return this.#turns.take(userId, () => this.#remove(userId, id));
  }

  async #remove(userId: UserId, id: string): Promise<void> {
    const group = this.get(userId, id);
    for (const child of group.children) this.#checkFlat(child.accountId);
    this.#forget(group.id);
    await this.#repository.remove(group.id);
    this.#record(userId, group.id, undefined);
    await this.#journal.commit();
  }

  /** Starts the copying of entries. */
  arm(userId: UserId, id: string): Promise<CopyGroup> {
    return this.#turns.take(userId, () => this.#setArmed(userId, id, true));
  }

  /** Stops the copying of entries; exits are copied all the same. */
  disarm(userId: UserId, id: string): Promise<CopyGroup> {
    return this.#turns.take(userId, () => this.#setArmed(userId, id, false));
  }

  /** A person ends `stopped`. */
  resumeChild(userId: UserId, id: string, accountId: AccountId): Promise<CopyGroup> {
    return this.#turns.take(userId, () => this.#resumeChild(userId, id, accountId));
  }

  async #resumeChild(userId: UserId, id: string, accountId: AccountId): Promise<CopyGroup> {
    const group = this.get(userId, id);
    const resumed = (child: ChildLink): ChildLink =>
      child.accountId === accountId && child.state === 'stopped'
        ? { ...child, state: 'active', stoppedBecause: undefined }
        : child;
    const link = group.children.find((child) => child.accountId === accountId);
    if (link === undefined) throw new TradingError('account-not-found', { account: accountId });
    if (link.state !== 'stopped') return group;
    // What was lost so far was seen; it must not stop the link again at once.
    const loss = this.#lossOf(accountId);
    this.#journal.record(userId, { type: 'link-resumed', groupId: group.id, accountId, loss });
    return await this.#store({ ...group, version: group.version + 1, children: group.children.map(resumed) });
  }

  /** A guard stops a link: at once, and stored behind. Harmless for a link that copies no entries anyway. */
  stopChild(groupId: GroupId, accountId: AccountId, because: string): void {
    const group = this.#groups.get(groupId);
    if (group === undefined) return;
    const stopped = (child: ChildLink): ChildLink =>
      child.accountId === accountId && child.state === 'active'
        ? { ...child, state: 'stopped', stoppedBecause: because }
        : child;
    const children = group.children.map(stopped);
    const next = { ...group, version: group.version + 1, children };
    this.#put(next);
    this.#record(group.userId, groupId, next);
    // What cannot be stored now is stored after the next start: the journal has it.
    this.#turns.take(group.userId, () => this.#saveNow(groupId)).catch(() => undefined);
  }

  async #saveNow(groupId: GroupId): Promise<void> {
    const group = this.#groups.get(groupId);
    if (group !== undefined) await this.#repository.save(group);
  }

  async #setArmed(userId: UserId, id: string, armed: boolean): Promise<CopyGroup> {
    const group = this.get(userId, id);
    return group.armed === armed ? group : await this.#store({ ...group, armed, version: group.version + 1 });
  }

  /** Memory first, so that no order is placed by a rule that has just been replaced; back again when it cannot be stored. */
  async #store(group: CopyGroup): Promise<CopyGroup> {
    const before = this.#groups.get(group.id);
    this.#put(group);
    try {
      await this.#repository.save(group);
    } catch (error) {
      this.#rollBack(group, before);
      throw error;
    }
    const now = this.#groups.get(group.id) ?? group;
    // A guard may have stopped a link of it meanwhile: that one is newer, has this change in it, and is journaled.
    if (now === group) this.#record(group.userId, group.id, group);
    await this.#journal.commit();
    return now;
  }

  /** Back to what was, but for what a guard stopped meanwhile. */
  #rollBack(group: CopyGroup, before: CopyGroup | undefined): void {
    const now = this.#groups.get(group.id);
    if (before === undefined) return this.#forget(group.id);
    if (now === undefined || now === group) return this.#put(before);
    const stopped = (child: ChildLink): ChildLink => {
      const other = now.children.find((one) => one.accountId === child.accountId);
      return other?.state === 'stopped'
        ? { ...child, state: 'stopped', stoppedBecause: other.stoppedBecause }
        : child;
    };
    const back = { ...before, version: now.version + 1, children: before.children.map(stopped) };
    this.#put(back);
    this.#record(back.userId, back.id, back);
  }

  #record(userId: UserId, groupId: GroupId, group: CopyGroup | undefined): void {
    this.#journal.record(userId, { type: 'group-changed', groupId, group });
  }

  #put(group: CopyGroup): void {
    this.#forget(group.id);
    this.#groups.set(group.id, group);
    for (const id of membersOf(group)) if (!this.#ofAccount.has(id)) this.#ofAccount.set(id, group.id);
    for (const link of group.children)
      if (this.#ofAccount.get(link.accountId) === group.id) this.#links.set(link.accountId, link);
  }

  #forget(id: GroupId): void {
    const group = this.#groups.get(id);
    if (group === undefined) return;
    this.#groups.delete(id);
    for (const member of membersOf(group)) {
      if (this.#ofAccount.get(member) !== id) continue;
      this.#ofAccount.delete(member);
      this.#links.delete(member);
    }
  }

  #checkFlat(accountId: AccountId): void {
    if (!this.#isFlat(accountId)) {
      throw new TradingError('child-not-flat', { account: this.#accounts.get(accountId).address });
    }
  }

  #check(group: CopyGroup): void {
    const master = this.#member(group, group.masterId, '/master');
    const seen = new Set<AccountId>([master.id]);
    for (const [index, child] of group.children.entries()) {
      const path = `/children/${index}`;
      const account = this.#member(group, child.accountId, `${path}/account`);
      if (seen.has(account.id))
        throw new TradingError(
          'account-in-a-group',
          { account: account.address },
          { path: `${path}/account` },
        );
      seen.add(account.id);
      if (account.environment !== master.environment) {
        throw new TradingError(
          'environment-mixed',
          { account: account.address },
          { path: `${path}/account` },
        );
      }
      checkLink(child, path);
      if (child.state === 'stopped' && group.version === 1)
        throw new TradingError(
          'not-supported',
          { what: 'stopping a link by hand' },
          { path: `${path}/state` },
        );
    }
  }

  #member(group: CopyGroup, accountId: AccountId, path: string): Account {
    const account = this.#accounts.get(accountId);
    if (account.userId !== group.userId)
      throw new TradingError('account-not-found', { account: accountId }, { path });
    const other = this.of(accountId);
    if (other !== undefined && other.id !== group.id) {
      throw new TradingError('account-in-a-group', { account: account.address, group: other.name }, { path });
    }
    return account;
  }
}

function isPaused(group: CopyGroup, { accountId }: ChildLink): boolean {
  return group.children.some((child) => child.accountId === accountId && child.state === 'paused');
}

/** What is stored is carried out: a rule without the bound that it needs is refused. */
function checkLink(child: ChildLink, path: string): void {
  const unsupported = (what: string, at: string): TradingError =>
    new TradingError('not-supported', { what }, { path: `${path}/${at}` });
  if (child.sizing.kind === 'capital' && child.sizing.capLots === undefined)
    throw unsupported('sizing by capital without a cap in lots', 'sizing/capLots');
}
