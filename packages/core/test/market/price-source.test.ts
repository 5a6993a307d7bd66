/** Who tells a price now: which account, and whether by its feed or because it is asked. */
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/index.ts';
import { type FakeMarket, fakeMarket, share, tickOf } from './fake-market.ts';

const A = share('A');

function tell(market: FakeMarket, account: Account, price: number): void {
  market.feed(account).ticks(tickOf(A, price, market.clock.now()));
}

function sourceOf(market: FakeMarket, account: Account) {
  const source = market.hub.priceOf(account.id, A)?.source;
  return source === undefined ? undefined : [source.account.id, source.account.brokerId, source.by];
}

describe('the source of a price', () => {
  it('is the stream that carries it, the next account’s when that falls, then who is asked for quotes, and nobody once it is old', async () => {
    const market = fakeMarket({ quotes: 10 });
    const one = market.logIn('a@north');
    market.hub.want('test', 'sandbox', [A], 'full');
    market.feed(one).up();
    tell(market, one, 100);
    expect(sourceOf(market, one)).toEqual(['a@north', 'north', 'stream']);

    const two = market.logIn('b@south');
    market.feed(one).tells({ kind: 'silent', sinceMs: 5_000 });
    expect(sourceOf(market, one)).toBeUndefined();
    market.feed(two).up();
    tell(market, two, 101);
    // The account of the position is one; that the price comes by the other one is what a person must know.
    expect(sourceOf(market, one)).toEqual(['b@south', 'south', 'stream']);

    market.feed(two).tells({ kind: 'refused', reason: 'plan without feed' });
    market.logOut(one);
    market.quote = (id) => tickOf(id, 102, market.clock.now());
    await market.clock.advance(6_000);
    expect(sourceOf(market, one)).toEqual(['b@south', 'south', 'quotes']);
    market.quote = () => undefined;
    await market.clock.advance(12_000);
    expect(market.hub.priceOf(one.id, A)).toMatchObject({ price: 102, standing: 'stale', source: undefined });
  });
});
