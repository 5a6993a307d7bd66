/** Sign-in limits and sessions that end, on a clock that the test moves. */
import { type Clock, instantOf, type StoredAccess, type StoredUser } from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { PeopleStore, SESSION_MS } from '../src/people/people-store.ts';
import { OWNER } from './running-desk.ts';

async function people() {
  const time = { ms: 0 };
  const timers: { at: number; run: () => void }[] = [];
  const clock: Clock = {
    now: () => instantOf(1_790_000_000_000 + time.ms),
    monotonicMs: () => time.ms,
    after: (delayMs, run) => {
      const timer = { at: time.ms + delayMs, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const stored = new Map<string, StoredAccess>();
  const users: StoredUser[] = [];
  let number = 0;
  const store = new PeopleStore({
    users: { all: async () => users, save: async (user: StoredUser) => void users.push(user) } as never,
    access: {
      all: async () => [...stored.values()],
      save: async (access: StoredAccess) => void stored.set(access.id, access),
      remove: async (id: string) => void stored.delete(id),
    } as never,
    clock,
    ids: { next: () => String((number += 1)) },
  });
  await store.load();
  const advance = (ms: number): void => {
    time.ms += ms;
    for (const timer of timers.filter(({ at }) => at <= time.ms)) {
      timers.splice(timers.indexOf(timer), 1);
      timer.run();
    }
  };
  return { store, stored, timers, advance };
}

describe('signing in', () => {
  it('is not kept from the owner by a stranger who guesses elsewhere', async () => {
    const { store } = await people();
    await store.setUp(OWNER);
    for (let each = 0; each < 5; each += 1) {
      await expect(store.signIn(OWNER.email, 'wrong password', '192.0.2.9')).rejects.toMatchObject({
        code: 'sign-in-failed',
      });
    }
    await expect(store.signIn(OWNER.email, OWNER.password, '192.0.2.9')).rejects.toMatchObject({
      code: 'too-many-attempts',
    });
    const own = await store.signIn(OWNER.email, OWNER.password, '198.51.100.1');
    expect(own.caller.user.email).toBe(OWNER.email);
  });

  it('has an end for guesses from many addresses too', async () => {
    const { store } = await people();
    const guesses = Array.from({ length: 52 }, (_, each) =>
      store.signIn('nobody@example.com', 'wrong password', `192.0.2.${each}`).catch(({ code }) => code),
    );
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === 'sign-in-failed')).toHaveLength(50);
    expect(codes.filter((code) => code === 'too-many-attempts')).toHaveLength(2);
  }, 30_000);
});

it('forgets sessions that are over while it runs, and keeps tokens', async () => {
  const { store, stored, timers, advance } = await people();
  const { caller } = await store.setUp(OWNER);
  await store.makeToken(caller.user, 'nightly');
  expect([...stored.values()].map(({ kind }) => kind)).toEqual(['session', 'token']);
  advance(SESSION_MS - 3_600_000);
  expect(stored.size).toBe(2);
  advance(7_200_000);
  expect([...stored.values()].map(({ kind }) => kind)).toEqual(['token']);
  store.stop();
  expect(timers).toEqual([]);
});
