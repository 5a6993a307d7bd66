import type { Order } from '@copydesk/api-contract';
import { Fragment, type KeyboardEvent, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { SentenceRow, SkeletonRows, TableHead } from '../../components/ui/table.tsx';
import { type TreeRow, useTreegrid } from '../../components/ui/use-treegrid.ts';
import { ChildRow } from './child-row.tsx';
import { ModifyDialog } from './modify-dialog.tsx';
import { OrderRow } from './order-row.tsx';
import { orderColumns } from './orders-columns.ts';
import { useOrders } from './orders-store.ts';
import { isFinal } from './status-words.ts';
import { TimelineRows } from './timeline-rows.tsx';

interface OrdersPanelProps {
  /** The page has more room than the Desk's blotter. */
  readonly wide: boolean;
  readonly onlyWorking?: boolean;
  readonly account?: string | undefined;
}

const KEYS: Readonly<Record<string, string>> = { x: 'cancel', m: 'modify', t: 'timeline', y: 'timeline' };

/** The order book: a master's row opens to its children. */
export function OrdersPanel({ wide, onlyWorking = false, account }: OrdersPanelProps) {
  const read = useOrders((state) => state.ids !== null);
  const total = useOrders((state) => state.ids?.length ?? 0);
  const orders = useOrders(
    useShallow((state) =>
      (state.ids ?? []).flatMap((id) => {
        const order = state.byId[id];
        return order !== undefined && shows(order, onlyWorking, account) ? [order] : [];
      }),
    ),
  );
  // The newest order stands open by itself: its children are what the person looks for after a press.
  const [opened, setOpened] = useState<Readonly<Record<string, boolean>>>({});
  const [timelines, setTimelines] = useState<ReadonlySet<string>>(new Set());
  const [modifying, setModifying] = useState<string | null>(null);
  const columns = orderColumns(wide);
  const isOpen = (order: Order, index: number): boolean => opened[order.id] ?? index === 0;

  const rows: TreeRow[] = orders.flatMap((order, index) => {
    const open = order.childOrders.length === 0 ? undefined : isOpen(order, index);
    const children = open === true ? order.childOrders.map((child) => childRow(order, child.childId)) : [];
    return [{ key: order.id, level: 1 as const, open }, ...children];
  });

  const toggle = (id: string, open: boolean): void => setOpened((before) => ({ ...before, [id]: open }));
  const toggleTimeline = (id: string): void =>
    setTimelines((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const onKey = (key: string, event: KeyboardEvent): void => {
    const action = KEYS[event.key.toLowerCase()];
    const button =
      action === undefined ? null : buttonOf(event.currentTarget, key.split('/')[0] ?? key, action);
    if (button === null) return;
    event.preventDefault();
    button.click();
  };
  const grid = useTreegrid(rows, toggle, onKey);
  const modified = orders.find((order) => order.id === modifying);

  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table
        role="treegrid"
        aria-label="Orders"
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-collapse text-table"
        onKeyDown={grid.onKeyDown}
      >
        <TableHead columns={columns} />
        <tbody>
          {read ? null : <SkeletonRows span={columns.length} />}
          {read && orders.length === 0 ? (
            <SentenceRow span={columns.length}>
              {total === 0
                ? 'No orders today. B or S on an instrument starts one.'
                : `Nothing matches. ${total} ${total === 1 ? 'row is' : 'rows are'} hidden.`}
            </SentenceRow>
          ) : null}
          {orders.map((order, index) => {
            const open = order.childOrders.length === 0 ? undefined : isOpen(order, index);
            return (
              <Fragment key={order.id}>
                <OrderRow
                  order={order}
                  open={open}
                  wide={wide}
                  span={columns.length}
                  rowProps={grid.rowProps({ key: order.id, level: 1, open })}
                  onToggle={() => toggle(order.id, open !== true)}
                  onModify={() => setModifying(order.id)}
                  onTimeline={() => toggleTimeline(order.id)}
                />
                {open === true
                  ? order.childOrders.map((child) => (
                      <ChildRow
                        key={child.childId}
                        master={order}
                        child={child}
                        wide={wide}
                        span={columns.length}
                        rowProps={grid.rowProps(childRow(order, child.childId))}
                      />
                    ))
                  : null}
                {timelines.has(order.id) ? <TimelineRows orderId={order.id} span={columns.length} /> : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {modified === undefined ? null : <ModifyDialog order={modified} onClose={() => setModifying(null)} />}
    </div>
  );
}

function childRow(order: Order, childId: string): TreeRow {
  return { key: `${order.id}/${childId}`, level: 2 };
}

function shows(order: Order, onlyWorking: boolean, account: string | undefined): boolean {
  if (onlyWorking && isFinal(order.status) && order.childOrders.every((child) => isFinal(child.status)))
    return false;
  return (
    account === undefined ||
    order.accountId === account ||
    order.childOrders.some((child) => child.accountId === account)
  );
}

/** A key presses the row's own button, so that both do the same and a closed button stays closed. */
function buttonOf(table: EventTarget, row: string, action: string): HTMLButtonElement | null {
  return (table as HTMLElement).querySelector(
    `[data-row="${CSS.escape(row)}"] [data-action="${action}"]:not(:disabled)`,
  );
}
