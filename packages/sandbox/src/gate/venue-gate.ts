/** The gate: log, addresses, rate windows, faults. */
import { instantOf } from '@copydesk/core';
import type { ClientBook } from '../clients/client-book.ts';
import { machineMonotonicMs } from '../clock/system-clock.ts';
import type { BrokerRules } from '../venue/broker-rules.ts';
import {
  FAULT_TARGETS,
  type FaultSeed,
  type FaultTarget,
  type FeedFault,
  type Gate,
  type GateRequest,
  type GateTicket,
  type LoggedRequest,
  type StrikingFault,
} from '../venue/gate.ts';
import type { Refusal } from '../venue/refusal.ts';
import type { ClientRef } from '../venue/venue-client.ts';
import type { VenueClock } from '../venue/venue-market.ts';
import type { FaultPlan, Strike } from './fault-plan.ts';
import { RateWindows } from './rate-windows.ts';
import type { RequestLog } from './request-log.ts';

/** What the gate works with. */
export interface GateParts {
  readonly clock: VenueClock;
  readonly brokers: ReadonlyMap<string, BrokerRules>;
  readonly clients: ClientBook;
  readonly faults: FaultPlan;
  readonly log: RequestLog;
  readonly unlimitedRates: boolean;
  /** Stores what has changed. */
  readonly commit: () => void;
}

/** Every request of every face passes here. */
export class VenueGate implements Gate {
  readonly #parts: GateParts;
  readonly #rates = new RateWindows();
  #committing = false;
  #closed = false;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  request(request: GateRequest): GateTicket {
    const { clock, log, faults } = this.#parts;
    const line = log.open({
      broker: request.broker,
      ...(request.client === undefined ? {} : { client: request.client }),
      method: request.method,
      path: request.path,
      status: 0,
      fault: undefined,
      receivedAt: clock.now(),
      receivedMonotonicMs: machineMonotonicMs(),
      answeredMonotonicMs: undefined,
    });
    const strike = isTarget(request.kind)
      ? faults.strike(request.kind, { broker: request.broker, ...clientOf(request) })
      : undefined;
    const stale = strike?.fault === 'stale';
    return {
      refusal: this.#address(request) ?? this.#rate(request),
      fault: strike === undefined || stale ? undefined : strikingFault(strike),
      asOf: stale ? instantOf(clock.now() - strike.ms) : undefined,
      close: (status) => {
        log.close(line, status, strike?.fault, machineMonotonicMs());
        this.#commitSoon();
      },
    };
  }

  feedFault(ref: ClientRef): FeedFault | undefined {
    const strike = this.#parts.faults.strikeMessage('feed', ref);
    return strike === undefined ? undefined : { fault: strike.fault as FeedFault['fault'], ms: strike.ms };
  }

  /** One write for all requests that end in the same turn: what they did is stored already, this is only the log. */
  #commitSoon(): void {
    if (this.#committing) return;
    this.#committing = true;
    this.#parts.clock.after(0, () => {
      this.#committing = false;
      if (!this.#closed) this.#parts.commit();
    });
  }

  /** No more commits: the log is about to close. */
  close(): void {
    this.#closed = true;
  }

  requests(filter?: Partial<ClientRef>): readonly LoggedRequest[] {
    return this.#parts.log.list(filter);
  }

  addFault(seed: FaultSeed): void {
    this.#parts.faults.add(seed);
    this.#parts.commit();
  }

  clearFaults(): void {
    this.#parts.faults.clear();
    this.#parts.commit();
  }

  faults(): readonly FaultSeed[] {
    return this.#parts.faults.list();
  }

  #address(request: GateRequest): Refusal | undefined {
    if (request.orderRoute !== true || request.client === undefined) return undefined;
    const ips = this.#parts.clients.find(request.broker, request.client)?.ips;
    if (ips === undefined) return undefined;
    const remoteAddress = plainAddress(request.remoteAddress);
    if (ips.some((ip) => plainAddress(ip) === remoteAddress)) return undefined;
    const problem = ips.length === 0 ? 'none-configured' : 'not-allowed';
    return { reason: 'address', problem, remoteAddress, configured: ips };
  }

  #rate(request: GateRequest): Refusal | undefined {
    if (this.#parts.unlimitedRates || request.bucket === undefined) return undefined;
    const bucket = this.#parts.brokers.get(request.broker)?.rates[request.bucket];
    if (bucket === undefined) throw new Error(`${request.broker} has no rate bucket ${request.bucket}.`);
    const who = bucket.per === 'app' ? (request.apiKey ?? '') : (request.client ?? '');
    const owner = `${request.broker} ${request.bucket} ${who}`;
    const full = this.#rates.take(owner, bucket, request.weight ?? 1, this.#parts.clock.now());
    return full === undefined ? undefined : { reason: 'rate', limit: full.limit, windowMs: full.windowMs };
  }
}

function clientOf(request: GateRequest): Partial<ClientRef> {
  return request.client === undefined ? {} : { client: request.client };
}

function isTarget(kind: GateRequest['kind']): kind is FaultTarget {
  return (FAULT_TARGETS as readonly string[]).includes(kind);
}

function strikingFault(strike: Strike): StrikingFault {
  return { fault: strike.fault as StrikingFault['fault'], ms: strike.ms, effect: strike.effect };
}

/** Node prints an IPv4 peer of a dual-stack socket as `::ffff:127.0.0.1`. */
function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '').toLowerCase();
}
