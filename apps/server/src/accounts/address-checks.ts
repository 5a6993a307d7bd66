import type { Desk } from '@copydesk/core';

/** Asks each account's broker, once after its login, whether it takes order calls from here: known before the first order, not by it. */
export function checkAddressesAtLogin({ journal, access: { addresses } }: Desk): void {
  journal.subscribe(({ event }) => {
    if (event.type === 'account-settled' && addresses.of(event.accountId).accepted === undefined)
      void addresses.check(event.accountId);
  });
}
