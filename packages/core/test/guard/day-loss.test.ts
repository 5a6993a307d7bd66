/** The day's loss folded from the journal alone: fills whose price is told late, parts that were not copied, corporate actions. */
import { anIntent, VirtualClock } from '@copydesk/adapter-testkit';
import { describe, expect, it } from 'vitest';
import { DayLoss } from '../../src/guard/day-loss.ts';
import {
  type AccountId,
  Books,
  type BrokerOrderId,
  type DeskEvent,
  type InstrumentId,
  instantOf,
  type OrderId,
  type OrderIntent,
  type Price,
  quantityOf,
  type UserId,
} from '../../src/index.ts';
import { LastPrices } from '../../src/market/last-prices.ts';
import { PreviousCloses } from '../../src/position/previous-closes.ts';

const ANN = 'user-ann' as UserId;
const CHILD = 'account-1' as AccountId;
const OLD = 'NFO:HINDPETRO:2026-12-29:400:CE' as InstrumentId;
const NEW = 'NFO:HINDPETRO:2026-12-29:200:CE' as InstrumentId;

/** Rupees as the core counts them. */
const rs = (rupees: number): number => rupees * 10_000;
const priceOf = (rupees: number): Price => rs(rupees) as Price;

/** A journal that grows by a second with each entry, and the loss that it makes. */
class Fold {
  readonly #clock = new VirtualClock();
  readonly #books = new Books();
  readonly #prices = new LastPrices({ environmentOf: () => 'live', orders: this.#books.orders });
  readonly #loss = new DayLoss({
    clock: this.#clock,
    orders: this.#books.orders,
    positions: this.#books.positions,
    prices: this.#prices,
    closes: new PreviousCloses(this.#clock, this.#prices),
    multiplierOf: () => 1,
  });
  #entries = 0;

  /** In rupees. */
  get loss(): number {
    return this.#loss.of(CHILD) / rs(1);
  }

  get holders(): readonly (readonly AccountId[])[] {
    return [OLD, NEW].map((id) => this.#loss.holdersOf(id));
  }

  tell(event: DeskEvent): void {
    this.#entries += 1;
    const now = this.#clock.now();
    const at = instantOf(now + this.#entries * 1_000);
    const entry = { userId: ANN, eventId: this.#entries, at, monotonicMs: this.#entries * 1_000, event };
    this.#books.apply(entry);
    this.#prices.apply(entry);
    this.#loss.apply(entry);
  }

  /** The same hour of the next day. */
  async nextDay(): Promise<void> {
    await this.#clock.advance(24 * 3_600_000);
  }

  /** Everybody sees this price from now on. */
  priceIs(rupees: number, instrumentId = OLD): void {
    const at = instantOf(this.#clock.now() + this.#entries * 1_000 + 500);
    this.#prices.note('live', instrumentId, { price: priceOf(rupees), at });
  }

  /** A copied market order of so much, unless changed. */
  order(quantity: number, changes: Partial<OrderIntent> = {}): OrderId {
    const intent = anIntent(ANN, this.#entries + 1);
    const order = {
      ...intent,
      accountId: CHILD,
      instrumentId: OLD,
      origin: 'copy' as const,
      orderType: 'MARKET' as const,
      price: undefined,
      quantity: quantityOf(quantity),
      slices: intent.slices.map((slice) => ({ ...slice, quantity: quantityOf(quantity) })),
      ...changes,
    };
    this.tell({
      type: 'orders-journaled',
      orders: [order],
      skipped: [],
      copies: undefined,
      request: undefined,
    });
    this.tell({ type: 'order-sending', orderId: order.orderId, accountId: CHILD, slice: 0 });
    return order.orderId;
  }

  /** So much of the order has filled, at this average where one was told. */
  filled(orderId: OrderId, total: number, average?: number): void {
    this.tell({
      type: 'order-filled',
      orderId,
      accountId: CHILD,
      slice: 0,
      brokerOrderId: `at-broker-${orderId}` as BrokerOrderId,
      filledTotal: quantityOf(total),
      averagePrice: average === undefined ? undefined : priceOf(average),
      complete: false,
    });
  }

  /** The old contract became the new one: so many after for so many before. */
  moved(from: number, to: number, becomes = NEW): void {
    const event = { type: 'position-moved', accountId: CHILD, product: 'D', from: OLD, to: becomes } as const;
    this.tell({ ...event, ratio: { from, to }, lotSize: quantityOf(50) });
  }
}

describe('a fill whose price is told late', () => {
  it('costs nothing while no price is known anywhere, and its average once it is', () => {
    const fold = new Fold();
    const bought = fold.order(100);
    fold.filled(bought, 100);
    expect(fold.loss).toBe(0);

    fold.filled(bought, 100, 200);
    fold.priceIs(190);

    expect(fold.loss).toBe(1_000);
  });

  it('counts at the last price until then', () => {
    const fold = new Fold();
    fold.priceIs(200);
    fold.filled(fold.order(100), 100);

    fold.priceIs(190);

    expect(fold.loss).toBe(1_000);
  });

  it('counts at the limit of its order until then', () => {
    const fold = new Fold();
    fold.priceIs(200);
    fold.filled(fold.order(100, { orderType: 'LIMIT', price: priceOf(205) }), 100);
    expect(fold.loss).toBe(500);
  });

  it('counts at the average that was told last, for a purchase and for a sale', () => {
    const fold = new Fold();
    const bought = fold.order(100);
    fold.filled(bought, 100, 200);
    fold.filled(bought, 100, 203);
    fold.priceIs(200);
    expect(fold.loss).toBe(300);

    const sold = fold.order(100, { side: 'SELL', part: 'exit' });
    fold.filled(sold, 100, 200);
    fold.filled(sold, 100, 198);

    expect(fold.loss).toBe(500);
  });

  it('takes the average over all that has filled for what filled at first too', () => {
    const fold = new Fold();
    const bought = fold.order(100);
    fold.filled(bought, 40, 200);
    fold.filled(bought, 100, 206);
    fold.priceIs(200);
    expect(fold.loss).toBe(600);
  });
});

describe('a fill that says nothing', () => {
  it('late and lower, it changes nothing', () => {
    const fold = new Fold();
    const bought = fold.order(100);
    fold.filled(bought, 100, 200);
    fold.filled(bought, 40, 150);
    fold.priceIs(190);
    expect(fold.loss).toBe(1_000);
  });

  it('told again without its average, it stays as it was', () => {
    const fold = new Fold();
    const bought = fold.order(100, { orderType: 'LIMIT', price: priceOf(205) });
    fold.filled(bought, 100, 200);
    fold.filled(bought, 100);
    expect(fold.loss).toBe(0);
  });

  it('told of more without an average, it leaves what was paid for the rest', () => {
    const fold = new Fold();
    const bought = fold.order(100, { orderType: 'LIMIT', price: priceOf(205) });
    fold.filled(bought, 60, 200);
    fold.filled(bought, 100);
    fold.priceIs(200);
    expect(fold.loss).toBe(40 * 5);
  });

  it('of nothing, it costs nothing', () => {
    const fold = new Fold();
    fold.priceIs(200);
    fold.filled(fold.order(100), 0);
    expect(fold.loss).toBe(0);
    expect(fold.holders).toEqual([[], []]);
  });

  it('of an order that nobody knows, it is nobody’s loss', () => {
    const fold = new Fold();
    fold.priceIs(200);
    fold.filled('01KAVJ4T00TESTUNKNOWN0001' as OrderId, 100, 200);
    fold.priceIs(100);
    expect(fold.loss).toBe(0);
  });
});

describe('a fill of which only a part was copied', () => {
  /** 50 copied at ₹200, 30 of the account's own at ₹100, and the sale of 80 by hand. */
  function soldTogether(): { readonly fold: Fold; readonly sold: OrderId } {
    const fold = new Fold();
    fold.filled(fold.order(50), 50, 200);
    fold.filled(fold.order(30, { origin: 'desk', alone: true }), 30, 100);
    const sold = fold.order(80, { side: 'SELL', part: 'exit', origin: 'desk' });
    return { fold, sold };
  }

  it('counts with its share of what was got', () => {
    const { fold, sold } = soldTogether();
    fold.filled(sold, 80, 190);
    fold.priceIs(1);
    expect(fold.loss).toBe(500);
  });

  it('takes its share of an average that is told later', () => {
    const { fold, sold } = soldTogether();
    fold.filled(sold, 80, 190);
    fold.filled(sold, 80, 186);
    expect(fold.loss).toBe(700);
  });
});

describe('copied quantity that went without a fill', () => {
  const gone = (quantity: number, price?: number): DeskEvent => ({
    type: 'copied-reduced',
    accountId: CHILD,
    instrumentId: OLD,
    product: 'D',
    quantity: quantityOf(quantity),
    cause: 'position-read',
    price: price === undefined ? undefined : priceOf(price),
  });

  it('went at the price that was told with it', () => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100, 200);
    fold.tell(gone(100, 180));
    expect(fold.loss).toBe(2_000);
    expect(fold.holders).toEqual([[], []]);
  });

  it('went at the last price where none was told', () => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100, 200);
    fold.priceIs(190);
    fold.tell(gone(60));
    fold.priceIs(100);
    expect(fold.loss).toBe(600 + 40 * 100);
  });

  it('went for nothing known where there never was a price', () => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100);
    fold.tell(gone(100));
    expect(fold.loss).toBe(0);
  });
});

describe('a corporate action', () => {
  it('costs nothing on the day of the purchase, and the loss goes on in the successor', () => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100, 400);
    fold.moved(1, 2);
    expect(fold.loss).toBe(0);
    expect(fold.holders).toEqual([[], [CHILD]]);

    fold.priceIs(190, NEW);

    expect(fold.loss).toBe(2_000);
  });

  it('overnight, the day begins with what the successor holds, at the price of the day before brought to its ratio', async () => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100, 400);
    fold.priceIs(380);
    await fold.nextDay();
    fold.moved(1, 2);
    expect(fold.loss).toBe(0);

    fold.priceIs(185, NEW);

    expect(fold.loss).toBe(200 * 5);
  });

  it.each([
    ['no price of it is known', undefined, 0],
    ['its price was told before the move', 185, 200 * 5],
  ] as const)('that changes only the lot costs nothing while %s', async (_, told, loss) => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100, 400);
    fold.priceIs(380);
    await fold.nextDay();
    if (told !== undefined) fold.priceIs(told);
    fold.moved(1, 2, OLD);
    expect(fold.loss).toBe(loss);

    fold.priceIs(180);

    expect(fold.loss).toBe(200 * 10);
  });

  it('after a trade of the day, it takes along what the day began with and what was traded', async () => {
    const fold = new Fold();
    fold.filled(fold.order(100), 100, 400);
    await fold.nextDay();
    fold.filled(fold.order(100), 100, 390);
    fold.moved(1, 2);
    fold.priceIs(190, NEW);
    expect(fold.loss).toBe(100 * 20 + 100 * 10);
  });
});
