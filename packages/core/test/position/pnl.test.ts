/** I8: what a position makes, by the books and by the list of its trades. */
import { anIntent, SeededRandom } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import {
  type AccountId,
  Books,
  type BrokerOrderId,
  type DeskEvent,
  type Instant,
  type InstrumentId,
  instantOf,
  istDate,
  type JournaledTrade,
  type OrderId,
  type OrderIntent,
  type Price,
  type Product,
  pnlOf,
  quantityOf,
  type Side,
  type SignedQuantity,
  type UserId,
} from '../../src/index.ts';

const ANN = 'user-ann' as UserId;
const ACCOUNT = 'account-1' as AccountId;
const OPTION = 'NFO:NIFTY:2026-12-29:26000:CE' as InstrumentId;
const DAY_MS = 86_400_000;
const PAISA = 100n;

type Placed = Pick<OrderIntent, 'orderId' | 'product' | 'side'>;

/** Books that grow entry by entry. */
class Writer {
  readonly books = new Books();
  at: Instant = instantOf(Date.parse('2026-12-01T04:00:00Z'));
  #entries = 0;

  tell(event: DeskEvent): void {
    this.#entries += 1;
    this.at = instantOf(this.at + 1_000);
    const monotonicMs = this.#entries * 1_000;
    this.books.apply({ userId: ANN, eventId: this.#entries, at: this.at, monotonicMs, event });
  }

  place(side: Side, quantity: number, product: Product): Placed {
    const intent = anIntent(ANN, this.#entries + 1);
    const slices = intent.slices.map((slice) => ({ ...slice, quantity: quantityOf(quantity) }));
    const what = { accountId: ACCOUNT, instrumentId: OPTION, side, product, slices };
    const order = { ...intent, ...what, origin: 'desk' as const, quantity: quantityOf(quantity) };
    const nothing = { skipped: [], copies: undefined, request: undefined };
    this.tell({ type: 'orders-journaled', orders: [order], ...nothing });
    this.tell({ type: 'order-sending', orderId: order.orderId, accountId: ACCOUNT, slice: 0 });
    return { orderId: order.orderId, product, side };
  }

  filled(orderId: OrderId, total: number, average: number): void {
    this.tell({
      type: 'order-filled',
      orderId,
      accountId: ACCOUNT,
      slice: 0,
      brokerOrderId: brokerIdOf(orderId),
      filledTotal: quantityOf(total),
      averagePrice: average as Price,
      complete: false,
    });
  }

  read(trades: readonly JournaledTrade[]): void {
    this.tell({ type: 'trades-read', accountId: ACCOUNT, trades });
  }

  pnl(product: Product, lastPrice: number | undefined, previousClose?: number, multiplier = 1) {
    const prices = { lastPrice: lastPrice as Price, previousClose: previousClose as Price, multiplier };
    return pnlOf(this.books.positions.executions(ACCOUNT, OPTION, product), prices);
  }

  net(product: Product): number {
    return this.books.positions.dayNet(ACCOUNT, OPTION, product);
  }
}

const brokerIdOf = (id: OrderId): BrokerOrderId => `at-broker-${id}` as BrokerOrderId;

/** One order that fills in so many parts, each at its own price; told late, twice, and with a broker's rounded average. */
function trade(
  writer: Writer,
  what: { readonly side: Side; readonly product: Product },
  parts: readonly (readonly [quantity: number, price: number])[],
  isDoubled = false,
): readonly JournaledTrade[] {
  const whole = parts.reduce((sum, [quantity]) => sum + quantity, 0);
  const { orderId } = writer.place(what.side, whole, what.product);
  const trades: JournaledTrade[] = [];
  let total = 0;
  for (const [quantity, price] of parts) {
    total += quantity;
    writer.filled(orderId, total, 0.999 * price);
    if (isDoubled) writer.filled(orderId, total, 0.999 * price);
    trades.push({
      tradeId: `${orderId}-${trades.length}`,
      brokerOrderId: brokerIdOf(orderId),
      instrumentId: OPTION,
      product: what.product,
      side: what.side,
      quantity: quantityOf(quantity),
      price: price as Price,
      at: writer.at,
    });
  }
  writer.read(trades);
  if (isDoubled) writer.read([...trades].reverse());
  return trades;
}

/** The second fold: trades alone, by fractions that are never rounded. */
class ByTrades {
  net = 0;
  /** Cost of what is open, as numerator over denominator. */
  #cost: readonly [bigint, bigint] = [0n, 1n];
  #realised: readonly [bigint, bigint] = [0n, 1n];
  /** What the day began with, and what moved since. */
  #start = 0;
  #cash = 0n;

  add({ side, quantity, price }: Pick<JournaledTrade, 'side' | 'quantity' | 'price'>): void {
    this.#cash += (side === 'BUY' ? -1n : 1n) * BigInt(quantity) * BigInt(price);
    for (let unit = 0; unit < quantity; unit += 1) this.#one(side === 'BUY' ? 1 : -1, BigInt(price));
  }

  nextDay(): void {
    this.#start = this.net;
    this.#cash = 0n;
    this.#realised = [0n, 1n];
  }

  dayAt(last: number, close: number): bigint {
    return this.#cash + BigInt(this.net) * BigInt(last) - BigInt(this.#start) * BigInt(close);
  }

  realised(): bigint {
    return this.#realised[0] / this.#realised[1];
  }

  pnlAt(last: number): bigint {
    const open = minus([BigInt(this.net) * BigInt(last), 1n], this.#cost);
    const [top, bottom] = minus(open, [-this.#realised[0], this.#realised[1]]);
    return top / bottom;
  }

  #one(sign: 1 | -1, price: bigint): void {
    if (this.net === 0 || Math.sign(this.net) === sign) {
      this.#cost = minus(this.#cost, [-BigInt(sign) * price, 1n]);
    } else {
      const unit = reduced([this.#cost[0], this.#cost[1] * BigInt(Math.abs(this.net))]);
      const paid: readonly [bigint, bigint] = [BigInt(sign) * price, 1n];
      this.#realised = minus(minus(this.#realised, paid), unit);
      this.#cost = minus(this.#cost, unit);
    }
    this.net += sign;
  }
}

type Fraction = readonly [bigint, bigint];

function minus([a, b]: Fraction, [c, d]: Fraction): Fraction {
  return reduced([a * d - c * b, b * d]);
}

function reduced([top, bottom]: Fraction): Fraction {
  let [one, other] = [top < 0n ? -top : top, bottom];
  while (other !== 0n) [one, other] = [other, one % other];
  return one === 0n ? [0n, 1n] : [top / one, bottom / one];
}

const apart = (a: bigint | undefined, b: bigint): bigint => {
  const difference = (a ?? 10n ** 18n) - b;
  return difference < 0n ? -difference : difference;
};

describe('I8: the books and the list of trades', () => {
  it.each(Array.from({ length: 60 }, (_none, seed) => seed + 1))(
    'agree to the paisa, whatever is traded, carried, turned round and told twice: %i',
    (seed) => {
      const random = new SeededRandom(seed);
      const writer = new Writer();
      const fold = new ByTrades();
      for (let step = 0; step < 40; step += 1) {
        if (random.below(10) === 0) {
          writer.at = instantOf(writer.at + DAY_MS);
          carry(writer, 1 + random.below(2_000_000));
          fold.nextDay();
        } else {
          const side = random.below(2) === 0 ? 'BUY' : 'SELL';
          const parts = Array.from(
            { length: 1 + random.below(3) },
            () => [1 + random.below(40), 10_000 + random.below(2_000_000)] as const,
          );
          for (const one of trade(writer, { side, product: 'D' }, parts, random.below(3) === 0))
            fold.add(one);
        }
        const [last, close] = [10_000 + random.below(2_000_000), 10_000 + random.below(2_000_000)];
        const shown = writer.pnl('D', last, close);
        expect(writer.net('D')).toBe(fold.net);
        expect(shown.isFromTrades).toBe(true);
        expect(shown.dayPnl).toBe(fold.dayAt(last, close));
        expect(apart(shown.realised, fold.realised())).toBeLessThan(PAISA);
        expect(apart(shown.pnl, fold.pnlAt(last))).toBeLessThan(PAISA);
        expect((shown.realised ?? 0n) + (shown.unrealised ?? 0n)).toBe(shown.pnl);
      }
    },
  );

  it.each(Array.from({ length: 20 }, (_none, seed) => seed + 1))(
    'agree over both products, however often quantity goes from one to the other: %i',
    (seed) => {
      const random = new SeededRandom(1_000 + seed);
      const writer = new Writer();
      const trades: JournaledTrade[] = [];
      for (let step = 0; step < 20; step += 1) {
        const product = random.below(2) === 0 ? 'D' : 'I';
        const side = random.below(3) === 0 ? 'SELL' : 'BUY';
        const parts = [[1 + random.below(30), 10_000 + random.below(900_000)]] as const;
        trades.push(...trade(writer, { side, product }, parts));
        convert(writer, product, random.below(20), `conversion-${step}`);
      }
      const last = 450_000;
      const both = (writer.pnl('D', last).pnl ?? 0n) + (writer.pnl('I', last).pnl ?? 0n);
      const net = writer.net('D') + writer.net('I');
      const cash = trades.reduce(
        (sum, one) => sum + (one.side === 'BUY' ? -1n : 1n) * BigInt(one.quantity) * BigInt(one.price),
        0n,
      );
      expect(both).toBe(cash + BigInt(net) * BigInt(last));
    },
  );
});

/** The broker's book shows at the beginning of a day what is carried, at an average that it rounded. */
function carry(writer: Writer, averagePrice: number): void {
  writer.tell({
    type: 'position-carried',
    accountId: ACCOUNT,
    instrumentId: OPTION,
    product: 'D',
    quantity: writer.net('D') as SignedQuantity,
    averagePrice: averagePrice as Price,
    tradingDay: istDate(writer.at),
  });
}

function convert(writer: Writer, from: Product, quantity: number, id: string): void {
  const net = writer.net(from);
  const moved = Math.sign(net) * Math.min(Math.abs(net), quantity);
  if (moved === 0) return;
  writer.tell({
    type: 'position-converted',
    conversionId: id as never,
    accountId: ACCOUNT,
    instrumentId: OPTION,
    from,
    to: from === 'D' ? 'I' : 'D',
    part: 'day',
    quantity: moved as SignedQuantity,
    copied: 0 as SignedQuantity,
    copiedBefore: 0 as SignedQuantity,
    origin: 'desk',
    cause: 'answer',
  });
}

const rs = (rupees: number): number => rupees * 10_000;
const inRupees = (value: bigint | undefined): number | undefined =>
  value === undefined ? undefined : Number(value) / 10_000;

describe('the profit of a position', () => {
  it('begins anew after it was flat: the average is that of what is open', () => {
    const writer = new Writer();
    trade(writer, { side: 'BUY', product: 'D' }, [[100, rs(10)]]);
    trade(writer, { side: 'SELL', product: 'D' }, [[100, rs(12)]]);
    trade(writer, { side: 'BUY', product: 'D' }, [[50, rs(20)]]);

    const { averagePrice, realised, unrealised, pnl } = writer.pnl('D', rs(21));

    expect(averagePrice).toBe(rs(20));
    expect([realised, unrealised, pnl].map(inRupees)).toEqual([200, 50, 250]);
  });

  it('turns round: what goes beyond zero opens at its own price', () => {
    const writer = new Writer();
    trade(writer, { side: 'BUY', product: 'D' }, [[100, rs(10)]]);
    trade(writer, { side: 'SELL', product: 'D' }, [[150, rs(13)]]);

    const { averagePrice, realised, unrealised } = writer.pnl('D', rs(14));

    expect([averagePrice, inRupees(realised), inRupees(unrealised)]).toEqual([rs(13), 300, -50]);
  });

  it('counts the day from the previous close and the whole from entry', () => {
    const writer = new Writer();
    trade(writer, { side: 'BUY', product: 'D' }, [[75, rs(100)]]);
    writer.at = instantOf(writer.at + DAY_MS);
    carry(writer, rs(100));
    trade(writer, { side: 'BUY', product: 'D' }, [[75, rs(130)]]);

    const { dayPnl, pnl } = writer.pnl('D', rs(140), rs(120));

    expect(inRupees(dayPnl)).toBe(75 * 20 + 75 * 10);
    expect(inRupees(pnl)).toBe(75 * 40 + 75 * 10);
  });

  it("starts from the broker's average where no trade is known, and says so", () => {
    const writer = new Writer();
    writer.tell({
      type: 'position-carried',
      accountId: ACCOUNT,
      instrumentId: OPTION,
      product: 'D',
      quantity: -75 as SignedQuantity,
      averagePrice: rs(100.025) as Price,
      tradingDay: istDate(writer.at),
    });
    const { pnl, dayPnl, isFromTrades } = writer.pnl('D', rs(90), rs(95));
    expect([inRupees(pnl), inRupees(dayPnl), isFromTrades]).toEqual([75 * 10.025, 75 * 5, false]);
  });

  it('tells nothing that nobody knows: a cost, a close, a last price', () => {
    const writer = new Writer();
    const about = { type: 'position-carried', accountId: ACCOUNT, instrumentId: OPTION } as const;
    const quantity = 75 as SignedQuantity;
    const tradingDay = istDate(writer.at);
    writer.tell({ ...about, product: 'D', quantity, averagePrice: undefined, tradingDay });
    const unknownCost = writer.pnl('D', rs(90), rs(95));
    expect([unknownCost.pnl, unknownCost.realised, unknownCost.averagePrice]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(inRupees(unknownCost.dayPnl)).toBe(-75 * 5);
    expect(writer.pnl('D', rs(90)).dayPnl).toBeUndefined();
    expect(writer.pnl('D', undefined, rs(95)).dayPnl).toBeUndefined();
  });

  it('turns price differences into rupees by the multiplier of the contract', () => {
    const writer = new Writer();
    trade(writer, { side: 'SELL', product: 'D' }, [[2, rs(151_200)]]);
    const { pnl, averagePrice } = writer.pnl('D', rs(151_250), undefined, 10);
    expect([inRupees(pnl), averagePrice]).toEqual([-1_000, rs(151_200)]);
  });

  it('closes with a sale what lay in the depository: the rest of the day changes nothing of it', () => {
    const writer = new Writer();
    const holding = { instrumentId: OPTION, product: 'D', quantity: quantityOf(100) } as const;
    writer.tell({
      type: 'holdings-read',
      accountId: ACCOUNT,
      holdings: [{ ...holding, averagePrice: rs(80) as Price }],
    });
    trade(writer, { side: 'SELL', product: 'D' }, [[40, rs(110)]]);
    for (const last of [rs(100), rs(200)]) {
      const { pnl, dayPnl, unrealised } = writer.pnl('D', last, rs(105));
      expect([pnl, dayPnl, unrealised].map(inRupees)).toEqual([40 * 30, 40 * 5, 0]);
    }
  });
});
