/**
 * Watches the day's loss on what was copied (domain §4.7): at the limit the link stops, and what was copied is squared off where
 * it says so.
 *
 * Decides: when a limit is reached, and that it acts once: a link that a person resumed stops again when it has lost as much
 * anew. Keeps I5: exits are copied all the same. Leaves to others: what the loss is (`day-loss.ts`).
 */
import type { AccountId } from '../account/account.ts';
import type { AccountStore } from '../account/account-store.ts';
import type { WorkingOrders } from '../change/working-orders.ts';
import type { ChildLink, CopyGroup, GroupId } from '../group/copy-group.ts';
import type { GroupStore } from '../group/group-store.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Journal } from '../journal/journal.ts';
import type { JournalEntry } from '../journal/journal-port.ts';
import { type Price, printPrice } from '../money/price.ts';
import type { OrderBook } from '../order/order-book.ts';
import { type DeskClock, istDate } from '../ports/clock.ts';
import type { SquareOff } from '../square-off/square-off.ts';
import type { DayLoss } from './day-loss.ts';
import type { SkipReason } from './skip-reason.ts';

export interface LossLimitParts {
  readonly clock: DeskClock;
  readonly journal: Journal;
  readonly accounts: AccountStore;
  readonly groups: GroupStore;
  readonly orders: OrderBook;
  readonly dayLoss: DayLoss;
  readonly working: WorkingOrders;
  readonly squareOff: SquareOff;
}

/** What happened to the limit of one link today. */
interface Fuse {
  readonly day: string;
  /** The loss that a person has seen and resumed after; what is lost counts from there. */
  readonly seen: number;
  readonly blown: boolean;
}

export class LossLimits {
  readonly #parts: LossLimitParts;
  readonly #fuses = new Map<AccountId, Fuse>();

  constructor(parts: LossLimitParts) {
    this.#parts = parts;
  }

  /** Applies one entry of the journal. */
  apply({ event, at }: JournalEntry): void {
    if (event.type === 'day-loss-reached') {
      const day = istDate(at);
      const seen = this.#fuseOf(event.accountId, day).seen;
      this.#fuses.set(event.accountId, { day, seen, blown: true });
    } else if (event.type === 'link-resumed') {
      const seen = Math.max(0, event.loss);
      this.#fuses.set(event.accountId, { day: istDate(at), seen, blown: false });
    }
  }

  /** A reaction to the journal: a fill moves the loss of its account, and the last price for everybody who holds the same. */
  onEntry({ event }: JournalEntry): void {
    switch (event.type) {
      case 'order-filled': {
        const intent = this.#parts.orders.get(event.orderId)?.intent;
        if (intent === undefined) return;
        this.lookAt(intent.accountId);
        return this.onPrice(intent.instrumentId);
      }
      case 'trades-read':
        for (const id of new Set(event.trades.map((trade) => trade.instrumentId))) this.onPrice(id);
        return;
      case 'position-carried':
      case 'copied-reduced':
      case 'position-converted':
        return this.lookAt(event.accountId);
      case 'group-changed':
        for (const link of event.group?.children ?? []) this.lookAt(link.accountId);
        return;
      default:
    }
  }

  /** The last price of an instrument changed. */
  onPrice(instrumentId: InstrumentId): void {
    for (const id of this.#parts.dayLoss.holdersOf(instrumentId)) this.lookAt(id);
  }

  /** What stops an entry of the link because of its loss. */
  reached(link: ChildLink): SkipReason | undefined {
    const limit = link.guards.maxDayLoss?.amount;
    if (limit === undefined) return undefined;
    const loss = this.#parts.dayLoss.of(link.accountId);
    const { seen } = this.#fuseOf(link.accountId, this.#today(link.accountId));
    return loss - seen >= limit ? { code: 'day-loss', limit, figure: loss } : undefined;
  }

  /** Acts when the account is a child at its limit. Its books must have been read: what it held over night is not known before. */
  lookAt(accountId: AccountId): void {
    const { groups, accounts } = this.#parts;
    const group = groups.of(accountId);
    const link = group === undefined ? undefined : groups.linkOf(group.id, accountId);
    if (group === undefined || link?.guards.maxDayLoss === undefined) return;
    if (!accounts.stateOf(accountId).settled) return;
    const reason = this.reached(link);
    if (reason === undefined) return;
    const { blown } = this.#fuseOf(accountId, this.#today(accountId));
    if (link.state === 'active' || (!blown && link.guards.maxDayLoss.then === 'square-off'))
      this.#blow(group, link, reason);
  }

  #blow(group: CopyGroup, link: ChildLink, reason: SkipReason): void {
    const { journal, groups, working, squareOff } = this.#parts;
    const { accountId } = link;
    const then = link.guards.maxDayLoss?.then ?? 'stop';
    const groupId: GroupId = group.id;
    journal.record(group.userId, { type: 'day-loss-reached', groupId, accountId, reason, then });
    if (link.state === 'active') groups.stopChild(groupId, accountId, wordsOf(reason));
    const copies = working.addersOf(accountId).filter(({ intent }) => intent.origin === 'copy');
    // A journal that cannot be written has stopped the desk.
    working.stopAdding(copies, reason).catch(() => undefined);
    if (then === 'stop') return;
    const command = { scope: { kind: 'account', accountId }, what: 'copied', origin: 'protection' } as const;
    squareOff.run(group.userId, command).catch(() => undefined);
  }

  #today(accountId: AccountId): string {
    return istDate(this.#parts.clock.now(accountId));
  }

  #fuseOf(accountId: AccountId, day: string): Fuse {
    const fuse = this.#fuses.get(accountId);
    return fuse?.day === day ? fuse : { day, seen: 0, blown: false };
  }
}

function wordsOf({ limit, figure }: SkipReason): string {
  const rupees = (units: string | number | undefined): string => `₹${printPrice(Number(units) as Price)}`;
  return `The day's loss on what was copied reached ${rupees(figure)}; the limit is ${rupees(limit)}.`;
}
