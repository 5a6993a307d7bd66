/**
 * What order the ticket makes of what stands in it, of the accounts and of what is held.
 *
 * Decides: whether it is an exit, and so what is asked, copied and sent along with it.
 */
import type { Account, Group } from '@copydesk/api-contract';
import { estimateShares, type Share } from '../../lib/copy-estimate.ts';
import type { Holdings } from '../../lib/holdings.ts';
import { quantityOf } from '../../lib/order-size.ts';
import { shortAccount } from '../../lib/words.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { type Ticket, useTicket } from './ticket-store.ts';
import { type TicketTerms, ticketTerms } from './ticket-terms.ts';

export interface TicketOrder {
  /** In units; null while the size is none. */
  readonly quantity: number | null;
  /** Where it trades: there its price is told. */
  readonly environment: Account['environment'] | undefined;
  readonly group: Group | undefined;
  /** It closes what is held and opens nothing. */
  readonly exits: boolean;
  readonly copies: boolean;
  readonly shares: readonly Share[];
  readonly terms: TicketTerms;
  /** The terms as text, and whether they are an exit; null while nothing can be sent. What was asked about is compared by it. */
  readonly mark: string | null;
}

interface Around {
  readonly account: Account | undefined;
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[] | null;
  /** Of this account, instrument and product, signed. */
  readonly held: number;
}

/** The account that the ticket names, else the first. */
export function accountOf(
  ticket: Pick<Ticket, 'accountId'>,
  choices: readonly Account[],
): Account | undefined {
  return choices.find((choice) => choice.id === ticket.accountId) ?? choices[0];
}

/** What is held of what the ticket names. */
export function heldOf(ticket: Ticket, account: Account | undefined, holdings: Holdings): number {
  return account === undefined || ticket.instrument === null
    ? 0
    : holdings.quantity(account.id, ticket.instrument.id, ticket.product);
}

export function ticketOrder(ticket: Ticket, { account, accounts, groups, held }: Around): TicketOrder {
  const quantity = quantityOf(ticket);
  const closes = ticket.side === 'BUY' ? held < 0 : held > 0;
  // What goes beyond what is held opens a position.
  const exits = closes && quantity !== null && quantity <= Math.abs(held);
  const group = groups?.find((one) => one.masterId === account?.id);
  // Entries of a group that is not armed are refused unless they are meant for the master alone; exits are copied all the same.
  // What closes and opens is left to be refused: sent to the master alone, it would leave the children with what they copied.
  const copies = group !== undefined && !ticket.masterOnly && (group.armed || closes);
  const lots = (quantity ?? 0) / Math.max(1, ticket.instrument?.lotSize ?? 1);
  const terms = ticketTerms(ticket, { account, copies: group === undefined || copies, exits });
  const shares = sharesOf({ account, lots, exits }, copies ? { group, accounts } : null);
  const reached = shares.map((share) => [share.accountId, share.lots, share.skip]);
  return {
    quantity,
    environment: account?.environment,
    group,
    exits,
    copies,
    shares,
    terms,
    mark: terms.kind === 'ready' ? JSON.stringify([exits, terms.body, reached]) : null,
  };
}

/** The order as it is at this moment: a page may be drawn from what was true a moment ago. */
export function orderNow(holdings: Holdings): TicketOrder {
  const ticket = useTicket.getState();
  const accounts = byFamily(useAccounts.getState().list ?? []);
  const account = accountOf(ticket, accounts);
  const held = heldOf(ticket, account, holdings);
  return ticketOrder(ticket, { account, accounts, groups: useGroups.getState().list, held });
}

interface Wanted {
  readonly account: Account | undefined;
  readonly lots: number;
  readonly exits: boolean;
}

function sharesOf(
  { account, lots, exits }: Wanted,
  copying: { readonly group: Group; readonly accounts: readonly Account[] } | null,
): readonly Share[] {
  if (account === undefined) return [];
  const loggedOut =
    account.session.state !== 'live' ? `${shortAccount(account.address)} is not logged in.` : null;
  const own: Share = { accountId: account.id, account: account.address, rule: '', lots, skip: loggedOut };
  return copying === null ? [own] : [own, ...estimateShares(copying.group, lots, exits, copying.accounts)];
}
