import { brokerWord, shortAccount } from '../lib/words.ts';
import { useAccount } from '../live/accounts-store.ts';

interface AccountNameProps {
  readonly accountId: string;
  /** `MASTER:k2`; known also for an account that was removed since. */
  readonly address: string;
  /** A child hangs on its master's row. */
  readonly child?: boolean;
  readonly withBroker?: boolean;
}

/** `k2 sbx Zerodha`: a sandbox account never stands without saying so. */
export function AccountName({ accountId, address, child = false, withBroker = false }: AccountNameProps) {
  const account = useAccount(accountId);
  return (
    <span title={account === undefined ? address : `${address}, ${account.brokerName}, ${account.clientId}`}>
      {child ? (
        <span aria-hidden className="pr-1 text-muted">
          └
        </span>
      ) : null}
      <span className="font-medium">{shortAccount(address)}</span>
      {account?.environment === 'sandbox' ? <span className="text-sandbox"> sbx</span> : null}
      {withBroker && account !== undefined ? (
        <span className="text-muted"> {brokerWord(account.brokerName)}</span>
      ) : null}
    </span>
  );
}
