/** What the reference broker promises besides passing the suite: the README's example, determinism and speed. */
import {
  anOrder,
  aSession,
  createReferenceBroker,
  createReferenceVenue,
  SeededRandom,
  VirtualClock,
} from '@copydesk/adapter-testkit';
import type { BrokerId, PlaceOutcome } from '@copydesk/core';
import { describe, expect, it } from 'vitest';

const NEVER = new AbortController().signal;

describe('the reference broker', () => {
  it('does what the README shows', async () => {
    const clock = new VirtualClock();
    const venue = createReferenceVenue({ clock, seed: 7 });
    const broker = createReferenceBroker({ venue, clock });
    const client = venue.clients.upsert({ broker: 'reference', client: 'AB1234' });
    const { accessToken } = venue.sessions.issue(client);
    const session = aSession({ clientId: client.client, accessToken });

    venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1 });
    const reliance = anOrder().reliance().buy(5).market().build();
    const outcome = await broker.placeOrder(session, reliance, NEVER);

    expect(outcome).toEqual({ kind: 'uncertain', cause: 'reset' });
    expect(venue.orders.tagged(client, reliance.clientOrderId)).toHaveLength(1);
    venue.close();
  });

  it('plays the same day again for the same seed, whatever strikes', async () => {
    expect(await aDay(11)).toEqual(await aDay(11));
    expect(await aDay(11)).not.toEqual(await aDay(12));
  });

  it('stands for several brokers at one venue, each with its own clients', async () => {
    const clock = new VirtualClock();
    const venue = createReferenceVenue({ clock, names: ['north', 'south'] });
    const brokers = ['north', 'south'].map((broker) =>
      createReferenceBroker({ venue, clock, broker, brokerId: `${broker}-sandbox` as BrokerId }),
    );
    const sessions = ['north', 'south'].map((broker) => {
      const client = venue.clients.upsert({ broker, client: 'AB1234' });
      return aSession({ accessToken: venue.sessions.issue(client).accessToken });
    });

    expect(brokers.map((broker) => broker.id)).toEqual(['north-sandbox', 'south-sandbox']);
    for (const [index, broker] of brokers.entries()) {
      const session = sessions[index] ?? aSession();
      const outcome = await broker.placeOrder(session, anOrder().reliance().buy(1).build(), NEVER);
      expect(outcome.kind).toBe('accepted');
      await clock.advance(10);
      expect(await broker.orders(session, NEVER)).toHaveLength(1);
    }
    const [north] = brokers;
    await expect(north?.orders(sessions[1] ?? aSession(), NEVER)).rejects.toMatchObject({
      code: 'session-expired',
    });
    venue.close();
  });

  it('lets a request travel for as long as it is told', async () => {
    const clock = new VirtualClock();
    const venue = createReferenceVenue({ clock });
    const broker = createReferenceBroker({ venue, clock, latencyMs: 30 });
    const client = venue.clients.upsert({ broker: 'reference', client: 'AB1234' });
    const session = aSession({ accessToken: venue.sessions.issue(client).accessToken });

    await clock.drive(broker.placeOrder(session, anOrder().reliance().buy(1).build(), NEVER));

    expect(clock.monotonicMs()).toBe(60);
    venue.close();
  });
});

/** A day of one client in which everything may happen, as outcomes and as the venue's record. */
async function aDay(seed: number): Promise<unknown> {
  const clock = new VirtualClock();
  const venue = createReferenceVenue({
    clock,
    seed,
    market: { open: true, walking: true, matching: 'auto' },
  });
  const broker = createReferenceBroker({ venue, clock, latencyMs: 5 });
  const client = venue.clients.upsert({ broker: 'reference', client: 'AB1234' });
  const session = aSession({ accessToken: venue.sessions.issue(client).accessToken });
  const random = new SeededRandom(seed);
  const outcomes: PlaceOutcome[] = [];
  for (let round = 0; round < 60; round += 1) {
    const fault = (['reset-after', 'reset-before', '500', 'answer-late'] as const)[random.below(8)];
    if (fault !== undefined) venue.gate.addFault({ on: 'place', fault, times: 1, ms: 9_000, effect: true });
    const order = anOrder().reliance().tagged(`CDDAY${round}`);
    const sided =
      random.below(2) === 0 ? order.buy(1 + random.below(9)) : order.product('I').sell(1 + random.below(9));
    outcomes.push(await clock.drive(broker.placeOrder(session, sided.build(), NEVER)));
    await clock.advance(random.below(2_000));
  }
  const record = venue.orders
    .list(client)
    .map(({ orderId, state, filledValue }) => [orderId, state, filledValue]);
  venue.close();
  return { outcomes, record };
}
