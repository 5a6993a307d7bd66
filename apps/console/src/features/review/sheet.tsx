import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { TwoLines } from '../../components/table/two-lines.tsx';
import { useScreen } from '../../lib/screen.ts';

/** One column: its head, and the width that it has in every sheet of the page; without one it takes the rest. */
export interface Head {
  readonly name: string;
  readonly align: 'left' | 'right';
  readonly width?: string;
}

export interface SheetRow {
  readonly key: string;
  /** One for each head. */
  readonly cells: readonly ReactNode[];
  /** A sum of the rows above it. */
  readonly sum?: boolean;
}

interface SheetProps {
  readonly title: ReactNode;
  /** The title, where it is more than words. */
  readonly label?: string;
  readonly heads: readonly Head[];
  readonly rows: readonly SheetRow[];
}

/** A short table of the page; on a phone each row takes two lines. */
export function Sheet({ title, label, heads, rows }: SheetProps) {
  const phone = useScreen() === 'phone';
  if (phone) {
    return (
      <section className="text-table" aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
        <h2 className="pb-1 text-control font-medium">{title}</h2>
        <ul>
          {rows.map(({ key, cells, sum }) => (
            <li key={key} className={clsx('figures border-t border-line py-1.5', sum && 'font-medium')}>
              <TwoLines columns={heads} cells={cells} />
            </li>
          ))}
        </ul>
      </section>
    );
  }
  return (
    <table className="w-full table-fixed text-table">
      <caption className="pb-1 text-left text-control font-medium">{title}</caption>
      <thead className="text-label text-muted">
        <tr className="border-b border-line">
          {heads.map(({ name, align, width }) => (
            <th
              key={name}
              scope="col"
              className={clsx('h-6 px-1.5 font-medium first:pl-0', width, ALIGN[align])}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="figures">
        {rows.map(({ key, cells, sum }) => (
          <tr key={key} className={clsx('h-6 align-baseline', sum && 'border-t border-line font-medium')}>
            {heads.map(({ name, align }, index) => (
              <td key={name} className={clsx('px-1.5 wrap-anywhere first:pl-0', ALIGN[align])}>
                {cells[index]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ALIGN = { left: 'text-left', right: 'text-right' } as const;
