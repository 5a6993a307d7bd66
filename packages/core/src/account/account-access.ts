/**
 * What stands between an account and its broker beside the login: the address that its calls leave from, and the depository's word
 * for sales. Puts the two together; decides nothing.
 */
import type { JournalEntry } from '../journal/journal-port.ts';
import type { DeskClock } from '../ports/clock.ts';
import { AddressWatch, type AddressWatchParts } from './address-watch.ts';
import { SalesAuthorisation } from './sales-authorisation.ts';

export class AccountAccess {
  readonly addresses: AddressWatch;
  readonly sales: SalesAuthorisation;

  constructor(parts: AddressWatchParts & { readonly clock: DeskClock }) {
    this.addresses = new AddressWatch(parts);
    this.sales = new SalesAuthorisation(parts);
  }

  /** A state of the journal. */
  apply(entry: JournalEntry): void {
    this.addresses.apply(entry);
    this.sales.apply(entry);
  }

  /** A reaction to the journal. */
  onEntry(entry: JournalEntry): void {
    this.addresses.onEntry(entry);
    this.sales.onEntry(entry);
  }

  /** Ends every timer and every question. */
  close(): void {
    this.addresses.close();
  }
}
