import type { Instrument, Position } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { BestPrices } from '../../components/best-prices.tsx';
import { DayChange, LastPrice } from '../../components/live-price.tsx';
import { keyCap } from '../../lib/key-table.ts';
import { formatMoney, formatPrice, formatSignedQuantity, money } from '../../lib/numbers.ts';
import { previewEffect } from '../../lib/preview-words.ts';
import { useScreen } from '../../lib/screen.ts';
import { useKeysOf } from '../../live/own-keys.ts';
import type { PriceKey } from '../../live/price-store.ts';
import { type PreviewState, usePreview } from '../../live/use-preview.ts';
import { type EntryTerms, entryWords, type Leg } from './leg-terms.ts';
import type { Deed } from './use-scalper.ts';

interface LegPanelProps {
  readonly leg: Leg;
  readonly strike: number | null;
  readonly instrumentId: string | null;
  readonly price: PriceKey | null;
  readonly instrument: Instrument | undefined;
  readonly position: Position | undefined;
  readonly entries: Readonly<Record<'BUY' | 'SELL', EntryTerms | undefined>>;
  readonly renderPnl: (position: Position) => ReactNode;
  /** Entries need the layer: with it the person has said that a press is enough. */
  readonly live: boolean;
  readonly onAct: (deed: Deed, cap: string) => void;
}

const NAMES = { call: 'Call', put: 'Put' } as const;

/** One option: its price, what is held of it, and its three keys. */
export function LegPanel(props: LegPanelProps) {
  const { leg, strike, instrumentId, price, instrument, position, renderPnl } = props;
  const name = `${NAMES[leg]} ${strike === null ? '' : formatMoney(money(strike), Number.isInteger(strike) ? 0 : 2)}`;
  return (
    <section
      aria-label={name}
      className="flex min-w-0 flex-col gap-2 border-line p-3 not-first:border-t @min-[560px]:not-first:border-t-0 @min-[560px]:not-first:border-l"
    >
      <h2 className="text-ticket font-semibold uppercase">{name}</h2>
      {instrumentId === null ? (
        <p className="text-table text-text-2">No such option is listed.</p>
      ) : (
        <>
          <p className="figures flex flex-wrap items-baseline gap-x-3 text-table">
            <span className="text-key font-semibold">
              <LastPrice of={price} />
            </span>
            <DayChange of={price} />
            <BestPrices of={price} decimals={2} />
          </p>
          <Held position={position} renderPnl={renderPnl} />
        </>
      )}
      <LegKeys {...props} closed={instrument === undefined} />
    </section>
  );
}

function Held({ position, renderPnl }: Pick<LegPanelProps, 'position' | 'renderPnl'>) {
  if (
    position === undefined ||
    (position.netQty === 0 && position.childPositions.every((one) => one.netQty === 0))
  )
    return <p className="min-h-10 text-control text-text-2">flat</p>;
  const copies = position.childPositions.filter(({ netQty }) => netQty !== 0);
  const levels = [
    position.setSl ? `stop ${formatPrice(position.sl)}` : '',
    position.setTarget ? `target ${formatPrice(position.target)}` : '',
    position.trail === null ? '' : `trail ${trailWords(position.trail)}`,
    copies.length === 0
      ? ''
      : `${copies.length} ${copies.length === 1 ? 'copy holds' : 'copies hold'} ${sumWords(copies)}`,
  ].filter((words) => words !== '');
  return (
    <div className="figures min-h-10">
      <p className="flex flex-wrap items-baseline gap-x-3 text-control">
        <span className="font-medium">
          {formatSignedQuantity(position.netQty)} @ {formatPrice(position.avgPrice)}
        </span>
        {renderPnl(position)}
      </p>
      <p className="text-table text-text-2">{levels.join(' · ')}</p>
    </div>
  );
}

function trailWords({ distance, percent }: NonNullable<Position['trail']>): string {
  return distance === null ? `${percent}%` : formatPrice(distance);
}

function sumWords(copies: Position['childPositions']): string {
  return formatSignedQuantity(copies.reduce((sum, { netQty }) => sum + netQty, 0));
}

/** A button that does nothing now is not washed out: it says why, and that is read. */
const CLOSED = 'bg-panel text-text-2 border-edge border-dashed';

function LegKeys({ leg, entries, live, closed, onAct }: LegPanelProps & { readonly closed: boolean }) {
  const buying = usePreview(bodyOf(entries.BUY));
  const selling = usePreview(bodyOf(entries.SELL));
  return (
    <div className="mt-auto grid grid-cols-3 gap-2">
      <ActButton
        deed={`${leg}.buy`}
        look={closed || !live ? CLOSED : 'bg-buy text-on-buy border-buy'}
        words={`Buy ${leg}`}
        effect={effectOf('BUY', entries.BUY, buying)}
        closed={!live || closed}
        onAct={onAct}
      />
      <ActButton
        deed={`${leg}.sell`}
        look={closed || !live ? CLOSED : 'bg-sell text-on-sell border-sell'}
        words={`Sell ${leg}`}
        effect={effectOf('SELL', entries.SELL, selling)}
        closed={!live || closed}
        onAct={onAct}
      />
      <ActButton
        deed={`${leg}.exit`}
        look="bg-raised text-text border-edge"
        words={`Exit ${leg}`}
        effect="all of it"
        onAct={onAct}
      />
    </div>
  );
}

function bodyOf(entry: EntryTerms | undefined) {
  return entry?.kind === 'send' ? entry.body : null;
}

/** What the server would make of it; while it has not said, the person's own size. */
function effectOf(side: 'BUY' | 'SELL', entry: EntryTerms | undefined, preview: PreviewState): string {
  if (entry === undefined) return '';
  if (entry.kind === 'nothing') return 'nothing held';
  if (preview.items === undefined || preview.old) return entryWords(side, entry).replace(/^\w+ /, '');
  return previewEffect(preview.items, true);
}

interface ActButtonProps {
  readonly deed: Deed;
  readonly look: string;
  readonly words: string;
  readonly effect: string;
  readonly closed?: boolean;
  readonly onAct: (deed: Deed, cap: string) => void;
}

/** A key as a button, by its name alone where nobody has keys; the second click of a double click is none. */
export function ActButton({ deed, look, words, effect, closed = false, onAct }: ActButtonProps) {
  const cap = keyCap(useKeysOf()(`scalper.${deed}`));
  const isTouched = useScreen() === 'phone';
  return (
    <button
      type="button"
      aria-disabled={closed}
      onClick={(event) => {
        if (!closed && event.detail < 2) onAct(deed, cap);
      }}
      className={clsx(
        'flex min-h-11 min-w-0 flex-col items-center justify-center rounded-box border px-1 py-1 select-none aria-disabled:cursor-not-allowed',
        look,
      )}
    >
      <span className="text-ticket leading-5 font-semibold whitespace-nowrap">
        {isTouched ? (
          words || effect
        ) : (
          <>
            <kbd className="font-sans">{cap}</kbd> {words}
          </>
        )}
      </span>
      {isTouched && words === '' ? null : (
        <span className="figures max-w-full truncate text-label">{effect}</span>
      )}
    </button>
  );
}
