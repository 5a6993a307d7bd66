/** What the view of a protection tells beside its levels: by whose prices it watches, and whom it acts without. */
import { describe, expect, it } from 'vitest';
import type { Account, PriceSource } from '../../src/index.ts';
import { childOf, clientOf } from '../bench/bench-moves.ts';
import { ANN, anOrderOf, type DeskBench, logIn, openBench, placeAndSettle } from '../bench/desk-bench.ts';
import { rs, ToldPrices, tick, toldOnly } from './told-prices.ts';

/** A master and two children with two lots each at ₹200. */
async function openHolding(): Promise<DeskBench> {
  const bench = await openBench({ livePrices: new ToldPrices(), links: [{}, {}] });
  tick(bench, 200);
  await placeAndSettle(bench, anOrderOf(bench, 2));
  return bench;
}

const told = (account: Account, by: PriceSource['by']): PriceSource => ({ account, by });

describe('the view of a protection', () => {
  it('names the stream that it watches by, who is asked for quotes instead, and nobody while it is blind', async () => {
    const bench = await openHolding();
    const { id: accountId } = bench.master;
    const scope = { kind: 'position', accountId, instrumentId: bench.instrument.id, product: 'D' } as const;
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: rs(190) }));
    const view = () => bench.desk.protections.view(scope);
    const stream = told(childOf(bench), 'stream');
    toldOnly(bench, 199, 'live', stream);
    expect(view()).toMatchObject({ state: 'watching', standing: 'live', sources: [stream] });
    const quotes = told(bench.master, 'quotes');
    toldOnly(bench, 198, 'polled', quotes);
    expect(view()).toMatchObject({ state: 'watching', standing: 'polled', sources: [quotes] });
    toldOnly(bench, 198, 'stale');
    expect(view()).toMatchObject({ state: 'blind', sources: [] });
  });

  it('of a group names each source once, and the accounts that it acts without until they are back', async () => {
    const bench = await openHolding();
    const scope = { kind: 'group', groupId: bench.group.id } as const;
    await bench.clock.drive(bench.desk.protections.set(ANN, scope, { stop: -rs(50_000) }));
    const view = () => bench.desk.protections.view(scope);
    const stream = told(bench.master, 'stream');
    toldOnly(bench, 199, 'live', stream);
    expect(view()).toMatchObject({ state: 'watching', sources: [stream], without: [] });

    const away = childOf(bench);
    bench.venue.sessions.expire(clientOf(away));
    await bench.clock.drive(bench.desk.accounts.endSession(away.id, 'over'));
    expect(view()).toMatchObject({ state: 'watching', without: [away.id] });
    toldOnly(bench, 199, 'stale');
    expect(view()).toMatchObject({ state: 'blind', without: [away.id] });
    await logIn(bench, bench.desk, away);
    tick(bench, 199);
    await bench.clock.advance(5_000);
    expect(view()).toMatchObject({ state: 'watching', without: [] });
  });
});
