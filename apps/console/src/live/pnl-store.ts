/** What positions and accounts make, as the server last counted it. Features read it; only the feed writes. */
import { type AccountPnl, type PositionPnl, SOCKET_MESSAGES } from '@copydesk/api-contract';
import { create } from 'zustand';

/** The server's figures of a position, and when they came by the page's own clock. */
export interface ToldPnl {
  readonly figures: PositionPnl;
  readonly heardMs: number;
}

interface PnlState {
  /** By account, instrument and product. */
  readonly positions: Readonly<Record<string, ToldPnl>>;
  readonly accounts: Readonly<Record<string, AccountPnl>>;
}

const NOTHING: PnlState = { positions: {}, accounts: {} };

export const usePnl = create<PnlState>(() => NOTHING);

type Keyed = Pick<PositionPnl, 'accountId' | 'instrumentId' | 'product'>;

/** What makes a position one: account, instrument and product. */
export function positionKey({ accountId, instrumentId, product }: Keyed): string {
  return `${accountId}|${instrumentId}|${product}`;
}

/** A message of the socket. One that cannot be read changes nothing: the next one is a quarter of a second away. */
export function takePnl(raw: unknown): void {
  const read = SOCKET_MESSAGES.pnl.safeParse(raw);
  if (!read.success) return;
  const heardMs = performance.now();
  const { positions, accounts } = read.data;
  usePnl.setState((before) => ({
    positions: {
      ...before.positions,
      ...Object.fromEntries(positions.map((figures) => [positionKey(figures), { figures, heardMs }])),
    },
    accounts: {
      ...before.accounts,
      ...Object.fromEntries(accounts.map((one) => [one.accountId, one])),
    },
  }));
}

/** Another person has the page now. */
export function forgetPnl(): void {
  usePnl.setState(NOTHING);
}
