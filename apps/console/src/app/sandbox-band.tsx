import { useAccounts } from '../live/accounts-store.ts';

/** As long as an account of the sandbox is there: what stands below may be no money. */
export function SandboxBand() {
  const sandbox = useAccounts(
    (state) => state.list?.some((account) => account.environment === 'sandbox') ?? false,
  );
  if (!sandbox) return null;
  return (
    <p className="h-5 shrink-0 bg-sandbox text-center text-label leading-5 font-semibold text-on-sandbox">
      SANDBOX: no real money
    </p>
  );
}
