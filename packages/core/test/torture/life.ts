/**
 * One life of a desk: everything that it reaches outside of itself passes a gate that a kill closes for ever.
 *
 * Decides: at which await a kill strikes. Every port call is counted twice, before it takes effect and after; those are all
 * the instants at which a crash can leave something different behind. What has left for a broker goes on without us.
 */
import type { CancelTimer, Clock, Instant } from '../../src/index.ts';

/** Where a kill strikes: at the so-many-th port call from when it is armed, before or after what the call does. */
export interface KillPoint {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** So often a desk may ask for the time while none passes; a desk that decides the same for ever asks on. */
const ASKED_AT_ONCE = 30_000;

/** Not one for all: what waits for a promise that never settles is kept as long as the promise is. */
const never = (): Promise<never> => new Promise(() => undefined);

export class Life {
  readonly clock: Clock;
  readonly #timers = new Set<CancelTimer>();
  readonly #ended = new AbortController();
  #calls = 0;
  #strikeAt: number | undefined;
  #when: KillPoint['when'] = 'before';
  #dead = false;
  #stuck = false;
  #asked = 0;
  #askedAtMs = 0;

  constructor(clock: Clock) {
    this.clock = {
      now: () => this.#now(clock),
      monotonicMs: () => clock.monotonicMs(),
      after: (delayMs, run) => this.#after(clock, delayMs, run),
    };
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** It went round in a circle and was ended for that. */
  get stuck(): boolean {
    return this.#stuck;
  }

  /** Aborts with the life: a process that ends closes its sockets. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** How many port calls there were. */
  get calls(): number {
    return this.#calls;
  }

  /** Sets where the next kill strikes; undefined takes it back. */
  arm(point: KillPoint | undefined): void {
    this.#strikeAt = point === undefined ? undefined : this.#calls + point.call;
    this.#when = point?.when ?? 'before';
  }

  /** SIGKILL: no timer runs any more, no call goes out, no answer is heard. */
  kill(): void {
    if (this.#dead) return;
    this.#dead = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#ended.abort();
  }

  /** Carries out one port call, unless the desk is dead by then, and gives its answer, unless it died meanwhile. */
  async pass<T>(effect: () => Promise<T>): Promise<T> {
    if (this.#dead) return never();
    this.#calls += 1;
    const call = this.#calls;
    if (call === this.#strikeAt && this.#when === 'before') this.kill();
    if (this.#dead) return never();
    try {
      const answer = await effect();
      if (call === this.#strikeAt) this.kill();
      return this.#dead ? await never() : answer;
    } catch (error) {
      if (this.#dead) return never();
      throw error;
    }
  }

  /** `pass` for what is read bit by bit: nothing of it is heard after the end. */
  async *listen<T>(source: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    for await (const item of source) {
      if (this.#dead) await never();
      yield item;
    }
    if (this.#dead) await never();
  }

  #now(clock: Clock): Instant {
    const atMs = clock.monotonicMs();
    this.#asked = atMs === this.#askedAtMs ? this.#asked + 1 : 0;
    this.#askedAtMs = atMs;
    if (this.#asked > ASKED_AT_ONCE) {
      this.#stuck = true;
      this.kill();
      throw new Error('The desk goes round in a circle');
    }
    return clock.now();
  }

  #after(clock: Clock, delayMs: number, run: () => void): CancelTimer {
    if (this.#dead) return () => undefined;
    const cancel = clock.after(delayMs, () => {
      this.#timers.delete(end);
      run();
    });
    const end = (): void => {
      this.#timers.delete(end);
      cancel();
    };
    this.#timers.add(end);
    return end;
  }
}
