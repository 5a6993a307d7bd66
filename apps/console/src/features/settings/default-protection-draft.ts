/** The default protection as it is being typed. What a field means is the server's to judge: it is sent as it was typed. */
import type { ProtectionDefaults } from '@copydesk/api-contract';

export type LevelName = 'sl' | 'target' | 'trail';

export interface LevelDraft {
  readonly size: string;
  readonly unit: 'distance' | 'percent';
  /** The increment of a level, the step of a trail. */
  readonly step: string;
}

export type DefaultsDraft = Readonly<Record<LevelName, LevelDraft>> & { readonly resting: boolean };

type Level = Readonly<Partial<Record<'distance' | 'percent' | 'increment' | 'step', string>>> | null;

/** Null: nothing of it. */
export type DefaultsBody = Readonly<Record<LevelName, Level>> & { readonly resting: boolean };

export function draftOf({ sl, target, trail, resting }: ProtectionDefaults): DefaultsDraft {
  return {
    sl: levelDraft(sl, sl?.increment),
    target: levelDraft(target, target?.increment),
    trail: levelDraft(trail, trail?.step),
    resting,
  };
}

export function bodyOf({ sl, target, trail, resting }: DefaultsDraft): DefaultsBody {
  return {
    sl: levelBody(sl, 'increment'),
    target: levelBody(target, 'increment'),
    trail: levelBody(trail, 'step'),
    resting,
  };
}

function levelDraft(
  kept: { readonly distance: number | null; readonly percent: number | null } | null,
  step: number | null | undefined,
): LevelDraft {
  return {
    size: text(kept?.distance ?? kept?.percent),
    unit: kept !== null && kept.percent !== null ? 'percent' : 'distance',
    step: text(step),
  };
}

function levelBody({ size, unit, step }: LevelDraft, named: 'increment' | 'step'): Level {
  if (size.trim() === '') return null;
  return { [unit]: size.trim(), ...(step.trim() === '' ? {} : { [named]: step.trim() }) };
}

function text(figure: number | null | undefined): string {
  return figure === null || figure === undefined ? '' : String(figure);
}
