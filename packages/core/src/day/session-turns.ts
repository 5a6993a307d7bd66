/**
 * Notices when sessions open and when product `I` is to be closed, in every segment and both environments.
 *
 * Decides: when to look. It looks at what is, not at what happened: a start in the middle of a day, a moved clock or a
 * changed calendar only make it look again. Leaves to others: what is done then.
 */
import type { Environment } from '../broker/broker-id.ts';
import { SEGMENTS, type Segment } from '../instrument/instrument.ts';
import { entriesUntil, type MarketTimes } from '../market/market-times.ts';
import type { CancelTimer, Clock, Instant } from '../ports/clock.ts';
import type { MarketMoment } from '../ports/market-calendar.ts';

const ENVIRONMENTS: readonly Environment[] = ['live', 'sandbox'];

/** A calendar may change, and a machine may sleep: it is asked again at least so often. */
const LOOK_AGAIN_MS = 60_000;

/** Who is told. */
export interface SessionTurnHooks {
  /** A segment trades that did not when it was last looked at; also told for every open one at the first look. */
  readonly opened: (environment: Environment, segment: Segment) => void;
  /** A segment trades no more. */
  readonly closed: (environment: Environment) => void;
  /** The desk closes product `I` now; told at every look until the session ends. */
  readonly closeIntraday: (environment: Environment, segment: Segment) => void;
}

export class SessionTurns {
  readonly #clock: Clock;
  readonly #times: MarketTimes;
  readonly #hooks: SessionTurnHooks;
  readonly #open = new Set<string>();
  #timer: CancelTimer | undefined;
  #closed = false;

  constructor(clock: Clock, times: MarketTimes, hooks: SessionTurnHooks) {
    this.#clock = clock;
    this.#times = times;
    this.#hooks = hooks;
  }

  /** Looks now, and from then on at every turn. Called again when a clock was moved or a calendar changed. */
  look(): void {
    if (this.#closed) return;
    this.#timer?.();
    let nextMs = LOOK_AGAIN_MS;
    for (const environment of ENVIRONMENTS) {
      const now = this.#times.nowIn(environment);
      for (const segment of SEGMENTS) {
        const moment = this.#times.momentIn(environment, { segment });
        this.#tell(environment, segment, moment, now);
        for (const turn of turnsOf(moment)) if (turn > now) nextMs = Math.min(nextMs, turn - now);
      }
    }
    this.#timer = this.#clock.after(Math.max(1, nextMs), () => this.look());
  }

  /** Ends it. */
  close(): void {
    this.#closed = true;
    this.#timer?.();
  }

  #tell(environment: Environment, segment: Segment, moment: MarketMoment, now: Instant): void {
    const name = `${environment}|${segment}`;
    if (!moment.open) {
      if (this.#open.delete(name)) this.#hooks.closed(environment);
    } else if (!this.#open.has(name)) {
      this.#open.add(name);
      this.#hooks.opened(environment, segment);
    }
    if (moment.open && moment.deskClosesAt !== undefined && now >= moment.deskClosesAt)
      this.#hooks.closeIntraday(environment, segment);
  }
}

function turnsOf(moment: MarketMoment): readonly Instant[] {
  const { opensAt, closesAt, deskClosesAt, nextOpensAt } = moment;
  return [opensAt, closesAt, deskClosesAt, nextOpensAt, entriesUntil(moment)].filter(
    (at) => at !== undefined,
  );
}
