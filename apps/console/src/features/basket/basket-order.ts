/**
 * What basket the collected legs make, of the accounts and of what is held.
 *
 * Decides: the order in which the legs go, as the server does (shorts are bought back, hedges bought, legs sold, hedges released
 * last), whether it is copied, what is sent or what is wrong with it, and that whom it reaches is part of what was asked about.
 */
import type { Account, BasketBody, Group, PlaceOrderBody } from '@copydesk/api-contract';
import type { Holdings } from '../../lib/holdings.ts';
import { priceFault, quantityOf, sizeFault } from '../../lib/order-size.ts';
import { byFamily, useAccounts } from '../../live/accounts-store.ts';
import { useGroups } from '../../live/groups-store.ts';
import { type BasketDraft, type Leg, useBasketDraft } from './basket-draft.ts';

export interface OrderedLeg {
  readonly leg: Leg;
  /** In units; null while the size is none. */
  readonly quantity: number | null;
  /** It brings a position towards zero. */
  readonly closes: boolean;
  readonly faults: {
    readonly size?: string;
    readonly price?: string;
    /** It is of the sandbox and the account of live money, or the other way round. */
    readonly environment?: string;
  };
}

export interface BasketOrder {
  /** In the order in which they go. */
  readonly legs: readonly OrderedLeg[];
  readonly account: Account | undefined;
  readonly group: Group | undefined;
  readonly copies: boolean;
  /** Every leg closes no more than is held: nothing is entered. */
  readonly exits: boolean;
  readonly secondsFault: string | undefined;
  /** Undefined while something is missing. */
  readonly body: BasketBody | undefined;
  /** Each leg as an order of its own, for its preview; null while it is not complete. */
  readonly previews: readonly (PlaceOrderBody | null)[];
  /** What would be sent as text; null while nothing can be. What was asked about is compared by it. */
  readonly mark: string | null;
}

interface Around {
  readonly accounts: readonly Account[];
  readonly groups: readonly Group[] | null;
  readonly holdings: Holdings;
}

const LONGEST_S = 3_600;

/** By where the account trades. */
const ELSEWHERE: Readonly<Record<Account['environment'], string>> = {
  live: 'Collected in the sandbox, and this account trades live money: take it out, or choose another account.',
  sandbox:
    'Collected for live money, and this account trades in the sandbox: take it out, or choose another account.',
};

export function basketOrder(draft: BasketDraft, { accounts, groups, holdings }: Around): BasketOrder {
  const account = accounts.find(({ id }) => id === draft.accountId) ?? accounts[0];
  const held = (leg: Leg): number =>
    account === undefined ? 0 : holdings.quantity(account.id, leg.instrument.id, draft.product);
  const legs = draft.legs
    .map((leg) => ordered(leg, held(leg), account))
    .toSorted((a, b) => rankOf(a) - rankOf(b));
  const group = groups?.find(({ masterId }) => masterId === account?.id);
  // What closes beside what opens is left to be refused while the group is not armed: sent to the master alone, it would leave the
  // children with what they copied.
  const copies =
    group !== undefined && !draft.masterOnly && (group.armed || legs.some(({ closes }) => closes));
  const exits =
    legs.length > 0 &&
    legs.every(({ leg, closes, quantity }) => closes && quantity !== null && quantity <= Math.abs(held(leg)));
  const alone = group !== undefined && !copies;
  const secondsFault = faultOfSeconds(draft.seconds);
  const bodies = legs.map((one) => legBody(one, draft, alone));
  const complete = bodies.filter((body) => body !== null);
  const isReady =
    account !== undefined && secondsFault === undefined && legs.length > 0 && complete.length === legs.length;
  const body: BasketBody | undefined = isReady
    ? {
        accountId: account.id,
        legs: complete,
        ...(draft.then === 'link' ? {} : { onIncomplete: draft.then }),
        completeWithinMs: Number(draft.seconds) * 1_000,
      }
    : undefined;
  return {
    legs,
    account,
    group,
    copies,
    exits,
    secondsFault,
    body,
    previews: bodies.map((one) =>
      one === null || account === undefined ? null : { ...one, accountId: account.id },
    ),
    mark:
      body === undefined
        ? null
        : JSON.stringify([exits, body, reachMark(copies ? group : undefined, account, accounts)]),
  };
}

/** Whom it is meant for, and how each of them stands: another state, sizing or session is another reach. */
function reachMark(
  group: Group | undefined,
  account: Account | undefined,
  accounts: readonly Account[],
): readonly unknown[] {
  const session = (id: string): string | undefined => accounts.find((one) => one.id === id)?.session.state;
  return [
    account?.session.state,
    group?.id,
    group?.children.map(({ accountId, state, sizing }) => [accountId, state, sizing, session(accountId)]),
  ];
}

/** The basket as it is at this moment: a page may be drawn from what was true a moment ago. */
export function basketNow(holdings: Holdings): BasketOrder {
  const accounts = byFamily(useAccounts.getState().list ?? []);
  return basketOrder(useBasketDraft.getState(), { accounts, groups: useGroups.getState().list, holdings });
}

/** Text that changes whenever something is held that the order of the legs depends on. */
export function heldMark(draft: BasketDraft, account: Account | undefined, holdings: Holdings): string {
  if (account === undefined) return '';
  return draft.legs
    .map(({ instrument }) => holdings.quantity(account.id, instrument.id, draft.product))
    .join();
}

function ordered(leg: Leg, held: number, account: Account | undefined): OrderedLeg {
  const sized = { instrument: leg.instrument, size: leg.size, unit: 'lots' } as const;
  const quantity = quantityOf(sized);
  const price = leg.orderType === 'LIMIT' ? priceFault(leg.price) : undefined;
  const isElsewhere =
    leg.environment !== undefined && account !== undefined && leg.environment !== account.environment;
  return {
    leg,
    quantity,
    closes: leg.side === 'BUY' ? held < 0 : held > 0,
    faults: {
      ...(quantity === null ? { size: sizeFault(sized) } : {}),
      ...(price === undefined ? {} : { price }),
      ...(isElsewhere ? { environment: ELSEWHERE[account.environment] } : {}),
    },
  };
}

function rankOf({ leg, closes }: OrderedLeg): number {
  if (leg.side === 'BUY') return closes ? 0 : 1;
  return closes ? 3 : 2;
}

function legBody(
  { leg, quantity, faults }: OrderedLeg,
  { product }: BasketDraft,
  alone: boolean,
): BasketBody['legs'][number] | null {
  if (quantity === null || faults.price !== undefined || faults.environment !== undefined) return null;
  return {
    instrumentId: leg.instrument.id,
    side: leg.side,
    quantity,
    orderType: leg.orderType,
    product,
    ...(leg.orderType === 'LIMIT' ? { price: leg.price.trim() } : {}),
    ...(alone ? { copy: false } : {}),
  };
}

function faultOfSeconds(typed: string): string | undefined {
  const seconds = /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
  return seconds >= 1 && seconds <= LONGEST_S ? undefined : 'Whole seconds, from 1 to 3,600.';
}
