/** What a run counts, and the table at its end. */

import type { Explained } from './compare-children.ts';
import type { Finding } from './compare-orders.ts';
import type { OpenIntents } from './journal-at-death.ts';

/** When a kill fell: with requests on their way, at any moment, or while the server was coming back from the one before. */
export type KillMoment = 'in-flight' | 'any' | 'recovering';

export class Figures {
  kills = 0;
  killsWithOpenIntents = 0;
  commands = 0;
  askedAgain = 0;
  comparisons = 0;
  venueOrders = 0;
  /** Rounds that the harness itself could not finish. */
  brokenOff = 0;
  readonly moments: Record<KillMoment, number> = { 'in-flight': 0, any: 0, recovering: 0 };
  readonly open: Record<keyof OpenIntents, number> = { journaled: 0, sending: 0, uncertain: 0 };
  readonly violations: Record<Finding['kind'], number> = { doubled: 0, lost: 0, unexplained: 0 };
  readonly explained = new Map<string, number>();
  readonly armedMs: number[] = [];
  readonly residentMb: number[] = [];
  highestMb = 0;
  readonly onExplained: (difference: Explained) => void;

  constructor(onExplained: (difference: Explained) => void) {
    this.onExplained = onExplained;
  }

  /** Counts a kill and what its journal left open. */
  kill(moment: KillMoment, open: OpenIntents): void {
    this.kills += 1;
    this.moments[moment] += 1;
    let any = false;
    for (const state of ['journaled', 'sending', 'uncertain'] as const) {
      if (open[state] === 0) continue;
      any = true;
      this.open[state] += 1;
    }
    if (any) this.killsWithOpenIntents += 1;
  }

  /** Counts a start: from `exec` to every account armed. */
  armed(ms: number, memory: { readonly residentMb: number; readonly highestMb: number } | undefined): void {
    this.armedMs.push(ms);
    if (memory === undefined) return;
    this.residentMb.push(memory.residentMb);
    this.highestMb = Math.max(this.highestMb, memory.highestMb);
  }

  explain(differences: readonly Explained[]): void {
    for (const difference of differences) {
      this.onExplained(difference);
      for (const code of difference.codes) this.explained.set(code, (this.explained.get(code) ?? 0) + 1);
    }
  }

  violate(findings: readonly Finding[]): void {
    for (const { kind } of findings) this.violations[kind] += 1;
  }

  /** How many violations there were. */
  get violated(): number {
    return Object.values(this.violations).reduce((sum, count) => sum + count, 0);
  }

  /** The lines of the table. */
  table(): readonly (readonly [name: string, value: string])[] {
    const share = this.kills === 0 ? 0 : (100 * this.killsWithOpenIntents) / this.kills;
    const codes = [...this.explained].map(([code, count]) => `${code} ${count}`).join(', ');
    const { doubled, lost, unexplained } = this.violations;
    return [
      ['kills', String(this.kills)],
      ['  with requests on their way', String(this.moments['in-flight'])],
      ['  at any moment', String(this.moments.any)],
      ['  while recovering from the one before', String(this.moments.recovering)],
      [
        'kills with an intent without recorded outcome',
        `${this.killsWithOpenIntents} (${share.toFixed(1)} %)`,
      ],
      ['  journaled, nothing says that a byte left', String(this.open.journaled)],
      ['  sending', String(this.open.sending)],
      ['  uncertain', String(this.open.uncertain)],
      ['commands (asked again after a kill)', `${this.commands} (${this.askedAgain})`],
      ['orders at the venue', String(this.venueOrders)],
      ['comparisons', String(this.comparisons)],
      ['doubled', String(doubled)],
      ['lost', String(lost)],
      ['unexplained', String(unexplained)],
      ['rounds that the harness broke off', String(this.brokenOff)],
      ['differences that the desk explains', codes === '' ? 'none' : codes],
      ['exec to armed, median', `${median(this.armedMs).toFixed(0)} ms`],
      ['exec to armed, worst', `${Math.max(0, ...this.armedMs).toFixed(0)} ms`],
      ['resident memory when armed, median', `${median(this.residentMb).toFixed(0)} MB`],
      ['resident memory, highest ever', `${this.highestMb.toFixed(0)} MB`],
    ];
  }
}

/** The middle of them; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
