/** What masters ask for in a storm, and what is seen of it at the venue and in the journal. */
import {
  type InstrumentId,
  type Order,
  type OrderId,
  type Price,
  quantityOf,
  TradingError,
} from '@copydesk/core';
import type { LoggedRequest, VenueInstrument } from '@copydesk/sandbox';
import { type Family, KITE, type StormDesk, TRADER, UPSTOX } from './storm-desk.ts';

/** Between two commands of a master: more than its broker takes in a second. */
const EVERY_MS = 80;

/** A master's order that rests is one slice, its children's are two. */
const LOTS = 24;

/** So many orders of a master rest before they are changed. */
const LEAST_RESTING = 14;

/** So many options are bought; in the others orders rest. */
export const HELD = 6;

/** Refusals that a storm brings about: the order had ended, or what it would close is being closed. */
const EXPECTED = new Set(['order-final', 'nothing-to-exit']);

/** Masters that place, change and cancel without rest. */
export class Storm {
  readonly #desk: StormDesk;
  readonly #resting = new Map<
    Family,
    { readonly id: OrderId; readonly option: VenueInstrument; readonly price: Price }[]
  >();
  readonly #asked: Promise<void>[] = [];
  #tick = 0;

  constructor(desk: StormDesk) {
    this.#desk = desk;
  }

  /** Before the storm: every master buys what it will leave in it, and its children with it. */
  async buyFirst(): Promise<void> {
    const { families, options, network } = this.#desk;
    for (const option of options.slice(0, HELD)) {
      for (const family of families) this.#ask(this.#place(family, { option, lots: 1 }));
      await network.advance(1_000);
    }
  }

  /** Blows for so long. */
  async blow(ms: number): Promise<void> {
    for (let elapsedMs = 0; elapsedMs < ms; elapsedMs += EVERY_MS) {
      for (const [place, family] of this.#desk.families.entries())
        this.#ask(this.#command(family, this.#tick + place));
      this.#tick += 1;
      await this.#desk.network.advance(EVERY_MS);
    }
  }

  /** Every master leaves these options, at once. */
  exit(options: readonly VenueInstrument[]): void {
    const { desk, families } = this.#desk;
    for (const { master } of families)
      for (const { id } of options) {
        if (desk.positions.net(master.id, id, 'D') <= 0) continue;
        const all = { accountId: master.id, instrumentId: id, product: 'D', fraction: 1_000_000 } as const;
        this.#ask(desk.trader.exit(TRADER, all));
      }
  }

  /** Waits for every command's own answer. Throws what nobody expected. */
  async answers(): Promise<void> {
    await this.#desk.network.drive(Promise.all(this.#asked));
  }

  #ask(command: Promise<unknown>): void {
    const answered = command.then(
      () => undefined,
      (error: unknown) => {
        if (!TradingError.is(error) || !EXPECTED.has(error.code)) throw error;
      },
    );
    // What it throws is thrown by `answers`.
    answered.catch(() => undefined);
    this.#asked.push(answered);
  }

  async #command(family: Family, turn: number): Promise<void> {
    const { desk, options } = this.#desk;
    if (turn % 10 === 0) {
      await this.#place(family, { option: at(options.slice(0, HELD), turn / 10), lots: 1 });
      return;
    }
    const resting = this.#restingOf(family);
    const known = turn % 5 === 0 || resting.length < LEAST_RESTING ? undefined : resting.shift();
    if (known === undefined) {
      const option = at(options.slice(HELD), turn);
      const price = this.#lowPrice(option);
      resting.push({ id: await this.#place(family, { option, lots: LOTS, price }), option, price });
      return;
    }
    if (turn % 5 === 1) {
      await desk.trader.cancel(TRADER, known.id);
      return;
    }
    const price = (known.price + known.option.tickSize) as Price;
    resting.push({ ...known, price });
    await desk.trader.modify(TRADER, known.id, { price });
  }

  #place(
    { master }: Family,
    what: { option: VenueInstrument; lots: number; price?: Price },
  ): Promise<OrderId> {
    const { option, lots, price } = what;
    return this.#desk.desk.trader.place(TRADER, {
      accountId: master.id,
      instrumentId: option.id as InstrumentId,
      side: 'BUY',
      quantity: quantityOf(option.lotSize * lots),
      orderType: price === undefined ? 'MARKET' : 'LIMIT',
      price,
      product: 'D',
      validity: 'DAY',
    });
  }

  /** At this price a buy rests. */
  #lowPrice(option: VenueInstrument): Price {
    const { lastPrice, lowerCircuit } = this.#desk.sandbox.venue.market.quote(option);
    const middle = Math.floor((lastPrice + lowerCircuit) / 2);
    return (middle - (middle % option.tickSize)) as Price;
  }

  #restingOf(
    family: Family,
  ): { readonly id: OrderId; readonly option: VenueInstrument; readonly price: Price }[] {
    const known = this.#resting.get(family) ?? [];
    this.#resting.set(family, known);
    return known;
  }
}

function at(options: readonly VenueInstrument[], place: number): VenueInstrument {
  return options[place % options.length] as VenueInstrument;
}

/** An exit of a child: how long it took to leave, and how much else waited in its account when it was made. */
export interface SeenExit {
  readonly address: string;
  readonly leftAfterMs: number;
  readonly waiting: number;
}

/** Watches the children's exits as the journal tells of them. */
export function watchExits({ desk }: StormDesk): readonly SeenExit[] {
  const made = new Map<OrderId, { readonly atMs: number; readonly waiting: number }>();
  const seen: SeenExit[] = [];
  desk.journal.subscribe(({ event, monotonicMs }) => {
    if (event.type === 'orders-journaled')
      for (const { orderId, accountId, part, parentOrderId } of event.orders)
        if (part === 'exit' && parentOrderId !== undefined)
          made.set(orderId, { atMs: monotonicMs, waiting: waitingIn(desk.orders.livingOf(accountId)) });
    if (event.type !== 'order-sending') return;
    const exit = made.get(event.orderId);
    if (exit === undefined || !made.delete(event.orderId)) return;
    const { address } = desk.accounts.get(event.accountId);
    seen.push({ address, leftAfterMs: monotonicMs - exit.atMs, waiting: exit.waiting });
  });
  return seen;
}

/** Slices of entries that have not left, and changes that nobody has answered. */
function waitingIn(living: readonly Order[]): number {
  return living
    .filter(({ intent }) => intent.part !== 'exit')
    .reduce((sum, { slices }) => {
      const unsent = slices.filter(({ status }) => status === 'journaled').length;
      return sum + unsent + slices.filter(({ changeOpen }) => changeOpen).length;
    }, 0);
}

/** What the sandbox refused because it was too much. */
export function refusedAsTooMuch({ sandbox }: StormDesk): readonly LoggedRequest[] {
  return sandbox.venue.gate.requests().filter(({ status }) => status === 429);
}

const isWrite = ({ method, path }: LoggedRequest): boolean => method !== 'GET' && path.includes('order');

/** Order writes of one account in one of a broker's windows, as the sandbox counts: the most there were. */
export function mostWrites({ sandbox }: StormDesk, broker: string, windowMs: number): number {
  const counts = new Map<string, number>();
  for (const request of sandbox.venue.gate.requests()) {
    if (request.broker !== broker || !isWrite(request)) continue;
    const { client, receivedAt } = request;
    const key = `${client ?? ''} ${Math.floor(receivedAt / windowMs)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

/** What a storm came to, in a line: the figures of docs/reliability.md. */
export function summaryOf(desk: StormDesk, exits: readonly SeenExit[]): string {
  const requests = desk.sandbox.venue.gate.requests();
  const most = (windowMs: number): string =>
    [KITE, UPSTOX].map((broker) => mostWrites(desk, broker, windowMs)).join(' and ');
  const late = exits
    .filter(({ waiting }) => waiting > 0)
    .map(({ leftAfterMs }) => leftAfterMs)
    .sort((a, b) => a - b);
  return [
    `Storm: ${requests.length} requests, ${requests.filter(isWrite).length} of them order writes`,
    `${refusedAsTooMuch(desk).length} times 429`,
    `most writes of an account in a second ${most(1_000)}, in a minute ${most(60_000)} (Kite and Upstox)`,
    `${late.length} exits of children while others waited, left after ${late[Math.floor(late.length / 2)]} ms in the median and ${late.at(-1)} ms at worst\n`,
  ].join('; ');
}

/** What the venue says that everybody holds: address and quantity of what is not flat. */
export function holding({ sandbox, families }: StormDesk): readonly string[] {
  return families
    .flatMap(({ master, children }) => [master, ...children])
    .flatMap((account) => {
      const rows = sandbox.venue.books.positions({ broker: account.brokerId, client: account.clientId });
      return rows
        .filter(({ quantity }) => quantity !== 0)
        .map(({ quantity }) => `${account.address} ${quantity}`);
    });
}
