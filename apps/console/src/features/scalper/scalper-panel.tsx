import type { Instrument, Order, Position } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { type ReactNode, useRef } from 'react';
import { wordsOf } from '../../lib/api-client.ts';
import { keyCap } from '../../lib/key-table.ts';
import { shortAccount } from '../../lib/words.ts';
import { useLink } from '../../live/link-store.ts';
import { isKey, keysOf } from '../../live/own-keys.ts';
import { priceKey } from '../../live/price-store.ts';
import { usePrice } from '../../live/prices.ts';
import { AckList } from './ack-list.tsx';
import { BothKeys } from './both-keys.tsx';
import { HeldElsewhere } from './held-elsewhere.tsx';
import { useKeyLayer } from './key-layer.ts';
import { LayerSwitch } from './layer-switch.tsx';
import { LegPanel } from './leg-panel.tsx';
import { ScalperHead } from './scalper-head.tsx';
import { type Deed, LEGS, type Scalper, useScalper, useTrader } from './use-scalper.ts';
import { type ScalperChain, useScalperChain } from './use-scalper-chain.ts';

interface ScalperPanelProps {
  readonly underlying: string;
  readonly exchange: string | undefined;
  readonly onUnderlying: (instrument: Instrument) => void;
  readonly orders: Readonly<Record<string, Order>>;
  readonly positions: readonly Position[];
  /** Whether the page heard of the order's last fill after the position's last word. */
  readonly isNews: (order: Order, position: Position) => boolean;
  /** Accounts on which a kill switch is. */
  readonly isKilled: (accountId: string) => boolean;
  readonly renderPnl: (position: Position) => ReactNode;
  readonly onPlaced: (order: Order) => void;
  /** Beside the underlying: how to open it elsewhere. */
  readonly children?: ReactNode;
}

const DEEDS: readonly Deed[] = [
  'call.buy',
  'call.sell',
  'call.exit',
  'put.buy',
  'put.sell',
  'put.exit',
  'exit',
  'cancel',
];

/** Call and put of one strike, traded by single keys that are heard only while the layer is on. */
export function ScalperPanel(props: ScalperPanelProps) {
  const { orders, positions, isNews, onPlaced, renderPnl, isKilled } = props;
  const panel = useRef<HTMLElement>(null);
  const trader = useTrader();
  const chain = useScalperChain({
    underlying: props.underlying,
    exchange: props.exchange,
    environment: trader.account?.environment,
  });
  const scalper = useScalper(chain, trader, { orders, positions, isNews, onPlaced });
  const { terms, change, act } = scalper;
  const blocked = useBlocked(chain, scalper, isKilled);
  const onKey = (event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): void => {
    const deed = DEEDS.find((one) => isKey(event, keysOf(`scalper.${one}`)));
    if (deed !== undefined) act(deed, keyCap(keysOf(`scalper.${deed}`)));
    else if (isKey(event, keysOf('scalper.up')) || event.key === 'ArrowUp') chain.move(1);
    else if (isKey(event, keysOf('scalper.down')) || event.key === 'ArrowDown') chain.move(-1);
    else if (isKey(event, keysOf('scalper.more')) || event.key === '=') change({ lots: terms.lots + 1 });
    else if (isKey(event, keysOf('scalper.less'))) change({ lots: terms.lots - 1 });
    else if (/^[1-9]$/.test(event.key) && !event.shiftKey) change({ lots: Number(event.key) });
  };
  const layer = useKeyLayer({ panel, blocked, onKey });
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="Scalper"
      onPointerDown={layer.touch}
      className={clsx(
        '@container flex min-h-0 flex-col overflow-auto border-2 bg-panel focus-visible:outline-none phone:shrink-0 phone:overflow-visible',
        layer.live ? 'border-text' : 'border-transparent',
      )}
    >
      <ScalperHead
        underlying={props.underlying}
        onUnderlying={props.onUnderlying}
        chain={chain}
        scalper={scalper}
      >
        {props.children}
      </ScalperHead>
      <LayerSwitch layer={layer} blocked={blocked} scalper={scalper} />
      {chain.error === null ? null : (
        <p className="px-3 py-1 text-table text-warn">
          No option chain of {props.underlying}. {wordsOf(chain.error)}
        </p>
      )}
      <div className="grid grid-cols-1 border-t border-line @min-[560px]:grid-cols-2 @min-[1000px]:grid-cols-[1fr_1fr_420px]">
        {LEGS.map((leg) => (
          <LegPanel
            key={leg}
            leg={leg}
            strike={chain.strike}
            instrumentId={chain.ids[leg]}
            price={priceKey(chain.environment, chain.ids[leg])}
            instrument={chain.instruments[leg]}
            position={scalper.positionOf(leg)}
            entries={{ BUY: scalper.entryOf(leg, 'BUY'), SELL: scalper.entryOf(leg, 'SELL') }}
            renderPnl={renderPnl}
            live={layer.live}
            onAct={act}
          />
        ))}
        <div className="flex min-w-0 flex-col gap-2 border-t border-line p-3 @min-[560px]:col-span-2 @min-[1000px]:col-span-1 @min-[1000px]:border-t-0 @min-[1000px]:border-l">
          <BothKeys onAct={act} onMove={chain.move} />
          <AckList orders={orders} />
        </div>
      </div>
      <HeldElsewhere
        positions={positions}
        underlying={props.underlying}
        scalper={scalper}
        renderPnl={renderPnl}
      />
    </section>
  );
}

/** What stands in the way of live keys; null when nothing does. */
function useBlocked(
  chain: ScalperChain,
  { account }: Scalper,
  isKilled: ScalperPanelProps['isKilled'],
): string | null {
  const link = useLink((state) => state.state);
  const keyOf = (id: string | null | undefined) => priceKey(chain.environment, id);
  const old = [
    usePrice(keyOf(chain.chain?.spot?.instrumentId))?.stale === true ? (chain.chain?.underlying ?? '') : '',
    usePrice(keyOf(chain.ids.call))?.stale === true ? 'the call' : '',
    usePrice(keyOf(chain.ids.put))?.stale === true ? 'the put' : '',
  ].filter((name) => name !== '');
  if (link === 'lost') return 'No connection to Copydesk.';
  if (link !== 'live') return 'Catching up with Copydesk.';
  if (account === undefined) return 'No account to trade in.';
  if (isKilled(account.id)) return 'The kill switch is on. Exits work by their buttons.';
  if (account.session.state !== 'live') return `${shortAccount(account.address)} is not logged in.`;
  if (chain.chain === undefined) return 'There is no option chain yet.';
  return old.length === 0 ? null : `The price of ${old.join(', ')} is old.`;
}
