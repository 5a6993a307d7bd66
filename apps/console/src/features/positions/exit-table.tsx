import { AccountName } from '../../components/account-name.tsx';
import { formatQuantity, formatSignedQuantity } from '../../lib/numbers.ts';
import type { ExitShare } from './exit-reach.ts';

interface ExitTableProps {
  readonly shares: readonly ExitShare[];
  readonly lotSize: number | null;
  /** Everything that was copied leaves. */
  readonly all: boolean;
}

/** What each account holds, exits and keeps, in lots and in units. */
export function ExitTable({ shares, lotSize, all }: ExitTableProps) {
  const lot = lotSize !== null && lotSize > 1 ? lotSize : null;
  return (
    <table className="mt-3 w-full text-table">
      <caption className="sr-only">What each account holds, exits and keeps</caption>
      <thead className="text-label text-muted">
        <tr>
          <th scope="col" className="text-left font-medium">
            Account
          </th>
          {['Holds', 'Exits', 'Keeps'].map((name) => (
            <th key={name} scope="col" className="text-right font-medium whitespace-nowrap">
              {name}
              {lot === null ? '' : <span className="font-normal"> lots · qty</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="figures">
        {shares.map((share) => (
          <ShareRow key={share.accountId} share={share} lot={lot} all={all} />
        ))}
      </tbody>
    </table>
  );
}

interface ShareRowProps {
  readonly share: ExitShare;
  readonly lot: number | null;
  readonly all: boolean;
}

function ShareRow({ share, lot, all }: ShareRowProps) {
  const { accountId, account, holds, exits, note } = share;
  return (
    <>
      <tr className="h-6">
        <td>
          <AccountName accountId={accountId} address={account} withBroker />
        </td>
        <td className="text-right">{amount(holds, lot, formatSignedQuantity)}</td>
        {exits === null ? (
          <td colSpan={2} className="text-right text-text-2">
            {all ? 'all that was copied' : 'its share'}
          </td>
        ) : (
          <>
            <td className="text-right">{amount(exits, lot, formatQuantity)}</td>
            <td className="text-right text-text-2">
              {amount(Math.sign(holds) * Math.max(0, Math.abs(holds) - exits), lot, formatSignedQuantity)}
            </td>
          </>
        )}
      </tr>
      {note === null ? null : (
        <tr>
          <td colSpan={4} className="pb-1 pl-3 text-text-2">
            {note}
          </td>
        </tr>
      )}
    </>
  );
}

/** `4 · +260`; units alone where a lot is one, or the quantity is no whole lots. */
function amount(quantity: number, lot: number | null, words: (quantity: number) => string): string {
  if (lot === null || quantity % lot !== 0) return words(quantity);
  return `${formatQuantity(Math.abs(quantity) / lot)} · ${words(quantity)}`;
}
