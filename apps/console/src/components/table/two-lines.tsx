import { clsx } from 'clsx';
import type { ReactNode } from 'react';

interface TwoLinesProps {
  /** What each cell is called, and whether it is a figure. */
  readonly columns: readonly { readonly name: string; readonly align: 'left' | 'right' | 'center' }[];
  /** One for each column, in its order. */
  readonly cells: readonly ReactNode[];
}

const LINE = 'flex flex-wrap items-baseline gap-x-3';

/** A row of a table where there is no room for columns: words first, under them the figures, each with its name. */
export function TwoLines({ columns, cells }: TwoLinesProps) {
  const parts = columns.map((column, index) => ({ ...column, content: cells[index] }));
  const figures = parts.filter(({ align }) => align === 'right');
  return (
    <>
      <div className={clsx(LINE, 'wrap-anywhere')}>
        {parts
          .filter(({ align }) => align !== 'right')
          .map(({ name, content }) => (
            <span key={name}>{content}</span>
          ))}
      </div>
      {figures.length === 0 ? null : (
        <div className={clsx(LINE, 'figures text-text-2')}>
          {figures.map(({ name, content }) => (
            <span key={name}>
              <span className="text-muted">{name}</span> {content}
            </span>
          ))}
        </div>
      )}
    </>
  );
}
