/** What a test does to a bench: trades past the desk, a broker that answers amiss, storage that is slow, another morning. */
import type { ReferenceBroker } from '@copydesk/adapter-testkit';
import type { ClientRef, OutsideOrder, VenueInstrument } from '@copydesk/sandbox';
import {
  type Account,
  type ChangeOutcome,
  type DeskEvent,
  type ExitCommand,
  type GroupRepository,
  type LeasePort,
  type Price,
  type Side,
  sleep,
  TradingError,
} from '../../src/index.ts';
import { type DeskBench, kill, newDesk, type Outside, venueNet, venueOrders } from './desk-bench.ts';

/** Terms of a buy far below the price: it rests. */
export const RESTING = { orderType: 'LIMIT', price: 1_000_000 as Price } as const;
/** Terms of a sale far above the price: it rests. */
export const RESTING_SALE = { side: 'SELL', orderType: 'LIMIT', price: 3_000_000 as Price } as const;
/** A price at which `RESTING` fills. */
export const BELOW_RESTING = 900_000 as Price;
/** A price at which `RESTING_SALE` fills. */
export const ABOVE_RESTING_SALE = 3_100_000 as Price;
export const SELL = { side: 'SELL' } as const;

const HOUR_MS = 3_600_000;

/** The child at this place in the group. */
export function childOf(bench: DeskBench, place = 0): Account {
  const child = bench.children[place];
  if (child === undefined) throw new Error(`The bench has no child ${place}`);
  return child;
}

/** How the venue names the client of an account. */
export function clientOf(account: Account): ClientRef {
  return { broker: account.brokerId, client: account.clientId };
}

/** The venue's own net quantities: the master's, then the children's. */
export function venueNets(bench: DeskBench): readonly number[] {
  return [bench.master, ...bench.children].map((account) => venueNet(bench, account));
}

/** Somebody trades the bench's instrument in the broker's own app. */
export function tradeByHand(bench: DeskBench, account: Account, side: Side, quantity: number): void {
  placeByHand(bench, account, { side, quantity });
}

/** Somebody places an order in the broker's own app: a market order unless said otherwise. Returns its id at the venue. */
export function placeByHand(
  bench: DeskBench,
  account: Account,
  order: Partial<OutsideOrder> & Pick<OutsideOrder, 'side' | 'quantity'>,
): string {
  const placed = bench.venue.orders.placeOutside(clientOf(account), {
    instrument: bench.venue.instruments.byId(bench.instrument.id) as VenueInstrument,
    orderType: 'MARKET',
    product: 'D',
    ...order,
  });
  if (placed.kind === 'refused') throw new Error(`The venue refused it: ${placed.refusal.reason}`);
  return placed.order.orderId;
}

/** From now on orders fill only by `fillByHand`. */
export function stopMatching(bench: DeskBench): void {
  bench.venue.market.change({ matching: 'manual' });
}

/** Fills the order at this place of the account's book at the venue. */
export function fillByHand(
  bench: DeskBench,
  account: Account,
  what: { place: number; quantity: number; price?: Price },
): void {
  const order = venueOrders(bench, account)[what.place];
  if (order === undefined) throw new Error(`The venue has no order ${what.place} of ${account.address}`);
  bench.venue.orders.fill(account.brokerId, order.orderId, what.quantity, what.price);
}

/** The next placement of the account gets a 500 and never became an order. */
export function losePlacement(bench: DeskBench, account: Account): void {
  bench.venue.gate.addFault({ on: 'place', fault: '500', effect: false, times: 1, client: account.clientId });
}

/** The next placement of the account becomes an order without an answer, and neither book nor stream shows it for so long. */
export function hidePlacement(bench: DeskBench, account: Account, ms: number): void {
  const { clientId: client } = account;
  bench.venue.gate.addFault({ on: 'book', fault: 'stale', ms, client });
  bench.venue.gate.addFault({ on: 'stream', fault: 'drop', client });
  bench.venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1, client });
}

/** The broker that the account's calls go to, to be spoiled by the functions below. */
function brokerOf(bench: Outside, account: Account): ReferenceBroker {
  return bench.brokers.get(account.brokerId) as ReferenceBroker;
}

/** Puts something between the desk and the placements of one account. `nth` counts from 1. */
export function interceptPlacements(
  bench: Outside,
  account: Account,
  intercept: (nth: number, placeOrder: ReferenceBroker['placeOrder']) => ReferenceBroker['placeOrder'],
): void {
  const broker = brokerOf(bench, account);
  const placeOrder = broker.placeOrder.bind(broker);
  let count = 0;
  broker.placeOrder = (session, order, signal) => {
    if (session.accountId !== account.id) return placeOrder(session, order, signal);
    count += 1;
    return intercept(count, placeOrder)(session, order, signal);
  };
}

/** What of the account's orders is in the market and not filled, by the venue's own record. */
export function working(bench: DeskBench, account: Account): number {
  return venueOrders(bench, account)
    .filter(({ state }) => state === 'open')
    .reduce((sum, { quantity, filledQuantity }) => sum + quantity - filledQuantity, 0);
}

/** The account's broker takes the first order, or slice of one, and has no money for any after it. */
export function refuseAfterTheFirst(bench: Outside, account: Account): void {
  interceptPlacements(
    bench,
    account,
    (nth, placeOrder) => async (session, order, signal) =>
      nth === 1
        ? placeOrder(session, order, signal)
        : { kind: 'refused', code: 'margin', brokerText: 'no money' },
  );
}

/** The depository has not authorised the account's sales at the market, until what this returns is called. */
export function refuseSalesAtMarket(bench: Outside, account: Account): () => void {
  let isRefused = true;
  interceptPlacements(bench, account, (_nth, placeOrder) => async (session, order, signal) => {
    const isMeant = order.side === 'SELL' && order.orderType === 'MARKET';
    if (!isMeant || !isRefused) return await placeOrder(session, order, signal);
    return { kind: 'refused', code: 'authorisation', brokerText: 'No e-DIS today.' };
  });
  return () => {
    isRefused = false;
  };
}

/** The first placement of the account is answered so much later than it reaches the venue. */
export function answerFirstPlacementLate(bench: Outside, account: Account, ms: number): void {
  interceptPlacements(bench, account, (nth, placeOrder) =>
    nth > 1
      ? placeOrder
      : async (session, order, signal) => {
          const outcome = await placeOrder(session, order, signal);
          await sleep(bench.clock, ms, signal);
          return outcome;
        },
  );
}

/** Another start over the same outside, after which another desk holds this account. */
export async function loseToAnotherDesk(bench: DeskBench, account: Account): Promise<DeskBench> {
  await kill(bench);
  const taken = new AbortController();
  const leases: LeasePort = {
    take: async (id) => {
      if (id !== account.id) return bench.leases.take(id);
      if (taken.signal.aborted) return { heldBy: 'another desk' };
      return { accountId: id, fence: 2, lost: taken.signal, release: async () => undefined };
    },
  };
  const desk = newDesk({ ...bench, leases });
  await bench.clock.drive(desk.open());
  await bench.clock.advance(5_000);
  taken.abort();
  await bench.clock.advance(1_000);
  return { ...bench, desk };
}

/** The first cancellation in the account is refused, with words that say nothing. */
export function refuseFirstCancel(bench: Outside, account: Account): void {
  const broker = brokerOf(bench, account);
  const cancelOrder = broker.cancelOrder.bind(broker);
  const refusal: ChangeOutcome = { kind: 'refused', code: 'other', brokerText: 'being processed, try later' };
  let count = 0;
  broker.cancelOrder = async (session, order, signal) => {
    if (session.accountId !== account.id) return cancelOrder(session, order, signal);
    count += 1;
    return count === 1 ? refusal : cancelOrder(session, order, signal);
  };
}

/** Every change of a group takes 50 ms to be stored. */
export function slowDownGroups(bench: Outside): void {
  const groups: GroupRepository = bench.repositories.groups;
  const save = groups.save.bind(groups);
  groups.save = async (group) => {
    await sleep(bench.clock, 50);
    await save(group);
  };
}

/** Collects the codes of the alerts that are raised from now on. */
export function collectAlerts(bench: DeskBench): readonly string[] {
  const codes: string[] = [];
  bench.desk.journal.subscribe(({ event }) => {
    if (event.type === 'alert-raised') codes.push(event.code);
  });
  return codes;
}

/** The journal's machine is gone as soon as such an entry is to be written, and nothing of it is kept. Returns what brings it back. */
export function breakBefore({ journal }: Outside, which: (event: DeskEvent) => boolean): () => void {
  const append = journal.append.bind(journal);
  journal.append = async (entries) => {
    const place = entries.findIndex(({ event }) => which(event));
    await append(place < 0 ? entries : entries.slice(0, place));
    if (place >= 0) throw new Error('The machine is gone.');
  };
  return () => {
    journal.append = append;
  };
}

/** Lets a whole day go by. */
export async function waitForNextMorning(bench: Outside): Promise<void> {
  for (let hour = 0; hour < 24; hour += 1) await bench.clock.advance(HOUR_MS);
}

/** An exit of everything that the account holds in the bench's instrument. */
export function fullExitOf(bench: DeskBench, account: Account): ExitCommand {
  return { accountId: account.id, instrumentId: bench.instrument.id, product: 'D', fraction: 1_000_000 };
}

/** The code by which the attempt was refused; `done` when it was not. Any other error is a failure of the test. */
export async function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    if (TradingError.is(error)) return error.code;
    throw error;
  }
}
