import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { RowDeed } from '../../components/ui/row-deed.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { serverNow } from '../../live/link-store.ts';
import type { Watched } from './watchlists.ts';

interface WatchRowProps {
  readonly item: Watched;
  readonly chosen: boolean;
  readonly rowProps: Readonly<Record<string, unknown>>;
  readonly onShow: () => void;
  readonly onTrade: (side: 'BUY' | 'SELL') => void;
  readonly onRemove: () => void;
}

/** One watched instrument; what can be done with it shows under the pointer and with the focus. */
export function WatchRow({ item, chosen, rowProps, onShow, onTrade, onRemove }: WatchRowProps) {
  const name = nameOfId(item.id, item.symbol, serverNow());
  return (
    <tr
      {...rowProps}
      onClick={onShow}
      className={clsx(
        'group ticking-row h-6 cursor-pointer hover:bg-hover focus:bg-selected',
        chosen ? 'shadow-[inset_2px_0_0_var(--color-text)]' : '',
      )}
    >
      <Cell className="relative">
        {name}
        <span className="absolute inset-y-0 right-0 hidden items-center gap-0.5 bg-hover pl-1 group-hover:flex group-focus:flex group-focus-within:flex">
          <RowDeed name={`Buy ${name}`} className="text-buy" onDo={() => onTrade('BUY')}>
            B
          </RowDeed>
          <RowDeed name={`Sell ${name}`} className="text-sell" onDo={() => onTrade('SELL')}>
            S
          </RowDeed>
          <RowDeed name={`Remove ${name}`} onDo={onRemove}>
            <X aria-hidden size={12} />
          </RowDeed>
        </span>
      </Cell>
      <Cell figure>
        <LastPrice instrumentId={item.id} />
      </Cell>
      <Cell figure>
        <DayChange instrumentId={item.id} />
      </Cell>
    </tr>
  );
}
