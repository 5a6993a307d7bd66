import type { Order } from '@copydesk/api-contract';

/** What the accounts hold: the page shows it, and what is to be ordered is another subject. */
export interface Holdings {
  /** What an account holds of an instrument, signed. */
  readonly quantity: (accountId: string, instrumentId: string, product: Order['product']) => number;
  /** Told whenever one of them may have changed. */
  readonly subscribe: (onChange: () => void) => () => void;
}
