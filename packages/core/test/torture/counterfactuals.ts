/**
 * Engines with one guard switched off each, so that it can be seen that the torture notices.
 *
 * Decides: how a guard is switched off without a switch in the shipped code: by a port that does not keep its promise, or by changing
 * an object of the test's own desk. Nothing of this can be reached from a product.
 */
import type { BrokerPort, JournalPort, PlaceOutcome } from '../../src/index.ts';
import { Lane, type LaneAction } from '../../src/lane/lane.ts';
import type { Life } from './life.ts';
import type { Spoiler } from './stage.ts';

/** One guard, switched off. */
export interface Counterfactual {
  readonly spoiler: Spoiler;
  /** Changes what all desks of the process share; the answer puts it back. */
  readonly install?: () => () => void;
  /** Failures by which it is recognised: none of them happens while the guard is on. */
  readonly finds: readonly string[];
}

/** How long the journal keeps back what it said was durable. */
const KEPT_BACK_MS = 40;

/** By the guard that is missing. */
export const COUNTERFACTUALS = {
  'durable-write': {
    spoiler: { journal: forgetful },
    finds: ['I1 no-intent', 'I2 command-lost', 'I2 order-lost'],
  },
  'tag-search': {
    spoiler: { broker: rash },
    finds: ['I1 doubled'],
  },
  'exit-cap': {
    spoiler: {
      desk: ({ positions }, { members }) => {
        const { id: masterId } = members[0] ?? {};
        const copied = positions.copied.bind(positions);
        // Everything that a child holds counts as copied, its own included.
        positions.copied = (accountId, ...at) =>
          accountId === masterId ? copied(accountId, ...at) : positions.net(accountId, ...at);
      },
    },
    finds: ['I6 exit-takes-own'],
  },
  'lane-order': {
    spoiler: {},
    install: loosenLanes,
    finds: ['I3 two-under-way', 'I3 overtaken'],
  },
} as const satisfies Readonly<Record<string, Counterfactual>>;

/** Says that it has written, and writes a little later: a crash in between loses it. */
function forgetful(journal: JournalPort, { clock }: Life): JournalPort {
  return {
    append: async (entries) => {
      clock.after(KEPT_BACK_MS, () => void journal.append(entries));
    },
    readAll: () => journal.readAll(),
    readAfter: (...at) => journal.readAfter(...at),
  };
}

/** Takes a lost answer for a lost request, and sees no tag: the order is sent again at once. */
function rash(broker: BrokerPort): BrokerPort {
  const placeOrder: BrokerPort['placeOrder'] = async (...asked): Promise<PlaceOutcome> => {
    const outcome = await broker.placeOrder(...asked);
    return outcome.kind === 'uncertain' ? { kind: 'not-sent', cause: 'connection-refused' } : outcome;
  };
  return new Proxy(broker, {
    get(target, name) {
      if (name === 'placeOrder') return placeOrder;
      if (name === 'findByClientOrderId') return async () => [];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Every action is of an instrument of its own, so that none waits for another. */
function loosenLanes(): () => void {
  const { add } = Lane.prototype;
  let count = 0;
  Lane.prototype.add = function (action: LaneAction): void {
    count += 1;
    add.call(this, Object.create(action, { key: { value: `loose ${count}` } }) as LaneAction);
  };
  return () => {
    Lane.prototype.add = add;
  };
}
