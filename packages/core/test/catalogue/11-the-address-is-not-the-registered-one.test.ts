import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/index.ts';
import { childOf, clientOf, collectAlerts, fullExitOf, outcomeOf, venueNets } from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  logIn,
  openBench,
  placeAndSettle,
  restart,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const MINUTE_MS = 60_000;

/** From now on the broker takes this account's order calls from there only. */
function register(bench: DeskBench, account: Account, ips: readonly string[] | undefined): void {
  bench.venue.clients.upsert({ ...clientOf(account), ips: ips ?? ['127.0.0.1'] });
}
const ELSEWHERE = ['203.0.113.9'];

describe('catalogue 11: the outgoing address differs from the registered one', () => {
  it('I7: stops the entries of that account alone, says where the broker saw them come from, and alerts once', async () => {
    const bench = await openBench({ links: [{}, {}] });
    const alerts = collectAlerts(bench);
    const [first, second] = [childOf(bench, 0), childOf(bench, 1)];
    register(bench, first, ELSEWHERE);
    const refused = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(refused.status).toBe('filled');
    expect(refused.children).toMatchObject([
      { accountId: first.id, status: 'rejected', reason: { code: 'address' } },
      { accountId: second.id, status: 'filled' },
    ]);
    const next = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(next.children).toMatchObject([
      { accountId: second.id, status: 'filled' },
      { accountId: first.id, status: 'skipped', reason: { code: 'disarmed' } },
    ]);
    expect(venueOrders(bench, first)).toEqual([]);
    expect(bench.desk.access.addresses.of(first.id)).toEqual({ accepted: false, seen: '127.0.0.1' });
    expect(bench.desk.accounts.stateOf(first.id).disarmed).toContain('127.0.0.1');
    expect(bench.desk.accounts.stateOf(second.id).disarmed).toBeUndefined();
    await bench.clock.advance(10 * MINUTE_MS);
    expect(alerts.filter((code) => code === 'address-refused')).toHaveLength(1);
  });

  it('lets entries go again by itself once the broker takes the address', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    register(bench, child, ELSEWHERE);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.clock.advance(2 * MINUTE_MS);
    expect(bench.desk.accounts.stateOf(child.id).disarmed).toBeDefined();
    register(bench, child, undefined);
    await bench.clock.advance(11 * MINUTE_MS);
    expect(bench.desk.access.addresses.of(child.id)).toEqual({ accepted: true, seen: undefined });
    expect(bench.desk.accounts.stateOf(child.id).disarmed).toBeUndefined();
    const copied = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(copied.children).toMatchObject([{ status: 'filled' }]);
  });

  it('I5: tries exits all the same, and carries them out as soon as the address is registered', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    await placeAndSettle(bench, anOrderOf(bench, 2));
    register(bench, child, ELSEWHERE);
    await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(2 * MINUTE_MS);
    expect(venueNets(bench)).toEqual([0, 2 * bench.instrument.lotSize]);
    register(bench, child, undefined);
    await bench.clock.advance(2 * MINUTE_MS);
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(bench.desk.accounts.stateOf(child.id).disarmed).toBeUndefined();
  });

  it('refuses a master’s entries before anything is written, and passes its exits', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 1));
    register(bench, bench.master, ELSEWHERE);
    const refused = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'address' } });
    expect(await outcomeOf(bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1))))).toBe(
      'account-disarmed',
    );
    register(bench, bench.master, undefined);
    const exit = await bench.clock.drive(bench.desk.trader.exit(ANN, fullExitOf(bench, bench.master)));
    await bench.clock.advance(3_000);
    expect(viewOf(bench, exit).status).toBe('filled');
    expect(venueNets(bench)).toEqual([0, 0]);
    expect(await outcomeOf(bench.clock.drive(bench.desk.trader.place(ANN, anOrderOf(bench, 1))))).toBe(
      'done',
    );
  });

  it('is known again after a restart, and asked about after the next login', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    register(bench, child, ELSEWHERE);
    await placeAndSettle(bench, anOrderOf(bench, 1));
    await bench.desk.close();
    const again = await restart(bench);
    await again.clock.advance(2_500);
    expect(again.desk.accounts.disarmedBy(child.id)).toBe('address');
    expect(again.desk.access.addresses.of(child.id).seen).toBe('127.0.0.1');
    register(again, child, undefined);
    await logIn(again, again.desk, child);
    await again.clock.advance(2_500);
    expect(again.desk.accounts.disarmedBy(child.id)).toBeUndefined();
    expect(again.desk.access.addresses.of(child.id).accepted).toBe(true);
  });

  it('asked beforehand, the broker’s answer is known before any order goes', async () => {
    const bench = await openBench({ links: [{}] });
    const child = childOf(bench);
    register(bench, child, ELSEWHERE);
    for (const { id } of [bench.master, child]) void bench.desk.access.addresses.check(id);
    await bench.clock.advance(1_000);
    expect(bench.desk.access.addresses.of(bench.master.id).accepted).toBe(true);
    expect(bench.desk.access.addresses.of(child.id)).toEqual({ accepted: false, seen: '127.0.0.1' });
    expect(venueOrders(bench, child)).toEqual([]);
    const skipped = await placeAndSettle(bench, anOrderOf(bench, 1));
    expect(skipped.children).toMatchObject([{ status: 'skipped', reason: { code: 'disarmed' } }]);
  });
});
