import type { ReactNode } from 'react';

interface SheetProps {
  readonly title: ReactNode;
  readonly heads: readonly (readonly [name: string, align: 'left' | 'right'])[];
  readonly children: ReactNode;
}

/** A short table of the page. */
export function Sheet({ title, heads, children }: SheetProps) {
  return (
    <table className="w-full text-table">
      <caption className="pb-1 text-left text-control font-medium">{title}</caption>
      <thead className="text-label text-muted">
        <tr className="border-b border-line">
          {heads.map(([name, align]) => (
            <th
              key={name}
              scope="col"
              className={`h-6 px-1.5 font-medium first:pl-0 ${align === 'right' ? 'text-right' : 'text-left'}`}
            >
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="figures">{children}</tbody>
    </table>
  );
}
