import { clsx } from 'clsx';
import { Check, CircleSlash2, Hourglass } from 'lucide-react';
import { AccountName } from '../../components/account-name.tsx';
import { AsOf } from '../../components/as-of.tsx';
import { formatQuantity, NOT_APPLICABLE } from '../../lib/numbers.ts';
import { skipWords } from '../../lib/preview-words.ts';
import { shortAccount } from '../../lib/words.ts';
import { inPart, placesWords, type Reach } from './basket-reach.ts';

interface BasketGoesToProps {
  readonly reach: Reach;
  /** In what each leg is counted: lots, or units where a lot is one. */
  readonly inLots: readonly boolean[];
}

/** What each leg becomes in each account, as the server worked out each by itself. */
export function BasketGoesTo({ reach, inLots }: BasketGoesToProps) {
  const { accounts, old, atMs, unknownLegs } = reach;
  const part = inPart(reach).length;
  const whole = accounts.filter(({ blocked }) => blocked === null).length;
  return (
    <section aria-label="Goes to" className="border-t border-line pt-2">
      <div className="flex items-baseline justify-between">
        <h3 className="text-label font-medium text-text-2">
          Goes to {whole + part} of {accounts.length} {accounts.length === 1 ? 'account' : 'accounts'}
          {part === 0 ? '' : `, to ${part} in part`}
        </h3>
        <span className="figures text-label text-muted">
          {old ? 'Working it out…' : <AsOf atMs={atMs} />}
        </span>
      </div>
      <div className="overflow-x-auto">
        <table className={clsx('w-full text-table', old && 'text-muted')}>
          <thead className="text-label text-muted">
            <tr>
              <th scope="col" className="text-left font-medium">
                Account
              </th>
              {inLots.map((lots, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- legs are known by their place here
                <th key={index} scope="col" className="px-1 text-right font-medium whitespace-nowrap">
                  Leg {index + 1} {lots ? 'lots' : 'qty'}
                </th>
              ))}
              <th scope="col" className="w-7">
                <span className="sr-only">Reached</span>
              </th>
            </tr>
          </thead>
          <tbody className="figures">
            {accounts.map(({ accountId, account, items, blocked }) => (
              <tr key={accountId} className={clsx('h-6', blocked !== null && 'text-text-2')}>
                <th scope="row" className="text-left font-medium">
                  <AccountName accountId={accountId} address={account} />
                </th>
                {items.map((item, index) => (
                  // oxlint-disable-next-line react/no-array-index-key -- legs are known by their place here
                  <td key={index} className="px-1 text-right">
                    {item === undefined
                      ? NOT_APPLICABLE
                      : formatQuantity(inLots[index] === true ? item.lots : item.quantity)}
                  </td>
                ))}
                <td className="text-right">
                  <ReachMark
                    blocked={blocked !== null}
                    waits={items.some((item) => item?.parts.some(({ held }) => held))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {accounts.map(({ accountId, blocked, gets }) =>
        blocked === null ? null : (
          <p key={accountId} className="text-table text-text-2">
            {shortAccount(blocked.item.account)} cannot complete leg {blocked.place}:{' '}
            {skipWords(blocked.item)}
            {gets.length === 0 ? '' : ` It gets ${placesWords(gets)} only.`}
          </p>
        ),
      )}
      <p className="pt-1 text-label text-muted">
        {unknownLegs.length === 0
          ? ''
          : `The server did not say what becomes of ${placesWords(unknownLegs)}. `}
        Each leg's margin is checked by itself. The broker's margin for the whole basket, its hedge counted,
        is not asked.
      </p>
    </section>
  );
}

function ReachMark({ blocked, waits }: { readonly blocked: boolean; readonly waits: boolean }) {
  if (blocked) return <CircleSlash2 size={13} role="img" aria-label="cannot complete" className="inline" />;
  if (waits) return <Hourglass size={13} role="img" aria-label="waits" className="inline" />;
  return <Check size={13} role="img" aria-label="reached" className="inline" />;
}
