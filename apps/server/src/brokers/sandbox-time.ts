/**
 * The venue's clock and hours, followed: what sandbox accounts live by.
 *
 * Decides: nothing; it repeats what the sandbox's control says, as soon as it says it. Durations and timers stay those of the
 * machine: only wall time can be moved.
 */
import { setTimeout } from 'node:timers/promises';
import {
  ALWAYS_OPEN,
  type CalendarData,
  type CancelTimer,
  type Clock,
  type Instant,
  instantOf,
  type MarketCalendar,
  type MarketMoment,
  SEGMENTS,
  type Segment,
  SessionCalendar,
  type SessionHours,
} from '@copydesk/core';
import * as z from 'zod';
import type { Log } from '../process/log.ts';

/** Between two attempts to hear of a sandbox that does not answer. */
const RETRY_MS = 500;
/** Longer than the sandbox lets anybody wait. */
const ANSWER_WITHIN_MS = 30_000;

const hours = z.object({ opens: z.string(), closes: z.string(), cutOff: z.string() });
const time = z.object({
  version: z.number(),
  offsetMs: z.number(),
  open: z.union([z.boolean(), z.literal('calendar')]),
  hours: z.record(z.enum(SEGMENTS), hours),
  holidays: z.array(z.string()),
});

export interface SandboxTimeParts {
  readonly clock: Clock;
  readonly log: Log;
  /** When the desk closes product `I`, by segment: the venue does not know of it. */
  readonly deskCloses: (segment: Segment) => string | undefined;
}

export class SandboxTime implements Clock {
  readonly #parts: SandboxTimeParts;
  readonly #stop = new AbortController();
  #offsetMs = 0;
  #calendar: MarketCalendar = ALWAYS_OPEN;
  #changed: () => void = () => undefined;

  constructor(parts: SandboxTimeParts) {
    this.#parts = parts;
  }

  now(): Instant {
    return instantOf(this.#parts.clock.now() + this.#offsetMs);
  }

  monotonicMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  after(delayMs: number, run: () => void): CancelTimer {
    return this.#parts.clock.after(delayMs, run);
  }

  /** The venue's hours as they are now: always open unless somebody changed that. */
  readonly calendar: MarketCalendar = {
    momentOf: (segment: Segment, at: Instant): MarketMoment => this.#calendar.momentOf(segment, at),
  };

  /** Sets who is told when the clock was moved or the hours were changed. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** Reads the time once, then goes on following it in the background. An older sandbox without this keeps the machine's time. */
  async follow(control: string): Promise<void> {
    const first = await this.#read(`${control}/time`);
    if (first === undefined) {
      this.#parts.log.warn(
        { control },
        'The sandbox does not tell its time; the clock of this machine is used',
      );
      return;
    }
    void this.#goOn(control, first);
  }

  /** Stops following. */
  close(): void {
    this.#stop.abort();
  }

  async #goOn(control: string, version: number): Promise<void> {
    const { signal } = this.#stop;
    for (let known = version; !signal.aborted; ) {
      try {
        const next = await this.#read(`${control}/time?after=${known}`);
        if (next !== undefined && next !== known) this.#changed();
        known = next ?? known;
        if (next === undefined) await setTimeout(RETRY_MS, undefined, { signal });
      } catch {
        // The sandbox is away, or the desk closes: its time stays what it was.
        await setTimeout(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Takes what the sandbox tells, and gives its version; undefined when it tells nothing of the kind. */
  async #read(url: string): Promise<number | undefined> {
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
    const answer = await fetch(url, { signal });
    if (!answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    const told = time.parse(await answer.json());
    this.#offsetMs = told.offsetMs;
    this.#calendar = this.#calendarOf(told);
    return told.version;
  }

  #calendarOf(told: z.output<typeof time>): MarketCalendar {
    if (told.open === true) return ALWAYS_OPEN;
    if (told.open === false) return ALWAYS_CLOSED;
    const entries = SEGMENTS.map(
      (segment) => [segment, this.#hoursOf(segment, told.hours[segment])] as const,
    );
    const data: CalendarData = {
      hours: Object.fromEntries(entries) as Record<Segment, SessionHours>,
      specialDays: told.holidays.map((date) => ({ date, segments: SEGMENTS, hours: undefined })),
    };
    return new SessionCalendar(data);
  }

  /** The desk's own closing time only where it lies within the venue's hours. */
  #hoursOf(segment: Segment, venue: z.output<typeof hours>): SessionHours {
    const deskCloses = this.#parts.deskCloses(segment);
    const within = deskCloses !== undefined && deskCloses > venue.opens && deskCloses <= venue.closes;
    return { ...venue, deskCloses: within ? deskCloses : undefined };
  }
}

const CLOSED: MarketMoment = {
  open: false,
  opensAt: undefined,
  closesAt: undefined,
  cutOffAt: undefined,
  deskClosesAt: undefined,
  nextOpensAt: undefined,
};
const ALWAYS_CLOSED: MarketCalendar = { momentOf: () => CLOSED };
