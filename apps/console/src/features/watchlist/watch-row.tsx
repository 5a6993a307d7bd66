import type { Account } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { ChartCandlestick } from 'lucide-react';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { RowDeed } from '../../components/ui/row-deed.tsx';
import { Cell } from '../../components/ui/table.tsx';
import { nameOfId } from '../../lib/instrument-name.ts';
import { serverNow } from '../../live/link-store.ts';
import { priceKey } from '../../live/price-store.ts';
import type { ChosenFor } from '../../live/use-choose-instrument.ts';
import { WatchMenu } from './watch-menu.tsx';
import type { Watched } from './watchlists.ts';

interface WatchRowProps {
  readonly item: Watched;
  readonly environment: Account['environment'] | undefined;
  readonly chosen: boolean;
  readonly phone: boolean;
  readonly rowProps: Readonly<Record<string, unknown>>;
  readonly menuOpen: boolean;
  readonly onMenu: (open: boolean) => void;
  readonly onChoose: (chosenFor: ChosenFor) => void;
  readonly onRemove: () => void;
}

/**
 * One watched instrument. What can be done with it shows under the pointer and with the focus: over the figures, for the name says
 * what it is done with. On a phone it stands over the name's end, and the way to the chart stays.
 */
export function WatchRow(props: WatchRowProps) {
  const { item, environment, chosen, phone, rowProps, menuOpen, onMenu, onChoose, onRemove } = props;
  const name = nameOfId(item.id, item.symbol, serverNow());
  const price = priceKey(environment, item.id);
  return (
    <tr
      {...rowProps}
      onClick={() => onChoose(null)}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu(true);
      }}
      className={clsx(
        'group ticking-row h-6 cursor-pointer hover:bg-hover focus:bg-selected phone:h-11',
        chosen ? 'shadow-[inset_2px_0_0_var(--color-text)]' : '',
      )}
    >
      <Cell className="phone:relative">
        <WholeContract name={name} />
        <span
          className={clsx(
            'absolute inset-y-0 right-0 z-1 items-center gap-0.5 bg-hover pr-1 pl-1 group-hover:flex group-focus:flex group-focus-within:flex',
            // The menu hangs on its button, wherever the pointer is.
            menuOpen ? 'flex' : 'hidden',
          )}
        >
          <RowDeed name={`Buy ${name}`} className="text-buy" onDo={() => onChoose('BUY')}>
            B
          </RowDeed>
          <RowDeed name={`Sell ${name}`} className="text-sell" onDo={() => onChoose('SELL')}>
            S
          </RowDeed>
          {phone ? null : <ChartDeed name={name} onChart={() => onChoose('chart')} />}
          <WatchMenu
            item={item}
            name={name}
            open={menuOpen}
            onOpen={onMenu}
            onChoose={onChoose}
            onRemove={onRemove}
          />
        </span>
      </Cell>
      <Cell figure>
        <LastPrice of={price} />
      </Cell>
      <Cell figure>
        <DayChange of={price} />
      </Cell>
      {phone ? (
        <Cell align="center" className="px-0!">
          <ChartDeed name={name} onChart={() => onChoose('chart')} />
        </Cell>
      ) : null}
    </tr>
  );
}

function ChartDeed({ name, onChart }: { readonly name: string; readonly onChart: () => void }) {
  return (
    <RowDeed name={`Chart ${name}`} onDo={onChart}>
      <ChartCandlestick aria-hidden size={13} />
    </RowDeed>
  );
}

/** A name of which the underlying may be cut where there is no room, and never what tells its contracts apart: the day, the strike, the side. */
function WholeContract({ name }: { readonly name: string }) {
  const contract = / \d{1,2} [A-Z]{3} .+$/.exec(name)?.[0];
  if (contract === undefined) return name;
  return (
    <span className="flex">
      <span className="truncate">{name.slice(0, -contract.length)}</span>
      <span className="whitespace-pre">{contract}</span>
    </span>
  );
}
