import type { BrokerId, Egress, Environment } from '../broker/broker-id.ts';
import type { Brand } from '../money/brand.ts';

/** Identifies a person who signs in. */
export type UserId = Brand<string, 'UserId'>;

/** Identifies one trading account at one broker. */
export type AccountId = Brand<string, 'AccountId'>;

/** A readable address of an account, such as `MASTER:k2` or `CHILD:c1`; unique per user. */
export type AccountAddress = Brand<string, 'AccountAddress'>;

/** One trading account at one broker, owned by one user. Secrets are not here: they stay behind `CredentialVault`. */
export interface Account {
  readonly id: AccountId;
  readonly userId: UserId;
  readonly address: AccountAddress;
  readonly brokerId: BrokerId;
  readonly environment: Environment;
  /** The client id at the broker that a login must show. */
  readonly clientId: string;
  /** Where its requests leave from: brokers take order calls only from a registered static address. */
  readonly egress: Egress;
}
