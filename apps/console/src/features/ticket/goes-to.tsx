import { Check, CircleQuestionMark, CircleSlash2 } from 'lucide-react';
import { AccountName } from '../../components/account-name.tsx';
import type { Share } from '../../lib/copy-estimate.ts';
import { formatQuantity, NOT_APPLICABLE } from '../../lib/numbers.ts';

interface GoesToProps {
  readonly shares: readonly Share[];
  readonly lotSize: number;
  readonly note: string | null;
}

/** Who gets how much, as far as the page knows it. */
export function GoesTo({ shares, lotSize, note }: GoesToProps) {
  const reached = shares.filter((share) => share.skip === null).length;
  return (
    <section aria-label="Goes to" className="border-t border-line pt-2">
      <h3 className="text-label font-medium text-text-2">
        Goes to {reached} of {shares.length} {shares.length === 1 ? 'account' : 'accounts'}
      </h3>
      <table className="w-full text-table">
        <thead className="text-label text-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              Account
            </th>
            <th scope="col" className="text-left font-medium">
              Rule
            </th>
            <th scope="col" className="text-right font-medium">
              {lotSize > 1 ? 'Lots' : ''}
              {lotSize > 1 ? null : <span className="sr-only">Lots</span>}
            </th>
            <th scope="col" className="text-right font-medium">
              Qty
            </th>
            <th scope="col" className="w-7">
              <span className="sr-only">Reached</span>
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {shares.map((share) => (
            <ShareRow key={share.accountId} share={share} lotSize={lotSize} />
          ))}
        </tbody>
      </table>
      {note === null ? null : <p className="pt-1 text-label text-muted">{note}</p>}
    </section>
  );
}

function ShareRow({ share, lotSize }: { readonly share: Share; readonly lotSize: number }) {
  const unknown = share.lots === null;
  const lots = share.lots === null ? '?' : formatQuantity(share.lots);
  const quantity = share.lots === null ? '?' : formatQuantity(share.lots * lotSize);
  return (
    <>
      <tr className={share.skip === null ? 'h-6' : 'h-6 text-text-2'}>
        <td>
          <AccountName accountId={share.accountId} address={share.account} />
        </td>
        <td className="text-text-2">{share.rule === '' ? 'master' : share.rule}</td>
        <td className="text-right">{lotSize > 1 ? lots : ''}</td>
        <td className="text-right">{share.skip === null || !unknown ? quantity : NOT_APPLICABLE}</td>
        <td className="text-right">
          <ShareMark skipped={share.skip !== null} unknown={unknown} />
        </td>
      </tr>
      {share.skip === null ? null : (
        <tr>
          <td colSpan={5} className="pb-1 pl-3 text-text-2">
            {share.skip}
          </td>
        </tr>
      )}
    </>
  );
}

function ShareMark({ skipped, unknown }: { readonly skipped: boolean; readonly unknown: boolean }) {
  if (skipped) return <CircleSlash2 size={13} role="img" aria-label="skipped" className="inline" />;
  if (unknown) {
    return (
      <CircleQuestionMark size={13} role="img" aria-label="sized when sent" className="inline text-unknown" />
    );
  }
  return <Check size={13} role="img" aria-label="reached" className="inline" />;
}
