/**
 * A broker as one life of a desk reaches it, and a record of the writes that left for it.
 *
 * Decides: nothing; it counts, records and lets through. What it records is what the desk did, not what the desk says of itself.
 */
import type { Venue } from '@copydesk/sandbox';
import type { AccountId, BrokerPort, BrokerSession } from '../../src/index.ts';
import type { Life } from './life.ts';

/** One order write that left a desk. */
export interface Write {
  readonly kind: 'place' | 'modify' | 'cancel';
  readonly accountId: AccountId;
  /** Instrument and product: within it a lane keeps its order. */
  readonly key: string;
  /** The tag of a placement. */
  readonly tag: string | undefined;
  /** Which life of the desk sent it. */
  readonly life: number;
  readonly fromMs: number;
  /** Undefined while it is not answered. */
  toMs: number | undefined;
}

/** What the writes of all lives are kept in, and where a broker's instruments are looked up. */
export interface WireLog {
  readonly venue: Venue;
  readonly writes: Write[];
  readonly nowMs: () => number;
}

type Call = (...args: readonly unknown[]) => unknown;

/** Methods that answer at once and reach nobody. */
const LOCAL = new Set(['loginUrl', 'readWebhook', 'listings']);

/** The broker behind the gate of a life. */
export function brokerOf(life: Life, broker: BrokerPort, log: WireLog, lifeNumber: number): BrokerPort {
  const methods = new Map<PropertyKey, Call>();
  return new Proxy(broker, {
    get(target, name) {
      const made = methods.get(name);
      if (made !== undefined) return made;
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = guarded(life, String(name), (value as Call).bind(target));
      const recorded = recording(log, { name: String(name), life: lifeNumber, broker: broker.id }, method);
      methods.set(name, recorded);
      return recorded;
    },
  });
}

function guarded(life: Life, name: string, call: Call): Call {
  if (LOCAL.has(name)) return call;
  if (name === 'streamFacts') {
    return (session, signal) => {
      const either = AbortSignal.any([signal as AbortSignal, life.ended]);
      return life.listen(call(session, either) as AsyncIterable<unknown>);
    };
  }
  // It answers at once, and what it tells is no call of the desk's: nothing is left behind by it that a kill could cut in two.
  if (name === 'marketFeed') {
    return (session, listener, signal) =>
      call(session, listener, AbortSignal.any([signal as AbortSignal, life.ended]));
  }
  return (...args) => life.pass(() => call(...args) as Promise<unknown>);
}

function recording(
  log: WireLog,
  at: { readonly name: string; readonly life: number; readonly broker: string },
  call: Call,
): Call {
  const kind =
    at.name === 'placeOrder'
      ? 'place'
      : at.name === 'modifyOrder'
        ? 'modify'
        : at.name === 'cancelOrder'
          ? 'cancel'
          : undefined;
  if (kind === undefined) return call;
  return async (session, order, signal) => {
    const { accountId } = session as BrokerSession;
    const write: Write = {
      kind,
      accountId,
      key: keyOf(log.venue, at.broker, order as Asked),
      tag: (order as Asked).clientOrderId,
      life: at.life,
      fromMs: log.nowMs(),
      toMs: undefined,
    };
    log.writes.push(write);
    try {
      return await call(session, order, signal);
    } finally {
      write.toMs = log.nowMs();
    }
  };
}

interface Asked {
  readonly clientOrderId?: string;
  readonly brokerOrderId?: string;
  readonly product?: string;
  readonly listing?: { readonly key: string };
}

/** A cancellation names no instrument; the venue knows which one it is about. */
function keyOf(venue: Venue, broker: string, order: Asked): string {
  if (order.brokerOrderId === undefined) return `${order.listing?.key}|${order.product}`;
  for (const client of venue.clients.list(broker)) {
    const found = venue.orders.find(client, order.brokerOrderId);
    if (found !== undefined) return `${found.instrument.listings[broker]?.key}|${found.product}`;
  }
  return '?';
}
