import type { Column } from '../../components/ui/table.tsx';

/** The columns of the Desk's blotter; widths hold the longest real value of each. */
const DESK: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'time', name: 'Time', align: 'left', width: 'w-17' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-24' },
  { id: 'side', name: 'Side', align: 'left', width: 'w-11' },
  { id: 'instrument', name: 'Instrument or rule', align: 'left' },
  { id: 'type', name: 'Type', align: 'left', width: 'w-23' },
  { id: 'filled', name: 'Filled', align: 'right', width: 'w-24' },
  { id: 'price', name: 'Price', align: 'right', width: 'w-21' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-21' },
  { id: 'status', name: 'Status', align: 'left', width: 'w-27' },
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-39' },
];

/** What the page adds where it has the room. */
const PAGE: readonly Column[] = [
  { id: 'delta', name: 'Δ master', align: 'right', width: 'w-34' },
  { id: 'ack', name: 'Ack', align: 'right', width: 'w-17' },
  { id: 'broker', name: 'Broker order', align: 'left', width: 'w-42' },
];

export function orderColumns(wide: boolean): readonly Column[] {
  return wide ? [...DESK, ...PAGE] : DESK;
}
