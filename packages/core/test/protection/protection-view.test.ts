/** What the view of a protection tells beside its levels: by whose prices it watches, and whom it acts without. */
import { describe, expect, it } from 'vitest';
import type { Account, PriceSource } from '../../src/index.ts';
import { childOf, clientOf, waitForNextMorning } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  logIn,
  openBench,
  placeAndSettle,
  restart,
} from '../bench/desk-bench.ts';
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

describe('the view of a protection in the morning', () => {
  /** What the brokers' books leave out, by account. */
  let unshown: ReadonlySet<string> = new Set();

  /** The bench of another day, with everybody logged in and at ₹199. */
  async function nextMorning(bench: DeskBench): Promise<DeskBench> {
    await kill(bench);
    await waitForNextMorning(bench);
    const again = await restart(bench);
    for (const broker of again.brokers.values()) {
      const positions = broker.positions.bind(broker);
      broker.positions = async (session, signal) =>
        unshown.has(session.accountId) ? [] : await positions(session, signal);
    }
    tick(again, 199);
    for (const account of [again.master, ...again.children]) await logIn(again, again.desk, account);
    await again.clock.advance(3_000);
    tick(again, 199);
    return again;
  }

  it('does not call a stop armed whose position no book of the day shows, until one does', async () => {
    const dying = await openHolding();
    const { id: accountId } = dying.master;
    const instrumentId = dying.instrument.id;
    const scope = { kind: 'position', accountId, instrumentId, product: 'D' } as const;
    await dying.clock.drive(dying.desk.protections.set(ANN, scope, { stop: rs(190) }));
    unshown = new Set([accountId]);
    const bench = await nextMorning(dying);
    const view = () => bench.desk.protections.view(scope);
    const notShown = [{ accountId, instrumentId, product: 'D' }];
    expect(view()).toMatchObject({ state: 'not-shown', figure: undefined, sources: [], notShown });
    unshown = new Set();
    await bench.clock.advance(5_000);
    tick(bench, 199);
    expect(view()).toMatchObject({ state: 'watching', notShown: [] });
  });

  async function groupsView(whose: (bench: DeskBench) => readonly { readonly id: string }[]) {
    const dying = await openHolding();
    const scope = { kind: 'group', groupId: dying.group.id } as const;
    await dying.clock.drive(dying.desk.protections.set(ANN, scope, { stop: -rs(50_000) }));
    unshown = new Set(whose(dying).map(({ id }) => id));
    const bench = await nextMorning(dying);
    const { state, notShown = [] } = bench.desk.protections.view(scope) ?? {};
    return [state, notShown.map(({ accountId }) => accountId === bench.master.id)];
  }

  it('of a group names what it leaves out for now', async () => {
    expect(await groupsView((bench) => [childOf(bench)])).toEqual(['watching', [false]]);
  });

  it('of a group of which nothing is shown does not call itself armed either', async () => {
    const all = await groupsView((bench) => [bench.master, ...bench.children]);
    expect(all).toEqual(['not-shown', [true, false, false]]);
  });
});
