import { expect, it } from 'vitest';
import { aFeed, FakeDriver, fed, idOf } from './fake-feed.ts';

it('opens no connection before something is asked for', async () => {
  const { feed, driver, clock } = aFeed();
  await clock.advance(60_000);
  expect(driver.connections).toHaveLength(0);
  expect(feed.state).toEqual({ kind: 'connecting', attempt: 0 });
  feed.subscribe([fed(1)], 'ltp');
  expect(driver.connections).toHaveLength(1);
});

it('asks for everything that was wanted when the connection opens, by mode', () => {
  const { feed, connection } = aFeed();
  feed.subscribe([fed(1), fed(2)], 'ltp');
  feed.subscribe([fed(3)], 'full');
  connection(0).open();
  expect(connection(0).sent).toEqual(['subscribe ltp 1,2', 'subscribe full 3']);
});

it('sends what is asked for in one turn together, and nothing of what cancels out', () => {
  const { feed, connection, clock } = aFeed();
  feed.subscribe([fed(1)], 'ltp');
  connection(0).open();
  feed.subscribe([fed(2)], 'quote');
  feed.subscribe([fed(3)], 'quote');
  feed.unsubscribe([idOf(3)]);
  feed.subscribe([fed(1)], 'full');
  feed.subscribe([fed(1)], 'quote');
  expect(connection(0).sent).toEqual(['subscribe ltp 1']);
  clock.advanceBy(0);
  expect(connection(0).sent.slice(1)).toEqual(['mode quote 1', 'subscribe quote 2']);
});

it('asks in parts, and gives up before it asks for more', () => {
  const { feed, connection, clock } = aFeed({ driver: new FakeDriver(2) });
  feed.subscribe([fed(1), fed(2), fed(3)], 'ltp');
  connection(0).open();
  expect(connection(0).sent).toEqual(['subscribe ltp 1,2', 'subscribe ltp 3']);
  feed.subscribe([fed(4)], 'ltp');
  feed.unsubscribe([idOf(1), idOf(2), idOf(3)]);
  clock.advanceBy(0);
  expect(connection(0).sent.slice(2)).toEqual(['unsubscribe 1,2', 'unsubscribe 3', 'subscribe ltp 4']);
});

it('opens a second connection when the first is full, and says what no longer fits', () => {
  const { feed, connection, driver } = aFeed();
  const left = feed.subscribe([1, 2, 3, 4, 5, 6, 7, 8, 9].map(fed), 'ltp');
  expect(left).toEqual([idOf(9)]);
  expect(driver.connections).toHaveLength(2);
  for (const index of [0, 1]) connection(index).open();
  expect(connection(0).sent).toEqual(['subscribe ltp 1,2,3,4']);
  expect(connection(1).sent).toEqual(['subscribe ltp 5,6,7,8']);
});

it('counts the shares that modes take of a connection', () => {
  const { feed } = aFeed({ capability: { connections: 1 } });
  expect(feed.subscribe([fed(1)], 'full')).toEqual([]);
  expect(feed.subscribe([fed(2), fed(3), fed(4)], 'ltp')).toEqual([idOf(4)]);
  feed.unsubscribe([idOf(1)]);
  expect(feed.subscribe([fed(4), fed(5)], 'quote')).toEqual([]);
});

it('goes by the rule of a driver that counts otherwise', () => {
  class Strict extends FakeDriver {
    fits(counts: Readonly<Record<'ltp' | 'quote' | 'full', number>>): boolean {
      return counts.ltp + counts.quote + counts.full <= 1;
    }
  }
  const { feed } = aFeed({ driver: new Strict() });
  expect(feed.subscribe([1, 2, 3].map(fed), 'ltp')).toEqual([idOf(3)]);
});

it('moves an instrument to a connection with room when its new mode takes more', () => {
  const { feed, connection, clock, told } = aFeed();
  feed.subscribe([1, 2, 3, 4].map(fed), 'ltp');
  connection(0).open();
  expect(feed.subscribe([fed(1)], 'full')).toEqual([]);
  clock.advanceBy(0);
  connection(1).open();
  expect(connection(0).sent.slice(1)).toEqual(['unsubscribe 1']);
  expect(connection(1).sent).toEqual(['subscribe full 1']);
  connection(1).say('1=10');
  expect(told.at(-1)).toBe('i1=10');
});

it('goes on as before where a new mode does not fit', () => {
  const { feed, connection, clock, told } = aFeed({ capability: { connections: 1 } });
  feed.subscribe([1, 2, 3, 4].map(fed), 'ltp');
  connection(0).open();
  expect(feed.subscribe([fed(1)], 'full')).toEqual([idOf(1)]);
  clock.advanceBy(0);
  expect(connection(0).sent).toEqual(['subscribe ltp 1,2,3,4']);
  connection(0).say('1=10');
  expect(told.at(-1)).toBe('i1=10');
});

it('closes a connection on which nothing is wanted, but not the last one', () => {
  const { feed, connection, clock, driver } = aFeed();
  feed.subscribe([1, 2, 3, 4, 5].map(fed), 'ltp');
  connection(0).open();
  connection(1).open();
  feed.unsubscribe([1, 2, 3, 4].map(idOf));
  clock.advanceBy(0);
  expect(connection(0).closed).toBe(true);
  feed.unsubscribe([idOf(5)]);
  clock.advanceBy(0);
  expect(connection(1).closed).toBe(false);
  expect(connection(1).sent).toEqual(['subscribe ltp 5', 'unsubscribe 5']);
  feed.subscribe([fed(6)], 'ltp');
  clock.advanceBy(0);
  expect(driver.connections).toHaveLength(2);
  expect(connection(1).sent.at(-1)).toBe('subscribe ltp 6');
});

it('takes a token from the instrument that had it, and an instrument from the token that it had', () => {
  const { feed, connection, clock, told } = aFeed();
  feed.subscribe([fed(1)], 'ltp');
  connection(0).open();
  feed.subscribe([{ ...fed(1), instrumentId: idOf(7) }], 'ltp');
  clock.advanceBy(0);
  connection(0).say('1=10');
  expect(told.at(-1)).toBe('i7=10');
  feed.subscribe([{ ...fed(2), instrumentId: idOf(7) }], 'ltp');
  clock.advanceBy(0);
  expect(connection(0).sent).toEqual(['subscribe ltp 1', 'unsubscribe 1', 'subscribe ltp 2']);
  connection(0).say('1=11 2=12');
  expect(told.slice(-2)).toEqual(['i7=10', 'i7=12']);
});

it('says of an instrument whose token no frame could carry that it does not fit', () => {
  const { feed, driver, log } = aFeed();
  expect(feed.subscribe([{ ...fed(1), feedToken: 'NSE_EQ|1' }], 'ltp')).toEqual([idOf(1)]);
  expect(driver.connections).toHaveLength(0);
  expect(log.lines).toMatchObject([{ level: 'warn', fields: { feedToken: 'NSE_EQ|1' } }]);
});
