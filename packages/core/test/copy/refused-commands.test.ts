/** Commands that are refused before anything happens: nothing is written, nothing is sent. And what the smallest of them mean. */
import { describe, expect, it } from 'vitest';
import {
  type InstrumentId,
  type PlaceCommand,
  type Price,
  parsePrice,
  type Quantity,
  quantityOf,
  TradingError,
} from '../../src/index.ts';
import {
  childOf,
  fullExitOf,
  loseToAnotherDesk,
  outcomeOf,
  RESTING,
  SELL,
  venueNets,
} from '../bench/bench-moves.ts';
import {
  ANN,
  anOrderOf,
  type DeskBench,
  kill,
  newDesk,
  openBench,
  placeAndSettle,
  SOUTH,
  setPrice,
  venueOrders,
  viewOf,
} from '../bench/desk-bench.ts';

const price = (text: string): Price => parsePrice(text) as Price;
const LOT = 75;

/** How a placement ends: `done`, or the code and the facts that say why not. */
async function place(bench: DeskBench, command: PlaceCommand): Promise<unknown> {
  const outcome = await bench.clock.drive(
    bench.desk.trader.place(ANN, command).then(
      () => 'done',
      (error: unknown) => error,
    ),
  );
  return TradingError.is(outcome) ? { code: outcome.code, ...outcome.facts } : outcome;
}

/** A share, by where it is listed. */
function shareAt(bench: DeskBench, exchange: 'NSE' | 'BSE', both: boolean): InstrumentId {
  const shares = bench.venue.instruments.all.filter((one) => one.kind === 'EQ');
  const isBoth = (isin: string | undefined): boolean => shares.filter((one) => one.isin === isin).length > 1;
  const found = shares.find((one) => one.exchange === exchange && isBoth(one.isin) === both);
  if (found === undefined) throw new Error('No share is listed so');
  return found.id as InstrumentId;
}

describe('an exit', () => {
  it('that says neither quantity nor fraction is of everything', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 3));
    const exit = { ...fullExitOf(bench, bench.master), fraction: undefined };
    await bench.clock.drive(bench.desk.trader.exit(ANN, exit));
    await bench.clock.advance(3_000);
    expect(venueNets(bench)).toEqual([0, 0]);
  });

  it('I5: of more than is held is refused, and of what is on its way out already', async () => {
    const bench = await openBench({ links: [{}] });
    await placeAndSettle(bench, anOrderOf(bench, 2));
    const exit = fullExitOf(bench, bench.master);
    const more = { ...exit, fraction: undefined, quantity: quantityOf(3 * LOT) };
    expect(await outcomeOf(bench.clock.drive(bench.desk.trader.exit(ANN, more)))).toBe('quantity-too-large');
    expect(venueNets(bench)).toEqual([2 * LOT, 2 * LOT]);
  });
});

describe('an order', () => {
  it('is refused while another desk holds the account, and what works there is named as out of reach', async () => {
    const before = await openBench({ links: [{}] });
    await placeAndSettle(before, anOrderOf(before, 1, RESTING));
    const bench = await loseToAnotherDesk(before, before.master);
    expect(await place(bench, anOrderOf(bench, 1))).toMatchObject({ code: 'account-leased-elsewhere' });
    const report = await bench.clock.drive(bench.desk.killSwitch.set(ANN, { kind: 'all' }));
    const ours = report.unreached.filter(({ accountId }) => accountId === bench.master.id);
    expect(ours.map(({ reason }) => reason)).toEqual(['leased-elsewhere']);
    expect(venueOrders(bench, bench.master).map(({ state }) => state)).toEqual(['open']);
  });

  it('is refused in what its broker does not list', async () => {
    const bench = await openBench({ links: [] });
    Object.assign(bench.lookup, { listingFor: () => undefined });
    expect(await place(bench, anOrderOf(bench, 1))).toMatchObject({
      code: 'instrument-not-listed',
      broker: 'north',
    });
    expect(venueOrders(bench, bench.master)).toEqual([]);
  });

  it('is refused where the broker’s adapter is not installed any more', async () => {
    const bench = await openBench({ links: [{}] });
    await kill(bench);
    const brokers = new Map([...bench.brokers].filter(([id]) => id !== SOUTH));
    const desk = newDesk({ ...bench, brokers });
    await bench.clock.drive(desk.open());
    await bench.clock.advance(5_000);
    const command = anOrderOf(bench, 1, { accountId: childOf(bench).id, copy: false });
    expect(await place({ ...bench, desk }, command)).toMatchObject({
      code: 'broker-not-installed',
      broker: SOUTH,
    });
  });

  it('I6: at the market is refused where its broker takes none and no last price is known to cap it from', async () => {
    const takesOrderType = (_: unknown, type: string): boolean => type !== 'MARKET';
    const capabilities = { refusedOrderTypes: [{ orderType: 'MARKET' }] } as const;
    const bench = await openBench({
      links: [],
      differs: { north: { capabilities, rules: { takesOrderType } } },
    });
    expect(await place(bench, anOrderOf(bench, 1))).toMatchObject({ code: 'not-supported' });
    expect(venueOrders(bench, bench.master)).toEqual([]);
    setPrice(bench, price('200.00'));
    const limit = { orderType: 'LIMIT', price: price('210.00') } as const;
    expect(await place(bench, anOrderOf(bench, 1, limit))).toBe('done');
  });

  it('by which a master would sell delivered shares at the exchange that does not hold them says which one does', async () => {
    const bench = await openBench({ links: [{}] });
    const [nse, bse] = [shareAt(bench, 'NSE', true), shareAt(bench, 'BSE', true)];
    const ten = { quantity: 10 as Quantity } as const;
    await placeAndSettle(bench, anOrderOf(bench, 1, { ...ten, instrumentId: bse }));
    expect(await place(bench, anOrderOf(bench, 1, { ...SELL, ...ten, instrumentId: nse }))).toMatchObject({
      code: 'held-at-other-exchange',
      heldAt: 'BSE',
      heldThere: 10,
    });
    const nowhere = { ...SELL, ...ten, instrumentId: shareAt(bench, 'NSE', false) };
    expect(await place(bench, anOrderOf(bench, 1, nowhere))).toMatchObject({
      code: 'nothing-to-exit',
      held: 0,
    });
  });
});

describe('an entry whose validity a child’s broker does not take', () => {
  it('is skipped there, with the validity as the reason, and goes everywhere else', async () => {
    const day = { capabilities: { validities: { default: ['DAY'] } } } as const;
    const bench = await openBench({ links: [{}, {}], differs: { south: day } });
    const order = await placeAndSettle(bench, anOrderOf(bench, 1, { validity: 'IOC' }));
    const outcomes = bench.children.map(({ id }) => {
      const part = viewOf(bench, order.intent.orderId).children.find(({ accountId }) => accountId === id);
      return [part?.status, part?.reason?.code];
    });
    expect(outcomes).toEqual([
      ['skipped', 'validity-not-supported'],
      ['filled', undefined],
    ]);
    expect(venueNets(bench)).toEqual([LOT, 0, LOT]);
  });
});
