/**
 * Stop, target and trail as they are typed, and what of them changed.
 *
 * Decides: what is a level, what a change is sent as (the text that was typed: no float comes between), and whether it loosens
 * a stop or begins a trail anew, which is asked about first. Levels of a position are prices, those of an account or a group rupees of the day's profit.
 */
import type { WireTrail } from '@copydesk/api-contract';
import { formatMoney, MINUS, type Money, money, parseMoney } from './numbers.ts';

export interface Levels {
  readonly stop: number | null;
  readonly target: number | null;
  readonly trail: WireTrail | null;
}

/** As typed; empty is off. */
export interface LevelDraft {
  readonly stop: string;
  readonly target: string;
  readonly trail: string;
}

export type LevelField = keyof LevelDraft;

type WrittenTrail = ({ readonly distance: string } | { readonly percent: string }) & {
  readonly step?: string;
};

/** Only what differs; null takes a level away. */
export interface LevelChanges {
  readonly stop?: string | null;
  readonly target?: string | null;
  readonly trail?: WrittenTrail | null;
  /** Of a position: whether a stop rests at the broker as well. */
  readonly resting?: boolean;
}

/** What levels mean where they stand. */
export interface LevelKind {
  /** `price`: above nothing. `profit`: of a day, may be a loss. */
  readonly of: 'price' | 'profit';
  readonly decimals: number;
}

export const NO_LEVELS: Levels = { stop: null, target: null, trail: null };

export function draftOf({ stop, target, trail }: Levels, kind: LevelKind): LevelDraft {
  return { stop: levelText(stop, kind), target: levelText(target, kind), trail: trailText(trail, kind) };
}

/** `5.00`, `2%`; empty without one. */
export function trailText(trail: WireTrail | null, kind: LevelKind): string {
  if (trail === null) return '';
  return trail.percent === null ? levelText(trail.distance, kind) : `${trail.percent}%`;
}

function levelText(level: number | null, { decimals }: LevelKind): string {
  return level === null ? '' : formatMoney(money(level), decimals);
}

/** What is to be sent; or what is wrong, in words. */
export function changesOf(levels: Levels, draft: LevelDraft, kind: LevelKind): LevelChanges | string {
  const changes: { -readonly [K in keyof LevelChanges]: LevelChanges[K] } = {};
  for (const field of ['stop', 'target'] as const) {
    const typed = plain(draft[field]);
    const level = levelOf(typed, kind);
    if (level === 'wrong') return `The ${field} ${WANTED[kind.of]}`;
    if (level === moneyOrNull(levels[field])) continue;
    changes[field] = level === null ? null : typed;
  }
  const typed = plain(draft.trail);
  if (typed === plain(trailText(levels.trail, kind))) return changes;
  const isPercent = typed.endsWith('%');
  if (isPercent && kind.of === 'profit')
    return 'A trail of the day’s profit is an amount: nothing has no percentage.';
  const figure = isPercent ? typed.slice(0, -1) : typed;
  const distance = levelOf(figure, { ...kind, of: 'price' });
  if (distance === 'wrong' || (isPercent && distance === null))
    return kind.of === 'price'
      ? 'The trail needs a distance such as 5.00, or a share such as 2%.'
      : 'The trail needs an amount above 0.';
  if (distance === null) changes.trail = null;
  else
    changes.trail = { ...(isPercent ? { percent: figure } : { distance: figure }), ...stepOf(levels.trail) };
  return changes;
}

const WANTED = {
  price: 'needs a price above 0, such as 124.15; empty takes it away.',
  profit: 'needs an amount such as −25,000; empty takes it away.',
} as const;

/** Whether the stop that was set gets wider or goes. `direction` 1: a falling figure is bad. */
export function loosened(
  levels: Levels,
  { stop }: LevelChanges,
  direction: 1 | -1,
): 'removed' | 'widened' | null {
  const [before, after] = [moneyOrNull(levels.stop), moneyOrNull(stop ?? null)];
  if (before === null) return null;
  if (stop === null) return 'removed';
  return after !== null && direction * (after - before) < 0 ? 'widened' : null;
}

/** Whether a trail that is set goes, or another comes in its place: that one begins at the figure of now, and may be further away. */
export function retrailed({ trail: before }: Levels, { trail }: LevelChanges): 'removed' | 'another' | null {
  if (before === null || trail === undefined) return null;
  return trail === null ? 'removed' : 'another';
}

/** Where the stop stands once another trail has begun at this figure: the nearer of what was set and what trails. */
export function stopAtStart(
  levels: Levels,
  { stop, trail }: LevelChanges,
  direction: 1 | -1,
  figure: Money | null,
): Money | null {
  if (figure === null || trail === undefined || trail === null) return null;
  const width = parseMoney('percent' in trail ? trail.percent : trail.distance);
  if (width === null) return null;
  const trailing = figure - direction * ('percent' in trail ? shareOf(figure, width) : width);
  const set = moneyOrNull(stop === undefined ? levels.stop : stop);
  return (set !== null && direction * (set - trailing) >= 0 ? set : trailing) as Money;
}

/** So many 1/10000 per cent of a figure, rounded up, as the server counts it. */
function shareOf(figure: Money, percent: Money): number {
  return Number((BigInt(Math.abs(figure)) * BigInt(percent) + 999_999n) / 1_000_000n);
}

/** How a level steps. */
export interface LevelStep {
  readonly kind: LevelKind;
  readonly unit: Money;
  /** Where a level that is off begins. */
  readonly from: Money;
}

/** What is typed, so many steps on. */
export function stepped(typed: string, steps: number, { kind, unit, from }: LevelStep): string {
  const written = plain(typed);
  if (written.endsWith('%')) {
    const share = parseMoney(written.slice(0, -1)) ?? 0;
    return `${formatMoney(Math.max(TENTH, share + steps * TENTH) as Money, 4).replace(/\.?0+$/, '')}%`;
  }
  const next = (parseMoney(written) ?? from) + steps * unit;
  return formatMoney((kind.of === 'price' ? Math.max(unit, next) : next) as Money, kind.decimals);
}

/** A tenth of a per cent, as {@link parseMoney} reads it. */
const TENTH = 1_000;

function levelOf(typed: string, { of }: Pick<LevelKind, 'of'>): Money | null | 'wrong' {
  if (typed === '') return null;
  const level = parseMoney(typed);
  return level === null || (of === 'price' && level <= 0) ? 'wrong' : level;
}

function moneyOrNull(wire: number | string | null): Money | null {
  return wire === null ? null : parseMoney(wire);
}

/** The steps in which it follows are no matter of the cell: they stay. */
function stepOf(trail: WireTrail | null): { readonly step?: string } {
  return trail?.step === null || trail?.step === undefined ? {} : { step: String(trail.step) };
}

/** What was typed without what only makes it easy to read. */
function plain(typed: string): string {
  const text = typed.replaceAll(/[,\s₹+]/g, '').replace(MINUS, '-');
  return /^(off|none|—|-)$/i.test(text) ? '' : text;
}
