import { Tabs } from 'radix-ui';
import { lazy, type ReactNode, useCallback, useState } from 'react';
import { useSearchParams } from 'wouter';
import { PagePart } from '../components/ui/page-part.tsx';
import { OrdersPanel } from '../features/orders/orders-panel.tsx';
import { useOrders } from '../features/orders/orders-store.ts';
import { usePositions } from '../features/positions/positions-store.ts';
import { useScreen } from '../lib/screen.ts';
import { OrderFilters, useOrderFilters } from './order-filters.tsx';
import { useRefusedExit } from './refused-exits.ts';

const PositionsPanel = lazy(async () => ({
  default: (await import('../features/positions/positions-panel.tsx')).PositionsPanel,
}));
const PositionCards = lazy(async () => ({
  default: (await import('../features/positions/position-cards.tsx')).PositionCards,
}));
const OrderCards = lazy(async () => ({
  default: (await import('../features/orders/order-cards.tsx')).OrderCards,
}));
const BasketsPanel = lazy(async () => ({
  default: (await import('../features/basket/baskets-panel.tsx')).BasketsPanel,
}));
const money = async () => import('../features/accounts/money-panels.tsx');
const TradesPanel = lazy(async () => ({ default: (await money()).TradesPanel }));
const HoldingsPanel = lazy(async () => ({ default: (await money()).HoldingsPanel }));
const FundsPanel = lazy(async () => ({ default: (await money()).FundsPanel }));
const LogPanel = lazy(async () => ({ default: (await import('../features/log/log-panel.tsx')).LogPanel }));

const TABS = ['orders', 'baskets', 'positions', 'trades', 'holdings', 'funds', 'log'] as const;
type Tab = (typeof TABS)[number];
const WITHOUT_FILTERS: ReadonlySet<Tab> = new Set(['baskets', 'positions', 'log']);

const NAMES: Readonly<Record<Tab, string>> = {
  orders: 'Orders',
  baskets: 'Baskets',
  positions: 'Positions',
  trades: 'Trades',
  holdings: 'Holdings',
  funds: 'Funds',
  log: 'Log',
};

const TAB =
  'inline-flex h-8 items-center gap-1.5 border-b-2 border-transparent px-2 text-control text-text-2 hover:text-text data-[state=active]:border-text data-[state=active]:font-medium data-[state=active]:text-text focus-visible:-outline-offset-2 phone:shrink-0';

/** What the page's columns take; on a large screen the blotter has as much. */
const PAGE_PX = 1392;

/** Whether a box is wide enough for the page's columns: by its own width, for the person moves what stands beside it. */
function useRoomForPage(): readonly [boolean, (box: HTMLElement | null) => (() => void) | undefined] {
  const [wide, setWide] = useState(false);
  const watch = useCallback((box: HTMLElement | null) => {
    if (box === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWide(entry.contentRect.width >= PAGE_PX);
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return [wide, watch];
}

/** The Desk's lower part: what was sent, what is held, what the brokers and the journal say. */
export function Blotter() {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab = TABS.find((name) => name === asked) ?? 'orders';
  const filters = useOrderFilters();
  const [wide, box] = useRoomForPage();
  const refusedExit = useRefusedExit();
  const phone = useScreen() === 'phone';
  const orders = useOrders((state) => state.ids?.length ?? 0);
  const positions = usePositions(
    (state) => Object.values(state.byKey ?? {}).filter((position) => position.netQty !== 0).length,
  );
  const counts: Readonly<Partial<Record<Tab, number>>> = { orders, positions };
  const choose = (value: string): void =>
    setSearch((before) => {
      before.set('tab', value);
      return before;
    });
  return (
    <Tabs.Root
      ref={box}
      value={tab}
      onValueChange={choose}
      className="flex h-full min-w-0 flex-1 flex-col bg-panel"
      data-key="blotter"
    >
      <div className="flex h-9 shrink-0 items-end border-b border-line px-2 phone:h-auto phone:flex-col phone:items-stretch phone:px-0">
        <Tabs.List aria-label="Blotter" className="flex phone:overflow-x-auto phone:px-2">
          {TABS.map((name) => (
            <Tabs.Trigger key={name} value={name} className={TAB}>
              {NAMES[name]} {counts[name] === undefined ? null : <Count of={counts[name]} />}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {WITHOUT_FILTERS.has(tab) ? null : (
          <OrderFilters className="mb-1 ml-auto phone:mx-2 phone:mt-1" accountOnly={tab !== 'orders'} />
        )}
      </div>
      <Pane of="orders">
        {phone ? <OrderCards {...filters} /> : <OrdersPanel wide={wide} {...filters} />}
      </Pane>
      <Pane of="baskets">
        <BasketsPanel />
      </Pane>
      <Pane of="positions">
        {phone ? <PositionCards /> : <PositionsPanel wide={wide} refusedExit={refusedExit} />}
      </Pane>
      <Pane of="trades">
        <TradesPanel account={filters.account} />
      </Pane>
      <Pane of="holdings">
        <HoldingsPanel account={filters.account} />
      </Pane>
      <Pane of="funds">
        <FundsPanel account={filters.account} />
      </Pane>
      <Pane of="log">
        <LogPanel />
      </Pane>
    </Tabs.Root>
  );
}

function Pane({ of, children }: { readonly of: Tab; readonly children: ReactNode }) {
  return (
    <Tabs.Content value={of} className="flex min-h-0 flex-1 flex-col" tabIndex={-1}>
      <PagePart name={NAMES[of]} waiting={<div className="flex-1" aria-busy />}>
        {children}
      </PagePart>
    </Tabs.Content>
  );
}

function Count({ of }: { readonly of: number }) {
  return <span className="figures text-muted">{of}</span>;
}
