import type { Column } from '../../components/ui/table.tsx';

/**
 * The columns of the Desk's blotter; widths hold the longest real value of each. What they leave of 1048 px, the blotter's width on a
 * screen of 1440, holds `MIDCPNIFTY 29 DEC 12775 PE`.
 */
const BOOK: readonly Column[] = [
  { id: 'open', name: '', spoken: 'Open', align: 'center', width: 'w-6' },
  { id: 'time', name: 'Time', align: 'left', width: 'w-16.5' },
  { id: 'side', name: 'Side', align: 'left', width: 'w-10.5' },
  { id: 'instrument', name: 'Instrument or rule', align: 'left' },
  { id: 'type', name: 'Type', align: 'left', width: 'w-25.5' },
  { id: 'filled', name: 'Filled', align: 'right', width: 'w-25.5' },
  { id: 'price', name: 'Price', align: 'right', width: 'w-21' },
  { id: 'average', name: 'Average', align: 'right', width: 'w-21' },
  { id: 'status', name: 'Status', align: 'left', width: 'w-31.5' },
  { id: 'copies', name: 'Copies', align: 'left', width: 'w-39' },
];

/** What the page adds where it has the room. */
const PAGE: readonly Column[] = [
  { id: 'delta', name: 'Δ master', align: 'right', width: 'w-37' },
  { id: 'ack', name: 'Ack', align: 'right', width: 'w-17' },
  { id: 'actions', name: 'Actions', align: 'right', width: 'w-19' },
];

const LAST_PRICE: Column = { id: 'ltp', name: 'LTP', align: 'right', width: 'w-21' };

/** From so many pixels on the last price stands beside the others without taking the instrument's name away. */
export const LAST_PRICE_FROM_PX = 1_480;

/** `wide`: the page's; `ltp`: with the last price. */
export function orderColumns(wide: boolean, ltp = false): readonly Column[] {
  // The Desk has room for the account's name; the page adds its broker.
  const account: Column = { id: 'account', name: 'Account', align: 'left', width: wide ? 'w-30' : 'w-17' };
  const columns = wide ? [...BOOK, ...(ltp ? [LAST_PRICE] : []), ...PAGE] : BOOK;
  return columns.toSpliced(2, 0, account);
}
