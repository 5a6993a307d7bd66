import type { Account } from '@copydesk/api-contract';
import { clsx } from 'clsx';
import { type KeyboardEvent, useState } from 'react';
import { Cell, type Column, TableHead } from '../../components/ui/table.tsx';
import { formatMoney, money } from '../../lib/numbers.ts';
import { heardKey } from '../../live/own-keys.ts';
import { LegFigures, LegPrice } from './chain-cells.tsx';
import {
  CHANGE_ROOM,
  type ChainRow,
  type Collecting,
  GREEK_ROOM,
  mostInterest,
  type Side,
} from './chain-rows.ts';

const HALF: readonly Column[] = [
  { id: 'oi', name: 'OI', align: 'right' },
  { id: 'change', name: 'Chg %', align: 'right', width: 'w-15.5', room: CHANGE_ROOM },
  { id: 'iv', name: 'IV', align: 'right', width: 'w-11', room: GREEK_ROOM },
  { id: 'delta', name: 'Δ', align: 'right', width: 'w-12', room: GREEK_ROOM },
];
const named = (side: Side, columns: readonly Column[]): readonly Column[] =>
  columns.map((column) => ({ ...column, id: `${side}.${column.id}` }));
const COLUMNS: readonly Column[] = [
  ...named('call', HALF),
  { id: 'call', name: 'Call', align: 'right', width: 'w-26 phone:w-20' },
  { id: 'strike', name: 'Strike', align: 'center', width: 'w-18' },
  { id: 'put', name: 'Put', align: 'right', width: 'w-26 phone:w-20' },
  ...named('put', HALF.toReversed()),
];

const SIDES = { 'side.buy': 'BUY', 'side.sell': 'SELL' } as const;

interface ChainTableProps {
  readonly label: string;
  readonly rows: readonly ChainRow[];
  readonly atMoney: number | null;
  readonly environment: Account['environment'] | undefined;
  readonly onChoose: (instrumentId: string, side: 'BUY' | 'SELL' | null) => void;
  readonly collecting: Collecting;
}

/** Calls to the left, puts to the right; one Tab stop, arrows go from price to price. */
export function ChainTable(props: ChainTableProps) {
  const { label, rows, atMoney, environment, onChoose, collecting } = props;
  const [active, setActive] = useState<string | null>(null);
  /** A price was pressed: a leg while legs are collected, else it fills the ticket. */
  const press = collecting.on ? collecting.onCollect : onChoose;
  const most = mostInterest(rows);
  const drawn = rows.flatMap(({ strike, call, put }) => [
    ...(call === null ? [] : [`${strike}:call`]),
    ...(put === null ? [] : [`${strike}:put`]),
  ]);
  const first = atMoney !== null && drawn.includes(`${atMoney}:call`) ? `${atMoney}:call` : drawn[0];
  const current = active !== null && drawn.includes(active) ? active : first;

  const onKeyDown = (event: KeyboardEvent<HTMLTableElement>): void => {
    const leg = (event.target as HTMLElement).dataset['leg'];
    if (leg === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const [strike, side] = leg.split(':') as [string, Side];
    const to = neighbour(rows, Number(strike), side, event.key);
    if (to !== null) {
      event.preventDefault();
      event.currentTarget.querySelector<HTMLElement>(`[data-leg="${to}"]`)?.focus();
      return;
    }
    const heard = heardKey(event, ['side.buy', 'side.sell']);
    const collects = event.key === ' ';
    const sided = heard === undefined ? undefined : SIDES[heard];
    const trade = collects && event.shiftKey ? 'SELL' : collects || event.key === 'Enter' ? null : sided;
    const id = rows.find((row) => row.strike === Number(strike))?.[side]?.instrumentId;
    if (trade === undefined || id === undefined) return;
    // Also of a key that is held: Space would scroll what stands under the focus away.
    event.preventDefault();
    if (event.repeat) return;
    event.stopPropagation();
    if (collects) collecting.onCollect(id, trade);
    else press(id, trade);
  };

  const price = (row: ChainRow, side: Side) => {
    const key = `${row.strike}:${side}`;
    return (
      <LegPrice
        leg={row[side]}
        environment={environment}
        side={side}
        strike={row.strike}
        name={`${row.strike} ${side === 'call' ? 'CE' : 'PE'}`}
        tabIndex={key === current ? 0 : -1}
        onFocus={() => setActive(key)}
        collected={collecting.legs.get(row[side]?.instrumentId ?? '')}
        onTrade={(trade) => {
          const id = row[side]?.instrumentId;
          if (id !== undefined) press(id, trade);
        }}
      />
    );
  };

  return (
    <table
      role="grid"
      aria-label={label}
      className="w-full min-w-150 table-fixed @min-[700px]:min-w-178 phone:min-w-0 border-collapse text-table"
      onKeyDown={onKeyDown}
    >
      <TableHead columns={COLUMNS} />
      <tbody>
        {rows.map((row) => (
          <tr
            key={row.strike}
            data-strike={row.strike}
            className={clsx('ticking-row h-6 phone:h-11', row.strike === atMoney ? 'bg-raised' : 'bg-panel')}
          >
            <LegFigures leg={row.call} environment={environment} side="call" most={most} />
            {price(row, 'call')}
            <Cell align="center" className="figures relative border-x border-line font-medium">
              {row.strike === atMoney ? <span className="absolute left-1">▸</span> : null}
              {formatMoney(money(row.strike), Number.isInteger(row.strike) ? 0 : 2)}
            </Cell>
            {price(row, 'put')}
            <LegFigures leg={row.put} environment={environment} side="put" most={most} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where an arrow leads from one price; null for another key and at the end. */
function neighbour(rows: readonly ChainRow[], strike: number, side: Side, key: string): string | null {
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const other: Side = key === 'ArrowLeft' ? 'call' : 'put';
    return rows.find((row) => row.strike === strike)?.[other] === null ? null : `${strike}:${other}`;
  }
  const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -1000, End: 1000 }[key];
  if (step === undefined) return null;
  const there = rows.filter((row) => row[side] !== null);
  const at = there.findIndex((row) => row.strike === strike);
  const to = there[Math.max(0, Math.min(there.length - 1, at + step))];
  return to === undefined ? null : `${to.strike}:${side}`;
}
