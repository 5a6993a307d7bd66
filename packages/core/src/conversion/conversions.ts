/**
 * Moving positions from one product to another: a person's command, and the children that follow it.
 *
 * Decides: what is refused before anything happens, and when children follow (when the master's has happened, whoever made it).
 * Keeps I1 and I2 (every intent is durable before its first byte, and each has an end that can be seen) and I7 (one child's
 * trouble is its own). What a child cannot follow is told at once and is a divergence until somebody ends it.
 */
import type { Account, AccountId, UserId } from '../account/account.ts';
import { checkConversion } from '../broker/capabilities.ts';
import type { FanOutParts } from '../copy/fan-out.ts';
import { TradingError } from '../errors/trading-error.ts';
import type { OverExits } from '../exit/over-exits.ts';
import type { CopyGroup } from '../group/copy-group.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { ceilToLot, floorToLot, type Quantity } from '../money/quantity.ts';
import { opposite, type Product } from '../order/order-terms.ts';
import { instantOf } from '../ports/clock.ts';
import { planChildConversion } from './child-conversion.ts';
import {
  type Conversion,
  type ConversionId,
  type ConversionIntent,
  type ConversionReason,
  isOver,
  newConversionId,
  type SkippedConversion,
} from './conversion.ts';
import type { ConversionBook } from './conversion-book.ts';
import { ConversionDispatch } from './conversion-dispatch.ts';
import type { MasterMove } from './conversion-events.ts';
import type { FoundConversion } from './conversions-in-books.ts';
import { type Convertible, convertibleAt, largestOf, partFor } from './convertible.ts';
import { type ConvertedParts, recordConverted } from './moved-copied.ts';
import { UncertainConversions } from './uncertain-conversions.ts';

/** How long a command waits for the broker before it is answered as `sending`. */
const ANSWER_WITHIN_MS = 3_000;

/** What a person asks for. */
export interface ConvertCommand {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
  readonly from: Product;
  readonly to: Product;
  readonly quantity: Quantity;
  readonly request?: RequestMark | undefined;
}

export class Conversions {
  readonly book: ConversionBook;
  readonly #parts: FanOutParts & Pick<ConvertedParts, 'expectations'>;
  readonly #overExits: Pick<OverExits, 'cutBy'>;
  readonly #dispatch: ConversionDispatch;
  readonly #uncertain: UncertainConversions;
  /** Those who wait for the end of a conversion. */
  readonly #waiting = new Map<ConversionId, () => void>();

  constructor(
    parts: FanOutParts & Pick<ConvertedParts, 'expectations'>,
    overExits: Pick<OverExits, 'cutBy'>,
    book: ConversionBook,
  ) {
    this.book = book;
    this.#parts = parts;
    this.#overExits = overExits;
    const laneOf = (id: AccountId) => parts.dispatch.laneOf(id);
    this.#dispatch = new ConversionDispatch({ ...parts, laneOf });
    this.#uncertain = new UncertainConversions({ ...parts, dispatch: this.#dispatch });
  }

  /**
   * Converts part of a position. Resolves when the intent is durable and the broker has answered, or after 3 s. Rejects with a
   * TradingError when nothing happened and nothing will.
   */
  async convert(userId: UserId, command: ConvertCommand): Promise<ConversionId> {
    const { journal } = this.#parts;
    const intent = this.#intent(userId, command);
    this.#journal(userId, [intent], { request: command.request });
    await journal.commit();
    const answered = this.#answered(intent.conversionId);
    const conversion = this.book.get(intent.conversionId);
    if (conversion !== undefined) this.#dispatch.send(conversion);
    await answered;
    return intent.conversionId;
  }

  /** Reacts to a new entry of the journal, after every book has applied it. */
  onEntry({ event }: JournalEntry): void {
    if (!('conversionId' in event)) return;
    const conversion = this.book.get(event.conversionId);
    if (conversion === undefined) return;
    if (event.type === 'conversion-outcome-lost') this.#uncertain.watch(conversion);
    if (event.type === 'position-converted') {
      this.#cutExits(conversion.intent);
      this.#follow(conversion, event);
    }
    if (event.type === 'conversion-ended' && conversion.intent.parentId !== undefined)
      this.#tellBehind(conversion.intent, event.reason);
    if (isOver(conversion) || conversion.status === 'uncertain')
      this.#waiting.get(conversion.intent.conversionId)?.();
  }

  /** After a crash any conversion without an end may have reached its broker: the position book tells. */
  loseAnswers(accountId: AccountId): void {
    const { accounts, brokers, clock, journal } = this.#parts;
    const { userId, brokerId } = accounts.get(accountId);
    const certainBy = instantOf(
      clock.now(accountId) + (brokers.get(brokerId)?.capabilities.absenceAfterMs ?? 0),
    );
    for (const conversion of this.book.livingOf(accountId)) {
      const { conversionId } = conversion.intent;
      if (conversion.status === 'uncertain') this.#uncertain.watch(conversion);
      else
        journal.record(userId, {
          type: 'conversion-outcome-lost',
          conversionId,
          accountId,
          cause: 'crash',
          certainBy,
        });
    }
  }

  /**
   * After a start: a master's conversion whose children's row was cut off by a crash is followed now. Until then nobody was
   * told who stays behind, and repairing the child in the new product alone would buy it a second position.
   */
  resume(): void {
    for (const { conversion, move } of this.book.unfollowed()) this.#follow(conversion, move);
  }

  /** Two reads of the position book show that somebody converted in the broker's own app. */
  seeOutside({ id: accountId, userId }: Account, found: FoundConversion): void {
    const { journal, groups, ids, clock } = this.#parts;
    const held = convertibleAt(this.#parts, { ...found, accountId, product: found.from });
    const intent: ConversionIntent = {
      ...found,
      conversionId: newConversionId(ids),
      userId,
      accountId,
      groupId: groups.ledBy(accountId)?.id,
      parentId: undefined,
      origin: 'outside',
      part: held === undefined ? 'day' : (partFor(held, found.quantity) ?? 'day'),
      askedAt: clock.now(accountId),
    };
    journal.record(userId, { type: 'outside-conversion-seen', conversion: intent });
    recordConverted(this.#parts, intent, 'outside');
  }

  /** Stops what waits and what searches. */
  close(): void {
    this.#uncertain.close();
    this.#dispatch.close();
  }

  #intent(userId: UserId, command: ConvertCommand): ConversionIntent {
    const { accounts, brokers, groups, ids, clock } = this.#parts;
    const account = accounts.find(userId, command.accountId);
    const broker = brokers.get(account.brokerId);
    if (broker === undefined) throw new TradingError('broker-not-installed', { broker: account.brokerId });
    const { instrumentId, from, to, quantity } = command;
    checkConversion(broker.capabilities, from, to);
    const held = this.#checkHeld(account.id, command);
    this.#checkState(account.id);
    return {
      conversionId: newConversionId(ids),
      userId,
      accountId: account.id,
      groupId: groups.ledBy(account.id)?.id,
      parentId: undefined,
      origin: 'desk',
      instrumentId,
      side: held.side,
      from,
      to,
      quantity,
      part: partFor(held, quantity) ?? 'day',
      askedAt: clock.now(account.id),
    };
  }

  #checkHeld(accountId: AccountId, command: ConvertCommand): Convertible {
    const { positions, instrumentsOf } = this.#parts;
    const { instrumentId, from, to, quantity } = command;
    const instrument = instrumentsOf(accountId).byId(instrumentId);
    if (instrument === undefined)
      throw new TradingError('instrument-not-found', { instrument: instrumentId }, { path: '/instrumentId' });
    const held = convertibleAt(this.#parts, { accountId, instrumentId, product: from });
    if (held === undefined) throw new TradingError('position-not-found', { symbol: instrument.symbol, from });
    if (quantity % instrument.lotSize !== 0) {
      const { lotSize } = instrument;
      const [below, above] = [floorToLot(quantity, lotSize), ceilToLot(quantity, lotSize)];
      const facts = { quantity, lotSize, below, above };
      throw new TradingError('lot-size-mismatch', facts, { path: '/quantity' });
    }
    const largest = largestOf(held);
    if (quantity > largest || partFor(held, quantity) === undefined) {
      // Exits that work would open the other side once their position has gone.
      const facts = { quantity, largest, held: held.held, free: held.free };
      throw new TradingError('quantity-too-large', facts, { path: '/quantity' });
    }
    const there = positions.net(accountId, instrumentId, to);
    if (held.side === 'BUY' ? there < 0 : there > 0) {
      const what = `a conversion into ${to}, which holds the other side`;
      throw new TradingError('not-supported', { what, held: there }, { path: '/to' });
    }
    return held;
  }

  #checkState(accountId: AccountId): void {
    const { accounts } = this.#parts;
    const { address } = accounts.get(accountId);
    const state = accounts.stateOf(accountId);
    if (state.leasedBy !== undefined)
      throw new TradingError('account-leased-elsewhere', { account: address });
    if (state.session === undefined) throw new TradingError('no-session', { account: address });
    if (!state.settled) throw new TradingError('account-not-settled', { account: address });
  }

  #journal(
    userId: UserId,
    conversions: readonly ConversionIntent[],
    what: {
      readonly skipped?: readonly SkippedConversion[];
      readonly follows?: ConversionId;
      readonly request?: RequestMark | undefined;
    },
  ): void {
    this.#parts.journal.record(userId, {
      type: 'conversions-journaled',
      conversions,
      skipped: what.skipped ?? [],
      follows: what.follows,
      request: what.request,
    });
  }

  /** The master's conversion has happened: every child converts the same fraction of what it holds of the master's. */
  #follow(master: Conversion, move: MasterMove): void {
    const { intent } = master;
    const group = this.#followersOf(master);
    if (group === undefined || move.copied === 0) return;
    const conversions: ConversionIntent[] = [];
    const skipped: SkippedConversion[] = [];
    for (const link of group.children) {
      const plan = planChildConversion(this.#parts, intent, move, link);
      if (plan === undefined) continue;
      const { accountId } = link;
      if ('skip' in plan) skipped.push({ parentId: intent.conversionId, accountId, reason: plan.skip });
      else {
        conversions.push(plan.conversion);
        const { quantity } = plan.conversion;
        const reason = { code: 'nothing-to-convert', limit: plan.share, figure: quantity } as const;
        if (quantity < plan.share) this.#tellBehind(plan.conversion, reason);
      }
    }
    this.#journal(intent.userId, conversions, { skipped, follows: intent.conversionId });
    for (const { accountId, reason } of skipped) this.#tellBehind({ ...intent, accountId }, reason);
    this.#parts.journal.whenDurable(() => {
      for (const { conversionId } of conversions) {
        const child = this.book.get(conversionId);
        if (child !== undefined) this.#dispatch.send(child);
      }
    });
  }

  #followersOf(master: Conversion): CopyGroup | undefined {
    const { intent } = master;
    if (intent.groupId === undefined || intent.parentId !== undefined) return undefined;
    const group = this.#parts.groups.byId(intent.groupId);
    if (intent.origin === 'outside' && group?.copyOutsideOrders !== true) return undefined;
    return group?.masterId === intent.accountId ? group : undefined;
  }

  /** The position that exits of the desk were to take has gone elsewhere: those beyond what is left would open the other side. */
  #cutExits({ accountId, instrumentId, from, side }: ConversionIntent): void {
    this.#overExits.cutBy({ accountId, instrumentId, product: from, side: opposite(side) });
  }

  /** A child stays behind in a product that its broker may close by itself before the market does: somebody must know. */
  #tellBehind(
    at: Pick<ConversionIntent, 'userId' | 'accountId' | 'instrumentId' | 'from' | 'to'>,
    reason: ConversionReason,
  ): void {
    const { accounts, journal } = this.#parts;
    const { userId, accountId, instrumentId, from, to } = at;
    const { address } = accounts.get(accountId);
    const why = reason.brokerText === undefined || reason.brokerText === '' ? reason.code : reason.brokerText;
    const text = `${address} does not follow its master's conversion of ${instrumentId} from ${from} to ${to} in full (${why}).`;
    journal.record(userId, { type: 'alert-raised', code: 'conversion-not-followed', accountId, text });
  }

  /** Resolves when the broker has answered, or when the time is over. */
  #answered(conversionId: ConversionId): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(conversionId);
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(ANSWER_WITHIN_MS, done);
      this.#waiting.set(conversionId, done);
    });
  }
}
