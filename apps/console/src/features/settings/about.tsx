import { healthSchema } from '@copydesk/api-contract';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api-client.ts';

/** What the page is made of; each is used under its own licence, unchanged. */
const LICENCES: readonly (readonly [name: string, licence: string])[] = [
  ['React', 'MIT'],
  ['TanStack Query, Table and Virtual', 'MIT'],
  ['Radix UI', 'MIT'],
  ['react-resizable-panels', 'MIT'],
  ['cmdk', 'MIT'],
  ['zustand', 'MIT'],
  ['wouter', 'Unlicense'],
  ['tinykeys', 'MIT'],
  ['zod', 'MIT'],
  ['socket.io-client', 'MIT'],
  ['clsx, class-variance-authority', 'MIT, Apache-2.0'],
  ['Tailwind CSS', 'MIT'],
  ['Lucide icons', 'ISC'],
  ['TradingView Lightweight Charts™, © 2025 TradingView, Inc.', 'Apache-2.0'],
  ['Inter', 'SIL Open Font License 1.1'],
];

/** Which Copydesk this is, and what it stands on. */
export function About() {
  const { data } = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => call({ path: '/api/health', answer: healthSchema, signal }),
  });
  return (
    <>
      <p className="pb-1 text-control">Copydesk {data?.version ?? ''}</p>
      <p className="pb-3 text-table text-text-2">
        MIT licence. For one person and the accounts of the family; copying for friends is not allowed. The
        contract for programs is at{' '}
        <a href="/api/docs" className="underline underline-offset-2">
          /api/docs
        </a>
        .
      </p>
      <table className="text-table">
        <caption className="pb-1 text-left text-label text-muted">Licences</caption>
        <tbody>
          {LICENCES.map(([name, licence]) => (
            <tr key={name} className="h-6">
              <th scope="row" className="pr-6 text-left font-normal">
                {name}
              </th>
              <td className="text-text-2">{licence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
