import type { Order } from '@copydesk/api-contract';
import { type KeyboardEvent, lazy, useCallback, useMemo, useState } from 'react';
import { TreeTable } from '../../components/table/tree-table.tsx';
import { PagePart } from '../../components/ui/page-part.tsx';
import { SentenceRow } from '../../components/ui/table.tsx';
import { useRoom } from '../../lib/use-room.ts';
import { heardKey } from '../../live/own-keys.ts';
import { ChildRow } from './child-row.tsx';
import { showsOrder } from './order-filter.ts';
import { childLines, lineId, type OrderLine, orderIdOf } from './order-line.ts';
import { OrderRow } from './order-row.tsx';
import { LAST_PRICE_FROM_PX, orderColumns } from './orders-columns.ts';
import { useOrders } from './orders-store.ts';
import { useWaits } from './use-waits.ts';

const TimelinePanel = lazy(async () => ({ default: (await import('./timeline-panel.tsx')).TimelinePanel }));

interface OrdersPanelProps {
  /** The page has more room than the Desk's blotter. */
  readonly wide: boolean;
  readonly onlyWorking?: boolean;
  readonly account?: string | undefined;
  /** Part of an instrument's name. */
  readonly text?: string;
  /** Shows everything again. */
  readonly onClear?: () => void;
}

const ROW_PX = 24;

/** A key presses the row's own button, so that both do the same and a closed button stays closed. */
const KEYS = {
  'order.cancel': 'cancel',
  'order.modify': 'modify',
  'order.timeline': 'timeline',
  'order.retry': 'retry',
  'order.leave': 'leave',
  'order.basket': 'basket',
  'order.why': 'why',
} as const;
const KEY_IDS = Object.keys(KEYS) as readonly (keyof typeof KEYS)[];

/** The order book: a master's row opens to its children. */
export function OrdersPanel({ wide, onlyWorking = false, account, text = '', onClear }: OrdersPanelProps) {
  const ids = useOrders((state) => state.ids);
  const byId = useOrders((state) => state.byId);
  const lines = useMemo(
    () =>
      (ids ?? []).flatMap((id): OrderLine[] => {
        const order = byId[id];
        return order !== undefined && showsOrder(order, { onlyWorking, account, text })
          ? [{ kind: 'order', order }]
          : [];
      }),
    [ids, byId, onlyWorking, account, text],
  );
  useWaits(useMemo(() => lines.flatMap((line) => (line.kind === 'order' ? [line.order] : [])), [lines]));
  // The newest order stands open by itself: its children are what the person looks for after a press.
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({});
  const newest = ids?.[0];
  const isOpen = (id: string): boolean => opened[id] ?? id === newest;
  const [timelines, setTimelines] = useState<Readonly<Record<string, string | null>>>({});
  const [modifying, setModifying] = useState<string | null>(null);
  const [room, box] = useRoom(LAST_PRICE_FROM_PX);
  const ltp = wide && room;
  const columns = useMemo(() => orderColumns(wide, ltp), [wide, ltp]);

  /** The picture under an order; `account` narrows its words to one account. Asked for again, it closes. */
  const toggleTimeline = useCallback((id: string, account: string | null) => {
    setTimelines(({ [id]: before, ...others }) =>
      before !== undefined && before === account ? others : { ...others, [id]: account },
    );
  }, []);
  const onKey = (id: string, event: KeyboardEvent): void => {
    if (event.key === 'Escape' && timelines[orderIdOf(id)] !== undefined) {
      event.preventDefault();
      setTimelines(({ [orderIdOf(id)]: _closed, ...others }) => others);
      return;
    }
    const heard = heardKey(event, KEY_IDS);
    if (heard === undefined) return;
    const action = KEYS[heard];
    // On a child only its master's timeline is the master's matter: X there must not end the whole order.
    const of = action === 'timeline' ? orderIdOf(id) : id;
    const button = buttonOf(event.currentTarget, of, action);
    if (button === null) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  };
  const total = ids?.length ?? 0;

  return (
    <div ref={box} className="flex min-h-0 flex-1 flex-col">
      <TreeTable
        label="Orders"
        minWidth={wide ? 'min-w-348' : 'min-w-262'}
        columns={columns}
        lines={lines}
        idOf={lineId}
        childrenOf={childLines}
        isOpen={isOpen}
        onOpen={(id, open) => setOpened((before) => ({ ...before, [id]: open }))}
        rowHeight={ROW_PX}
        onKey={onKey}
        read={ids !== null}
        view={`${onlyWorking}|${account}|${text}`}
        empty={
          <SentenceRow span={columns.length}>
            {total === 0 ? (
              'No orders today. B or S on an instrument starts one.'
            ) : (
              <>
                {text === '' ? 'Nothing matches.' : `Nothing matches “${text}”.`} {total}{' '}
                {total === 1 ? 'row is' : 'rows are'} hidden.
                {onClear === undefined ? null : (
                  <button
                    type="button"
                    onClick={onClear}
                    className="ml-2 min-h-6 underline underline-offset-2"
                  >
                    Clear
                  </button>
                )}
              </>
            )}
          </SentenceRow>
        }
        renderRow={(line, place) => {
          const { order } = line;
          const shownOf = timelines[order.id];
          const timeline =
            shownOf === undefined ? null : (
              <TimelineRow span={columns.length} order={order} account={shownOf} />
            );
          if (line.kind === 'child') {
            return (
              <>
                <ChildRow
                  master={order}
                  child={line.child}
                  wide={wide}
                  ltp={ltp}
                  span={columns.length}
                  rowProps={place.rowProps}
                  onWhy={() => toggleTimeline(order.id, line.child.accountId)}
                />
                {line.child === order.childOrders.at(-1) ? timeline : null}
              </>
            );
          }
          return (
            <>
              <OrderRow
                order={order}
                open={place.open}
                wide={wide}
                ltp={ltp}
                span={columns.length}
                rowProps={place.rowProps}
                modifying={modifying === order.id}
                onToggle={place.toggle}
                onModify={() => setModifying(order.id)}
                onModified={() => setModifying(null)}
                onTimeline={() => toggleTimeline(order.id, null)}
              />
              {place.open === true ? null : timeline}
            </>
          );
        }}
      />
    </div>
  );
}

interface TimelineRowProps {
  readonly span: number;
  readonly order: Order;
  readonly account: string | null;
}

/** Below the children whom it is about; of a closed order below the order. */
function TimelineRow({ span, order, account }: TimelineRowProps) {
  return (
    <tr className="bg-bg">
      <td colSpan={span} className="px-3 py-2">
        <PagePart name="The order's timeline" waiting={<div className="h-24" aria-busy />}>
          <TimelinePanel order={order} account={account} />
        </PagePart>
      </td>
    </tr>
  );
}

function buttonOf(table: EventTarget, row: string, action: string): HTMLButtonElement | null {
  return (table as HTMLElement).querySelector(
    `[data-of="${CSS.escape(row)}"] [data-action="${action}"]:not(:disabled)`,
  );
}
