/**
 * The ordered queue of one account's actions: the only road to that account's broker.
 *
 * Decides: what goes next. Keeps I3 (actions on one instrument and product reach the broker in lane order: the next one
 * leaves when the one before is answered) and I5 (between instruments exits go before cancels, cancels before
 * modifies, modifies before entries). Leaves to others: what an action sends and what its answer means.
 */
import type { CancelTimer, Clock } from '../ports/clock.ts';
import type { RateBudget } from './rate-budget.ts';

/** What an action is for; earlier ones go first. */
export const LANE_PRIORITIES = ['exit', 'cancel', 'modify', 'entry'] as const;
export type LanePriority = (typeof LANE_PRIORITIES)[number];

/** What became of an attempt: done (whatever the broker said), or to be tried again not before `afterMs`. */
export type AttemptResult = { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

/** One action in a lane. */
export interface LaneAction {
  readonly priority: LanePriority;
  /** Instrument and product: within it, order is kept. */
  readonly key: string;
  /** Says, just before it would be sent, whether it should be. `drop`: the action has recorded why. A number: not yet, in so many milliseconds. */
  ready(): 'go' | 'drop' | number;
  /** Sends it. Never rejects. */
  attempt(): Promise<AttemptResult>;
}

interface Queued {
  readonly action: LaneAction;
  notBeforeMs: number;
}

export class Lane {
  readonly #clock: Clock;
  readonly #budget: RateBudget;
  readonly #isOpen: () => boolean;
  readonly #queues: Record<LanePriority, Queued[]> = { exit: [], cancel: [], modify: [], entry: [] };
  readonly #busy = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #timer: CancelTimer | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;
  #closed = false;

  /** `isOpen` says whether the account can take actions now; `wake` must be called when that changes. */
  constructor(clock: Clock, budget: RateBudget, isOpen: () => boolean) {
    this.#clock = clock;
    this.#budget = budget;
    this.#isOpen = isOpen;
  }

  /** Adds an action at its place and sends what can go now. */
  add(action: LaneAction): void {
    this.#queues[action.priority].push({ action, notBeforeMs: 0 });
    this.wake();
  }

  /** Takes every waiting action out for which `which` says so, and returns them. */
  remove(which: (action: LaneAction) => boolean): readonly LaneAction[] {
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

  /** How many actions wait or are on their way. */
  get depth(): number {
    return this.#waiting + this.#busy.size;
  }

  /** Whether an answer is awaited. */
  get isSending(): boolean {
    return this.#busy.size > 0;
  }

  /** Sends everything that may go now. */
  wake(): void {
    while (!this.#closed && this.#isOpen() && this.#sendNext()) {
      // Each round sends one action.
    }
  }

  /** Stops sending; what waits stays in the journal. Resolves when what was on its way is answered. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.();
    await Promise.all(this.#running);
  }

  get #waiting(): number {
    const { exit, cancel, modify, entry } = this.#queues;
    return exit.length + cancel.length + modify.length + entry.length;
  }

  #sendNext(): boolean {
    if (this.#waiting === 0) return false;
    const nowMs = this.#clock.monotonicMs();
    const blocked = new Set(this.#busy);
    for (const priority of LANE_PRIORITIES) {
      const queue = this.#queues[priority];
      for (let i = 0; i < queue.length; i += 1) {
        const queued = queue[i];
        if (queued === undefined || blocked.has(queued.action.key)) continue;
        // What waits keeps its place: nothing of its instrument overtakes it within its own queue.
        blocked.add(queued.action.key);
        const wait = Math.max(
          queued.notBeforeMs - nowMs,
          this.#budget.waitMs(nowMs, priority === 'exit' || priority === 'cancel'),
        );
        if (wait > 0) {
          this.#wakeIn(wait, nowMs);
          continue;
        }
        const ready = queued.action.ready();
        if (typeof ready === 'number') {
          queued.notBeforeMs = nowMs + ready;
          this.#wakeIn(ready, nowMs);
          continue;
        }
        // Asking may have changed the queue: what is ready is taken out by itself, not by its place.
        const place = this.#queues[priority].indexOf(queued);
        if (place >= 0) this.#queues[priority].splice(place, 1);
        if (ready === 'drop') return true;
        this.#budget.take(nowMs);
        const run = this.#run(queued);
        this.#running.add(run);
        // An attempt that rejects is a bug of ours: it ends the process, and a restart settles what it left.
        void run.then(() => this.#running.delete(run));
        return true;
      }
    }
    return false;
  }

  async #run(queued: Queued): Promise<void> {
    const { action } = queued;
    this.#busy.add(action.key);
    const result = await action.attempt();
    this.#busy.delete(action.key);
    if (result.kind === 'again') {
      queued.notBeforeMs = this.#clock.monotonicMs() + result.afterMs;
      this.#queues[action.priority].unshift(queued);
    }
    this.wake();
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
