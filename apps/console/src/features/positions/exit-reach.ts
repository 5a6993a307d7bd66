/**
 * What an exit takes from whom.
 *
 * Decides: nothing of a child by itself. What a child exits depends on its orders, its link and its holding, so it is the server's
 * preview of the order that the exit becomes, made by the very functions that copy; until that is there, it is words.
 */
import type { ChildPosition, PlaceOrderBody, Position, PreviewItem } from '@copydesk/api-contract';
import { formatLots, formatQuantity } from '../../lib/numbers.ts';
import { skipWords } from '../../lib/preview-words.ts';
import { shortAccount } from '../../lib/words.ts';

/** One account of an exit; quantities in units, the held one signed. */
export interface ExitShare {
  readonly accountId: string;
  readonly account: string;
  readonly holds: number;
  /** A magnitude; null: known when it is sent. */
  readonly exits: number | null;
  /** Why it exits nothing, or waits. */
  readonly note: string | null;
}

/** The order that the exit becomes, to be asked about; null where nothing leaves, or nobody follows. */
export function exitOrder(position: Position, quantity: number): PlaceOrderBody | null {
  const { accountId, instrumentId, product, netQty, childPositions } = position;
  if (quantity === 0 || netQty === 0 || childPositions.length === 0) return null;
  const side = netQty > 0 ? 'SELL' : 'BUY';
  return { accountId, instrumentId, side, quantity, orderType: 'MARKET', product, validity: 'DAY' };
}

/** The account's own share first, then those of the children that hold something or are reached. */
export function exitShares(
  position: Position,
  quantity: number,
  items: readonly PreviewItem[] | undefined,
): readonly ExitShare[] {
  const { accountId, account, netQty, childPositions } = position;
  const own: ExitShare = { accountId, account, holds: netQty, exits: quantity, note: null };
  const of = ({ accountId: id, account: address, netQty: holds }: ChildPosition): readonly ExitShare[] => {
    const item = items?.find((one) => one.accountId === id);
    if (holds === 0 && (item === undefined || item.skip !== null)) return [];
    return [{ accountId: id, account: address, holds, ...saidOf(item) }];
  };
  return [own, ...childPositions.flatMap(of)];
}

function saidOf(item: PreviewItem | undefined): Pick<ExitShare, 'exits' | 'note'> {
  if (item === undefined) return { exits: null, note: null };
  if (item.skip !== null) return { exits: 0, note: skipWords(item) };
  const waits = item.parts.some((part) => part.held);
  return waits
    ? { exits: null, note: `${shortAccount(item.account)} waits for an order that is on its way.` }
    : { exits: item.quantity, note: null };
}

/** `7 lots in 4 accounts`; as far as it is known: `4 lots in k2, and its share in 2 more`. */
export function exitEffect(shares: readonly ExitShare[], lotSize: number | null): string {
  const reached = shares.filter(({ exits }) => exits !== 0);
  const known = reached.flatMap(({ exits }) => exits ?? []);
  const [first] = reached;
  if (first === undefined) return '';
  const size = sizeWords(
    known.reduce((sum, exits) => sum + exits, 0),
    lotSize,
  );
  if (reached.length === 1) return `${size} in ${shortAccount(first.account)}`;
  if (known.length === reached.length) return `${size} in ${reached.length} accounts`;
  const of = known.length === 1 ? shortAccount(first.account) : `${known.length} accounts`;
  return `${size} in ${of}, and its share in ${reached.length - known.length} more`;
}

/** `4 lots`; units where they are no whole lots. */
function sizeWords(quantity: number, lotSize: number | null): string {
  return lotSize !== null && lotSize > 1 && quantity % lotSize === 0
    ? formatLots(quantity / lotSize)
    : formatQuantity(quantity);
}
