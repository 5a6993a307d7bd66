import { lazy, type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { Panel, Separator } from 'react-resizable-panels';
import { Choice } from '../components/ui/choice.tsx';
import { PagePart } from '../components/ui/page-part.tsx';
import { SkeletonLines } from '../components/ui/skeleton-lines.tsx';
import { useBasketDraft } from '../features/basket/basket-draft.ts';
import { useTicket } from '../features/ticket/ticket-store.ts';
import type { OnChoose } from '../live/use-choose-instrument.ts';
import { type DeskView, useDeskView } from './desk-view.ts';
import { BAR, KeptGroup } from './kept-group.tsx';
import { showBasket } from './key-actions.ts';

const DeskChart = lazy(async () => ({ default: (await import('./desk-chart.tsx')).DeskChart }));
const OptionChainPanel = lazy(async () => ({
  default: (await import('../features/option-chain/option-chain-panel.tsx')).OptionChainPanel,
}));

const VIEWS: readonly { readonly value: DeskView; readonly label: string }[] = [
  { value: 'chart', label: 'Chart' },
  { value: 'both', label: 'Both' },
  { value: 'chain', label: 'Chain' },
];
/** From here on both have room side by side; below, the chart stands over the chain. */
const WIDE = '(min-width: 1800px)';
/** All columns of the chain. */
const CHAIN_PX = '730px';
const CHAIN_LEAST = '480px';
const LEAST = '140px';

/** The middle of the Desk: the chart, the option chain, or both. */
export function DeskMiddle({ onChoose }: { readonly onChoose: OnChoose }) {
  const [view, choose] = useDeskView();
  const wide = useSyncExternalStore(watchWidth, () => window.matchMedia(WIDE).matches);
  const lead = (
    <Choice className="shrink-0" legend="Chart or chain" options={VIEWS} value={view} onChange={choose} />
  );
  const chart = (
    <PagePart name="The chart" waiting={<SkeletonLines />}>
      <DeskChart lead={lead} />
    </PagePart>
  );
  const chain = <DeskChain lead={view === 'chain' ? lead : null} onChoose={onChoose} />;
  if (view === 'chart') return chart;
  if (view === 'chain') return chain;
  const id = wide ? 'desk-both-columns' : 'desk-both-rows';
  return (
    <KeptGroup key={id} id={id} orientation={wide ? 'horizontal' : 'vertical'}>
      <Panel id="chart" minSize={LEAST} className="flex min-h-0 min-w-0 flex-col">
        {chart}
      </Panel>
      <Separator aria-label={wide ? 'Width of the chain' : 'Height of the chain'} className={BAR} />
      <Panel
        id="chain"
        {...(wide
          ? {
              defaultSize: CHAIN_PX,
              minSize: CHAIN_LEAST,
              groupResizeBehavior: 'preserve-pixel-size' as const,
            }
          : { defaultSize: '46%', minSize: LEAST })}
        className="flex min-h-0 min-w-0 flex-col"
      >
        {chain}
      </Panel>
    </KeptGroup>
  );
}

/** The chart where it stands by itself. */
export function DeskChartAlone() {
  return (
    <PagePart name="The chart" waiting={<SkeletonLines />}>
      <DeskChart lead={null} />
    </PagePart>
  );
}

interface DeskChainProps {
  readonly lead?: ReactNode;
  readonly onChoose: OnChoose;
}

/** The options of the ticket's instrument; before there is one, of the index that most people trade. */
export function DeskChain({ lead, onChoose }: DeskChainProps) {
  const underlying = useTicket((ticket) => ticket.instrument?.underlying ?? 'NIFTY');
  const exchange = useTicket((ticket) => ticket.instrument?.exchange);
  const open = useBasketDraft((draft) => draft.open);
  const collected = useBasketDraft((draft) => draft.legs);
  const legs = useMemo(() => new Map(collected.map((leg) => [leg.instrument.id, leg.side])), [collected]);
  return (
    <PagePart name="The option chain" waiting={<SkeletonLines />}>
      <OptionChainPanel
        lead={lead}
        underlying={underlying}
        exchange={exchange}
        onChoose={onChoose}
        collecting={{ on: open, legs, onCollect: collect, onSwitch: showBasket }}
      />
    </PagePart>
  );
}

/** What collects is fetched with the first leg; those that follow wait behind it. */
function collect(instrumentId: string, side: 'BUY' | 'SELL' | null): void {
  void import('../features/basket/collect-leg.ts').then(({ collectLeg }) => collectLeg(instrumentId, side));
}

function watchWidth(changed: () => void): () => void {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}
