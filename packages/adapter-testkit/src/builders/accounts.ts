/** People, accounts, sessions and groups for tests. Every secret in here says that it is invented. */
import {
  type Account,
  type AccountAddress,
  type AccountId,
  type BrokerId,
  type BrokerSession,
  type ChildLink,
  type CopyGroup,
  type Credentials,
  type Factor,
  type GroupId,
  instantOf,
  type UserId,
} from '@copydesk/core';
import { DEFAULT_START } from '../clock/virtual-clock.ts';

/** Credentials whose values name the client they are not the secret of. */
export function someCredentials(clientId: string): Credentials {
  return { apiKey: `key-of-${clientId}`, apiSecret: `secret-of-${clientId}` };
}

/** An account of one user at one broker, in the sandbox. */
export function anAccount(changes: Partial<Account> = {}): Account {
  return {
    id: 'account-1' as AccountId,
    userId: 'user-ann' as UserId,
    address: 'MASTER:k1' as AccountAddress,
    brokerId: 'reference' as BrokerId,
    environment: 'sandbox',
    clientId: 'AB1234',
    egress: { kind: 'default' },
    ...changes,
  };
}

/** The day's session of an account; valid for eight hours from the start of a `VirtualClock`. */
export function aSession(changes: Partial<BrokerSession> = {}): BrokerSession {
  const clientId = changes.clientId ?? 'AB1234';
  return {
    accountId: 'account-1' as AccountId,
    brokerId: 'reference' as BrokerId,
    clientId,
    credentials: someCredentials(clientId),
    accessToken: `token-of-${clientId}`,
    issuedAt: DEFAULT_START,
    expiresAt: instantOf(DEFAULT_START + 8 * 3_600_000),
    products: ['I', 'D', 'MTF'],
    segments: ['NSE', 'BSE', 'NFO', 'BFO'],
    orderStream: 'included',
    sellAuthorisation: 'standing',
    egress: { kind: 'default' },
    ...changes,
  };
}

/** A child link that copies one to one and guards nothing. */
export function aChildLink(accountId: AccountId, changes: Partial<ChildLink> = {}): ChildLink {
  return {
    accountId,
    relationship: 'self',
    declaredOn: '2026-11-01',
    state: 'active',
    stoppedBecause: undefined,
    sizing: { kind: 'multiplier', factor: 1_000_000 as Factor, capLots: undefined, atLeastOneLot: false },
    filters: { segments: [], products: [], underlyings: [] },
    guards: {
      maxQuantity: undefined,
      maxValue: undefined,
      maxOpenPositions: undefined,
      maxDayLoss: undefined,
      priceDrift: undefined,
      window: undefined,
    },
    entryCapPercent: 3,
    onIncomplete: 'leave',
    ...changes,
  };
}

/** An armed group: a master and the children that copy it one to one. */
export function aGroup(
  masterId: AccountId,
  childIds: readonly AccountId[],
  changes: Partial<CopyGroup> = {},
): CopyGroup {
  return {
    id: 'group-1' as GroupId,
    userId: 'user-ann' as UserId,
    version: 1,
    name: 'Family',
    masterId,
    copyWhen: 'onAccepted',
    copyOutsideOrders: true,
    protection: 'follow',
    exitCapPercent: 5,
    masterCapital: undefined,
    armed: true,
    children: childIds.map((childId) => aChildLink(childId)),
    ...changes,
  };
}
