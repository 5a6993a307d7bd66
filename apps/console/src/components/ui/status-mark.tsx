import { clsx } from 'clsx';
import {
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  CircleSlash2,
  EqualNot,
  Hourglass,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from 'lucide-react';

export type Mark =
  | 'done'
  | 'working'
  | 'waiting'
  | 'unknown'
  | 'skipped'
  | 'refused'
  | 'ended'
  | 'care'
  | 'drift';

const MARKS: Readonly<Record<Mark, { readonly Icon: LucideIcon; readonly look: string }>> = {
  done: { Icon: CircleCheck, look: 'text-text' },
  working: { Icon: CircleDashed, look: 'text-text' },
  waiting: { Icon: Hourglass, look: 'text-text-2' },
  unknown: {
    Icon: CircleQuestionMark,
    look: 'text-unknown border border-dotted border-unknown rounded-chip px-1',
  },
  skipped: { Icon: CircleSlash2, look: 'text-text-2' },
  refused: { Icon: OctagonX, look: 'text-loss' },
  ended: { Icon: CircleSlash2, look: 'text-text-2' },
  care: { Icon: TriangleAlert, look: 'text-warn' },
  drift: { Icon: EqualNot, look: 'text-drift border border-drift rounded-chip px-1' },
};

interface StatusMarkProps {
  readonly mark: Mark;
  readonly word: string;
  /** It may have changed since: muted as a figure that is. */
  readonly old?: boolean;
}

/** A state as icon, word, shape and hue together: no hue speaks alone. */
export function StatusMark({ mark, word, old = false }: StatusMarkProps) {
  const { Icon, look } = MARKS[mark];
  return (
    <span className={clsx('inline-flex items-baseline gap-1 leading-4', old ? 'stale-figure' : look)}>
      <Icon aria-hidden size={12} className="shrink-0 self-center" />
      {word}
    </span>
  );
}
