import type { ChildOrder } from '@copydesk/api-contract';
import { CircleQuestionMark, CircleSlash2, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { summarise } from './status-words.ts';

/** `✓2 · ? 1 checking · ⊘1`: from a closed row, whether a child needs somebody, and which kind of trouble it is. */
export function CopiesSummary({ childOrders }: { readonly childOrders: readonly ChildOrder[] }) {
  if (childOrders.length === 0) return <span className="text-muted">—</span>;
  const { done, open, unknown, skipped, refused } = summarise(childOrders);
  const parts: ReactNode[] = [];
  if (done > 0) parts.push(<Part key="done" text={`✓${done}`} spoken={`${done} filled`} />);
  if (open > 0) parts.push(<Part key="open" text={`${open} open`} />);
  if (unknown > 0) {
    parts.push(
      <Part
        key="unknown"
        text={`${unknown} checking`}
        className="text-unknown"
        icon={<CircleQuestionMark size={12} aria-hidden />}
      />,
    );
  }
  if (refused > 0) {
    parts.push(
      <Part
        key="refused"
        text={`${refused} refused`}
        className="text-loss"
        icon={<OctagonX size={12} aria-hidden />}
      />,
    );
  }
  if (skipped > 0) {
    parts.push(
      <Part
        key="skipped"
        text={String(skipped)}
        spoken={`${skipped} skipped`}
        className="text-text-2"
        icon={<CircleSlash2 size={12} aria-hidden />}
      />,
    );
  }
  return (
    <span className="figures inline-flex items-center gap-1">
      {parts.map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts stand in a fixed order
        <span key={index} className="inline-flex items-center gap-1">
          {index > 0 ? <span className="text-muted">·</span> : null}
          {part}
        </span>
      ))}
    </span>
  );
}

interface PartProps {
  readonly text: string;
  readonly spoken?: string;
  readonly className?: string;
  readonly icon?: ReactNode;
}

function Part({ text, spoken, className, icon }: PartProps) {
  return (
    <span className={`inline-flex items-center gap-0.5 ${className ?? ''}`}>
      {icon}
      <span aria-hidden={spoken !== undefined}>{text}</span>
      {spoken === undefined ? null : <span className="sr-only">{spoken}</span>}
    </span>
  );
}
