/** The desk's words for what the contract carries as codes. */
import type { Account, Child, Group, Order } from '@copydesk/api-contract';

type Product = Order['product'];
type OrderType = Order['orderType'];
type Kind = Order['instrumentType'];

/** `k2` of `MASTER:k2`: the name that stands in tables. */
export function shortAccount(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

/** `Zerodha` of `Zerodha sandbox`: sandboxes are marked on the account itself. */
export function brokerWord(brokerName: string): string {
  return brokerName.replace(/ \(?sandbox\)?$/i, '');
}

/** `k2 sbx`: an account of the sandbox is never shown without saying so. */
export function accountName(account: Pick<Account, 'address' | 'environment'>): string {
  const name = shortAccount(account.address);
  return account.environment === 'sandbox' ? `${name} sbx` : name;
}

/** The trade name: I is MIS; D is NRML for derivatives, CNC for shares. */
export function productWord(product: Product, kind: Kind): string {
  if (product === 'I') return 'MIS';
  if (product === 'MTF') return 'MTF';
  return kind === 'EQ' ? 'CNC' : 'NRML';
}

/** `Carry (NRML)`: what it does, and the trade name. */
export function productName(product: Product, kind: Kind): string {
  const word = productWord(product, kind);
  if (product === 'I') return `Intraday (${word})`;
  return product === 'MTF' ? 'Margin (MTF)' : `Carry (${word})`;
}

export const ORDER_TYPE_SHORT: Readonly<Record<OrderType, string>> = {
  MARKET: 'MKT',
  LIMIT: 'LMT',
  SL: 'SL',
  'SL-M': 'SL-M',
};

export const ORDER_TYPE_WORD: Readonly<Record<OrderType, string>> = {
  MARKET: 'Market',
  LIMIT: 'Limit',
  SL: 'Stop limit',
  'SL-M': 'Stop market',
};

export const RELATIONSHIP_WORD: Readonly<Record<Child['relationship'], string>> = {
  self: 'Self',
  spouse: 'Spouse',
  child: 'Child',
  parent: 'Parent',
};

/** The rule of a child as it stands in a row: `×0.5`, `fixed 1 lot`, `capital`. */
export function sizingWords(sizing: Child['sizing']): string {
  const cap = sizing.capLots === null ? '' : `, cap ${sizing.capLots}`;
  if (sizing.kind === 'multiplier') return `×${sizing.factor}${cap}`;
  if (sizing.kind === 'capital') return `capital${cap}`;
  if (sizing.lots !== undefined) return `fixed ${sizing.lots} ${sizing.lots === 1 ? 'lot' : 'lots'}${cap}`;
  return `fixed ${sizing.quantity ?? 0} qty${cap}`;
}

/** Whether copying of entries is on, and why not. */
export function armedWords(group: Group): string {
  const active = group.children.filter((child) => child.state === 'active').length;
  return group.armed ? `ARMED ${active}/${group.children.length}` : 'NOT ARMED';
}
