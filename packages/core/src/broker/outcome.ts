/**
 * What became of a request that moves money.
 *
 * The most expensive mistake in this field is to turn "I do not know" into "it failed": `uncertain` is the default
 * branch of every classifier, `refused` and `not-sent` need positive evidence, listed in one table per adapter. Keeps I1.
 */
import type { Quantity } from '../money/quantity.ts';
import type { BrokerOrderId } from './broker-id.ts';

/** Why the broker looked at a request and refused it. */
export type RefusalCode =
  | 'margin'
  | 'holdings'
  | 'authorisation'
  | 'freeze'
  | 'price'
  | 'quantity'
  | 'instrument'
  | 'product'
  | 'validity'
  | 'order-type'
  | 'market-protection'
  | 'market-closed'
  | 'modifications'
  | 'final'
  | 'not-found'
  | 'address'
  | 'session'
  | 'permission'
  | 'input'
  | 'other';

/** Why nothing was sent. */
export type NotSentCause = 'connection-refused' | 'rate-limited' | 'session-lost' | 'aborted';

/** Why the outcome is not known. */
export type UncertainCause = 'timeout' | 'reset' | 'server-error' | 'unreadable' | 'broker-timeout' | 'crash';

/** Figures that the words of a refusal name. Plain JSON: they are journaled. */
export interface RefusalFigures {
  /** Of `freeze`: the largest quantity of one order. */
  readonly freezeQuantity?: Quantity;
  /** Of `address`: where the broker saw the request come from. */
  readonly seenAddress?: string;
}

/** Proven: the broker looked at it and refused. */
export interface Refused {
  readonly kind: 'refused';
  readonly code: RefusalCode;
  readonly brokerText: string;
  /** Missing when the words name none. */
  readonly figures?: RefusalFigures;
}

/** What became of a placement. */
export type PlaceOutcome =
  | { readonly kind: 'accepted'; readonly brokerOrderId: BrokerOrderId }
  /** No live order exists. */
  | Refused
  /** Proven: no order can exist. The lane may send again, not before `retryAfterMs`. */
  | { readonly kind: 'not-sent'; readonly cause: NotSentCause; readonly retryAfterMs?: number }
  /** An order may exist. Only reconciliation leads out. */
  | { readonly kind: 'uncertain'; readonly cause: UncertainCause };

/** What became of a modification or a cancellation. `accepted` acknowledges the request; the books say what it did. */
export type ChangeOutcome =
  | { readonly kind: 'accepted' }
  | Refused
  | { readonly kind: 'not-sent'; readonly cause: NotSentCause; readonly retryAfterMs?: number }
  | { readonly kind: 'uncertain'; readonly cause: UncertainCause };
