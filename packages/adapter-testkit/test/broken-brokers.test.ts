/**
 * Counterfactuals: each broken broker is one mistake that an adapter's author may make, and names the cases that must
 * not let it pass. The same cases pass on the reference broker as it is.
 */

import { BROKER_CASES, type ReferenceBroker, runBrokerCase } from '@copydesk/adapter-testkit';
import {
  type AccountFact,
  type BrokerOrder,
  type BrokerPort,
  type PlaceOrder,
  type PlaceOutcome,
  type Price,
  quantityOf,
  TradingError,
} from '@copydesk/core';
import { describe, expect, it } from 'vitest';
import { startReference } from './start-reference.ts';

/** The reference broker with some of its methods replaced. */
function altered(adapter: ReferenceBroker, changes: Partial<BrokerPort>): BrokerPort {
  return new Proxy(adapter, {
    get(target, name) {
      if (name in changes) return changes[name as keyof BrokerPort];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

type Place = BrokerPort['placeOrder'];
type Convert = BrokerPort['convertPosition'];

/** A broker whose placements go through `place`. */
function placing(place: (send: Place) => Place) {
  return (adapter: ReferenceBroker): BrokerPort =>
    altered(adapter, { placeOrder: place((...call) => adapter.placeOrder(...call)) });
}

/** A broker that changes each order before it is sent. */
function sending(change: (order: PlaceOrder) => PlaceOrder) {
  return placing((send) => (session, order, signal) => send(session, change(order), signal));
}

/** A broker that says something else than what it knows about a placement. */
function saying(change: (outcome: PlaceOutcome) => PlaceOutcome) {
  return placing(
    (send) =>
      async (...call) =>
        change(await send(...call)),
  );
}

/** A broker whose conversions go through `convert`. */
function converting(convert: (send: Convert) => Convert) {
  return (adapter: ReferenceBroker): BrokerPort =>
    altered(adapter, { convertPosition: convert((...call) => adapter.convertPosition(...call)) });
}

/** A broker that changes the orders of its book. */
function showing(change: (order: BrokerOrder) => BrokerOrder) {
  return (adapter: ReferenceBroker): BrokerPort =>
    altered(adapter, {
      orders: async (...call) => (await adapter.orders(...call)).map(change),
      findByClientOrderId: async (...call) => (await adapter.findByClientOrderId(...call)).map(change),
    });
}

/** A broker that changes its stream. */
function streaming(change: (facts: AsyncIterable<AccountFact>) => AsyncIterable<AccountFact>) {
  return (adapter: ReferenceBroker): BrokerPort =>
    altered(adapter, { streamFacts: (...call) => change(adapter.streamFacts(...call)) });
}

interface Broken {
  readonly mistake: string;
  readonly broker: (adapter: ReferenceBroker) => BrokerPort;
  readonly caughtBy: readonly string[];
}

const BROKEN: readonly Broken[] = [
  {
    mistake: 'repeats a placement whose answer was lost',
    broker: placing((send) => async (...call) => {
      const first = await send(...call);
      return first.kind === 'uncertain' ? send(...call) : first;
    }),
    caughtBy: ['BC-801', 'BC-802', 'BC-803', 'BC-804', 'BC-805', 'BC-806', 'BC-807', 'BC-811'],
  },
  {
    mistake: 'calls what it does not know a refusal',
    broker: saying((outcome) =>
      outcome.kind === 'uncertain' ? { kind: 'refused', code: 'other', brokerText: 'failed' } : outcome,
    ),
    caughtBy: ['BC-801', 'BC-802', 'BC-807', 'BC-811', 'BC-813', 'BC-830', 'BC-1105'],
  },
  {
    mistake: 'calls what it does not know not sent',
    broker: saying((outcome) =>
      outcome.kind === 'uncertain' ? { kind: 'not-sent', cause: 'aborted' } : outcome,
    ),
    caughtBy: ['BC-802', 'BC-803', 'BC-830'],
  },
  {
    mistake: 'calls a request beyond the rate uncertain',
    broker: saying((outcome) =>
      outcome.kind === 'not-sent' && outcome.cause === 'rate-limited'
        ? { kind: 'uncertain', cause: 'server-error' }
        : outcome,
    ),
    caughtBy: ['BC-818', 'BC-904'],
  },
  {
    mistake: 'places twice what was accepted',
    broker: placing((send) => async (...call) => {
      await send(...call);
      return send(...call);
    }),
    caughtBy: ['BC-301', 'BC-330', 'BC-332', 'BC-830'],
  },
  {
    mistake: 'reads the id of an order as a number',
    broker: saying((outcome) =>
      outcome.kind === 'accepted'
        ? { ...outcome, brokerOrderId: String(Number(outcome.brokerOrderId)) as typeof outcome.brokerOrderId }
        : outcome,
    ),
    caughtBy: ['BC-301', 'BC-302'],
  },
  {
    mistake: 'rounds prices to whole rupees',
    broker: sending((order) => ({
      ...order,
      price: order.price === undefined ? undefined : ((Math.round(order.price / 10_000) * 10_000) as Price),
    })),
    caughtBy: ['BC-316'],
  },
  {
    mistake: 'multiplies quantities where the exchange takes lots',
    broker: sending((order) =>
      order.listing.segment === 'CDS' || order.listing.segment === 'MCX'
        ? { ...order, quantity: quantityOf(order.quantity * 1_000) }
        : order,
    ),
    caughtBy: ['BC-317', 'BC-318'],
  },
  {
    mistake: 'cuts the tag',
    broker: sending((order) => ({
      ...order,
      clientOrderId: order.clientOrderId.slice(0, 12) as typeof order.clientOrderId,
    })),
    caughtBy: ['BC-301', 'BC-321', 'BC-610', 'BC-832'],
  },
  {
    mistake: 'leaves the market protection out',
    broker: sending((order) => ({ ...order, marketProtection: 0 })),
    caughtBy: ['BC-303', 'BC-323'],
  },
  {
    mistake: 'turns IOC into DAY',
    broker: sending((order) => ({ ...order, validity: 'DAY' })),
    caughtBy: ['BC-314'],
  },
  {
    mistake: 'never gives up waiting',
    broker: placing((send) => async (...call) => {
      const outcome = await send(...call);
      return outcome.kind === 'uncertain' && outcome.cause === 'timeout' ? new Promise(() => {}) : outcome;
    }),
    caughtBy: ['BC-811', 'BC-813', 'BC-1105'],
  },
  {
    mistake: 'sends although the caller had given up',
    broker: placing((send) => (session, order) => send(session, order, new AbortController().signal)),
    caughtBy: ['BC-814'],
  },
  {
    mistake: 'sets the quantity of every modification',
    broker: (adapter) =>
      altered(adapter, {
        modifyOrder: (session, order, signal) =>
          adapter.modifyOrder(session, { ...order, quantity: order.quantity ?? quantityOf(75) }, signal),
      }),
    caughtBy: ['BC-401', 'BC-403'],
  },
  {
    mistake: 'repeats a cancel whose answer was lost',
    broker: (adapter) =>
      altered(adapter, {
        cancelOrder: async (...call) => {
          const first = await adapter.cancelOrder(...call);
          return first.kind === 'uncertain' ? adapter.cancelOrder(...call) : first;
        },
      }),
    caughtBy: ['BC-520', 'BC-521', 'BC-522'],
  },
  {
    mistake: 'shows an empty book when it cannot be read',
    broker: (adapter) =>
      altered(adapter, {
        orders: (...call) => adapter.orders(...call).catch(() => []),
        positions: (...call) => adapter.positions(...call).catch(() => []),
      }),
    caughtBy: ['BC-650', 'BC-651', 'BC-652', 'BC-654', 'BC-656', 'BC-657'],
  },
  {
    mistake: 'throws errors that nobody can act on',
    broker: (adapter) =>
      altered(adapter, {
        orders: (...call) =>
          adapter.orders(...call).catch((error: unknown) => {
            throw new Error('failed', { cause: error });
          }),
      }),
    caughtBy: ['BC-650', 'BC-656'],
  },
  {
    mistake: 'forgets that a part has filled',
    broker: showing((order) =>
      order.status.kind === 'known' && order.status.status === 'partly-filled'
        ? { ...order, status: { kind: 'known', status: 'working' } }
        : order,
    ),
    caughtBy: ['BC-605'],
  },
  {
    mistake: 'reads the broker’s local time as universal time',
    broker: showing((order) => ({
      ...order,
      placedAt: ((order.placedAt ?? 0) + 19_800_000) as NonNullable<BrokerOrder['placedAt']>,
    })),
    caughtBy: ['BC-603'],
  },
  {
    mistake: 'shows every order as its own client’s',
    broker: showing((order) => ({ ...order, placedByOther: false })),
    caughtBy: ['BC-613'],
  },
  {
    mistake: 'ends the stream in silence when the connection breaks',
    broker: streaming(async function* (facts) {
      for await (const fact of facts) {
        if (fact.type === 'stream-down') return;
        yield fact;
      }
    }),
    caughtBy: ['BC-730', 'BC-731', 'BC-732'],
  },
  {
    mistake: 'does not tell that the session is lost',
    broker: streaming(async function* (facts) {
      for await (const fact of facts) if (fact.type !== 'session-lost') yield fact;
    }),
    caughtBy: ['BC-734', 'BC-735'],
  },
  {
    mistake: 'puts the token into its errors',
    broker: (adapter) =>
      altered(adapter, {
        orders: (session, signal) =>
          adapter.orders(session, signal).catch((error: unknown) => {
            throw new TradingError(
              'broker-unreachable',
              {},
              { cause: { headers: `token ${session.accessToken}`, error } },
            );
          }),
      }),
    caughtBy: ['BC-1002'],
  },
  {
    mistake: 'repeats whatever the broker says',
    broker: placing((send) => async (session, order, signal) => {
      const outcome = await send(session, order, signal);
      return outcome.kind === 'refused'
        ? { ...outcome, brokerText: outcome.brokerText.replace('[hidden]', session.accessToken) }
        : outcome;
    }),
    caughtBy: ['BC-1006'],
  },
  {
    mistake: 'does not say why it refuses a token',
    broker: (adapter) =>
      altered(adapter, {
        adoptToken: async (callback, signal) => {
          const client = await adapter.adoptToken(callback, signal).catch(() => undefined);
          if (client !== undefined) return client;
          throw new TradingError('login-declined');
        },
      }),
    caughtBy: ['BC-110', 'BC-111'],
  },
  {
    mistake: 'loses rows of the list',
    broker: (adapter) =>
      altered(adapter, {
        listings: async function* (signal) {
          for await (const batch of adapter.listings(signal)) {
            yield { ...batch, rows: batch.rows.filter((_row, index) => index % 7 !== 6) };
          }
        },
      }),
    caughtBy: ['BC-201'],
  },
  {
    mistake: 'repeats a conversion whose answer was lost',
    broker: converting((send) => async (...call) => {
      const first = await send(...call);
      return first.kind === 'uncertain' ? send(...call) : first;
    }),
    caughtBy: ['BC-1220', 'BC-1221', 'BC-1222', 'BC-1223', 'BC-1224', 'BC-1228'],
  },
  {
    mistake: 'calls a lost conversion refused',
    broker: converting((send) => async (...call) => {
      const outcome = await send(...call);
      return outcome.kind === 'uncertain' ? { kind: 'refused', code: 'other', brokerText: '' } : outcome;
    }),
    caughtBy: ['BC-1220', 'BC-1221', 'BC-1222', 'BC-1223', 'BC-1225', 'BC-1228'],
  },
  {
    mistake: 'names the side that would close what it converts',
    broker: converting((send) => (session, conversion, signal) => {
      const side = conversion.side === 'BUY' ? 'SELL' : 'BUY';
      return send(session, { ...conversion, side }, signal);
    }),
    caughtBy: ['BC-1201', 'BC-1202', 'BC-1203'],
  },
  {
    mistake: 'says that it cannot be converted, and converts',
    broker: converting((send) => async (session, conversion, signal) => {
      if (conversion.to === 'MTF') await send(session, { ...conversion, to: 'D' }, signal);
      return await send(session, conversion, signal);
    }),
    caughtBy: ['BC-1215'],
  },
  {
    mistake: 'goes on after it was closed',
    broker: (adapter) => altered(adapter, { close: async () => {} }),
    caughtBy: ['BC-1101', 'BC-1103', 'BC-1104', 'BC-1106'],
  },
];

describe('a broken broker fails the suite', () => {
  for (const { mistake, broker, caughtBy } of BROKEN) {
    it(`one that ${mistake} is caught by ${caughtBy.join(', ')}`, async () => {
      const passed: string[] = [];
      for (const id of caughtBy) {
        await runBrokerCase(startReference(broker), id).then(
          () => passed.push(id),
          () => undefined,
        );
      }
      expect(passed, 'let the mistake pass').toEqual([]);
    });
  }
});

describe('the suite itself', () => {
  it('has no id twice', () => {
    const ids = BROKER_CASES.map((each) => each.id);

    expect(new Set(ids).size).toBe(ids.length);
  });

  it('passes on a proxy that changes nothing: what catches the mistakes is not the proxy', async () => {
    const ids = [...new Set(BROKEN.flatMap(({ caughtBy }) => caughtBy))];

    for (const id of ids)
      await runBrokerCase(
        startReference((adapter) => altered(adapter, {})),
        id,
      );
  });
});
