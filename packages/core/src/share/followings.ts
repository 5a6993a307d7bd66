/** What the fold remembers of every child and master, by account, instrument and product. Pure data, owned by `expectations.ts`. */
import type { AccountId } from '../account/account.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Order } from '../order/order.ts';
import { ExpectedShare } from './expected-share.ts';
import { type ChildKey, type Following, isOf, keyOf, type Leading, type ShareView } from './following.ts';
import { Share } from './share.ts';

type Place = Omit<ChildKey, 'groupId'>;

export class Followings {
  readonly #following = new Map<string, Following>();
  readonly #leading = new Map<string, Leading>();
  /** Units per lot, by instrument, as the orders carried them. */
  readonly #lots = new Map<InstrumentId, Quantity>();

  /** A child's part, if anything of its master's ever reached it there. */
  get(at: Place): Following | undefined {
    return this.#following.get(keyOf(at));
  }

  /** A child's part, begun when it is new. */
  at(key: ChildKey): Following {
    let following = this.#following.get(keyOf(key));
    if (following === undefined) {
      following = {
        ...key,
        expected: new ExpectedShare(),
        entitled: new Share(),
        displaced: new Map(),
        held: 0,
        counted: new Map(),
        lastExit: undefined,
      };
      this.#following.set(keyOf(key), following);
    }
    return following;
  }

  /** Forgets a child's part, whose place has become another one. */
  delete(at: Place): void {
    this.#following.delete(keyOf(at));
  }

  /** Forgets every part of an account, and every position that it led with. Returns the parts. */
  forget(accountId: AccountId): readonly Following[] {
    const forgotten = this.all(accountId);
    for (const one of forgotten) this.delete(one);
    for (const key of this.#leading.keys()) if (isOf(accountId, key)) this.#leading.delete(key);
    return forgotten;
  }

  /** A master's position, if it was ever looked at. */
  leading(at: Place): Leading | undefined {
    return this.#leading.get(keyOf(at));
  }

  /** A master's position, begun when it is new. */
  leadingAt(at: Place): Leading {
    let leading = this.#leading.get(keyOf(at));
    if (leading === undefined) {
      leading = {
        held: 0,
        reducedAt: 0,
        reducedBy: undefined,
        flatAt: 0,
        opened: new Map(),
        kept: new Map(),
      };
      this.#leading.set(keyOf(at), leading);
    }
    return leading;
  }

  /** A master's position is at another place from now on. */
  moveLeading(from: Place, to: Place, held: number): void {
    const leading = this.#leading.get(keyOf(from));
    if (leading === undefined) return;
    this.#leading.delete(keyOf(from));
    this.#leading.set(keyOf(to), { ...leading, held, opened: new Map(), kept: new Map() });
  }

  /** Every child's part, of one account or of all. */
  all(accountId?: AccountId): readonly Following[] {
    const all = [...this.#following.values()];
    return accountId === undefined ? all : all.filter((one) => one.accountId === accountId);
  }

  /** The share of a child, or undefined when nothing of the master's ever reached it there. */
  view(at: Place): ShareView | undefined {
    const found = this.get(at);
    if (found === undefined) return undefined;
    const lotSize = this.lotOf(at.instrumentId);
    return {
      expected: found.expected.value(lotSize),
      entitled: found.entitled.value(lotSize),
      held: found.held,
      lotSize,
      lastExit: found.lastExit,
    };
  }

  /** Remembers the lot that an order carries. */
  noteLot(intent: Pick<Order['intent'], 'instrumentId' | 'lotSize'>): void {
    if (intent.lotSize !== undefined) this.#lots.set(intent.instrumentId, intent.lotSize);
  }

  /** Units per lot; 1 where no order has said it. */
  lotOf(instrumentId: InstrumentId): Quantity {
    return this.#lots.get(instrumentId) ?? (1 as Quantity);
  }
}
