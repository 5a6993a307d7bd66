/**
 * What every request at a face passes first: the request log, the address check, the broker's rate windows and the
 * faults that a test has set.
 */
import type { Instant } from '@copydesk/core';
import type { Refusal } from './refusal.ts';
import type { ClientRef } from './venue-client.ts';

/** What a request is about, in the words of the faults table. `other` takes no fault. */
export type RequestKind =
  | 'place'
  | 'modify'
  | 'cancel'
  | 'convert'
  | 'book'
  | 'trades'
  | 'positions'
  | 'login'
  | 'stream'
  | 'feed'
  | 'other';

/** What a fault can be set on. */
export const FAULT_TARGETS = [
  'place',
  'modify',
  'cancel',
  'convert',
  'book',
  'trades',
  'positions',
  'login',
  'stream',
  'feed',
] as const satisfies readonly RequestKind[];
export type FaultTarget = (typeof FAULT_TARGETS)[number];

/** Every fault. The last four act on messages of streams and feeds only (`silence` on feeds), `stale` on reads only. */
export const FAULTS = [
  'delay',
  'reset-before',
  'reset-after',
  'answer-late',
  'timeout-400',
  '429',
  '500',
  'html',
  'stale',
  'duplicate',
  'reorder',
  'drop',
  'silence',
] as const;
export type FaultName = (typeof FAULTS)[number];

/** A fault that is set. */
export interface FaultSeed {
  /** Undefined: every broker. */
  readonly broker?: string | undefined;
  /** Undefined: every client. */
  readonly client?: string | undefined;
  readonly on: FaultTarget;
  readonly fault: FaultName;
  /** How often it strikes; undefined: until deleted. */
  readonly times?: number | undefined;
  /** For `delay`, `answer-late`, `stale` and `silence`. */
  readonly ms?: number | undefined;
  /** For `500` and `html`: whether the request took effect. */
  readonly effect?: boolean | undefined;
}

/** A request as a face has read it. */
export interface GateRequest {
  readonly broker: string;
  /** Undefined before the login is known or when the token is wrong. */
  readonly client: string | undefined;
  readonly apiKey?: string | undefined;
  readonly method: string;
  /** Path without query: tokens may stand in the query. */
  readonly path: string;
  readonly kind: RequestKind;
  /** The rate bucket of the broker's rules; undefined: not counted. */
  readonly bucket?: string | undefined;
  /** How many orders it makes when it is sliced. Default 1. */
  readonly weight?: number | undefined;
  /** Order calls are taken from registered addresses only. */
  readonly orderRoute?: boolean | undefined;
  readonly remoteAddress: string | undefined;
}

/** The fault that strikes a request. */
export interface StrikingFault {
  readonly fault: Exclude<FaultName, 'duplicate' | 'reorder' | 'drop' | 'silence' | 'stale'>;
  readonly ms: number;
  readonly effect: boolean;
}

/** The fault that strikes a message of a price feed. */
export interface FeedFault {
  readonly fault: 'delay' | 'duplicate' | 'reorder' | 'drop' | 'silence';
  readonly ms: number;
}

/** A request that was let in and logged. */
export interface GateTicket {
  /** `address` or `rate`; the face words it. Undefined: go on. */
  readonly refusal: Refusal | undefined;
  /** Carried out by `answerThrough`; a face need not look at it. */
  readonly fault: StrikingFault | undefined;
  /** For reads: pass on to the books, so that a `stale` fault shows the past. */
  readonly asOf: Instant | undefined;
  /** Writes status and time of the answer to the request log; `undefined` when the connection was reset. */
  close(status: number | undefined): void;
}

/** One line of the request log. */
export interface LoggedRequest extends Partial<ClientRef> {
  readonly broker: string;
  readonly method: string;
  readonly path: string;
  /** 0 while it is unanswered or when the connection was reset. */
  readonly status: number;
  readonly fault: FaultName | undefined;
  readonly receivedAt: Instant;
  /** Monotonic milliseconds of this machine, the same clock in every process. */
  readonly receivedMonotonicMs: number;
  readonly answeredMonotonicMs: number | undefined;
}

/** The gate. */
export interface Gate {
  request(request: GateRequest): GateTicket;
  /** The fault that strikes the next message of a client's price feed; used up by it. Faces carry it out with `FeedLine`. */
  feedFault(ref: ClientRef): FeedFault | undefined;
  /** The log, oldest first; the latest 20 000 are kept. */
  requests(filter?: Partial<ClientRef>): readonly LoggedRequest[];
  addFault(seed: FaultSeed): void;
  clearFaults(): void;
  /** Faults that are still set. */
  faults(): readonly FaultSeed[];
}
