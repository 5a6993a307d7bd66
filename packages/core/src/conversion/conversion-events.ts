/** What is journaled about conversions. Plain JSON; a stored event is never re-meant. */
import type { AccountId } from '../account/account.ts';
import type { NotSentCause, UncertainCause } from '../broker/outcome.ts';
import type { InstrumentId } from '../instrument/instrument.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { SignedQuantity } from '../money/quantity.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { ConversionId, ConversionIntent, ConversionReason, SkippedConversion } from './conversion.ts';

interface ConversionFact {
  readonly conversionId: ConversionId;
  readonly accountId: AccountId;
}

export type ConversionEvent =
  /** The intent of a master's or standalone conversion; or all of its children's, written before the first byte of any of them. */
  | {
      readonly type: 'conversions-journaled';
      readonly conversions: readonly ConversionIntent[];
      readonly skipped: readonly SkippedConversion[];
      /** The master's conversion that these follow. */
      readonly follows: ConversionId | undefined;
      readonly request: RequestMark | undefined;
    }
  /** The position book shows that somebody converted in the broker's own app. `position-converted` follows. */
  | { readonly type: 'outside-conversion-seen'; readonly conversion: ConversionIntent }
  | (ConversionFact & { readonly type: 'conversion-sending' })
  /** Proven: nothing was sent; the lane may send it again. */
  | (ConversionFact & { readonly type: 'conversion-not-sent'; readonly cause: NotSentCause })
  | (ConversionFact & {
      readonly type: 'conversion-outcome-lost';
      readonly cause: UncertainCause;
      readonly certainBy: Instant;
    })
  /** The position book shows, over time and several reads, that nothing moved. */
  | (ConversionFact & { readonly type: 'conversion-proven-absent' })
  /** The quantity is in the other product now, and with it so much of what was copied. Signed like the position. */
  | (ConversionFact & {
      readonly type: 'position-converted';
      readonly instrumentId: InstrumentId;
      readonly from: Product;
      readonly to: Product;
      readonly part: 'day' | 'overnight';
      readonly quantity: SignedQuantity;
      readonly copied: SignedQuantity;
      /** What was copied in `from` before: children convert the same fraction of theirs. */
      readonly copiedBefore: SignedQuantity;
      /** Who wanted it. */
      readonly origin: ConversionIntent['origin'];
      readonly cause: 'answer' | 'position-read' | 'outside';
    })
  /** Nothing was moved, and nothing will be. */
  | (ConversionFact & {
      readonly type: 'conversion-ended';
      readonly instrumentId: InstrumentId;
      readonly from: Product;
      readonly to: Product;
      /** By the broker; otherwise the desk gave it up. */
      readonly refused: boolean;
      readonly reason: ConversionReason;
    });

/** What a master's conversion moved of what was copied. */
export type MasterMove = Pick<
  Extract<ConversionEvent, { readonly type: 'position-converted' }>,
  'copied' | 'copiedBefore'
>;
