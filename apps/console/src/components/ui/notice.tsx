import { clsx } from 'clsx';
import { CircleCheck, CircleQuestionMark, Info, OctagonX, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'info' | 'good' | 'care' | 'bad' | 'unknown';

const LOOK = {
  info: { Icon: Info, hue: 'text-text-2', edge: 'border-edge' },
  good: { Icon: CircleCheck, hue: 'text-gain', edge: 'border-gain' },
  care: { Icon: TriangleAlert, hue: 'text-warn', edge: 'border-warn' },
  bad: { Icon: OctagonX, hue: 'text-loss', edge: 'border-loss' },
  unknown: { Icon: CircleQuestionMark, hue: 'text-unknown', edge: 'border-unknown border-dotted' },
} as const satisfies Record<Tone, unknown>;

interface NoticeProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** What happened, what it means, what happens next; beside the thing it is about. */
export function Notice({ tone, children, action, className }: NoticeProps) {
  const { Icon, hue, edge } = LOOK[tone];
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={clsx(
        'flex items-start gap-2 rounded-box border bg-raised px-2 py-1.5 text-table',
        edge,
        className,
      )}
    >
      <Icon aria-hidden size={14} className={clsx('mt-px shrink-0', hue)} />
      <div className="min-w-0 flex-1 text-text wrap-anywhere">{children}</div>
      {action}
    </div>
  );
}
