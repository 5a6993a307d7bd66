/** What brokers send and answer, at the objects that take it: no network. */
import {
  type Account,
  type BrokerSession,
  type Clock,
  type Desk,
  instantOf,
  TradingError,
} from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import type { BrokerLogins } from '../src/accounts/broker-logins.ts';
import { BrokerReads } from '../src/accounts/broker-reads.ts';
import { EndedSessions } from '../src/accounts/ended-sessions.ts';
import { Webhooks } from '../src/accounts/webhooks.ts';
import type { BrokerRegistry } from '../src/brokers/broker-registry.ts';
import { changedEgress, shownEgress } from '../src/http/account-input.ts';
import { problemOf } from '../src/http/problem-answer.ts';
import { AccountViews } from '../src/http/views/account-view.ts';

const time = { ms: 0 };
const clock: Clock = {
  now: () => instantOf(1_790_000_000_000 + time.ms),
  monotonicMs: () => time.ms,
  after: () => () => undefined,
};
const ACCOUNT = {
  id: 'acc-1',
  userId: 'usr-1',
  address: 'MASTER:k2',
  brokerId: 'zerodha',
  environment: 'live',
  clientId: 'AB1234',
  egress: { kind: 'default' },
} as Account;

describe('a token that a broker sends', () => {
  /** A desk with one account, at a broker that reads every message as a token. */
  function hooks(prove: () => Promise<void>) {
    const proven: string[] = [];
    const accounts = { all: () => [ACCOUNT], credentialsOf: () => ({ apiKey: 'kk1234' }) };
    const port = {
      readWebhook: () => ({ kind: 'token', clientId: 'ab1234', apiKey: 'kk1234', accessToken: 'tt' }),
    };
    const webhooks = new Webhooks({
      desk: { accounts } as unknown as Desk,
      brokers: { get: () => ({ id: 'zerodha', port }) } as unknown as BrokerRegistry,
      logins: {
        proveToken: async (account: Account, token: string) => {
          proven.push(`${account.clientId} ${token}`);
          await prove();
        },
      } as unknown as BrokerLogins,
      clock,
    });
    return {
      webhooks,
      proven,
      send: () => webhooks.take('zerodha', { headers: {}, body: new Uint8Array() }),
    };
  }

  it('is proven once a second at most, whichever way the client is spelled', async () => {
    const { send, proven } = hooks(async () => undefined);
    await send();
    await expect(send()).rejects.toMatchObject({ code: 'webhook-refused' });
    expect(proven).toEqual(['AB1234 tt']);
    time.ms += 1_000;
    await send();
    expect(proven).toHaveLength(2);
  });

  it('is refused without a word about whose it is', async () => {
    const facts = { configured: 'AB1234', loggedIn: 'ZZ9999' };
    const { send } = hooks(() => Promise.reject(new TradingError('client-id-mismatch', facts)));
    time.ms += 1_000;
    await expect(send()).rejects.toMatchObject({ code: 'webhook-refused' });
    time.ms += 1_000;
    const failure = await send().catch((error: Error) => error);
    const { problem } = problemOf(failure, '');
    expect(problem).toMatchObject({ code: 'webhook-refused', detail: problem.title });
    expect(JSON.stringify(problem)).not.toContain('ZZ9999');
  });
});

it('ends the session that a broker refused, and not the one that came after it', async () => {
  const session = { accountId: ACCOUNT.id, issuedAt: instantOf(1) } as unknown as BrokerSession;
  const lost: BrokerSession[] = [];
  let current = session;
  const port = {
    funds: async () => {
      // The person logs in again while the old token is on its way.
      current = { ...session, issuedAt: instantOf(2) };
      throw new TradingError('session-expired');
    },
  };
  const reads = new BrokerReads({
    accounts: {
      sessionOf: () => current,
      sessionLost: (_id: string, which: BrokerSession) => void lost.push(which),
      endSession: () => Promise.reject(new Error('whichever session there is was ended')),
    } as never,
    brokers: { get: () => ({ port }) } as unknown as BrokerRegistry,
    clock,
    times: clock,
  });
  await expect(reads.funds(ACCOUNT)).rejects.toMatchObject({ code: 'session-expired' });
  expect(lost).toHaveLength(1);
  expect(lost[0]).toBe(session);
});

it('tells when the funds were read by the clock that the account lives by', async () => {
  const session = { accountId: ACCOUNT.id, issuedAt: instantOf(1) } as unknown as BrokerSession;
  const reads = new BrokerReads({
    accounts: { sessionOf: () => session } as never,
    brokers: { get: () => ({ port: { funds: async () => ({}) } }) } as unknown as BrokerRegistry,
    clock,
    times: { now: (accountId) => instantOf(accountId === ACCOUNT.id ? 42_000 : 0) },
  });
  expect((await reads.funds(ACCOUNT)).readAt).toBe(42_000);
});

describe('a proxy with a password', () => {
  const stored = { kind: 'proxy', url: 'http://asha:pp-secret@proxy.example:3128' } as const;

  it('is shown without it', () => {
    expect(shownEgress(stored)).toEqual({ kind: 'proxy', url: 'http://proxy.example:3128' });
    expect(shownEgress({ kind: 'address', address: '192.0.2.7' })).toEqual({
      kind: 'address',
      address: '192.0.2.7',
    });
  });

  it('keeps it when what is shown is sent back, and for no other proxy', () => {
    expect(changedEgress(shownEgress(stored), stored)).toBe(stored);
    for (const url of ['http://proxy.example:3129', 'http://other.example:3128']) {
      expect(changedEgress({ kind: 'proxy', url }, stored)).toEqual({ kind: 'proxy', url });
    }
    const renamed = 'http://ravi:qq-secret@proxy.example:3128';
    expect(changedEgress(renamed, stored)).toEqual({ kind: 'proxy', url: renamed });
    expect(changedEgress(null, stored)).toEqual({ kind: 'default' });
  });
});

it('says that another process writes, and nothing of a failure inside', () => {
  const state = {
    session: undefined,
    stream: 'down',
    settled: false,
    leasedBy: 'Error: relation "lease" at db:5432',
  };
  const views = new AccountViews({
    accounts: { stateOf: () => state, credentialsOf: () => ({}) } as never,
    groups: { of: () => undefined } as never,
    brokers: { all: () => [] } as never,
    ended: new EndedSessions(),
    laneDepth: () => 0,
  });
  const shown = views.of(ACCOUNT);
  expect(shown.disarmedBecause).toBe('Another process writes to this account.');
  expect(JSON.stringify(shown)).not.toContain('5432');
});
