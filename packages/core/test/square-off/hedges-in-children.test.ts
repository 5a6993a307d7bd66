import { describe, expect, it } from 'vitest';
import { type InstrumentId, type PlaceOutcome, type Scope } from '../../src/index.ts';
import { childOf, collectAlerts, interceptPlacements, SELL, tradeByHand } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
} from '../bench/desk-bench.ts';

const REFUSED: PlaceOutcome = { kind: 'refused', code: 'other', brokerText: 'RMS: blocked' };
const SCOPES: readonly Scope['kind'][] = ['account', 'group', 'all'];

/** A long and a short of one underlying, in master and child alike. */
async function openSpread(copyWhen?: 'simultaneous'): Promise<DeskBench> {
  const bench = await openBench(copyWhen === undefined ? { links: [{}] } : { links: [{}], copyWhen });
  await placeAndSettle(bench, anOrderOf(bench, 1));
  await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, instrumentId: otherOption(bench) }));
  return bench;
}

function otherOption(bench: DeskBench): InstrumentId {
  const other = bench.venue.instruments.all.find(
    (one) => one.kind === 'OPT' && one.underlying === 'NIFTY' && one.id !== bench.instrument.id,
  );
  if (other === undefined) throw new Error('The venue lists one option only.');
  return other.id as InstrumentId;
}

/** From now on the child's broker refuses to buy. Returns what ends it. */
function refuseBuys(bench: DeskBench): () => void {
  let refuses = true;
  interceptPlacements(
    bench,
    childOf(bench),
    (_, placeOrder) => async (session, order, signal) =>
      refuses && order.side === 'BUY' ? REFUSED : placeOrder(session, order, signal),
  );
  return () => {
    refuses = false;
  };
}

async function squareOff(bench: DeskBench, kind: Scope['kind']): Promise<void> {
  const scope: Scope =
    kind === 'account'
      ? { kind, accountId: bench.master.id }
      : kind === 'group'
        ? { kind, groupId: bench.group.id }
        : { kind };
  await bench.clock.drive(bench.desk.squareOff.run(ANN, { scope }));
}

const sidesIn = (bench: DeskBench) =>
  venueOrders(bench, childOf(bench))
    .slice(2)
    .map(({ side }) => side);

describe('a square-off that sells a hedge while a child still has its short', () => {
  it.each(SCOPES)('leaves the child its hedge, owed and told (%s)', async (kind) => {
    const bench = await openSpread();
    refuseBuys(bench);
    const alerts = collectAlerts(bench);
    await squareOff(bench, kind);
    await bench.clock.advance(20_000);
    expect(sidesIn(bench)).not.toContain('SELL');
    expect(alerts.filter((code) => code === 'exit-withheld')).toHaveLength(1);
  });

  it('sells it after two minutes all the same: nothing stops an exit for ever', async () => {
    const bench = await openSpread();
    refuseBuys(bench);
    await squareOff(bench, 'account');
    await bench.clock.advance(110_000);
    expect(sidesIn(bench)).not.toContain('SELL');
    await bench.clock.advance(20_000);
    expect(sidesIn(bench).filter((side) => side === 'SELL')).toEqual(['SELL']);
  });

  it('sells no more than there is too much, where the child has followed its master in again meanwhile', async () => {
    const bench = await openSpread();
    const goOn = refuseBuys(bench);
    await squareOff(bench, 'account');
    goOn();
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(180_000);
    const held = (id: typeof bench.master.id) => bench.desk.positions.net(id, bench.instrument.id, 'D');
    expect(held(childOf(bench).id)).toBe(held(bench.master.id));
    expect(held(bench.master.id)).toBeGreaterThan(0);
  });

  it.each([undefined, 'simultaneous'] as const)('sells it when the short has gone (%s)', async (copyWhen) => {
    const bench = await openSpread(copyWhen);
    const goOn = refuseBuys(bench);
    await squareOff(bench, 'account');
    await bench.clock.advance(20_000);
    expect(sidesIn(bench)).not.toContain('SELL');
    goOn();
    await bench.clock.advance(60_000);
    expect(sidesIn(bench)).toEqual(['BUY', 'SELL']);
  });

  it('tells of it each time, also where somebody sold the long by hand while it waited', async () => {
    const bench = await openSpread();
    const child = childOf(bench);
    const alerts = collectAlerts(bench);
    const told = () => alerts.filter((code) => code === 'exit-withheld').length;
    const goOn = refuseBuys(bench);
    await squareOff(bench, 'account');
    await bench.clock.advance(20_000);
    expect(told()).toBe(1);
    tradeByHand(bench, child, 'SELL', bench.instrument.lotSize);
    await bench.clock.advance(30_000);
    goOn();
    await bench.clock.advance(200_000);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...SELL, instrumentId: otherOption(bench) }));
    refuseBuys(bench);
    await squareOff(bench, 'account');
    await bench.clock.advance(20_000);
    expect(told()).toBe(2);
  });

  it('holds it over a restart', async () => {
    const bench = await openSpread();
    const goOn = refuseBuys(bench);
    await squareOff(bench, 'account');
    await bench.clock.advance(5_000);
    await kill(bench);
    const again = await restart(bench);
    await again.clock.advance(20_000);
    expect(sidesIn(again)).not.toContain('SELL');
    goOn();
    await again.clock.advance(60_000);
    expect(sidesIn(again)).toEqual(['BUY', 'SELL']);
  });

  it('keeps it, too, for a short that the child has of its own and that its own square-off buys back', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    const own = { ...SELL, instrumentId: otherOption(bench), accountId: childOf(bench).id };
    await placeAndSettle(bench, anOrderOf(bench, 1, own));
    refuseBuys(bench);
    await squareOff(bench, 'group');
    await bench.clock.advance(20_000);
    expect(sidesIn(bench)).not.toContain('SELL');
  });

  it('waits for nothing where a person sells the long alone', async () => {
    const bench = await openSpread();
    const { id: accountId } = bench.master;
    const exit = { accountId, instrumentId: bench.instrument.id, product: 'D', fraction: 1_000_000 } as const;
    await bench.clock.drive(bench.desk.trader.exit(ANN, exit));
    await bench.clock.advance(5_000);
    expect(sidesIn(bench)).toEqual(['SELL']);
  });
});
