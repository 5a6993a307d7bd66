import type { RowData } from '@tanstack/react-table';
import type { KeyboardEvent, ReactNode } from 'react';
import { useScreen } from '../../lib/screen.ts';
import { Cell, type Column, SentenceRow } from '../ui/table.tsx';
import { TreeTable } from './tree-table.tsx';
import { TwoLines } from './two-lines.tsx';

const ROW_PX = 24;
/** Of the two lines that a row takes on a phone. */
const PHONE_ROW_PX = 48;

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

/** A table of one level, with the keys and the stillness of the others. A phone has room for a row in two lines, not for columns. */
export function FlatTable<L extends RowData>(props: FlatTableProps<L>) {
  const { columns, cellsOf, problems = [] } = props;
  const phone = useScreen() === 'phone';
  const drawn: readonly Column[] = phone ? [{ id: 'row', name: props.label, align: 'left' }] : columns;
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
        {...(phone ? {} : { minWidth: 'min-w-190' })}
        columns={drawn}
        lines={props.lines}
        idOf={props.idOf}
        childrenOf={NONE}
        isOpen={NEVER}
        onOpen={NOTHING}
        onKey={props.onKey ?? NOTHING}
        rowHeight={phone ? PHONE_ROW_PX : ROW_PX}
        read={props.read}
        {...(props.view === undefined ? {} : { view: props.view })}
        empty={<SentenceRow span={drawn.length}>{props.empty}</SentenceRow>}
        renderRow={(line, place) => (
          <tr
            {...place.rowProps}
            className="h-6 text-text hover:bg-hover focus:bg-selected focus:shadow-[inset_2px_0_0_var(--color-text)]"
          >
            {phone ? (
              <td className="border-b border-line px-3 py-1.5">
                <TwoLines columns={columns} cells={cellsOf(line)} />
              </td>
            ) : (
              cellsOf(line).map((content, index) => {
                const column = columns[index];
                return (
                  <Cell
                    key={column?.id}
                    align={column?.align ?? 'left'}
                    {...(column?.align === 'right' ? { className: 'figures' } : {})}
                  >
                    {content}
                  </Cell>
                );
              })
            )}
          </tr>
        )}
      />
    </>
  );
}

const NONE = (): readonly never[] => [];
const NEVER = (): boolean => false;
const NOTHING = (): void => undefined;
