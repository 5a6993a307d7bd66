/** Columns of the positions: those that the Desk has room for, and what the page adds. */
import type { Column } from '../../components/ui/table.tsx';

const BOOK: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'instrument', name: 'Instrument', align: 'left' },
  { id: 'product', name: 'Prod', align: 'left', width: 'w-13' },
  { id: 'quantity', name: 'Qty', align: 'right', width: 'w-17' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-21' },
  { id: 'ltp', name: 'LTP', align: 'right', width: 'w-21' },
  { id: 'pnl', name: 'P&L ₹', align: 'right', width: 'w-29' },
  { id: 'stop', name: 'Stop', align: 'right', width: 'w-19' },
  { id: 'target', name: 'Target', align: 'right', width: 'w-19' },
  { id: 'trail', name: 'Trail', align: 'right', width: 'w-17' },
];
const EXIT: Column = { id: 'exit', name: 'Exit', align: 'right', width: 'w-23' };

/** Of the Desk's blotter. */
export const DESK_COLUMNS: readonly Column[] = [
  ...BOOK,
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-26' },
  EXIT,
];

/** Of the page. */
export const PAGE_COLUMNS: readonly Column[] = [
  ...BOOK,
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-58' },
  { id: 'account', name: 'Account', align: 'left', width: 'w-22' },
  { id: 'realised', name: 'Realised ₹', align: 'right', width: 'w-26' },
  EXIT,
];
