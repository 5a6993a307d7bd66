/**
 * `expected` of domain.md §4.13, a second reading: §4.2 and §4.3 folded over the venue's trades of a master, with what rules skipped and
 * what the child's own trading took away.
 *
 * Decides: when the figure is certain. Desks learn of trades late and in another order than they happened; where that may change the figure,
 * it says so instead of guessing.
 */
import type { ChildSeed } from './history.ts';
import { after, type Fill, FLAT, type Holding, kept, share } from './oracle.ts';

/** What a child should hold at rest. */
export interface Expected {
  /** Signed. */
  readonly copied: number;
  /** By how much rounding may differ with the way in which fills of several orders are taken together. */
  readonly tolerance: number;
  /** False where another order of the same trades would give another figure. */
  readonly certain: boolean;
  /** Somebody closed by hand what an exit of the desk was closing: who closed which part depends on who was first. */
  readonly contested: boolean;
}

/** What the figure is worked out from. */
export interface Course {
  readonly master: readonly Fill[];
  readonly child: readonly Fill[];
  readonly link: ChildSeed;
  readonly lot: number;
  /** Orders of the master that the child skipped by a rule, and what it filled of each all the same. */
  readonly skipped: ReadonlyMap<string, number>;
  /** How long a desk may not know of a trade. */
  readonly learnedWithinMs: number;
}

/** A reduction of the master that is still going on, and what the child had when it began. */
interface Reduction {
  readonly orderId: string;
  readonly child: number;
  readonly held: number;
  exited: number;
}

class Fold {
  readonly #course: Course;
  #master: Holding = FLAT;
  #child: Holding = FLAT;
  /** Signed: the figure. */
  #copied = 0;
  #rounds = 0;
  #certain = true;
  #contested = false;
  #exitedAt = Number.NEGATIVE_INFINITY;
  #takenAt = Number.NEGATIVE_INFINITY;
  #reduction: Reduction | undefined;
  #last: { readonly at: number; readonly kind: string } | undefined;
  readonly #entered = new Map<string, number>();

  constructor(course: Course) {
    this.#course = course;
  }

  get result(): Expected {
    return {
      copied: this.#copied,
      tolerance: this.#rounds * this.#course.lot,
      certain: this.#certain,
      contested: this.#contested,
    };
  }

  /** The master traded. */
  lead(fill: Fill): void {
    const next = after(this.#master, fill.owner, fill.signed);
    const orderId = fill.orderId ?? fill.brokerOrderId;
    const was = this.#master.copied;
    const turned = was !== 0 && Math.sign(next.copied) === -Math.sign(was);
    const reduced = turned ? Math.abs(was) : Math.max(0, Math.abs(was) - Math.abs(next.copied));
    const opened = turned ? Math.abs(next.copied) : Math.max(0, Math.abs(next.copied) - Math.abs(was));
    if (reduced > 0) {
      this.#note(fill.at, `exit ${orderId}`);
      this.#reduce(orderId, was, reduced);
    }
    if (opened > 0) {
      this.#note(fill.at, `entry ${orderId}`);
      this.#enter(orderId, Math.sign(next.copied), opened);
    }
    this.#master = next;
    this.#restartWhenFlat(fill.at);
  }

  /** The child traded; what it takes away by itself stays away. */
  follow(fill: Fill): void {
    const next = after(this.#child, fill.owner, fill.signed);
    const taken = Math.abs(this.#child.copied) - Math.abs(next.copied);
    if (fill.owner === 'group') this.#exitedAt = fill.at;
    else this.#takenAt = fill.at;
    if (Math.abs(this.#exitedAt - this.#takenAt) <= this.#course.learnedWithinMs) this.#contested = true;
    if (fill.owner !== 'group' && taken > 0) {
      this.#note(fill.at, 'taken');
      this.#reduction = undefined;
      this.#copied = Math.sign(this.#copied) * Math.max(0, Math.abs(this.#copied) - taken);
      // Of what had not come yet or was to go it takes another part than the rule says.
      if (this.#child.copied !== this.#copied) this.#certain = false;
    }
    this.#child = next;
    this.#restartWhenFlat(fill.at);
  }

  #reduce(orderId: string, was: number, reduced: number): void {
    if (this.#reduction?.orderId !== orderId) {
      if (this.#reduction !== undefined) this.#rounds += 1;
      this.#reduction = { orderId, child: Math.abs(this.#copied), held: Math.abs(was), exited: 0 };
    }
    const reduction = this.#reduction;
    reduction.exited += reduced;
    this.#copied = Math.sign(was) * kept(reduction.child, reduction, this.#course.lot);
  }

  #enter(orderId: string, sign: number, opened: number): void {
    const { link, lot, skipped } = this.#course;
    const before = this.#entered.get(orderId) ?? 0;
    this.#entered.set(orderId, before + opened);
    this.#reduction = undefined;
    const filledAllTheSame = skipped.get(orderId);
    const grows =
      filledAllTheSame === undefined
        ? share(link, before + opened, lot) - share(link, before, lot)
        : before === 0
          ? filledAllTheSame
          : 0;
    this.#copied += sign * grows;
  }

  /** Entries and exits in quick succession: a desk may learn of them the other way round. */
  #note(at: number, kind: string): void {
    const before = this.#last;
    this.#last = { at, kind };
    if (before === undefined || before.kind === kind || at - before.at > this.#course.learnedWithinMs) return;
    const bothEntries = before.kind.startsWith('entry') && kind.startsWith('entry');
    // What a rule skipped belongs to one order; learned the other way round, another part of the same trades is that order's.
    const isAnyWayTheSame = isLinear(this.#course.link) && this.#course.skipped.size === 0;
    if (!bothEntries && !isAnyWayTheSame) this.#certain = false;
    if (before.kind === 'taken' || kind === 'taken') this.#certain = false;
  }

  #restartWhenFlat(at: number): void {
    if (this.#master.copied !== 0 || this.#child.copied !== 0 || this.#copied !== 0) return;
    // Flat by these trades; by the same ones the other way round it may not be.
    const { learnedWithinMs } = this.#course;
    const contestedAt = Math.max(this.#exitedAt, this.#takenAt);
    if (this.#contested && at - contestedAt <= learnedWithinMs) return;
    this.#rounds = 0;
    this.#certain = true;
    this.#contested = false;
    // What came last stays known: what follows closely upon it may be learned before it.
  }
}

/** Whether the child always holds so many times what its master holds, in whatever order that came about. */
function isLinear({ sizing, capLots }: ChildSeed): boolean {
  return sizing.kind === 'multiplier' && Number.isInteger(sizing.factor) && capLots === undefined;
}

/** Folds both courses in the order of the venue's clock; at the same instant the master goes first. */
export function expectedOf(course: Course): Expected {
  const fold = new Fold(course);
  const { master, child } = course;
  let next = 0;
  for (const fill of master) {
    for (; next < child.length && (child[next] as Fill).at < fill.at; next += 1)
      fold.follow(child[next] as Fill);
    fold.lead(fill);
  }
  for (; next < child.length; next += 1) fold.follow(child[next] as Fill);
  return fold.result;
}
