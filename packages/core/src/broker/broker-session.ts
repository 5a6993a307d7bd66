import type { AccountId } from '../account/account.ts';
import type { Segment } from '../instrument/instrument.ts';
import type { Product } from '../order/order-terms.ts';
import type { Instant } from '../ports/clock.ts';
import type { BrokerId, Egress } from './broker-id.ts';

/** What the person typed into the account form, by the names of `BrokerPackage.credentials`. Secret. */
export type Credentials = Readonly<Record<string, string>>;

/** The day's authenticated access of one account. It carries secrets: it is never logged, printed or sent to a browser. */
export interface BrokerSession {
  readonly accountId: AccountId;
  readonly brokerId: BrokerId;
  readonly clientId: string;
  readonly credentials: Credentials;
  readonly accessToken: string;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
  readonly products: readonly Product[];
  readonly segments: readonly Segment[];
  /** Whether the account's plan includes the order stream; `unknown` until a connection was tried. */
  readonly orderStream: 'included' | 'not-in-plan' | 'unknown';
  /** Whether holdings can be sold without asking the depository each day. */
  readonly sellAuthorisation: 'standing' | 'each-day' | 'unknown';
  readonly egress: Egress;
}
