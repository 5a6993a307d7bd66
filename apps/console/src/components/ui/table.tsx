import { clsx } from 'clsx';
import { OctagonX } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

export interface Column {
  readonly id: string;
  /** Shown in the header; empty for a column that explains itself. */
  readonly name: string;
  /** For a screen reader, where the header is empty. */
  readonly spoken?: string;
  readonly align: 'left' | 'right' | 'center';
  /** Width class, such as `w-21`; the one without takes the rest. */
  readonly width?: string;
  /** Class that takes the column away where there is no room for it. */
  readonly room?: string;
}

/** Class of what a phone leaves out. */
export const NOT_ON_PHONE = 'phone:hidden';

const ALIGN = { left: 'text-left', right: 'text-right', center: 'text-center' } as const;

/** The header of a table of fixed columns. */
export function TableHead({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <>
      <colgroup>
        {columns.map((column) => (
          <col key={column.id} className={clsx(column.width, column.room)} />
        ))}
      </colgroup>
      {/* The whole head sticks: cells that stick by themselves are a layer of the picture each. */}
      <thead className="sticky top-0 z-1">
        <tr className="h-6">
          {columns.map((column) => (
            <th
              key={column.id}
              scope="col"
              className={clsx(
                'bg-panel px-1.5 text-label font-medium text-muted whitespace-nowrap shadow-[inset_0_-1px_0_var(--color-line)]',
                ALIGN[column.align],
                column.room,
              )}
            >
              {column.name === '' ? <span className="sr-only">{column.spoken}</span> : column.name}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

interface CellProps extends ComponentProps<'td'> {
  readonly align?: 'left' | 'right' | 'center';
  readonly figure?: boolean;
}

/** One cell; a figure is tabular and right-aligned. */
export function Cell({ align = 'left', figure = false, className, ...rest }: CellProps) {
  return (
    <td
      {...rest}
      className={clsx(
        'px-1.5 whitespace-nowrap overflow-hidden text-ellipsis',
        figure ? 'figures text-right' : ALIGN[align],
        className,
      )}
    />
  );
}

/** A row as wide as the table, for a sentence. */
export function SentenceRow({ span, children }: { readonly span: number; readonly children: ReactNode }) {
  return (
    <tr>
      <td colSpan={span} className="px-3 py-3 text-table text-text-2">
        {children}
      </td>
    </tr>
  );
}

interface NoteRowProps {
  readonly span: number;
  /** Columns that it leaves free before it. */
  readonly indent: number;
  readonly bad?: boolean;
  readonly children: ReactNode;
}

/** A sentence under a row: what has to be said about it. */
export function NoteRow({ span, indent, bad = false, children }: NoteRowProps) {
  return (
    <tr className="bg-panel">
      <td colSpan={indent} />
      <td
        colSpan={span - indent}
        className={clsx('px-1.5 pb-1 text-table wrap-anywhere', bad ? 'text-loss' : 'text-text-2')}
      >
        {bad ? <OctagonX aria-hidden size={12} className="mr-1 inline align-[-2px]" /> : null}
        {children}
      </td>
    </tr>
  );
}

interface SkeletonRowsProps {
  readonly span: number;
  readonly rows?: number;
  readonly height?: number;
}

/** Rows of the real height while the first reading is under way; nothing is drawn in the first moment. */
export function SkeletonRows({ span, rows = 3, height = 24 }: SkeletonRowsProps) {
  return Array.from({ length: rows }, (_, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- placeholders have no identity
    <tr key={index} style={{ height }} className="appear-late" aria-hidden>
      <td colSpan={span} className="px-1.5">
        <div className="h-3 rounded-box bg-hover" />
      </td>
    </tr>
  ));
}
