import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useTabStop } from '../../live/own-keys.ts';

interface RowDeedProps {
  /** What it does, for those who do not see the letter or the icon. */
  readonly name: string;
  readonly className?: string;
  readonly onDo: () => void;
  readonly children: ReactNode;
}

export const ROW_DEED =
  'inline-flex size-6 items-center justify-center rounded-box border border-edge bg-raised font-semibold hover:bg-selected';

/** What can be done with a row at once, shown beside it: the row's own keys do the same, so it is a stop of Tab only without them. */
export function RowDeed({ name, className, onDo, children }: RowDeedProps) {
  return (
    <button
      type="button"
      tabIndex={useTabStop()}
      aria-label={name}
      title={name}
      onClick={(event) => {
        event.stopPropagation();
        onDo();
      }}
      className={clsx(ROW_DEED, className)}
    >
      {children}
    </button>
  );
}
