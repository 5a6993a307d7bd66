import type { Column } from '../../components/ui/table.tsx';

/** The columns of the Desk's blotter; widths hold the longest real value of each. */
const BOOK: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'time', name: 'Time', align: 'left', width: 'w-17' },
  { id: 'side', name: 'Side', align: 'left', width: 'w-11' },
  { id: 'instrument', name: 'Instrument or rule', align: 'left' },
  { id: 'type', name: 'Type', align: 'left', width: 'w-21' },
  { id: 'filled', name: 'Filled', align: 'right', width: 'w-22' },
  { id: 'price', name: 'Price', align: 'right', width: 'w-20.5' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-20.5' },
  { id: 'status', name: 'Status', align: 'left', width: 'w-29' },
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-40' },
];

/** What the page adds where it has the room. */
const PAGE: readonly Column[] = [
  { id: 'delta', name: 'Δ master', align: 'right', width: 'w-29' },
  { id: 'ack', name: 'Ack', align: 'right', width: 'w-15' },
  { id: 'broker', name: 'Broker order', align: 'left', width: 'w-40' },
];

export function orderColumns(wide: boolean): readonly Column[] {
  // The Desk has room for the account's name; the page adds its broker.
  const account: Column = { id: 'account', name: 'Account', align: 'left', width: wide ? 'w-30' : 'w-22' };
  const columns = wide ? [...BOOK, ...PAGE] : BOOK;
  return columns.toSpliced(2, 0, account);
}
