/** At which price a day begins, where a feed told the previous close of an earlier day. */
import { describe, expect, it } from 'vitest';
import type { Account, DeskClock, PositionBook } from '../../src/index.ts';
import { PreviousCloses } from '../../src/position/previous-closes.ts';
import { Profits } from '../../src/position/profits.ts';
import { type FakeMarket, fakeMarket, share, tickOf } from './fake-market.ts';

const A = share('A');
const DAY_MS = 86_400_000;
const NINETY = { previousClose: tickOf(A, 90).lastPrice };

/** An account whose feed has told A at 100 after a previous close of 90, and that makes 10 × 10 of what it carried. */
function toldToday(): { readonly market: FakeMarket; readonly account: Account } {
  const market = fakeMarket();
  const account = market.logIn('a@north');
  market.unlisted.add(`south|${A}`);
  market.hub.want('test', 'sandbox', [A], 'full');
  market.feed(account).up();
  market.feed(account).ticks(tickOf(A, 100, market.clock.now(), NINETY));
  expect(dayPnlOf(market, account)).toBe(100n);
  return { market, account };
}

/** What ten of A that were carried into the day make on it. */
function dayPnlOf({ hub, clock, prices }: FakeMarket, { id }: Account): bigint | undefined {
  const carried = { quantity: 10, value: undefined, kind: 'carried', isOfEarlierDay: true, isExact: false };
  const positions = { executions: () => [carried], dayNet: () => 10 } as unknown as PositionBook;
  const now = { now: () => clock.now() } as unknown as DeskClock;
  const closes = new PreviousCloses(now, prices);
  const profits = new Profits({ clock: now, positions, closes, live: () => hub, multiplierOf: () => 1 });
  return profits.of({ accountId: id, instrumentId: A, product: 'D' }).dayPnl;
}

describe('the previous close that was told yesterday', () => {
  it('I8: is none of today for what only an account that is away holds: its day begins at the last price', async () => {
    const { market, account } = toldToday();
    market.logOut(account);
    await market.clock.advance(DAY_MS);
    market.logIn('b@south');
    expect(market.hub.priceOf(account.id, A)).toMatchObject({ price: 100, standing: 'stale' });
    expect(dayPnlOf(market, account)).toBe(0n);
  });

  it('I8: is none of today before the first tick of the day either, and what that one tells is', async () => {
    const { market, account } = toldToday();
    await market.clock.advance(DAY_MS);
    expect(dayPnlOf(market, account)).toBe(0n);
    const close = { previousClose: tickOf(A, 99).lastPrice };
    market.feed(account).ticks(tickOf(A, 103, market.clock.now(), close));
    expect(dayPnlOf(market, account)).toBe(40n);
  });
});
