/**
 * The type that stands between a decision and the journal: an intent that may be written down, and thereby sent.
 *
 * Decides: that only an exit, or an entry that passed the guards, becomes an order of the desk. Keeps I5 and I6. The journal
 * takes nothing else (`orders-journaled`), so a road around the guards does not compile; a test looks for casts.
 */
import type { AccountId } from '../account/account.ts';
import type { Instrument } from '../instrument/instrument.ts';
import type { Quantity } from '../money/quantity.ts';
import type { OrderIntent } from '../order/order-intent.ts';

declare const approved: unique symbol;
declare const passed: unique symbol;

/** An intent that may be journaled and sent. */
export type ApprovedAction = OrderIntent & { readonly [approved]: true };

/** What the guards let an account enter. Only `EntryGuards` gives one. */
export interface EntryPass {
  readonly [passed]: true;
  readonly accountId: AccountId;
  readonly instrument: Instrument;
  /** At most so much may be added to the position. */
  readonly quantity: Quantity;
}

/** What an exit is approved by: that it adds nothing. Throws a RangeError for what does: a bug of the caller. */
export function approveExit(intent: OrderIntent): ApprovedAction {
  if (intent.part !== 'exit' || intent.exitQuantity < intent.quantity)
    throw new RangeError(`Order ${intent.orderId} adds to a position`);
  return intent as ApprovedAction;
}

/** An order that adds, within what the guards let pass. Throws a RangeError for what is beyond: a bug of the caller. */
export function approveEntry(intent: OrderIntent, pass: EntryPass): ApprovedAction {
  const adds = intent.quantity - intent.exitQuantity;
  const { accountId, instrument, quantity } = pass;
  if (accountId !== intent.accountId || instrument.id !== intent.instrumentId || adds > quantity)
    throw new RangeError(`Order ${intent.orderId} is not what the guards let pass`);
  return intent as ApprovedAction;
}

/** For the guards alone. */
export function passFor(pass: Omit<EntryPass, typeof passed>): EntryPass {
  return pass as EntryPass;
}
