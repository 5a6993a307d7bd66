/** A family in the sandbox: clients at a venue, their accounts in a desk, everybody logged in. */
import {
  type Account,
  type AccountAddress,
  type BrokerPort,
  type ChildLink,
  type Desk,
  FACTOR_SCALE,
  type Factor,
  type GroupDraft,
  type UserId,
} from '@copydesk/core';
import type { Venue } from '@copydesk/sandbox';
import type { VirtualClock } from '../clock/virtual-clock.ts';

/** Where the family trades. */
export interface FamilySeed {
  readonly venue: Venue;
  readonly broker: BrokerPort;
  readonly clock: VirtualClock;
  readonly children: number;
}

/** Makes a master `MASTER:k1` and so many children `CHILD:c1` … at one broker, logs them in and lets them settle. */
export async function logInFamily(
  desk: Desk,
  seed: FamilySeed,
): Promise<{ readonly user: UserId; readonly master: Account; readonly children: readonly Account[] }> {
  const user = 'user-ann' as UserId;
  const master = await logIn(desk, seed, { user, address: 'MASTER:k1', clientId: 'AA0001' });
  const children: Account[] = [];
  for (let child = 1; child <= seed.children; child += 1) {
    children.push(
      await logIn(desk, seed, { user, address: `CHILD:c${child}`, clientId: `BB${1000 + child}` }),
    );
  }
  await seed.clock.advance(SETTLED_WITHIN_MS);
  return { user, master, children };
}

/** What a person decides about a group that copies to these children once the master is accepted. */
export function aGroupDraft(masterId: Account['id'], children: readonly ChildLink[]): GroupDraft {
  return {
    name: 'Family',
    masterId,
    copyWhen: 'onAccepted',
    copyOutsideOrders: false,
    protection: 'follow',
    exitCapPercent: 5,
    masterCapital: undefined,
    children,
  };
}

/** Sizing by a factor of whole or half steps, without a cap. */
export function times(factor: number): ChildLink['sizing'] {
  const millionths = (factor * FACTOR_SCALE) as Factor;
  return { kind: 'multiplier', factor: millionths, capLots: undefined, atLeastOneLot: false };
}

/** Reading the books takes some round trips of virtual time. */
const SETTLED_WITHIN_MS = 2_500;

async function logIn(
  desk: Desk,
  { venue, broker, clock }: FamilySeed,
  who: { readonly user: UserId; readonly address: string; readonly clientId: string },
): Promise<Account> {
  const client = venue.clients.upsert({ broker: broker.id, client: who.clientId });
  const account = await desk.accounts.add(who.user, {
    address: who.address as AccountAddress,
    brokerId: broker.id,
    environment: 'sandbox',
    clientId: who.clientId,
    egress: { kind: 'default' },
    credentials: { apiKey: client.apiKey, apiSecret: client.apiSecret },
  });
  const { accessToken } = venue.sessions.issue(client);
  const { clientId, egress } = account;
  const credentials = desk.accounts.credentialsOf(account.id);
  const callback = { accountId: account.id, clientId, credentials, egress, accessToken };
  const session = await clock.drive(broker.adoptToken(callback, new AbortController().signal));
  await desk.accounts.openSession(session);
  return account;
}
