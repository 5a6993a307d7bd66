import type { Column } from '../../components/ui/table.tsx';

/** The columns of the Desk's blotter; widths hold the longest real value of each. */
const BOOK: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'time', name: 'Time', align: 'left', width: 'w-17' },
  { id: 'side', name: 'Side', align: 'left', width: 'w-11' },
  { id: 'instrument', name: 'Instrument or rule', align: 'left' },
  { id: 'type', name: 'Type', align: 'left', width: 'w-23' },
  { id: 'filled', name: 'Filled', align: 'right', width: 'w-24' },
  { id: 'price', name: 'Price', align: 'right', width: 'w-21' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-21' },
  { id: 'status', name: 'Status', align: 'left', width: 'w-27' },
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-39' },
];

/** What the page adds where it has the room; the last price comes with the live feed. */
const PAGE: readonly Column[] = [
  { id: 'delta', name: 'Δ master', align: 'right', width: 'w-37' },
  { id: 'ack', name: 'Ack', align: 'right', width: 'w-17' },
  { id: 'actions', name: 'Actions', align: 'right', width: 'w-19' },
];

export function orderColumns(wide: boolean): readonly Column[] {
  // The Desk has room for the account's name; the page adds its broker.
  const account: Column = { id: 'account', name: 'Account', align: 'left', width: wide ? 'w-30' : 'w-22' };
  const columns = wide ? [...BOOK, ...PAGE] : BOOK;
  return columns.toSpliced(2, 0, account);
}
