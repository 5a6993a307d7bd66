/**
 * Every conversion of the desk, as the journal's events leave it.
 *
 * Decides: what each event does to a conversion. Keeps I2. State only: it sends nothing and asks nothing.
 */
import type { AccountId, UserId } from '../account/account.ts';
import type { GroupId } from '../group/copy-group.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import type { Instant } from '../ports/clock.ts';
import {
  type Conversion,
  type ConversionId,
  type ConversionIntent,
  type ConversionReason,
  type ConversionStatus,
  isOver,
  type SkippedConversion,
} from './conversion.ts';
import type { ConversionEvent, MasterMove } from './conversion-events.ts';
import type { PositionKey } from './convertible.ts';

export class ConversionBook {
  readonly #all = new Map<ConversionId, Conversion>();
  readonly #living = new Map<AccountId, Set<Conversion>>();
  /** What masters' conversions have moved of which no row says what their children do. */
  readonly #unfollowed = new Map<ConversionId, MasterMove>();

  /** The conversion, or undefined. */
  get(id: ConversionId): Conversion | undefined {
    return this.#all.get(id);
  }

  /** Conversions of an account that are not over, oldest first. */
  livingOf(accountId: AccountId): readonly Conversion[] {
    return [...(this.#living.get(accountId) ?? [])];
  }

  /** The children's conversions of a master's, oldest first. */
  childrenOf(conversion: Conversion): readonly Conversion[] {
    return conversion.childIds.flatMap((id) => this.#all.get(id) ?? []);
  }

  /**
   * Masters' conversions that have happened, without a row that says what their children do: a crash came between the two, or
   * nobody was to follow. One that is older than the last change of its group is none of them any more.
   */
  unfollowed(): readonly { readonly conversion: Conversion; readonly move: MasterMove }[] {
    return [...this.#unfollowed].flatMap(([id, move]) => {
      const conversion = this.#all.get(id);
      return conversion === undefined ? [] : [{ conversion, move }];
    });
  }

  /** A user's conversions, newest first. Without an account: the masters' and standalone ones, whose children hang on them. */
  list(userId: UserId, accountId?: AccountId): readonly Conversion[] {
    return [...this.#all.values()]
      .filter(({ intent }) => intent.userId === userId)
      .filter(({ intent }) =>
        accountId === undefined ? intent.parentId === undefined : intent.accountId === accountId,
      )
      .reverse();
  }

  /** Whether a conversion under way may be moving this position: what its book shows meanwhile says nothing. */
  isMoving(at: PositionKey): boolean {
    return this.livingOf(at.accountId).some(
      ({ intent }) =>
        intent.instrumentId === at.instrumentId && (intent.from === at.product || intent.to === at.product),
    );
  }

  /** Why the newest conversion that this child should have followed here did not come about; undefined when it did. */
  failureAt(at: PositionKey): ConversionReason | undefined {
    for (const conversion of [...this.#all.values()].reverse()) {
      const { intent } = conversion;
      if (intent.parentId !== undefined || intent.instrumentId !== at.instrumentId) continue;
      if (intent.from !== at.product && intent.to !== at.product) continue;
      const skipped = conversion.skipped.find((skip) => skip.accountId === at.accountId);
      if (skipped !== undefined) return skipped.reason;
      const child = this.childrenOf(conversion).find((one) => one.intent.accountId === at.accountId);
      if (child !== undefined) return child.reason;
    }
    return undefined;
  }

  /** Applies one entry of the journal. */
  apply({ event, at }: JournalEntry): void {
    switch (event.type) {
      case 'conversions-journaled':
        for (const intent of event.conversions) this.#open(intent, 'journaled', at);
        if (event.follows !== undefined) this.#follow(event.follows, event.skipped);
        return;
      case 'outside-conversion-seen':
        this.#open(event.conversion, 'uncertain', at);
        return;
      case 'conversion-sending':
        return this.#change(event.conversionId, at, (one) => {
          one.status = 'sending';
          one.sends += 1;
        });
      case 'conversion-not-sent':
        return this.#change(event.conversionId, at, (one) => {
          one.status = 'journaled';
          one.sends -= 1;
        });
      case 'conversion-outcome-lost':
        return this.#change(event.conversionId, at, (one) => {
          one.status = 'uncertain';
          one.certainBy = event.certainBy;
        });
      case 'conversion-proven-absent':
        return this.#change(event.conversionId, at, (one) => {
          one.status = 'journaled';
          one.certainBy = undefined;
        });
      case 'group-changed':
        return this.#forgetUnfollowed(event.groupId);
      case 'position-converted':
        this.#noteMoved(event);
        return this.#change(event.conversionId, at, (one) => {
          one.status = 'done';
          one.certainBy = undefined;
        });
      case 'conversion-ended':
        return this.#change(event.conversionId, at, (one) => {
          one.status = event.refused ? 'refused' : 'given-up';
          one.reason = event.reason;
          one.certainBy = undefined;
        });
      default:
    }
  }

  #open(intent: ConversionIntent, status: ConversionStatus, at: Instant): void {
    if (this.#all.has(intent.conversionId)) return;
    const conversion: Conversion = {
      intent,
      status,
      reason: undefined,
      certainBy: undefined,
      sends: 0,
      updatedAt: at,
      childIds: [],
      skipped: [],
    };
    this.#all.set(intent.conversionId, conversion);
    const living = this.#living.get(intent.accountId);
    if (living === undefined) this.#living.set(intent.accountId, new Set([conversion]));
    else living.add(conversion);
    const parent = intent.parentId === undefined ? undefined : this.#all.get(intent.parentId);
    parent?.childIds.push(intent.conversionId);
  }

  #noteMoved(event: Extract<ConversionEvent, { readonly type: 'position-converted' }>): void {
    const conversion = this.#all.get(event.conversionId);
    if (conversion === undefined || isOver(conversion) || event.copied === 0) return;
    const { groupId, parentId } = conversion.intent;
    if (groupId !== undefined && parentId === undefined) this.#unfollowed.set(event.conversionId, event);
  }

  /** With a change of its group it was decided whether anybody follows: what the group says now is not asked about what was before. */
  #forgetUnfollowed(groupId: GroupId): void {
    for (const id of this.#unfollowed.keys())
      if (this.#all.get(id)?.intent.groupId === groupId) this.#unfollowed.delete(id);
  }

  #follow(id: ConversionId, skipped: readonly SkippedConversion[]): void {
    this.#unfollowed.delete(id);
    this.#all.get(id)?.skipped.push(...skipped);
  }

  #change(id: ConversionId, at: Instant, change: (conversion: Conversion) => void): void {
    const conversion = this.#all.get(id);
    // Over is over: a late word changes nothing.
    if (conversion === undefined || isOver(conversion)) return;
    change(conversion);
    conversion.updatedAt = at;
    if (isOver(conversion)) this.#living.get(conversion.intent.accountId)?.delete(conversion);
  }
}
