import type { RowData } from '@tanstack/react-table';
import { clsx } from 'clsx';
import type { KeyboardEvent, ReactNode } from 'react';
import { Cell, type Column, SentenceRow } from '../ui/table.tsx';
import { TreeTable } from './tree-table.tsx';

const ROW_PX = 24;

interface FlatTableProps<L extends RowData> {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly lines: readonly L[];
  readonly idOf: (line: L) => string;
  /** What stands in each column, in its order. */
  readonly cellsOf: (line: L) => readonly ReactNode[];
  readonly read: boolean;
  readonly empty: string;
  readonly view?: string;
  /** Keys of the row that has the focus. */
  readonly onKey?: (id: string, event: KeyboardEvent) => void;
  /** Sentences above the rows: what could not be read. */
  readonly problems?: readonly string[];
}

/** A table of one level, with the keys and the stillness of the others. */
export function FlatTable<L extends RowData>(props: FlatTableProps<L>) {
  const { columns, cellsOf, problems = [] } = props;
  return (
    <>
      {problems.length === 0 ? null : (
        <ul className="shrink-0 border-b border-line px-3 py-1 text-table text-warn">
          {problems.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <TreeTable
        label={props.label}
        minWidth="min-w-190"
        columns={columns}
        lines={props.lines}
        idOf={props.idOf}
        childrenOf={NONE}
        isOpen={NEVER}
        onOpen={NOTHING}
        onKey={props.onKey ?? NOTHING}
        rowHeight={ROW_PX}
        read={props.read}
        {...(props.view === undefined ? {} : { view: props.view })}
        empty={<SentenceRow span={columns.length}>{props.empty}</SentenceRow>}
        renderRow={(line, place) => (
          <tr
            {...place.rowProps}
            className="h-6 text-text hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)]"
          >
            {cellsOf(line).map((content, index) => {
              const column = columns[index];
              return (
                <Cell
                  key={column?.id}
                  align={column?.align ?? 'left'}
                  className={clsx(column?.align === 'right' ? 'figures' : 'phone:whitespace-normal')}
                >
                  {content}
                </Cell>
              );
            })}
          </tr>
        )}
      />
    </>
  );
}

const NONE = (): readonly never[] => [];
const NEVER = (): boolean => false;
const NOTHING = (): void => undefined;
