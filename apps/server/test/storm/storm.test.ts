/** A storm: more than the brokers take, until a minute of theirs is used up, over their real wire and with their real limits. */
import type { BrokerPort } from '@copydesk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { KITE, openStorm, type StormDesk, type StormSeed, UPSTOX } from './storm-desk.ts';
import { HELD, holding, mostWrites, refusedAsTooMuch, Storm, summaryOf, watchExits } from './weather.ts';

/** A second of the broker's must pass, and the answers that are on their way are waited for. */
const LEAVES_WITHIN_MS = 2_000;

/** A minute of a busy desk takes ten seconds of work, and more on a busy machine. */
const SLOW_MS = 120_000;

let open: StormDesk | undefined;
afterEach(() => open?.close());

async function inStorm(changed?: StormSeed['changed']): Promise<StormDesk> {
  const families = [
    [KITE, UPSTOX, KITE],
    [UPSTOX, KITE],
  ] as const;
  open = await openStorm({ families, factor: 2, seed: 5, withoutStream: ['CHILD:c12'], changed });
  return open;
}

describe('a storm of orders of several masters, in accounts at both brokers', { timeout: SLOW_MS }, () => {
  it('brings no 429, lets every exit overtake, and ends with everybody flat', async () => {
    const desk = await inStorm();
    const storm = new Storm(desk);
    const exits = watchExits(desk);
    const held = desk.options.slice(0, HELD);

    await storm.buyFirst();
    await storm.blow(14_000);
    storm.exit(held.slice(0, 2));
    await storm.blow(28_000);
    // By now Kite's minute is used up, but for what is kept for exits and cancels.
    storm.exit(held);
    await storm.blow(2_000);
    await storm.answers();
    storm.exit(held);
    await desk.network.advance(10_000);

    process.stdout.write(summaryOf(desk, exits));

    expect(refusedAsTooMuch(desk)).toEqual([]);
    expect(mostWrites(desk, KITE, 60_000)).toBeGreaterThan(320);
    expect(mostWrites(desk, UPSTOX, 1_000)).toBeGreaterThan(7);
    expect(holding(desk)).toEqual([]);
    expect(exits.filter(({ waiting }) => waiting > 5).length).toBeGreaterThan(5);
    expect(exits.filter(({ leftAfterMs }) => leftAfterMs > LEAVES_WITHIN_MS)).toEqual([]);
  });

  it('is refused by the sandbox when the desk keeps to no limit', async () => {
    const desk = await inStorm((broker) => withoutLimits(broker));
    const storm = new Storm(desk);

    await storm.blow(3_000);
    await storm.answers();

    expect(refusedAsTooMuch(desk).length).toBeGreaterThan(0);
  });
});

/** The same broker, of which the desk knows no rate window. */
function withoutLimits(broker: BrokerPort): BrokerPort {
  const capabilities = { ...broker.capabilities, orderRates: [] };
  return new Proxy(broker, {
    get(target, name) {
      if (name === 'capabilities') return capabilities;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
