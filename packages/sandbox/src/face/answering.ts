/**
 * How a face answers: reads a body, works, and lets the fault of the gate's ticket strike, the same for every broker.
 *
 * Leaves to the face: the bodies in the broker's words.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sleep, unreachable } from '@copydesk/core';
import type { GateTicket } from '../venue/gate.ts';
import type { Refusal } from '../venue/refusal.ts';
import type { Venue } from '../venue/venue.ts';

/** One HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** The broker's words for what the gate and the faults make necessary. */
export interface FaceWording {
  /** `address` and `rate` refusals of the gate; the fault `429` comes here as a `rate` refusal too. */
  refused(refusal: Refusal): Answer;
  /** The broker's own "timed out" refusal of a request that took effect (Kite: HTTP 400). */
  timedOut(): Answer;
  /** The broker's 500. */
  serverError(): Answer;
}

/** One request on its way through a face. */
export interface Passage {
  readonly venue: Venue;
  readonly ticket: GateTicket;
  readonly response: ServerResponse;
  readonly wording: FaceWording;
}

/** Thrown by `readBody` when a body is larger than allowed. */
export class BodyTooLarge extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super(`The body is larger than ${limitBytes} bytes.`);
    this.name = 'BodyTooLarge';
    this.limitBytes = limitBytes;
  }
}

/** The whole body as text. Rejects with BodyTooLarge beyond `limitBytes` (default 1 MiB). */
export async function readBody(request: IncomingMessage, limitBytes = 1_048_576): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limitBytes) throw new BodyTooLarge(limitBytes);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const HTML = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

/**
 * Lets the request through: words the gate's refusal, or runs `work` once and sends its answer, as the fault of the
 * ticket demands. `work` is where the request takes effect; it is not called when nothing may happen.
 */
export async function answerThrough(passage: Passage, work: () => Answer | Promise<Answer>): Promise<void> {
  const { ticket, wording } = passage;
  const fault = ticket.fault;
  if (fault === undefined) {
    send(passage, ticket.refusal === undefined ? await work() : wording.refused(ticket.refusal));
    return;
  }
  if (fault.fault === 'reset-before') return reset(passage);
  if (fault.fault === '429') {
    return send(passage, wording.refused({ reason: 'rate', limit: 0, windowMs: 1_000 }));
  }
  if (fault.fault === 'delay') await pause(passage, fault.ms);
  if (ticket.refusal !== undefined) return send(passage, wording.refused(ticket.refusal));
  switch (fault.fault) {
    case 'delay':
      return send(passage, await work());
    case 'answer-late': {
      const answer = await work();
      await pause(passage, fault.ms);
      return send(passage, answer);
    }
    case 'reset-after':
      await work();
      return reset(passage);
    case 'timeout-400':
      await work();
      return send(passage, wording.timedOut());
    case '500':
      if (fault.effect) await work();
      return send(passage, wording.serverError());
    case 'html':
      if (fault.effect) await work();
      return send(passage, { status: 502, headers: { 'content-type': 'text/html' }, body: HTML });
    default:
      return unreachable(fault.fault);
  }
}

function send({ response, ticket, venue }: Passage, answer: Answer): void {
  ticket.close(answer.status);
  if (response.destroyed) return;
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  // By the venue's clock, which can be moved: the broker that is imitated has one clock.
  const date = new Date(venue.clock.now()).toUTCString();
  response.writeHead(answer.status, { date, ...answer.headers, 'content-length': body.length });
  response.end(body);
}

/** Drops the connection without a byte of an answer: the peer sees a reset, not an orderly end. */
function reset({ response, ticket }: Passage): void {
  ticket.close(undefined);
  const socket = response.socket;
  if (socket !== null && 'resetAndDestroy' in socket) socket.resetAndDestroy();
  else response.destroy();
}

function pause({ venue }: Passage, ms: number): Promise<void> {
  return sleep(venue.clock, ms);
}
