/**
 * The ordered queue of one account's actions: the only road to that account's broker.
 *
 * Decides: what goes next. Keeps I3 (actions on one instrument and product reach the broker in lane order: the next one
 * leaves when the one before is answered) and I5 (between instruments exits go before cancels, cancels before
 * modifies, modifies before entries). Leaves to others: what an action sends and what its answer means.
 */
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { CountedWrite, RateBudget, RateUse } from './rate-budget.ts';

/** What an action is for; earlier ones go first. */
export const LANE_PRIORITIES = ['exit', 'cancel', 'modify', 'entry'] as const;
export type LanePriority = (typeof LANE_PRIORITIES)[number];

/** What the account can take now: nothing, what reduces (its books were read once), or everything (it is settled). */
export type LaneOpening = 'closed' | 'reducing' | 'open';

/** What became of an attempt: done (whatever the broker said), or to be tried again not before `afterMs`. `slowDown`: the broker asked for fewer. */
export type AttemptResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly afterMs: number; readonly slowDown?: boolean };

/** One action in a lane. */
export interface LaneAction {
  readonly priority: LanePriority;
  /** Instrument and product: within it, order is kept. */
  readonly key: string;
  /** Journal number of its decision; what was decided later goes behind it, whichever was durable and handed over first. Left out: it keeps the place at which it came. */
  readonly decidedAt?: number | undefined;
  /** Says, just before it would be sent, whether it should be. `drop`: the action has recorded why. A number: not yet, in so many milliseconds. */
  ready(): 'go' | 'drop' | number;
  /** Whether it can never go any more, though the account takes nothing of its kind now: it has recorded why. */
  readonly hasOutlived?: (() => boolean) | undefined;
  /** Sends it. Never rejects. */
  attempt(): Promise<AttemptResult>;
}

/** An entry that waits, for the budget or for its account, is looked at so often: it may grow too old meanwhile. */
const LOOK_AGAIN_MS = 1_000;

interface Queued {
  readonly action: LaneAction;
  notBeforeMs: number;
}

export class Lane {
  readonly #clock: Clock;
  readonly #budget: RateBudget;
  readonly #opening: () => LaneOpening;
  readonly #queues: Record<LanePriority, Queued[]> = { exit: [], cancel: [], modify: [], entry: [] };
  readonly #busy = new Map<string, LaneAction>();
  /** By the same keys: resolves when it is answered. */
  readonly #running = new Map<string, Promise<void>>();
  /** The broker asked for fewer writes: nothing leaves before that. */
  #pausedUntilMs = 0;
  #timer: CancelTimer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #closed = false;
  /** A turn is under way: what its actions record may add to the lane, take from it and wake it. */
  #waking = false;
  #wokenMeanwhile = false;

  /** `opening` says what the account can take now; `wake` must be called when that changes. */
  constructor(clock: Clock, budget: RateBudget, opening: () => LaneOpening) {
    this.#clock = clock;
    this.#budget = budget;
    this.#opening = opening;
  }

  /** Adds an action at its place and sends what can go now. */
  add(action: LaneAction): void {
    const queue = this.#queues[action.priority];
    const { key, decidedAt = Number.POSITIVE_INFINITY } = action;
    const later = queue.findIndex(
      (queued) => queued.action.key === key && (queued.action.decidedAt ?? 0) > decidedAt,
    );
    queue.splice(later === -1 ? queue.length : later, 0, { action, notBeforeMs: 0 });
    this.wake();
  }

  /** Takes every waiting action out for which `which` says so, and returns them. */
  remove(which: (action: LaneAction) => boolean): readonly LaneAction[] {
    if (this.#waiting === 0) return [];
    this.#wokenMeanwhile = true;
    const removed: LaneAction[] = [];
    for (const priority of LANE_PRIORITIES) {
      this.#queues[priority] = this.#queues[priority].filter((queued) => {
        if (!which(queued.action)) return true;
        removed.push(queued.action);
        return false;
      });
    }
    return removed;
  }

  /** Whether an action waits for which `which` says so. */
  waits(which: (action: LaneAction) => boolean): boolean {
    return LANE_PRIORITIES.some((priority) => this.#queues[priority].some(({ action }) => which(action)));
  }

  /** Whether such an action waits or is on its way. */
  has(which: (action: LaneAction) => boolean): boolean {
    return this.waits(which) || [...this.#busy.values()].some(which);
  }

  /** How many actions wait or are on their way. */
  get depth(): number {
    return this.#waiting + this.#busy.size;
  }

  /** How much of the broker's shortest window its writes have used. */
  get rateUse(): RateUse | undefined {
    return this.#budget.use();
  }

  /** For how long nothing that reduces may leave for the rates of its broker; 0 when it may. */
  get rateWaitMs(): number {
    const pausedMs = this.#pausedUntilMs - this.#clock.monotonicMs();
    return Math.max(0, pausedMs, this.#budget.waitMs('reduce'));
  }

  /** Whether an answer is awaited. */
  get isSending(): boolean {
    return this.#busy.size > 0;
  }

  /** Sends everything that may go now. Called in its own turn, it is done when that turn is. */
  wake(): void {
    this.#wokenMeanwhile = true;
    if (this.#waking) return;
    this.#waking = true;
    try {
      while (this.#wokenMeanwhile) {
        this.#wokenMeanwhile = false;
        while (!this.#closed && this.#sendNext()) {
          // Each round sends one action.
        }
      }
    } finally {
      this.#waking = false;
    }
  }

  /** Stops sending; what waits stays in the journal. Resolves when what was on its way is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.();
    await Promise.all(this.#running.values());
  }

  get #waiting(): number {
    const { exit, cancel, modify, entry } = this.#queues;
    return exit.length + cancel.length + modify.length + entry.length;
  }

  /** What waits, when nothing else does. */
  get #only(): Queued | undefined {
    if (this.#waiting !== 1) return undefined;
    const { exit, cancel, modify, entry } = this.#queues;
    return exit[0] ?? cancel[0] ?? modify[0] ?? entry[0];
  }

  #sendNext(): boolean {
    if (this.#waiting === 0) return false;
    const opening = this.#opening();
    if (opening !== 'open') this.#dropOutlived();
    if (opening === 'closed') return false;
    const only = opening === 'open' ? this.#only : undefined;
    if (only !== undefined) return !this.#busy.has(only.action.key) && this.#take(only);
    const behind = new Set(this.#busy.keys());
    for (const priority of LANE_PRIORITIES) {
      if (opening === 'reducing' && !isReducing(priority)) return false;
      // What ends an order waits for no exit that itself waits: the order may fill meanwhile.
      const blocked = priority === 'cancel' ? new Set(this.#busy.keys()) : behind;
      // Asking one may change the queue, and then there is another round.
      for (let i = 0; i < this.#queues[priority].length; i += 1) {
        const queued = this.#queues[priority][i];
        if (queued === undefined || blocked.has(queued.action.key)) continue;
        // What waits keeps its place: nothing of its instrument overtakes it within its own queue, and nothing but a cancel from another one.
        blocked.add(queued.action.key);
        behind.add(queued.action.key);
        if (this.#take(queued)) return true;
      }
    }
    return false;
  }

  /** An entry that waits for its account grows old as elsewhere, and whoever looks is told. */
  #dropOutlived(): void {
    // What they record may add to the queue.
    for (const queued of [...this.#queues.entry])
      if (queued.action.hasOutlived?.() === true) this.#remove(queued);
    if (this.#queues.entry.some(({ action }) => action.hasOutlived !== undefined))
      this.#wakeIn(LOOK_AGAIN_MS, this.#clock.monotonicMs());
  }

  /** Sends the action or drops it; false when it must wait. */
  #take(queued: Queued): boolean {
    const { action } = queued;
    const nowMs = this.#clock.monotonicMs();
    const allowedInMs = Math.max(this.#pausedUntilMs - nowMs, this.#budget.waitMs(purposeOf(action)));
    const waitMs = Math.max(queued.notBeforeMs - nowMs, allowedInMs);
    // What an exit takes is decided when it leaves; whether an entry still may go is looked at while it waits, too.
    const ready = waitMs > 0 && action.priority !== 'entry' ? waitMs : action.ready();
    if (ready === 'drop') {
      this.#remove(queued);
      return true;
    }
    if (waitMs > 0 || typeof ready === 'number') {
      const lookInMs = Math.max(waitMs, typeof ready === 'number' ? ready : 0);
      this.#wakeIn(action.priority === 'entry' ? Math.min(lookInMs, LOOK_AGAIN_MS) : lookInMs, nowMs);
      return false;
    }
    // It may have been taken out while it was asked.
    if (this.#remove(queued)) this.#run(queued, this.#budget.take());
    return true;
  }

  /** Asking may have changed the queue: what is ready is taken out by itself, not by its place. False when it was gone. */
  #remove(queued: Queued): boolean {
    const queue = this.#queues[queued.action.priority];
    const place = queue.indexOf(queued);
    if (place >= 0) queue.splice(place, 1);
    return place >= 0;
  }

  #run(queued: Queued, write: CountedWrite): void {
    const { action } = queued;
    this.#busy.set(action.key, action);
    // An attempt that rejects is a bug of ours: it ends the process, and a restart settles what it left.
    const answered = action.attempt().then((result) => this.#answered(queued, write, result));
    this.#running.set(action.key, answered);
  }

  #answered(queued: Queued, write: CountedWrite, result: AttemptResult): void {
    const { action } = queued;
    this.#busy.delete(action.key);
    this.#running.delete(action.key);
    this.#budget.answered(write);
    if (result.kind === 'again') {
      queued.notBeforeMs = this.#clock.monotonicMs() + result.afterMs;
      this.#queues[action.priority].unshift(queued);
      this.slowDown(result);
    }
    this.wake();
  }

  /** Where the broker asked for fewer writes, nothing leaves before its time, and fewer for a while after it. */
  slowDown(again: Extract<AttemptResult, { readonly kind: 'again' }>): void {
    if (again.slowDown !== true) return;
    this.#budget.slowDown();
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonicMs() + again.afterMs);
  }

  #wakeIn(delayMs: number, nowMs: number): void {
    const atMs = nowMs + delayMs;
    if (this.#timer !== undefined && this.#timerAtMs <= atMs) return;
    this.#timer?.();
    this.#timerAtMs = atMs;
    this.#timer = this.#clock.after(Math.max(1, Math.ceil(delayMs)), () => {
      this.#timer = undefined;
      this.wake();
    });
  }
}

function isReducing(priority: LanePriority): boolean {
  return priority === 'exit' || priority === 'cancel';
}

function purposeOf({ priority }: LaneAction): 'reduce' | 'add' {
  return isReducing(priority) ? 'reduce' : 'add';
}
