import type { AccountId, UserId } from '../account/account.ts';
import type { BasketMark } from '../basket/basket.ts';
import type { ClientOrderId } from '../broker/broker-id.ts';
import type { GroupId } from '../group/copy-group.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Price } from '../money/price.ts';
import type { Quantity } from '../money/quantity.ts';
import type { Instant } from '../ports/clock.ts';
import type { DefaultProtection } from '../protection/default-levels.ts';
import type { ProtectionLevels } from '../protection/protection.ts';
import type { OrderId } from './order-id.ts';
import type { OrderType, Product, Side, Validity } from './order-terms.ts';

/** Who wanted an order. */
export type OrderOrigin = 'desk' | 'outside' | 'copy' | 'protection' | 'repair' | 'square-off';

/** One order to the broker, at most the freeze quantity. */
export interface SliceIntent {
  readonly clientOrderId: ClientOrderId;
  readonly quantity: Quantity;
}

/**
 * The part of an exit that is fixed when the master's exit is first known (domain §4.3): `keep = max(0, M − q) ÷ M`,
 * held as two whole numbers so that it stays exact. The quantity follows when the child is sent. One that nobody copies has the same
 * rule of its account's position, by which it competes with others there.
 */
export interface ExitRule {
  /** M: the master's copied quantity that counts, before this order's own fills. */
  readonly masterHeld: Quantity;
  /** max(0, M − q). */
  readonly masterKeeps: Quantity;
  /** Together with the master's other living exits it is more than was copied (a target and a stop): only one of them can fill. */
  readonly competes: boolean;
  /**
   * The whole position of the account, of a master's exit that is copied and is more than that with exits there that nobody copies: only one
   * of them can fill, too.
   */
  readonly position?: Quantity | undefined;
}

/** Everything that is decided about an order before its first byte leaves. Durable before that. */
export interface OrderIntent {
  readonly orderId: OrderId;
  readonly userId: UserId;
  readonly accountId: AccountId;
  readonly groupId: GroupId | undefined;
  /** The master's order that this one copies. */
  readonly parentOrderId: OrderId | undefined;
  readonly origin: OrderOrigin;
  /** Whether it adds to or reduces the position. A master's or standalone order that does both is `both`. */
  readonly part: 'entry' | 'exit' | 'both';
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly product: Product;
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly quantity: Quantity;
  /** How much of the quantity brings the position towards zero, decided against the actual position. */
  readonly exitQuantity: Quantity;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly disclosedQuantity: Quantity | undefined;
  /** -1 is automatic, else a percentage. */
  readonly marketProtection: number;
  readonly afterMarket: boolean;
  readonly slices: readonly SliceIntent[];
  /** For a master's exit, what its children compute their quantity from; none for a copy. */
  readonly exitRule: ExitRule | undefined;
  /** The desk's own note; never sent to a broker. */
  readonly note: string | undefined;
  readonly placedAt: Instant;
  /** Of a copied entry that was decided later than what its age counts from: its master's acceptance, or the turn of both (`entry-age.ts`). */
  readonly agesFrom?: Instant | undefined;
  /** Units per lot when it was decided; missing in journals of the first release. */
  readonly lotSize?: Quantity | undefined;
  /** The largest quantity of one order when it was decided, where a list said. */
  readonly freezeQuantity?: Quantity | undefined;
  /** It was wanted at the market; its broker takes no such order there, so a limit stands in for it. */
  readonly atMarket?: true | undefined;
  /** A master's order that was meant for its account alone (`copy: false`): its own trading, not the group's. */
  readonly alone?: true | undefined;
  /** An exit that makes up for one that did not happen: just before it leaves it takes what the account owes by then. */
  readonly owed?: true | undefined;
  /** A master's sale, placed elsewhere, of shares that the other exchange's listing holds: copied as an exit there, not as an entry here. */
  readonly closesElsewhere?: true | undefined;
  /** What it is to a basket: one of its legs, or what undoes one. Its copies carry none of their own. */
  readonly basket?: BasketMark | undefined;
  /** It rests behind a protection of its position, and goes with it (`protection/resting-stops.ts`). */
  readonly restingStop?: true | undefined;
  /** Levels that are set when it fills. Its copies carry none: a group says whose protections its children follow. */
  readonly protection?: ProtectionLevels | undefined;
  /** Levels as far from the price at which it fills as its user's defaults say, set where it opens the position. A child's, where its group says `own`. */
  readonly defaultProtection?: DefaultProtection | undefined;
}
