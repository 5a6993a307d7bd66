import type { PreviewItem } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { Check, CircleSlash2, Hourglass } from 'lucide-react';
import { AccountName } from '../../components/account-name.tsx';
import { AsOf } from '../../components/as-of.tsx';
import {
  formatLots,
  formatMoney,
  formatPrice,
  formatQuantity,
  formatRupees,
  type Money,
  money,
  NOT_APPLICABLE,
} from '../../lib/numbers.ts';
import { skipWords } from '../../lib/preview-words.ts';
import { shortAccount } from '../../lib/words.ts';
import { useBrokerName } from '../../live/accounts-store.ts';
import type { PreviewState } from '../../live/use-preview.ts';

interface FanOutProps {
  readonly preview: PreviewState & { readonly items: readonly PreviewItem[] };
  readonly lotSize: number;
  /** How much of one order its exchange takes; null where it is not known. */
  readonly freezeQuantity: number | null;
}

/** What goes to whom, as the server worked it out: its own limits, funds and filters looked at. */
export function FanOut({ preview, lotSize, freezeQuantity }: FanOutProps) {
  const { items, old, atMs } = preview;
  const reached = items.filter((item) => item.skip === null);
  const inLots = lotSize > 1;
  return (
    <section aria-label="Goes to" className="@container border-t border-line pt-2">
      <div className="flex items-baseline justify-between">
        <h3 className="text-label font-medium text-text-2">
          Goes to {reached.length} of {items.length} {items.length === 1 ? 'account' : 'accounts'}
        </h3>
        <span className="figures text-label text-muted">
          {old ? 'Working it out…' : <AsOf atMs={atMs} />}
        </span>
      </div>
      <table className={clsx('w-full text-table', old && 'text-muted')}>
        <thead className="text-label text-muted">
          <tr>
            <th scope="col" className="text-left font-medium">
              Account
            </th>
            <th scope="col" className="text-right font-medium">
              {inLots ? 'Lots' : <span className="sr-only">Lots</span>}
            </th>
            <th scope="col" className="text-right font-medium">
              Qty
            </th>
            <th scope="col" className="text-right font-medium">
              Needs ₹
            </th>
            <th scope="col" className="hidden text-right font-medium @min-[390px]:table-cell">
              Free after ₹
            </th>
            <th scope="col" className="w-7">
              <span className="sr-only">Reached</span>
            </th>
          </tr>
        </thead>
        <tbody className="figures">
          {items.map((item) => (
            <ItemRow key={item.accountId} item={item} inLots={inLots} />
          ))}
        </tbody>
      </table>
      <div className="figures pt-1 text-label text-muted">
        <p>{slicesWords(items, lotSize, freezeQuantity)}</p>
        <p className="text-text-2">{totalWords(reached, inLots)}</p>
      </div>
    </section>
  );
}

function ItemRow({ item, inLots }: { readonly item: PreviewItem; readonly inLots: boolean }) {
  const broker = useBrokerName(item.accountId);
  const skipped = item.skip !== null;
  const held = item.parts.some((part) => part.held);
  const said = skipped ? skipWords(item) : fundsWords(item, broker);
  return (
    <>
      <tr className={clsx('h-6', skipped && 'text-text-2')}>
        <td>
          <AccountName accountId={item.accountId} address={item.account} withBroker />
        </td>
        <td className="text-right">{inLots ? formatQuantity(item.lots) : ''}</td>
        <td className="text-right">{formatQuantity(item.quantity)}</td>
        <td className="text-right">
          {item.fundsNeeded === null || item.quantity === 0
            ? NOT_APPLICABLE
            : formatMoney(money(item.fundsNeeded))}
        </td>
        <td className="hidden text-right @min-[390px]:table-cell">
          {item.fundsAfter === null ? NOT_APPLICABLE : formatPrice(item.fundsAfter)}
        </td>
        <td className="text-right">
          <ItemMark skipped={skipped} held={held} />
        </td>
      </tr>
      {said === null ? null : (
        <tr>
          <td colSpan={6} className="pb-1 pl-3 text-text-2">
            {said}
          </td>
        </tr>
      )}
    </>
  );
}

function ItemMark({ skipped, held }: { readonly skipped: boolean; readonly held: boolean }) {
  if (skipped) return <CircleSlash2 size={13} role="img" aria-label="skipped" className="inline" />;
  if (held) return <Hourglass size={13} role="img" aria-label="waits" className="inline" />;
  return <Check size={13} role="img" aria-label="reached" className="inline" />;
}

/** An entry whose broker did not say what it needs goes all the same. */
function fundsWords(item: PreviewItem, broker: string): string | null {
  if (item.fundsNeeded !== null || item.parts.every((part) => part.part === 'exit')) return null;
  const name = shortAccount(item.account);
  return `${broker} did not tell what ${name} needs. Its limits still apply when the order is sent.`;
}

function slicesWords(items: readonly PreviewItem[], lotSize: number, freeze: number | null): string {
  const sliced = items.filter((item) => item.slices > 1);
  if (sliced.length > 0)
    return `Slices ${sliced.map((item) => `${shortAccount(item.account)} ${item.slices}`).join(', ')}.`;
  if (freeze === null || lotSize <= 1) return '';
  return `Slices none; freeze ${formatQuantity(freeze)} is ${formatLots(Math.trunc(freeze / lotSize))}.`;
}

/** Sums exactly; money that is not known in one account is not summed. */
function totalWords(reached: readonly PreviewItem[], inLots: boolean): string {
  const quantity = reached.reduce((sum, item) => sum + item.quantity, 0);
  const lots = reached.reduce((sum, item) => sum + item.lots, 0);
  const known = reached.every((item) => item.fundsNeeded !== null);
  const needs = reached.reduce((sum, item) => (sum + money(item.fundsNeeded ?? 0)) as Money, 0 as Money);
  const parts = [
    ...(inLots ? [formatLots(lots)] : []),
    `${formatQuantity(quantity)} qty`,
    ...(known ? [formatRupees(needs)] : []),
  ];
  return `Total ${parts.join(' · ')}`;
}
