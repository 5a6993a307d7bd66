import { Equal, EqualNot } from 'lucide-react';
import { Link } from 'wouter';
import { AccountName } from '../../components/account-name.tsx';
import { formatMoney, formatQuantity, MINUS, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { copyPath } from '../../lib/page-paths.ts';
import { type ChildDrift, driftOfChild, useDivergences } from '../../live/divergences-store.ts';
import { useGroups } from '../../live/groups-store.ts';

/** How far each child is from its rule, in lots, units and rupees; every child stands here, also one in step. */
export function DriftMeter() {
  const groups = useGroups((state) => state.list) ?? [];
  const list = useDivergences((state) => state.list);
  return (
    <table aria-label="Drift of each child" className="w-full max-w-180 border-collapse text-table">
      <thead>
        <tr className="h-6 text-label text-muted">
          <th scope="col" className="px-1.5 text-left font-medium">
            Child
          </th>
          <th scope="col" className="px-1.5 text-left font-medium phone:hidden">
            Group
          </th>
          <th scope="col" className="px-1.5 text-left font-medium">
            State
          </th>
          {['Lots', 'Qty', '₹'].map((name) => (
            <th key={name} scope="col" className="w-26 px-1.5 text-right font-medium phone:w-auto">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.flatMap((group) =>
          group.children.map((link) => {
            const drift = list === null ? null : driftOfChild(list, link);
            return (
              <tr key={link.accountId} className="h-6 border-t border-line">
                <td className="px-1.5">
                  <Link href={copyPath(group.id, link.accountId)} className="hover:underline">
                    <AccountName accountId={link.accountId} address={link.account} withBroker />
                  </Link>
                </td>
                <td className="px-1.5 text-text-2 phone:hidden">{group.name}</td>
                <td className="px-1.5">
                  {drift === null ? (
                    <span className="text-unknown">not read yet</span>
                  ) : drift.open === 0 ? (
                    <span className="inline-flex items-center gap-1 whitespace-nowrap text-text-2">
                      <Equal aria-hidden size={12} /> in step
                    </span>
                  ) : (
                    <span className="inline-flex items-center gap-1 whitespace-nowrap text-drift">
                      <EqualNot aria-hidden size={12} /> {drift.open} open
                    </span>
                  )}
                </td>
                <td className="figures px-1.5 text-right">
                  {drift === null || drift.lots === null
                    ? NOT_APPLICABLE
                    : signed(drift.sign, drift.lots, formatQuantity)}
                </td>
                <td className="figures px-1.5 text-right">
                  {drift === null ? NOT_APPLICABLE : signed(drift.sign, drift.quantity, formatQuantity)}
                </td>
                <td className="figures px-1.5 text-right">
                  {drift === null || drift.value === null
                    ? NOT_APPLICABLE
                    : signed(drift.sign, drift.value, formatMoney)}
                </td>
              </tr>
            );
          }),
        )}
      </tbody>
    </table>
  );
}

/** With the sign of its rows; `±` where something is missing and something else too much, for the two do not make each other good. */
function signed<F extends number>(
  sign: ChildDrift['sign'],
  figure: F,
  format: (figure: F) => string,
): string {
  if (figure === 0) return format(figure);
  return `${sign === 'both' ? '±' : sign === -1 ? MINUS : '+'}${format(figure)}`;
}
