/** Login, proof of identity, end of the session. */
import { instantOf } from '@copydesk/core';
import type { VenueClient } from '@copydesk/sandbox';
import { expect } from 'vitest';
import { type BrokerBench, NEVER } from '../broker-bench.ts';
import { type BrokerCase, casesOf } from '../broker-case.ts';
import { expectTradingError } from '../expecting.ts';
import { marketOrder } from './orders.ts';

const auth = casesOf('auth');

/** With every character that a query must not lose. */
const STATE = 'MASTER:k2.bm9u+Y2U/=.a&b%20 c';

export const authCases: readonly BrokerCase[] = [
  auth(
    'BC-101',
    'a login that was approved gives the session of the client, with our state unchanged',
    async (bench) => {
      const client = bench.client();

      const query = await approve(bench, client);
      const session = await bench.adapter.completeLogin(callback(bench, client, query), NEVER);

      expect(query['state']).toBe(STATE);
      expect(session).toMatchObject({
        accountId: `account-of-${client.client}`,
        brokerId: bench.adapter.id,
        clientId: client.client,
        egress: { kind: 'default' },
      });
      expect(bench.venue.sessions.of(client).map((living) => living.accessToken)).toEqual([
        session.accessToken,
      ]);
      expect((await bench.adapter.profile(session, NEVER)).clientId).toBe(client.client);
    },
  ),

  auth('BC-102', 'a session is not believed to live longer than the broker lets it', async (bench) => {
    const { session, living } = await bench.trader();

    expect(session.expiresAt).toBeGreaterThan(bench.clock.now());
    expect(session.expiresAt).toBeLessThanOrEqual(living.expiresAt);
    expect(living.expiresAt - session.expiresAt).toBeLessThan(60_000);
    expect(session.issuedAt).toBeLessThanOrEqual(bench.clock.now());
  }),

  auth('BC-103', 'I9: the address of the login page carries no secret', async (bench) => {
    const client = bench.client();

    const url = loginUrl(bench, client);

    expect(decodeURIComponent(url)).not.toContain(client.apiSecret);
  }),

  auth('BC-104', 'a login that the person declined is declined', async (bench) => {
    const client = bench.client();
    const query = await bench.setup.visitLogin(loginUrl(bench, client), client, 'decline');

    await expectTradingError(
      bench.adapter.completeLogin(callback(bench, client, query), NEVER),
      'login-declined',
    );

    expect(bench.venue.sessions.of(client)).toEqual([]);
  }),

  auth('BC-105', 'what came back from the login page works once', async (bench) => {
    const client = bench.client();
    const query = await approve(bench, client);
    await bench.adapter.completeLogin(callback(bench, client, query), NEVER);

    await expectTradingError(
      bench.adapter.completeLogin(callback(bench, client, query), NEVER),
      'login-declined',
      'broker-refused',
      'session-expired',
    );
  }),

  auth('BC-106', 'a forged answer of the login page is refused', async (bench) => {
    const client = bench.client();
    const query = await approve(bench, client);
    const forged = Object.fromEntries(
      Object.entries(query).map(([name, value]) => [
        name,
        /code|token/.test(name) ? 'forged-by-somebody' : value,
      ]),
    );

    await expectTradingError(
      bench.adapter.completeLogin(callback(bench, client, forged), NEVER),
      'login-declined',
      'broker-refused',
      'session-expired',
    );
    expect(bench.venue.sessions.of(client)).toEqual([]);
  }),

  auth('BC-107', 'a wrong API secret is refused', async (bench) => {
    const client = bench.client();
    const query = await approve(bench, client);
    const wrong = bench.setup.credentialsOf({ ...client, apiSecret: `not-${client.apiSecret}` });

    await expectTradingError(
      bench.adapter.completeLogin({ ...callback(bench, client, query), credentials: wrong }, NEVER),
      'login-declined',
      'broker-refused',
      'session-expired',
    );
  }),

  auth('BC-108', 'a login of another client than the configured one is refused', async (bench) => {
    const client = bench.client();
    const query = await approve(bench, client);

    await expectTradingError(
      bench.adapter.completeLogin({ ...callback(bench, client, query), clientId: 'ZZ0001' }, NEVER),
      'client-id-mismatch',
    );
  }),

  auth('BC-109', 'a token that was obtained elsewhere is proven by the profile', async (bench) => {
    const client = bench.client();
    const { accessToken } = bench.venue.sessions.issue(client);

    const session = await bench.adapter.adoptToken({ ...bench.callbackOf(client), accessToken }, NEVER);

    expect(session).toMatchObject({ clientId: client.client, accessToken });
  }),

  auth('BC-110', "somebody else's token is refused", async (bench) => {
    const client = bench.client();
    const other = bench.client();
    const { accessToken } = bench.venue.sessions.issue(other);

    await expectTradingError(
      bench.adapter.adoptToken({ ...bench.callbackOf(other), clientId: client.client, accessToken }, NEVER),
      'client-id-mismatch',
    );
  }),

  auth('BC-111', 'a dead token is refused', async (bench) => {
    const client = bench.client();
    const { accessToken } = bench.venue.sessions.issue(client);
    bench.venue.sessions.expire(client);

    await expectTradingError(
      bench.adapter.adoptToken({ ...bench.callbackOf(client), accessToken }, NEVER),
      'session-expired',
    );
  }),

  auth('BC-114', 'the profile says what this account may trade', async (bench) => {
    const { session } = await bench.trader({ products: ['I', 'D'], segments: ['NSE', 'NFO'] });

    const profile = await bench.adapter.profile(session, NEVER);

    expect([...profile.segments].sort()).toEqual(['NFO', 'NSE']);
    expect([...profile.products].sort()).toEqual(['D', 'I']);
    expect([...session.segments].sort()).toEqual(['NFO', 'NSE']);
    expect(profile.name.length).toBeGreaterThan(0);
  }),

  auth('BC-116', 'a session that the broker ended shows in the profile', async (bench) => {
    const { session, client } = await bench.trader();
    bench.venue.sessions.expire(client);

    await expectTradingError(bench.adapter.profile(session, NEVER), 'session-expired');
  }),

  auth(
    'BC-118',
    'the session ends when it says so',
    async (bench) => {
      const { session, living } = await bench.trader();

      bench.venue.clock.set(instantOf(living.expiresAt - 60_000));
      expect((await bench.adapter.profile(session, NEVER)).clientId).toBe(session.clientId);

      bench.venue.clock.set(instantOf(living.expiresAt + 1_000));
      await expectTradingError(bench.adapter.profile(session, NEVER), 'session-expired');
    },
    { fresh: true },
  ),

  auth(
    'BC-120',
    'after a logout the session is over at the broker, and a second logout is harmless',
    async (bench) => {
      const { session, client } = await bench.trader();

      await bench.adapter.logout(session, NEVER);
      await bench.adapter.logout(session, NEVER);

      expect(bench.venue.sessions.of(client)).toEqual([]);
      await expectTradingError(bench.adapter.profile(session, NEVER), 'session-expired');
    },
    { counts: (capabilities) => capabilities.logout },
  ),

  auth(
    'BC-122',
    'a login that gets no readable answer fails as an error, not as a session',
    async (bench) => {
      const client = bench.client();
      for (const fault of ['500', 'html', 'reset-before', '429'] as const) {
        const query = await approve(bench, client);
        // The exchange happens before anybody has proven who asks, so the fault cannot be bound to the client.
        bench.venue.gate.addFault({ broker: bench.setup.broker, on: 'login', fault, effect: false });

        await expectTradingError(
          bench.adapter.completeLogin(callback(bench, client, query), NEVER),
          'broker-unreachable',
          'broker-refused',
          'broker-answer-unreadable',
          'rate-limited',
          'login-declined',
        );
        bench.venue.gate.clearFaults();
      }
    },
  ),

  auth(
    'BC-124',
    'warming up opens connections and places nothing, also with a dead session',
    async (bench) => {
      const trader = await bench.trader();

      await bench.adapter.warmUp(trader.session, NEVER);
      bench.venue.sessions.expire(trader.client);
      await bench.adapter.warmUp(trader.session, NEVER);

      expect(bench.writes(trader)).toEqual([]);
    },
  ),

  auth('BC-126', 'a new login of an account works after the former session ended', async (bench) => {
    const first = await bench.trader();
    bench.venue.sessions.expire(first.client);
    const { accessToken } = bench.venue.sessions.issue(first.client);
    const session = await bench.adapter.adoptToken({ ...bench.callbackOf(first.client), accessToken }, NEVER);

    const outcome = await bench.place({ ...first, session }, marketOrder(bench));

    expect(outcome.kind).toBe('accepted');
  }),
];

function loginUrl(bench: BrokerBench, client: VenueClient): string {
  const credentials = bench.setup.credentialsOf(client);
  return bench.adapter.loginUrl({ credentials, state: STATE, redirectUrl: client.redirectUrl });
}

function approve(bench: BrokerBench, client: VenueClient): Promise<Readonly<Record<string, string>>> {
  return bench.setup.visitLogin(loginUrl(bench, client), client, 'approve');
}

function callback(bench: BrokerBench, client: VenueClient, query: Readonly<Record<string, string>>) {
  return { ...bench.callbackOf(client), redirectUrl: client.redirectUrl, query };
}
