/** What is written down about protections (domain §4.15). `accountId` is undefined where a whole group is protected. */
import type { AccountId } from '../account/account.ts';
import type { RequestMark } from '../journal/desk-event.ts';
import type { PriceStanding } from '../market/live-prices.ts';
import type { Instant } from '../ports/clock.ts';
import type { DefaultLevels } from './default-levels.ts';
import type { ProtectionLevels, ProtectionScope, ReachedBy, Trailed } from './protection.ts';

interface ProtectionFact {
  readonly protectionId: string;
  readonly accountId: AccountId | undefined;
  readonly scope: ProtectionScope;
}

export type ProtectionEvent =
  /** A person set it, in place of what was there; without levels it is taken away. */
  | (ProtectionFact & {
      readonly type: 'protection-set';
      readonly levels: ProtectionLevels | undefined;
      /** Where its trail begins, when a price was known. */
      readonly trailed: Trailed | undefined;
      /** Missing: the request carried no key, or it was set before the journal kept one. */
      readonly request?: RequestMark | undefined;
    })
  /** From now on this protects the positions that the user's new orders open, where an order does not say otherwise. */
  | {
      readonly type: 'protection-defaults-set';
      readonly levels: DefaultLevels;
      readonly request: RequestMark | undefined;
    }
  /** Its trailing stop moved. */
  | (ProtectionFact & { readonly type: 'protection-trailed'; readonly trailed: Trailed })
  /** A level was reached; durable before anything leaves. The square-off named `triggerId` carries it out. */
  | (ProtectionFact & {
      readonly type: 'protection-triggered';
      readonly triggerId: string;
      readonly by: ReachedBy;
      readonly level: number;
      readonly figure: number;
      readonly figureAt: Instant;
      readonly standing: PriceStanding;
    });
