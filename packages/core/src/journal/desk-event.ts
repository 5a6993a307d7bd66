/**
 * Everything that is ever written to a journal, as one union. `type` is a noun, then what happened, in the past.
 *
 * An event is immutable once made; a correction is another event. A stored event is never renamed or re-meant: a new
 * shape is a new type. Every field is plain JSON (prices are integers of 1/10000 rupee). Fills carry the cumulative
 * total, so a repeated or late one is harmless.
 */
import type { AccountId } from '../account/account.ts';
import type { BasketEvent } from '../basket/basket-events.ts';
import type { BrokerOrderId } from '../broker/broker-id.ts';
import type { BrokerTrade } from '../broker/broker-order.ts';
import type { NotSentCause, RefusalCode, RefusalFigures, UncertainCause } from '../broker/outcome.ts';
import type { ConversionEvent } from '../conversion/conversion-events.ts';
import type { DivergenceCause, DivergenceId } from '../divergence/divergence.ts';
import type { CopyGroup, GroupId } from '../group/copy-group.ts';
import type { ApprovedAction } from '../guard/approved-action.ts';
import type { Scope } from '../guard/scope.ts';
import type { SkipReason } from '../guard/skip-reason.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { Price } from '../money/price.ts';
import type { Quantity, SignedQuantity } from '../money/quantity.ts';
import type { OrderId } from '../order/order-id.ts';
import type { ExitRule, OrderIntent, SliceIntent } from '../order/order-intent.ts';
import type { OrderType, Product, Validity } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { ProtectionEvent } from '../protection/protection-events.ts';
import type { SquaredAccount } from '../square-off/squared-account.ts';

/** A child that deliberately got nothing for one part of a master's order. */
export interface SkippedChild {
  readonly masterOrderId: OrderId;
  readonly accountId: AccountId;
  readonly part: 'entry' | 'exit';
  readonly reason: SkipReason;
}

/** The request that caused an intent, when a program or browser named it with an `Idempotency-Key`. */
export interface RequestMark {
  readonly key: string;
  readonly route: string;
  /** SHA-256, hex, of the body. */
  readonly bodyHash: string;
}

interface OrderFact {
  readonly orderId: OrderId;
  readonly accountId: AccountId;
}
interface SliceFact extends OrderFact {
  readonly slice: number;
}

export type DeskEvent =
  | ConversionEvent
  | BasketEvent
  | ProtectionEvent
  /** The intents of one fan-out, written as one row before the first byte goes to any of their brokers. */
  | {
      readonly type: 'orders-journaled';
      readonly orders: readonly ApprovedAction[];
      readonly skipped: readonly SkippedChild[];
      /** The master's order whose fan-out this is; undefined when the master's own intent stands in `orders`. */
      readonly copies: OrderId | undefined;
      readonly request: RequestMark | undefined;
    }
  | (SliceFact & { readonly type: 'order-sending' })
  | (SliceFact & {
      readonly type: 'order-accepted';
      readonly brokerOrderId: BrokerOrderId;
      /** From the first byte sent to the answer; undefined when a book or stream told us first. */
      readonly ackMs: number | undefined;
    })
  | (SliceFact & {
      readonly type: 'order-refused';
      readonly code: RefusalCode;
      readonly brokerText: string;
      readonly figures?: RefusalFigures | undefined;
    })
  | (SliceFact & { readonly type: 'order-not-sent'; readonly cause: NotSentCause })
  | (SliceFact & {
      readonly type: 'order-outcome-lost';
      readonly cause: UncertainCause;
      readonly certainBy: Instant;
    })
  | (SliceFact & { readonly type: 'order-proven-absent' })
  /** The broker's book or stream shows the slice resting, under this id. */
  | (SliceFact & { readonly type: 'order-resting'; readonly brokerOrderId: BrokerOrderId })
  | (SliceFact & {
      readonly type: 'order-filled';
      readonly brokerOrderId: BrokerOrderId;
      readonly filledTotal: Quantity;
      readonly averagePrice: Price | undefined;
      readonly complete: boolean;
      /** When the exchange moved the order last, where that may be long ago: it was learned by the first reads of a start or a login. */
      readonly filledAt?: Instant;
    })
  | (SliceFact & { readonly type: 'order-cancelled'; readonly reason: SkipReason | undefined })
  | (SliceFact & { readonly type: 'order-expired' })
  | (SliceFact & { readonly type: 'order-given-up'; readonly reason: SkipReason })
  /** Just before it was sent, what is left to close was less: an exit takes what is there when it goes. */
  | (SliceFact & { readonly type: 'order-cut'; readonly quantity: Quantity })
  /** A change was asked for; what it becomes stands in the books. */
  | (OrderFact & {
      readonly type: 'order-change-journaled';
      readonly change: 'modify' | 'cancel';
      readonly terms: OrderChange | undefined;
      /** A changed exit: what its children compute their quantity from now; M stays as it was fixed. */
      readonly exitRule: ExitRule | undefined;
      readonly request: RequestMark | undefined;
      /** A change across zero: how much of the quantity brings the position towards zero from now on. */
      readonly exitQuantity?: Quantity | undefined;
      /** `fit`: the slices are brought to the new quantity; `replace`: all of them make way for new ones. Missing: the broker changes them. */
      readonly how?: 'fit' | 'replace' | undefined;
      /** The desk did it by itself: the broker refused the terms of an exit, the exit rests, or it is more than is left to close. */
      readonly because?: 'refused' | 'resting' | 'beyond-position' | undefined;
    })
  /** The slice is to be cancelled, because its order is being fitted. */
  | (SliceFact & { readonly type: 'order-slice-unwanted' })
  /** The order gets further slices; their numbers go on. */
  | (OrderFact & { readonly type: 'order-slices-added'; readonly slices: readonly SliceIntent[] })
  /** The slices are what the order wants. */
  | (OrderFact & { readonly type: 'order-fitted' })
  | (SliceFact & {
      readonly type: 'order-change-answered';
      readonly change: 'modify' | 'cancel';
      readonly outcome: 'accepted' | 'refused' | 'not-sent' | 'uncertain';
      readonly text: string | undefined;
      readonly terms: OrderChange | undefined;
      /** Why it was refused. */
      readonly code?: RefusalCode | undefined;
    })
  /** The broker shows other terms than we knew: price, trigger, type or quantity were changed. */
  | (SliceFact & { readonly type: 'order-terms-seen'; readonly terms: OrderChange })
  /** The broker's own row shows that a change to less, which it had only answered for, took effect. */
  | (SliceFact & { readonly type: 'order-change-shown'; readonly quantity: Quantity })
  /** A status word that no table knows: shown, and our state stays as it was. */
  | (SliceFact & { readonly type: 'order-status-unknown'; readonly raw: string })
  /** An order that somebody placed elsewhere was found in the account. */
  | {
      readonly type: 'outside-order-adopted';
      readonly order: OrderIntent;
      readonly brokerOrderId: BrokerOrderId;
      readonly placedByOther: boolean;
    }
  | {
      readonly type: 'child-skipped';
      readonly skipped: SkippedChild;
      /** A person's, who left the child as it is. */
      readonly request?: RequestMark | undefined;
    }
  /** A person looked into the broker's own app for an order of which nobody knew what became. */
  | (SliceFact & {
      readonly type: 'order-resolved';
      readonly exists: boolean;
      readonly brokerOrderId: BrokerOrderId | undefined;
      readonly request: RequestMark | undefined;
    })
  | {
      readonly type: 'child-held';
      readonly masterOrderId: OrderId;
      readonly accountId: AccountId;
      readonly part: 'entry' | 'exit';
      readonly behind: OrderId;
    }
  | {
      readonly type: 'trades-read';
      readonly accountId: AccountId;
      readonly trades: readonly JournaledTrade[];
    }
  /** Quantity carried into the day, or found unexplained by the day's orders, as the broker's book shows it. */
  | {
      readonly type: 'position-carried';
      readonly accountId: AccountId;
      readonly instrumentId: InstrumentId;
      readonly product: Product;
      readonly quantity: SignedQuantity;
      readonly averagePrice: Price | undefined;
      readonly tradingDay: string;
      /** The last price when it was told, where one was known: what it takes of what was copied counts at it. */
      readonly price?: Price | undefined;
    }
  /** Shares in the depository, before today's sales: they count as a position that can be sold. */
  | {
      readonly type: 'holdings-read';
      readonly accountId: AccountId;
      readonly holdings: readonly JournaledHolding[];
    }
  /** A corporate action replaced the instrument, or changed its lot (then both names are one): what was held of it is held as the other one. */
  | {
      readonly type: 'position-moved';
      readonly accountId: AccountId;
      readonly product: Product;
      readonly from: InstrumentId;
      readonly to: InstrumentId;
      /** Of every `from` units before there are `to` after. */
      readonly ratio: { readonly from: number; readonly to: number };
      /** Units per lot after it. */
      readonly lotSize: Quantity;
    }
  /**
   * Copied quantity went without a fill of the desk: by the account's own trading outside, or as a read of the positions shows.
   * `unseen-exit`: by a copied exit of an earlier day whose fills nobody was told of. `other-exchange`: by a sale of the share at the
   * other exchange, by the order `soldBy` where its group copies that. `converted-alone`: its own person converts it, and it is the child's own.
   */
  | {
      readonly type: 'copied-reduced';
      readonly accountId: AccountId;
      readonly instrumentId: InstrumentId;
      readonly product: Product;
      readonly quantity: Quantity;
      readonly cause:
        | 'outside-order'
        | 'position-read'
        | 'unseen-exit'
        | 'other-exchange'
        | 'converted-alone';
      readonly soldBy?: OrderId | undefined;
      /** For `unseen-exit`, the exit that it is taken for. */
      readonly takenFor?: OrderId | undefined;
      /** The last price when it was told, where one was known: it counts at that price in the day's loss. */
      readonly price?: Price | undefined;
    }
  /** A child holds something else than its rule gives, and nothing is under way that would change it. Signed quantities. */
  | (DivergenceFact & { readonly type: 'divergence-opened'; readonly cause: DivergenceCause })
  | (DivergenceFact & { readonly type: 'divergence-changed'; readonly cause: DivergenceCause })
  | (DivergenceFact & {
      readonly type: 'divergence-resolved';
      /** `matched`: the child holds what it should again; `accepted`: a person wants it so. */
      readonly by: 'matched' | 'accepted';
    })
  /** A person wants the difference: from now on the child should hold what it holds. */
  | {
      readonly type: 'difference-accepted';
      readonly accountId: AccountId;
      readonly instrumentId: InstrumentId;
      readonly product: Product;
      readonly divergenceId: DivergenceId;
      /** Missing: nobody's request carried a key, or it was accepted before the journal kept one. */
      readonly request?: RequestMark | undefined;
    }
  /** The desk was started: its monotonic clock counts from a new zero. */
  | { readonly type: 'desk-opened' }
  | {
      readonly type: 'account-changed';
      readonly accountId: AccountId;
      readonly change: 'added' | 'changed' | 'removed';
    }
  | { readonly type: 'account-logged-in'; readonly accountId: AccountId; readonly expiresAt: Instant }
  | { readonly type: 'account-logged-out'; readonly accountId: AccountId; readonly reason: string }
  /** What the broker said when the day's session opened, or when somebody asked; in 1/10000 rupee. */
  | {
      readonly type: 'funds-read';
      readonly accountId: AccountId;
      readonly available: number;
      readonly used: number;
    }
  | { readonly type: 'account-settled'; readonly accountId: AccountId }
  /** Entries of the account stop until a person arms it again: somebody else copies on it, or the broker refuses its address. */
  | {
      readonly type: 'account-disarmed';
      readonly accountId: AccountId;
      readonly reason: string;
      /** Missing: somebody else copies on it. */
      readonly cause?: 'address' | undefined;
    }
  | {
      readonly type: 'account-armed';
      readonly accountId: AccountId;
      /** Missing: a person did it. */
      readonly because?: 'address-accepted' | undefined;
    }
  /** The broker was asked whether it takes order calls from where they leave; `seen` is where it saw them come from. */
  | {
      readonly type: 'address-checked';
      readonly accountId: AccountId;
      readonly accepted: boolean;
      readonly seen: string | undefined;
    }
  /** A person asked for the page on which the depository authorises sales of holdings. */
  | { readonly type: 'sales-authorisation-asked'; readonly accountId: AccountId }
  | {
      readonly type: 'stream-changed';
      readonly accountId: AccountId;
      readonly stream: 'up' | 'down' | 'not-in-plan';
      readonly reason: string | undefined;
    }
  /** From now on nothing is entered there. `orders` are the entries that worked, and are being cancelled. */
  | {
      readonly type: 'kill-switch-set';
      readonly scope: Scope;
      readonly orders: readonly OrderId[];
      /** How many entries of children waited to go; missing in journals of the first release. */
      readonly held?: number;
      readonly request: RequestMark | undefined;
    }
  | {
      readonly type: 'kill-switch-lifted';
      readonly scope: Scope;
      /** Missing: the request carried no key, or it was lifted before the journal kept one. */
      readonly request?: RequestMark | undefined;
    }
  /** The orders that are cancelled and the positions that are closed, as they stood when it was asked for; told again of an account that comes back. */
  | {
      readonly type: 'square-off-started';
      readonly squareOffId: string;
      readonly scope: Scope;
      readonly what: 'day' | 'copied' | 'protected';
      readonly origin: 'square-off' | 'protection';
      readonly accounts: readonly SquaredAccount[];
      readonly request: RequestMark | undefined;
    }
  /** It has closed this position, and no order of it can open it again: what is opened there from now on is no part of it. */
  | {
      readonly type: 'square-off-closed';
      readonly squareOffId: string;
      readonly accountId: AccountId;
      readonly instrumentId: InstrumentId;
      readonly product: Product;
    }
  /** Every order of it has ended in this account, and every position of it is closed. */
  | { readonly type: 'square-off-finished'; readonly squareOffId: string; readonly accountId: AccountId }
  /** A child lost, on what was copied, as much as its link allows in a day: entries stop, and what was copied is closed where `then` says so. */
  | {
      readonly type: 'day-loss-reached';
      readonly groupId: GroupId;
      readonly accountId: AccountId;
      readonly reason: SkipReason;
      readonly then: 'stop' | 'square-off';
    }
  /** A person ended `stopped`, having seen the loss of the day, in 1/10000 rupee. */
  | {
      readonly type: 'link-resumed';
      readonly groupId: GroupId;
      readonly accountId: AccountId;
      readonly loss: number;
    }
  /** From now on nothing is copied to this child, exits neither: what it holds of what was copied is listed. */
  | {
      readonly type: 'link-paused';
      readonly groupId: GroupId;
      readonly accountId: AccountId;
      readonly positions: readonly CopiedPosition[];
    }
  | { readonly type: 'group-changed'; readonly groupId: GroupId; readonly group: CopyGroup | undefined }
  | {
      readonly type: 'alert-raised';
      readonly code: string;
      readonly accountId: AccountId | undefined;
      readonly text: string;
      /** The order that it is about, where a second alert of the kind would say nothing new. */
      readonly about?: OrderId | undefined;
    };

/** What every event of a divergence says. */
interface DivergenceFact {
  readonly divergenceId: DivergenceId;
  readonly accountId: AccountId;
  readonly groupId: GroupId;
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly expected: SignedQuantity;
  readonly actual: SignedQuantity;
}

/** Copied quantity that a child holds. */
export interface CopiedPosition {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly quantity: SignedQuantity;
}

/** One execution as journaled, by canonical id. */
export interface JournaledTrade extends Omit<BrokerTrade, 'listingKey'> {
  readonly instrumentId: InstrumentId;
}

/** Shares of one kind in the depository. */
export interface JournaledHolding {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  readonly quantity: Quantity;
  readonly averagePrice: Price | undefined;
}

/** New terms of an order; what is undefined stays. */
export interface OrderChange {
  readonly quantity: Quantity | undefined;
  readonly price: Price | undefined;
  readonly triggerPrice: Price | undefined;
  readonly orderType: OrderType | undefined;
  readonly validity: Validity | undefined;
  /** Its limit stands in for the market, which its broker does not take. */
  readonly atMarket?: true | undefined;
}

/** The name of an event. */
export type DeskEventType = DeskEvent['type'];
