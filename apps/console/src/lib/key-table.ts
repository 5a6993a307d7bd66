/** Every key of the desk, written once: the listeners, the help sheet and the settings read this table. */

export interface KeyEntry {
  readonly id: string;
  /** As `tinykeys` writes it: `b`, `g d`, `$mod+k`, `Control+Alt+k`, `Shift+x`. */
  readonly keys: string;
  readonly words: string;
  readonly where: Where;
  /** A letter or sign without Ctrl or Alt: it can be switched off and put on another key. */
  readonly single: boolean;
  /** The table, field or panel hears it itself; it is not listened for on the page. */
  readonly local?: true;
}

export type Where =
  | 'Everywhere'
  | 'Instrument'
  | 'Ticket'
  | 'Order row'
  | 'Position row'
  | 'Tables'
  | typeof SCALPER;

const SCALPER = 'Scalper, keys live';

const single = (id: string, keys: string, words: string, where: Where = 'Everywhere'): KeyEntry => ({
  id,
  keys,
  words,
  where,
  single: true,
});
/** A letter that a row or a panel hears itself. */
const own = (id: string, keys: string, words: string, where: Where): KeyEntry => ({
  ...single(id, keys, words, where),
  local: true,
});

const local = (id: string, keys: string, words: string, where: Where): KeyEntry => ({
  id,
  keys,
  words,
  where,
  single: false,
  local: true,
});

export const KEY_TABLE: readonly KeyEntry[] = [
  { id: 'palette', keys: '$mod+k', words: 'Command palette', where: 'Everywhere', single: false },
  single('find', '/', 'Find instrument'),
  single('help', '?', 'These keys'),
  single('go.desk', 'g d', 'Desk'),
  single('go.orders', 'g o', 'Orders'),
  single('go.positions', 'g p', 'Positions'),
  single('go.copy', 'g c', 'Copy'),
  single('go.readiness', 'g r', 'Readiness'),
  single('go.alerts', 'g a', 'Alerts'),
  single('go.log', 'g l', 'Log'),
  single('go.scalper', 'g k', 'Scalper'),
  single('go.review', 'g v', 'Review'),
  single('go.settings', 'g s', 'Settings'),
  single('focus.watch', '1', 'Watchlist'),
  single('focus.chart', '2', 'Chart'),
  single('focus.chain', '3', 'Option chain'),
  single('focus.ticket', '4', 'Ticket'),
  single('focus.blotter', '5', 'Blotter'),
  { id: 'kill', keys: '$mod+Alt+k', words: 'Kill switch', where: 'Everywhere', single: false },
  local('close', 'Escape', 'Close one layer; focus returns to where it was opened', 'Everywhere'),
  single('side.buy', 'b', 'Ticket to buy, focus in lots', 'Instrument'),
  single('side.sell', 's', 'Ticket to sell, focus in lots', 'Instrument'),
  single('chart', 'h', 'Chart of the instrument', 'Instrument'),
  single('chain', 'o', 'Its option chain', 'Instrument'),
  single('chain.centre', 'c', 'Centre the option chain', 'Instrument'),
  local('chain.collect', 'Space', 'On a price of the chain: a leg to buy, or no leg any more', 'Instrument'),
  local('chain.collect-sold', 'Shift+Space', 'On a price of the chain: a leg to sell', 'Instrument'),
  single('basket', 'n', 'The basket in the ticket’s place, or the ticket again', 'Instrument'),
  single('watch', 'w', 'Add to the watchlist', 'Instrument'),
  local('watch.order', 'Alt+ArrowUp Alt+ArrowDown', 'Up and down in the watchlist', 'Instrument'),
  local('watch.menu', 'Shift+F10', 'What can be done with a row of the watchlist', 'Instrument'),
  local('watch.remove', 'Delete', 'Out of the watchlist', 'Instrument'),
  single('units', 'u', 'Lots or quantity', 'Ticket'),
  local('ticket.step', 'ArrowUp ArrowDown', 'One step; with Shift ten', 'Ticket'),
  local(
    'ticket.ask',
    '$mod+Enter',
    '“Send?”, then Enter; the second Enter counts after a quarter of a second',
    'Ticket',
  ),
  local('order.open', 'Enter', 'Open or close', 'Order row'),
  own('order.modify', 'm', 'Modify in the cell', 'Order row'),
  own('order.cancel', 'x', 'Cancel', 'Order row'),
  own('order.retry', 'r', 'Retry the child', 'Order row'),
  own('order.leave', 'k', 'Leave the child as it is', 'Order row'),
  own('order.timeline', 't', 'Timeline', 'Order row'),
  own('order.basket', 'j', 'The basket whose leg it is', 'Order row'),
  own('order.why', 'y', 'Why did this account get this?', 'Order row'),
  own('position.exit', 'e', 'Exit: ¼, ½, all, own', 'Position row'),
  own('position.exit-all', 'Shift+e', 'Exit all of it', 'Position row'),
  own('position.protect', 'p', 'Stop, target, trail in the cell', 'Position row'),
  own('position.convert', 'v', 'Convert to another product', 'Position row'),
  own('position.drift', 'd', 'Plan of what differs', 'Position row'),
  local('table.move', 'ArrowUp ArrowDown', 'Row by row; Home, End, Page Up, Page Down', 'Tables'),
  local('table.open', 'ArrowRight', 'Open, then to the first child', 'Tables'),
  local('table.close', 'ArrowLeft', 'Close, or to the parent', 'Tables'),
  local('scalper.live', 'Enter', 'On “Keys LIVE”: on, and off; Esc is off', SCALPER),
  own('scalper.call.buy', 'q', 'Buy the call', SCALPER),
  own('scalper.call.sell', 'a', 'Sell the call', SCALPER),
  own('scalper.call.exit', 'z', 'Exit the call', SCALPER),
  own('scalper.put.buy', 'e', 'Buy the put', SCALPER),
  own('scalper.put.sell', 'd', 'Sell the put', SCALPER),
  own('scalper.put.exit', 'c', 'Exit the put', SCALPER),
  own('scalper.exit', 'x', 'Exit both', SCALPER),
  own('scalper.cancel', 'Shift+x', 'Cancel what works on both', SCALPER),
  own('scalper.up', 'w', 'Strike up; so does ↑', SCALPER),
  own('scalper.down', 's', 'Strike down; so does ↓', SCALPER),
  local('scalper.lots', '1 … 9', 'So many lots', SCALPER),
  own('scalper.more', '+', 'One lot more', SCALPER),
  own('scalper.less', '-', 'One lot less', SCALPER),
];

/** Keys of one place are heard without those of the other: the same letter may stand in both. */
export function areHeardTogether(one: KeyEntry, other: KeyEntry): boolean {
  return (one.where === SCALPER) === (other.where === SCALPER);
}

const NAMES: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** `Ctrl K`, `g d`, `Shift E`: as it stands on a key cap. */
export function keyWords(keys: string): string {
  // The sign itself joins nothing.
  if (keys === '+') return keys;
  const mod = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '') ? '⌘' : 'Ctrl';
  return keys
    .replaceAll('$mod', mod)
    .split('+')
    .map((part) =>
      part
        .split(' ')
        .map((key) => NAMES[key] ?? key)
        .join(' '),
    )
    .map((part, index, all) =>
      all.length > 1 && index === all.length - 1 && part.length === 1 ? part.toUpperCase() : part,
    )
    .join(' ');
}

/** `Q`, `Shift X`: the same where a key stands on a button of its own. */
export function keyCap(keys: string): string {
  const words = keyWords(keys);
  return words.length === 1 ? words.toUpperCase() : words;
}
