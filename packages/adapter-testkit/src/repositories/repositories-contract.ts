/**
 * What every implementation of the repositories must keep: give back what was saved, replace by id, remove for good,
 * and let no secret stand readable in what it stores.
 *
 * Guards: I9 (no secret leaves).
 */
import {
  type AccessRepository,
  type AccountAddress,
  type AccountId,
  type AccountRepository,
  type BrokerSessionRepository,
  type GroupId,
  type GroupRepository,
  instantOf,
  type StoredAccess,
  type StoredUser,
  type UserId,
  type UserRepository,
} from '@copydesk/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aChildLink, aGroup, anAccount, aSession, someCredentials } from '../builders/accounts.ts';
import { DEFAULT_START } from '../clock/virtual-clock.ts';

/** All repositories of one storage. */
export interface Repositories {
  readonly users: UserRepository;
  readonly access: AccessRepository;
  readonly accounts: AccountRepository;
  readonly brokerSessions: BrokerSessionRepository;
  readonly groups: GroupRepository;
}

/** What an implementer gives: empty repositories, and the ways to look behind them. */
export interface RepositoriesBench extends Repositories {
  /** Everything that is at rest, as bytes: the files, or a dump of every table. Secrets are looked for in it. */
  rawBytes(): Promise<Uint8Array>;
  /** Closes the storage and opens it again, as a restart does. Absent: nothing outlives the process. */
  reopen?(): Promise<Repositories>;
  close(): Promise<void>;
}

/** How to run the contract. */
export interface RepositoriesContract {
  readonly name: string;
  start(): Promise<RepositoriesBench>;
}

const ANN = aUser('user-ann', 'ann@example.org');
const BOB = aUser('user-bob', 'bob@example.org');

/** Runs the contract of the repositories as vitest cases. */
export function describeRepositoriesContract(contract: RepositoriesContract): void {
  describe(`repositories contract: ${contract.name}`, () => {
    let bench: RepositoriesBench;

    beforeEach(async () => {
      bench = await contract.start();
    });
    afterEach(() => bench.close());

    describe('users', () => {
      it('RC-101: are given back as saved', async () => {
        await bench.users.save(ANN);
        await bench.users.save(BOB);

        expect(byId(await bench.users.all())).toEqual([ANN, BOB]);
      });

      it('RC-102: are replaced by id, e-mail included', async () => {
        await bench.users.save(ANN);
        const renamed = { ...ANN, name: 'Ann Ω', email: 'ann.two@example.org', passwordHash: 'hash-two' };

        await bench.users.save(renamed);

        expect(await bench.users.all()).toEqual([renamed]);
      });

      it('RC-103: an e-mail belongs to one user: a second one is refused and nothing changes', async () => {
        await bench.users.save(ANN);

        await expect(bench.users.save({ ...BOB, email: ANN.email })).rejects.toThrow();

        expect(await bench.users.all()).toEqual([ANN]);
      });
    });

    describe('ways in', () => {
      it('RC-201: sessions and tokens are given back as saved, with and without an end', async () => {
        await bench.users.save(ANN);
        const session = anAccess('access-1', { kind: 'session' });
        const token = anAccess('access-2', { kind: 'token', expiresAt: undefined, name: 'script' });

        await bench.access.save(session);
        await bench.access.save(token);

        expect(byId(await bench.access.all())).toEqual([session, token]);
      });

      it('RC-202: are replaced by id, and removed; removing again is harmless', async () => {
        await bench.users.save(ANN);
        await bench.access.save(anAccess('access-1'));
        const longer = anAccess('access-1', { expiresAt: instantOf(DEFAULT_START + 86_400_000) });

        await bench.access.save(longer);
        expect(await bench.access.all()).toEqual([longer]);

        await bench.access.remove('access-1');
        await bench.access.remove('access-1');
        expect(await bench.access.all()).toEqual([]);
      });
    });

    describe('accounts', () => {
      it('RC-301: are given back with their credentials, every kind of egress included', async () => {
        await bench.users.save(ANN);
        const stored = [
          anOwnAccount(1),
          anOwnAccount(2, { egress: { kind: 'address', address: '203.0.113.7' } }),
          anOwnAccount(3, { egress: { kind: 'proxy', url: 'http://203.0.113.8:3128' }, environment: 'live' }),
        ];

        for (const account of stored) await bench.accounts.save(account);

        expect(byAccount(await bench.accounts.all())).toEqual(stored);
      });

      it('RC-302: are replaced by id, credentials included', async () => {
        await bench.users.save(ANN);
        await bench.accounts.save(anOwnAccount(1));
        const changed = {
          account: { ...anOwnAccount(1).account, clientId: 'ZZ9999' },
          credentials: { apiKey: 'key-two', apiSecret: 'secret-two', totp: '' },
        };

        await bench.accounts.save(changed);

        expect(await bench.accounts.all()).toEqual([changed]);
      });

      it('RC-303: removing one takes its broker session along and leaves the others', async () => {
        await bench.users.save(ANN);
        for (const number of [1, 2]) {
          await bench.accounts.save(anOwnAccount(number));
          await bench.brokerSessions.save(anOwnSession(number));
        }

        await bench.accounts.remove('account-1' as AccountId);
        await bench.accounts.remove('account-1' as AccountId);

        expect((await bench.accounts.all()).map((stored) => stored.account.id)).toEqual(['account-2']);
        expect((await bench.brokerSessions.all()).map((session) => session.accountId)).toEqual(['account-2']);
      });

      it('RC-304: I9: credentials stand nowhere readable, old ones neither', async () => {
        await bench.users.save(ANN);
        await bench.accounts.save(anOwnAccount(1));
        await bench.accounts.save({ ...anOwnAccount(1), credentials: someCredentials('CD5678') });

        await expectUnreadable(bench, ['secret-of-AB0001', 'secret-of-CD5678', 'key-of-AB0001']);
      });

      it('RC-305: I9: two accounts with the same secret do not look the same at rest', async () => {
        await bench.users.save(ANN);
        const secret = { apiKey: 'key-of-both', apiSecret: 'secret-of-both-0123456789' };
        await bench.accounts.save({ ...anOwnAccount(1), credentials: secret });
        await bench.accounts.save({ ...anOwnAccount(2), credentials: secret });

        expect((await bench.accounts.all()).map((stored) => stored.credentials)).toEqual([secret, secret]);
        await expectUnreadable(bench, [secret.apiKey, secret.apiSecret]);
      });
    });

    describe('broker sessions', () => {
      it('RC-401: are given back whole', async () => {
        await bench.users.save(ANN);
        await bench.accounts.save(anOwnAccount(1));
        const session = { ...anOwnSession(1), egress: { kind: 'address', address: '203.0.113.7' } } as const;

        await bench.brokerSessions.save(session);

        expect(await bench.brokerSessions.all()).toEqual([session]);
      });

      it('RC-402: one per account: a login replaces the session before', async () => {
        await bench.users.save(ANN);
        await bench.accounts.save(anOwnAccount(1));
        await bench.brokerSessions.save(anOwnSession(1));
        const fresh = { ...anOwnSession(1), accessToken: 'token-two' };

        await bench.brokerSessions.save(fresh);
        expect(await bench.brokerSessions.all()).toEqual([fresh]);

        await bench.brokerSessions.remove('account-1' as AccountId);
        await bench.brokerSessions.remove('account-1' as AccountId);
        expect(await bench.brokerSessions.all()).toEqual([]);
      });

      it('RC-403: I9: tokens stand nowhere readable', async () => {
        await bench.users.save(ANN);
        await bench.accounts.save(anOwnAccount(1));
        await bench.brokerSessions.save(anOwnSession(1));

        await expectUnreadable(bench, ['token-of-AB0001', 'secret-of-AB0001']);
      });
    });

    describe('groups', () => {
      it('RC-501: are given back whole, children in their order', async () => {
        await addAccounts(bench, 4);
        const [master, ...children] = [1, 2, 3, 4].map((number) => `account-${number}` as AccountId);
        const group = aGroup(master as AccountId, children, {
          masterCapital: 5_000_000_000,
          children: children.map((child, index) =>
            aChildLink(child, {
              entryCapPercent: index + 1,
              stoppedBecause: index === 1 ? 'day-loss' : undefined,
            }),
          ),
        });

        await bench.groups.save(group);

        expect(await bench.groups.all()).toEqual([group]);
      });

      it('RC-502: are replaced by id: a removed child is gone', async () => {
        await addAccounts(bench, 3);
        const [master, first, second] = [1, 2, 3].map((number) => `account-${number}` as AccountId);
        await bench.groups.save(aGroup(master as AccountId, [first as AccountId, second as AccountId]));
        const smaller = aGroup(master as AccountId, [second as AccountId], { version: 2, armed: false });

        await bench.groups.save(smaller);
        expect(await bench.groups.all()).toEqual([smaller]);

        await bench.groups.remove('group-1' as GroupId);
        await bench.groups.remove('group-1' as GroupId);
        expect(await bench.groups.all()).toEqual([]);
      });
    });

    it('RC-601: I2: everything is there after a restart', async (context) => {
      if (bench.reopen === undefined) return context.skip('nothing outlives the process');
      await addAccounts(bench, 2);
      await bench.access.save(anAccess('access-1'));
      await bench.brokerSessions.save(anOwnSession(1));
      const group = aGroup('account-1' as AccountId, ['account-2' as AccountId]);
      await bench.groups.save(group);

      const again = await bench.reopen();

      expect(await again.users.all()).toEqual([ANN]);
      expect(await again.access.all()).toEqual([anAccess('access-1')]);
      expect(byAccount(await again.accounts.all())).toEqual([anOwnAccount(1), anOwnAccount(2)]);
      expect(await again.brokerSessions.all()).toEqual([anOwnSession(1)]);
      expect(await again.groups.all()).toEqual([group]);
    });
  });
}

/** Fails when one of the secrets stands in the storage as it is, in base 64, in hexadecimal or in UTF-16. */
async function expectUnreadable(bench: RepositoriesBench, secrets: readonly string[]): Promise<void> {
  const raw = Buffer.from(await bench.rawBytes());
  expect(raw.length, 'rawBytes() has to give what is at rest').toBeGreaterThan(0);
  const lowerCase = raw.toString('latin1').toLowerCase();
  for (const secret of secrets) {
    const bytes = Buffer.from(secret);
    // Base 64 depends on the offset, so the middle of the secret is looked for in all three.
    const base64 = [0, 1, 2].map((skip) =>
      bytes.subarray(skip, skip + 3 * Math.floor((bytes.length - skip) / 3)),
    );
    const found =
      raw.includes(bytes) ||
      raw.includes(Buffer.from(secret, 'utf16le')) ||
      lowerCase.includes(bytes.toString('hex')) ||
      base64.some(
        (part) => raw.includes(part.toString('base64')) || raw.includes(part.toString('base64url')),
      );
    expect(found, 'a secret is readable at rest').toBe(false);
  }
}

async function addAccounts(bench: RepositoriesBench, count: number): Promise<void> {
  await bench.users.save(ANN);
  for (let number = 1; number <= count; number += 1) await bench.accounts.save(anOwnAccount(number));
}

function aUser(id: string, email: string): StoredUser {
  return {
    id: id as UserId,
    email,
    name: `Name of ${id}`,
    createdAt: DEFAULT_START,
    passwordHash: `$argon2id$v=19$m=1024,t=1,p=1$ZmFrZXNhbHQ$${id}`,
  };
}

function anAccess(id: string, changes: Partial<StoredAccess> = {}): StoredAccess {
  return {
    id,
    userId: ANN.id,
    kind: 'session',
    secretHash: id.padEnd(64, 'f'),
    name: 'browser',
    createdAt: DEFAULT_START,
    expiresAt: instantOf(DEFAULT_START + 3_600_000),
    ...changes,
  };
}

function anOwnAccount(number: number, changes: Parameters<typeof anAccount>[0] = {}) {
  const clientId = `AB000${number}`;
  const account = anAccount({
    id: `account-${number}` as AccountId,
    userId: ANN.id,
    address: `CHILD:c${number}` as AccountAddress,
    clientId,
    ...changes,
  });
  return { account, credentials: someCredentials(clientId) };
}

function anOwnSession(number: number) {
  return aSession({ accountId: `account-${number}` as AccountId, clientId: `AB000${number}` });
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function byAccount<T extends { readonly account: { readonly id: string } }>(
  items: readonly T[],
): readonly T[] {
  return [...items].sort((a, b) => (a.account.id < b.account.id ? -1 : 1));
}
