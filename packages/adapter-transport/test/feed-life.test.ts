import { expect, it } from 'vitest';
import { aFeed, FakeDriver, fed, HEARTBEAT_MS, idOf } from './fake-feed.ts';

/** With `random` at one half: half way between one second and the bound of two. */
const FIRST_WAIT_MS = 1_500;

function anOpenFeed(given: Parameters<typeof aFeed>[0] = {}) {
  const all = aFeed(given);
  all.feed.subscribe([fed(1), fed(2)], 'ltp');
  all.connection(0).open();
  return all;
}

it('is up when it was heard, and tells the ticks in their order', () => {
  const { told, connection, feed } = anOpenFeed();
  expect(told).toEqual(['connecting']);
  connection(0).say('');
  connection(0).say('1=10 2=20');
  connection(0).say('3=30 1=11');
  expect(told).toEqual(['connecting', 'up', 'i1=10', 'i2=20', 'i1=11']);
  expect(feed.state).toEqual({ kind: 'up' });
});

it('tells nothing of an instrument that was given up', () => {
  const { told, connection, feed } = anOpenFeed();
  feed.unsubscribe([idOf(1)]);
  connection(0).say('1=10 2=20');
  expect(told.slice(2)).toEqual(['i2=20']);
});

it('comes back after a loss, with back-off, and asks for everything again', async () => {
  const { states, connection, clock, driver, feed } = anOpenFeed();
  connection(0).say('1=10');
  connection(0).end({ kind: 'lost', reason: 'closed with 1006' });
  await clock.advance(FIRST_WAIT_MS - 1);
  expect(driver.connections).toHaveLength(1);
  feed.subscribe([fed(2)], 'full');
  await clock.advance(1);
  connection(1).open();
  expect(connection(1).sent).toEqual(['subscribe ltp 1', 'subscribe full 2']);
  connection(1).end({ kind: 'lost', reason: 'closed with 1006' });
  // The second failure in a row: the bound has doubled.
  await clock.advance(2_499);
  expect(driver.connections).toHaveLength(2);
  await clock.advance(1);
  expect(driver.connections).toHaveLength(3);
  expect(states).toEqual([
    { kind: 'connecting', attempt: 1 },
    { kind: 'up' },
    { kind: 'connecting', attempt: 2, reason: 'closed with 1006' },
    { kind: 'connecting', attempt: 3, reason: 'closed with 1006' },
  ]);
});

it('counts from the beginning once it was heard again', async () => {
  const { connection, clock, states } = anOpenFeed();
  for (const index of [0, 1, 2]) {
    connection(index).open();
    connection(index).say('');
    connection(index).end({ kind: 'lost', reason: 'x' });
    await clock.advance(FIRST_WAIT_MS);
  }
  expect(states.filter((state) => state.kind === 'connecting').map((state) => state.attempt)).toEqual([
    1, 2, 2, 2,
  ]);
});

it('waits at least as long as the driver says', async () => {
  const { connection, clock, driver } = anOpenFeed();
  connection(0).end({ kind: 'lost', reason: 'too many connections', notBeforeMs: 60_000 });
  await clock.advance(60_000 + FIRST_WAIT_MS - 1);
  expect(driver.connections).toHaveLength(1);
  await clock.advance(1);
  expect(driver.connections).toHaveLength(2);
});

it('calls a connection silent that says nothing for too long, drops it and comes back', async () => {
  const { connection, clock, states, told } = anOpenFeed();
  await clock.advance(HEARTBEAT_MS - 1);
  connection(0).ping();
  await clock.advance(HEARTBEAT_MS - 1);
  connection(0).say('');
  await clock.advance(HEARTBEAT_MS - 1);
  expect(connection(0).closed).toBe(false);
  await clock.advance(1);
  expect(connection(0).closed).toBe(true);
  expect(states.at(-1)).toEqual({ kind: 'silent', sinceMs: HEARTBEAT_MS });
  connection(0).say('1=10');
  connection(0).ping();
  await clock.advance(FIRST_WAIT_MS);
  connection(1).open();
  connection(1).say('1=11');
  expect(told.slice(1)).toEqual(['up', 'silent', 'connecting', 'up', 'i1=11']);
});

it('watches also a connection that never said anything', async () => {
  const { connection, clock, states } = anOpenFeed();
  await clock.advance(HEARTBEAT_MS);
  expect(states.at(-1)).toEqual({ kind: 'silent', sinceMs: HEARTBEAT_MS });
  expect(connection(0).closed).toBe(true);
});

it('asks no more after a refusal', async () => {
  const { connection, clock, feed, driver, states } = anOpenFeed();
  connection(0).end({ kind: 'refused', reason: 'the token is over' });
  await clock.advance(600_000);
  expect(states.at(-1)).toEqual({ kind: 'refused', reason: 'the token is over' });
  expect(feed.subscribe([fed(3), fed(1)], 'full')).toEqual([idOf(3), idOf(1)]);
  feed.unsubscribe([idOf(1), idOf(2)]);
  await clock.advance(600_000);
  expect(driver.connections).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

it('is as its worst connection is', async () => {
  const { feed, connection, states, clock } = aFeed();
  feed.subscribe([1, 2, 3, 4, 5].map(fed), 'ltp');
  connection(0).open();
  connection(0).say('');
  expect(feed.state).toEqual({ kind: 'connecting', attempt: 1 });
  connection(1).open();
  connection(1).say('');
  expect(feed.state).toEqual({ kind: 'up' });
  connection(0).end({ kind: 'lost', reason: 'x' });
  await clock.advance(0);
  expect(feed.state).toEqual({ kind: 'connecting', attempt: 2, reason: 'x' });
  connection(1).end({ kind: 'refused', reason: 'over' });
  await clock.advance(0);
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'up', 'connecting', 'refused']);
});

it('does and tells nothing after the end', async () => {
  const { connection, stop, told, clock, feed, driver } = anOpenFeed();
  connection(0).say('1=10');
  feed.subscribe([fed(3)], 'ltp');
  const [before, sent] = [told.length, connection(0).sent.length];
  stop.abort();
  connection(0).say('1=11');
  connection(0).ping();
  feed.unsubscribe([idOf(1)]);
  expect(feed.subscribe([fed(4)], 'ltp')).toEqual([idOf(4)]);
  await clock.advance(600_000);
  expect(told).toHaveLength(before);
  expect(connection(0).sent).toHaveLength(sent);
  expect(driver.connections).toHaveLength(1);
  expect(connection(0).closed).toBe(true);
  expect(clock.pending).toBe(0);
});

it('stops waiting for the next try at the end', async () => {
  const { connection, stop, clock, driver } = anOpenFeed();
  connection(0).end({ kind: 'lost', reason: 'x' });
  await clock.advance(0);
  stop.abort();
  await clock.advance(600_000);
  expect(driver.connections).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

it('survives a listener that throws, and says so', () => {
  const heard: number[] = [];
  const fails = (): never => {
    throw new RangeError('a bug of the hub, about 1=10');
  };
  const ticks = (all: readonly unknown[]): void => {
    heard.push(all.length);
    fails();
  };
  const { connection, log, feed } = anOpenFeed({ listener: { ticks, state: fails } });
  connection(0).say('1=10');
  connection(0).say('1=11 2=20');
  expect(heard).toEqual([1, 2]);
  expect(feed.state).toEqual({ kind: 'up' });
  expect(log.lines).toHaveLength(4);
  expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { error: 'RangeError' } });
  expect(JSON.stringify(log.lines)).not.toContain('1=10');
});

it('counts what cannot be read: at once, then once a minute', async () => {
  const { connection, log, clock, told } = anOpenFeed();
  connection(0).say('?');
  expect(log.lines).toMatchObject([{ fields: { unreadable: 1, remark: 'a packet of 5 bytes' } }]);
  for (let left = 7; left > 0; left -= 1) connection(0).say('?');
  connection(0).say('!');
  connection(0).say('1=10');
  expect(log.lines).toHaveLength(1);
  for (let seconds = 0; seconds < 60; seconds += 4) {
    await clock.advance(4_000);
    connection(0).ping();
  }
  expect(log.lines).toHaveLength(2);
  expect(log.lines[1]).toMatchObject({ fields: { unreadable: 8, remark: 'a packet of 5 bytes' } });
  expect(told.at(-1)).toBe('i1=10');
});

it('tells at the end what it still has counted', () => {
  const { connection, log, stop } = anOpenFeed();
  connection(0).say('?');
  connection(0).say('!');
  stop.abort();
  expect(log.lines.at(-1)).toMatchObject({
    fields: { unreadable: 1, remark: 'the reader failed: TypeError' },
  });
});

it('takes a driver that fails for a loss', async () => {
  const driver = new FakeDriver();
  driver.throws = new TypeError('a bug of the adapter');
  const { feed, clock, log, connection } = aFeed({ driver });
  feed.subscribe([fed(1)], 'ltp');
  await clock.advance(0);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { error: 'TypeError' } }]);
  driver.throws = undefined;
  await clock.advance(FIRST_WAIT_MS);
  connection(0).open();
  expect(connection(0).sent).toEqual(['subscribe ltp 1']);
});
