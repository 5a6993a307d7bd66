/**
 * How long a copy takes (cases a and b of docs/performance.md), beside the floor and the official SDK, all in one run.
 *
 * Ends are read from the venue's own stamps in every case, so that all cases are measured by the same clock at the same place:
 * (a) from before the request leaves until the venue answered the last child; (b) from the venue's answer to the master
 * until its answer to the last child.
 */
import { BenchDesk } from './desk.ts';
import { type BenchRow, rowOf } from './figures.ts';
import { Floor } from './floor.ts';
import { machineMs, pause } from './machine-time.ts';
import { SdkPeer } from './sdk.ts';
import { type BenchClient, type BenchContract, BenchVenue, type StampedRequest } from './venue.ts';

/** What a run covers. */
export interface CopyingPlan {
  readonly children: readonly number[];
  readonly delaysMs: readonly number[];
  readonly rounds: number;
  readonly serialRounds: number;
  readonly say: (line: string) => void;
}

/** Rounds that are thrown away: connections open, code gets compiled. */
const WARM_UP_ROUNDS = 3;
/** How long the venue is left alone after a placement was answered: reading its log while it works would be measured too. */
const LEFT_ALONE_MS = 120;
/** Between rounds, so that reads which follow a change of orders are over. */
const QUIET_MS = 20;

export async function benchCopying(plan: CopyingPlan): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const children of plan.children) {
    const setting = await openSetting(children);
    try {
      for (const delayMs of plan.delaysMs) {
        await setting.venue.delayPlacements(delayMs);
        rows.push(...(await measure(setting, { ...plan, brokerDelayMs: delayMs, children: [children] })));
      }
    } finally {
      await setting.close();
    }
  }
  return rows;
}

/** Everything that a run with so many children needs, started. */
export interface Setting {
  readonly children: number;
  readonly venue: BenchVenue;
  readonly desk: BenchDesk;
  readonly family: readonly BenchClient[];
  readonly contract: BenchContract;
  readonly floor: Floor;
  readonly sdk: SdkPeer;
  close(): Promise<void>;
}

export async function openSetting(children: number): Promise<Setting> {
  const venue = await BenchVenue.start();
  const contract = await venue.contract();
  const family = await makeClients(venue, 'D', children + 1, (index) =>
    index % 2 === 0 ? 'zerodha' : 'upstox',
  );
  const bare = await makeClients(venue, 'F', children + 1, (index) =>
    index % 2 === 0 ? 'zerodha' : 'upstox',
  );
  const scripted = await makeClients(venue, 'S', children + 1, () => 'zerodha');
  const desk = await BenchDesk.start(venue);
  await desk.addFamily(family);
  const floor = new Floor(bare, venue.faces, contract);
  await floor.warm();
  const sdk = new SdkPeer(scripted, venue.faces['zerodha'] ?? '', contract);
  const close = async (): Promise<void> => {
    await floor.close();
    await desk.close();
    await venue.close();
  };
  return { children, venue, desk, family, contract, floor, sdk, close };
}

async function makeClients(
  venue: BenchVenue,
  prefix: string,
  count: number,
  brokerOf: (index: number) => BenchClient['broker'],
): Promise<readonly BenchClient[]> {
  const clients: BenchClient[] = [];
  for (let index = 0; index < count; index += 1) {
    clients.push(await venue.makeClient(brokerOf(index), `${prefix}B${String(index).padStart(4, '0')}`));
  }
  return clients;
}

async function measure(
  setting: Setting,
  plan: CopyingPlan & { readonly brokerDelayMs: number },
): Promise<readonly BenchRow[]> {
  const { desk, contract, floor, sdk, children } = setting;
  const { brokerDelayMs, rounds, serialRounds } = plan;
  const label = { children, brokerDelayMs };
  // The desk answers when the master's broker has: the children's orders are on their way then.
  const tailMs = brokerDelayMs + 40 + children / 2;
  const bare = {
    tailMs: 0,
    place: () => floor.placeAll(),
    clear: (ids: readonly string[]) => floor.cancelAll(ids),
  };
  const bareAfter = { tailMs: 0, place: () => floor.placeAfterFirst(), clear: bare.clear };
  const desked = { tailMs, place: () => desk.place(contract), clear: (id: string) => desk.cancel(id) };
  const parallel = {
    tailMs: 0,
    place: () => sdk.placeInParallel(),
    clear: (ids: readonly string[]) => sdk.cancelAll(ids),
  };
  const serial = { tailMs: 0, place: () => sdk.placeInSeries(), clear: parallel.clear };

  await desk.copyWhen('simultaneous');
  const together = await sample(setting, desked, rounds, sinceStart);
  const floorTogether = await sample(setting, bare, rounds, sinceStart);
  const sdkParallel = await sample(setting, parallel, rounds, sinceStart);
  const sdkSerial = await sample(setting, serial, serialRounds, sinceStart);
  await desk.copyWhen('onAccepted');
  const after = await sample(setting, desked, rounds, sinceFirstAnswer);
  const floorAfter = await sample(setting, bareAfter, rounds, sinceFirstAnswer);
  const rows = [
    rowOf({ case: 'a copydesk simultaneous', ...label }, together, floorTogether),
    rowOf({ case: 'a floor bare posts', ...label }, floorTogether, floorTogether),
    rowOf({ case: 'a kiteconnect parallel', ...label }, sdkParallel, floorTogether),
    rowOf({ case: 'a kiteconnect serial', ...label }, sdkSerial, floorTogether),
    rowOf({ case: 'b copydesk onAccepted', ...label }, after, floorAfter),
    rowOf({ case: 'b floor bare posts', ...label }, floorAfter, floorAfter),
  ];
  for (const row of rows)
    plan.say(
      `${row.case}, ${children} children, ${brokerDelayMs} ms: median ${row.medianMs} ms, ${row.ratioToFloor} x floor`,
    );
  return rows;
}

/** A way to place the orders of one round, and to take them away again. */
interface Way<Placed> {
  readonly place: () => Promise<Placed>;
  readonly clear: (placed: Placed) => Promise<void>;
  /** How long orders may still be on their way when `place` has returned. */
  readonly tailMs: number;
}

/** Rounds between two looks at the venue's log: it is read while nothing runs, for reading it would be measured too. */
const ROUNDS_PER_LOOK = 15;

async function sample<Placed>(
  setting: Setting,
  way: Way<Placed>,
  rounds: number,
  read: (stamps: readonly StampedRequest[], startMs: number) => number,
): Promise<readonly number[]> {
  const samples: number[] = [];
  let starts: number[] = [];
  const warmUp = Math.min(WARM_UP_ROUNDS, Math.ceil(rounds / 10));
  for (let round = -warmUp; round < rounds; round += 1) {
    const startMs = machineMs();
    const placed = await way.place();
    if (way.tailMs > 0) await pause(way.tailMs);
    if (round >= 0) starts.push(startMs);
    await way.clear(placed);
    await pause(QUIET_MS + setting.children / 8);
    if (starts.length < ROUNDS_PER_LOOK && round < rounds - 1) continue;
    samples.push(...(await readRounds(setting, starts, read)));
    starts = [];
  }
  return samples;
}

/** Every round's figure, from the placements that the venue received between its start and the next one's. */
async function readRounds(
  setting: Setting,
  starts: readonly number[],
  read: (stamps: readonly StampedRequest[], startMs: number) => number,
): Promise<readonly number[]> {
  const [first] = starts;
  if (first === undefined) return [];
  const stamps = await setting.venue.placementsSince(first);
  return starts.map((startMs, index) => {
    const endMs = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    const own = stamps.filter((one) => one.receivedMonotonicMs >= startMs && one.receivedMonotonicMs < endMs);
    const answered = own.filter((one) => one.answeredMonotonicMs !== null);
    if (answered.length !== setting.children + 1) {
      throw new Error(`The venue answered ${answered.length} of ${setting.children + 1} placements.`);
    }
    return read(own, startMs);
  });
}

/** The stamps of all N+1 placements of a round, once the venue has answered them all. */
export async function answeredPlacements(
  setting: Setting,
  startMs: number,
  count = setting.children + 1,
): Promise<readonly StampedRequest[]> {
  await pause(LEFT_ALONE_MS + setting.children);
  for (let look = 0; look < 400; look += 1) {
    const stamps = await setting.venue.placementsSince(startMs);
    if (stamps.filter((one) => one.answeredMonotonicMs !== null).length >= count) return stamps;
    await pause(10);
  }
  throw new Error(`The venue did not see ${count} placements.`);
}

function sinceStart(stamps: readonly StampedRequest[], startMs: number): number {
  return Math.max(...stamps.map((one) => one.answeredMonotonicMs ?? 0)) - startMs;
}

function sinceFirstAnswer(stamps: readonly StampedRequest[]): number {
  const answered = stamps.map((one) => one.answeredMonotonicMs ?? 0).sort((a, b) => a - b);
  const first =
    stamps.reduce((a, b) => (a.receivedMonotonicMs <= b.receivedMonotonicMs ? a : b)).answeredMonotonicMs ??
    0;
  return (answered.at(-1) ?? 0) - first;
}
