/**
 * What one child's trouble costs the others: nothing, within noise. Slow, refusing, logged-out and dead children stand in one
 * group with healthy ones; the healthy ones' acknowledgements are compared with a run without faults.
 */
import { answeredPlacements, openSetting, type Setting } from './copying.ts';
import { type BenchRow, rowOf } from './figures.ts';
import { machineMs, pause } from './machine-time.ts';

const CHILDREN = 20;
const BROKER_DELAY_MS = 30;
/** Longer than every healthy child together takes. */
const SLOW_MS = 1_500;
/** Rounds are taken in turns, so that both see the same machine. */
const TURN = 5;

export async function benchIsolation(rounds: number): Promise<readonly BenchRow[]> {
  const setting = await openSetting(CHILDREN);
  try {
    const [, slow, refusing, dead, out] = setting.family;
    if (slow === undefined || refusing === undefined || dead === undefined || out === undefined)
      throw new Error('Too few children.');
    const troubled = new Set([slow, refusing, dead, out].map((client) => client.client));
    const healthy = setting.family
      .filter((client) => !troubled.has(client.client))
      .map((client) => client.client);
    await setting.desk.copyWhen('simultaneous');
    const without: number[] = [];
    const withFaults: number[] = [];
    await setting.venue.endSession(out);
    for (let done = 0; done < rounds; done += TURN) {
      await setting.venue.delayPlacements(BROKER_DELAY_MS);
      without.push(...(await acknowledgements(setting, healthy, TURN)));
      await setting.venue.strike(slow.client, { fault: 'delay', ms: SLOW_MS });
      await setting.venue.strike(refusing.client, { fault: '500', effect: false });
      await setting.venue.strike(dead.client, { fault: 'reset-before' });
      withFaults.push(...(await acknowledgements(setting, healthy, TURN)));
    }
    const label = { children: CHILDREN, brokerDelayMs: BROKER_DELAY_MS };
    return [
      rowOf({ case: 'isolation healthy children, no faults', ...label }, without, without),
      rowOf({ case: 'isolation healthy children, 4 in trouble', ...label }, withFaults, without),
    ];
  } finally {
    await setting.close();
  }
}

/** From before the request leaves to the venue's answer, for every healthy child of every round. */
async function acknowledgements(
  setting: Setting,
  healthy: readonly string[],
  rounds: number,
): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const startMs = machineMs();
    const id = await setting.desk.place(setting.contract);
    const stamps = await answeredPlacements(setting, startMs, healthy.length);
    if (round >= 0) {
      const theirs = stamps.filter((one) => healthy.includes(one.client));
      samples.push(...theirs.map((one) => (one.answeredMonotonicMs ?? Number.NaN) - startMs));
    }
    await setting.desk.cancelPatiently(id);
    await pause(100);
  }
  return samples;
}
