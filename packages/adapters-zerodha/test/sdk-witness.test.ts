/**
 * The broker's own client library as an independent witness that the face speaks the real protocol.
 *
 * kiteconnect 5.3.0 keeps its ticker in the module and ends the process when its tries run out, so reconnecting is off.
 */
import { until } from '@copydesk/adapter-testkit';
import { KiteConnect, KiteTicker } from 'kiteconnect';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KiteSandbox, logIn, startKiteSandbox } from './kite-sandbox.ts';

let sandbox: KiteSandbox;
let kite: InstanceType<typeof KiteConnect>;
let ticker: InstanceType<typeof KiteTicker> | undefined;
let option: { symbol: string; lot: number };
const told: Record<string, unknown>[] = [];

beforeAll(async () => {
  sandbox = await startKiteSandbox();
  const client = sandbox.client({ name: 'Asha Rao' });
  const share = sandbox.instrument('NSE:RELIANCE');
  sandbox.client({ holdings: [{ instrumentId: share.id, quantity: 10 }] });
  const found = sandbox.venue.instruments.all.find((item) => item.kind === 'OPT' && item.optionType === 'CE');
  option = { symbol: found?.listings['zerodha']?.symbol ?? '', lot: found?.lotSize ?? 0 };

  kite = new KiteConnect({ api_key: client.apiKey, root: sandbox.url });
  const { request_token: requestToken = '' } = await logIn(sandbox, client);
  const session = await kite.generateSession(requestToken, client.apiSecret);
  expect(session).toMatchObject({
    user_id: 'AB1234',
    user_name: 'Asha Rao',
    broker: 'ZERODHA',
    api_key: client.apiKey,
    refresh_token: '',
  });
  expect(session.login_time).toBeInstanceOf(Date);
  ticker = new KiteTicker({
    api_key: client.apiKey,
    access_token: session.access_token,
    root: `${sandbox.url.replace('http', 'ws')}/`,
    reconnect: false,
    // The library reads `root`; its types have forgotten it.
  } as ConstructorParameters<typeof KiteTicker>[0]);
  ticker.on('order_update', (order: Record<string, unknown>) => told.push(order));
  const opened = new Promise((resolve) => ticker?.on('connect', () => resolve(undefined)));
  ticker.connect();
  await opened;
});

afterAll(async () => {
  ticker?.disconnect();
  await sandbox.close();
});

/** Waits for what the ticker tells of an order. */
async function update(orderId: string, status: string): Promise<Record<string, unknown>> {
  const found = () => told.find((order) => order['order_id'] === orderId && order['status'] === status);
  await until(() => found() !== undefined, `the ticker tells ${status} of ${orderId}`);
  return found() ?? {};
}

describe('the official SDK on the face', () => {
  it('reads who is logged in', async () => {
    expect(await kite.getProfile()).toMatchObject({
      user_id: 'AB1234',
      exchanges: expect.arrayContaining(['NSE', 'NFO', 'MCX']) as string[],
      products: ['MIS', 'CNC', 'NRML', 'MTF'],
      order_types: ['MARKET', 'LIMIT', 'SL', 'SL-M'],
    });
  });

  it('refuses a request token a second time, in the words that the SDK passes on', async () => {
    const client = sandbox.client({ client: 'CD5678' });
    const { request_token: requestToken = '' } = await logIn(sandbox, client);
    const other = new KiteConnect({ api_key: client.apiKey, root: sandbox.url });
    await other.generateSession(requestToken, client.apiSecret);
    await expect(other.generateSession(requestToken, client.apiSecret)).rejects.toMatchObject({
      error_type: 'TokenException',
      message: 'Token is invalid or has expired.',
    });
    const again = await logIn(sandbox, client);
    await expect(other.generateSession(again['request_token'] ?? '', 'not-the-secret')).rejects.toMatchObject(
      {
        message: 'Invalid `checksum`.',
      },
    );
  });

  it('reads the instruments, all and of one exchange', async () => {
    const all = (await kite.getInstruments()) as unknown as Record<string, unknown>[];
    const row = all.find((one) => one['tradingsymbol'] === option.symbol);
    expect(row).toMatchObject({
      name: 'NIFTY',
      exchange: 'NFO',
      segment: 'NFO-OPT',
      instrument_type: 'CE',
      lot_size: option.lot,
      tick_size: 0.05,
      last_price: 0,
    });
    expect(row?.['expiry']).toBeInstanceOf(Date);
    const shares = (await kite.getInstruments('NSE')) as unknown as Record<string, unknown>[];
    expect(shares.find((one) => one['tradingsymbol'] === 'NIFTY 50')).toMatchObject({
      segment: 'INDICES',
      instrument_type: 'EQ',
      lot_size: 0,
      tick_size: 0,
    });
    expect(shares.every((one) => one['exchange'] === 'NSE' || one['exchange'] === undefined)).toBe(true);
  });

  it('places a limit order, modifies it, and cancels it', async () => {
    const { order_id: orderId } = await kite.placeOrder('regular', {
      exchange: 'NFO',
      tradingsymbol: option.symbol,
      transaction_type: 'BUY',
      order_type: 'LIMIT',
      quantity: option.lot,
      product: 'NRML',
      validity: 'DAY',
      price: 50,
      tag: 'CDSDKWITNESS1',
    });
    expect(orderId).toMatch(/^\d{19}$/);
    await until(
      () => sandbox.venue.orders.list({ broker: 'zerodha', client: 'AB1234' }).at(-1)?.state === 'open',
      'it rests',
    );

    await kite.modifyOrder('regular', orderId, { price: 60.05, order_type: 'LIMIT', validity: 'DAY' });
    expect(await update(orderId, 'UPDATE')).toMatchObject({
      price: 60.05,
      pending_quantity: option.lot,
      checksum: '',
    });
    const rows = (await kite.getOrders()) as unknown as Record<string, unknown>[];
    expect(rows.find((row) => row['order_id'] === orderId)).toMatchObject({
      status: 'OPEN',
      price: 60.05,
      modified: true,
      tag: 'CDSDKWITNESS1',
      variety: 'regular',
      account_id: 'AB1234',
      placed_by: 'AB1234',
    });

    await kite.cancelOrder('regular', orderId);
    expect(await update(orderId, 'CANCELLED')).toMatchObject({ cancelled_quantity: option.lot });
    const history = (await kite.getOrderHistory(orderId)) as unknown as Record<string, unknown>[];
    expect(history.map((row) => row['status'])).toEqual([
      'PUT ORDER REQ RECEIVED',
      'VALIDATION PENDING',
      'OPEN PENDING',
      'OPEN',
      'MODIFY VALIDATION PENDING',
      'MODIFY PENDING',
      'MODIFIED',
      'OPEN',
      'CANCEL PENDING',
      'CANCELLED',
    ]);
    // The mere placement was not told.
    expect(told.filter((order) => order['order_id'] === orderId).map((order) => order['status'])).toEqual([
      'UPDATE',
      'CANCELLED',
    ]);
  });

  it('fills a market order, shown as a limit at the protection price', async () => {
    const { order_id: orderId } = await kite.placeOrder('regular', {
      exchange: 'NFO',
      tradingsymbol: option.symbol,
      transaction_type: 'BUY',
      order_type: 'MARKET',
      quantity: option.lot,
      product: 'NRML',
      market_protection: 3.5,
    } as Parameters<typeof kite.placeOrder>[1]);
    expect(await update(orderId, 'COMPLETE')).toMatchObject({
      order_type: 'LIMIT',
      market_protection: 0,
      tags: ['mktp', 'mktp:3.50'],
      filled_quantity: option.lot,
      unfilled_quantity: 0,
    });
    const trades = (await kite.getTrades()) as unknown as Record<string, unknown>[];
    const mine = trades.filter((trade) => trade['order_id'] === orderId);
    expect(mine.reduce((sum, trade) => sum + Number(trade['quantity']), 0)).toBe(option.lot);
    expect(mine[0]?.['order_timestamp']).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(mine[0]?.['fill_timestamp']).toBeInstanceOf(Date);
    const ofOrder = (await kite.getOrderTrades(orderId)) as unknown as Record<string, unknown>[];
    expect(ofOrder.map((trade) => trade['trade_id'])).toEqual(mine.map((trade) => trade['trade_id']));
  });

  it('shows the position, net and of the day, and the funds it took', async () => {
    const positions = (await kite.getPositions()) as unknown as Record<
      'net' | 'day',
      Record<string, number>[]
    >;
    for (const rows of [positions.net, positions.day]) {
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({
        tradingsymbol: option.symbol,
        exchange: 'NFO',
        product: 'NRML',
        quantity: option.lot,
        buy_quantity: option.lot,
        sell_quantity: 0,
        multiplier: 1,
      });
    }
    const [row] = positions.net;
    expect(row?.['pnl']).toBeCloseTo((row?.['value'] ?? 0) + option.lot * (row?.['last_price'] ?? 0), 6);
    const margins = (await kite.getMargins()) as unknown as Record<
      string,
      Record<string, Record<string, number>>
    >;
    const equity = margins['equity'] ?? {};
    expect(Number(equity['net'])).toBeCloseTo(
      (equity['available']?.['cash'] ?? 0) - (equity['utilised']?.['debits'] ?? 0),
      6,
    );
    expect(equity['utilised']?.['debits']).toBeGreaterThan(0);
    expect(await kite.getMargins('equity')).toEqual(equity);
  });

  it('shows the holdings', async () => {
    const [holding] = (await kite.getHoldings()) as unknown as Record<string, unknown>[];
    expect(holding).toMatchObject({
      tradingsymbol: 'RELIANCE',
      isin: 'INE002A01018',
      quantity: 10,
      product: 'CNC',
      mtf: { quantity: 0 },
    });
    const untyped = kite as unknown as { getAuctionInstruments(): Promise<unknown> };
    expect(await untyped.getAuctionInstruments()).toEqual([]);
  });

  it('converts a position', async () => {
    await kite.convertPosition({
      exchange: 'NFO',
      tradingsymbol: option.symbol,
      transaction_type: 'BUY',
      position_type: 'day',
      quantity: option.lot,
      old_product: 'NRML',
      new_product: 'MIS',
    } as unknown as Parameters<InstanceType<typeof KiteConnect>['convertPosition']>[0]);
    const { net } = (await kite.getPositions()) as unknown as { net: Record<string, unknown>[] };
    expect(net.find((row) => row['product'] === 'MIS')).toMatchObject({ quantity: option.lot });
  });

  it('computes margins of orders and of a basket', async () => {
    const order = {
      exchange: 'NFO',
      tradingsymbol: option.symbol,
      transaction_type: 'SELL',
      variety: 'regular',
      product: 'NRML',
      order_type: 'MARKET',
      quantity: option.lot,
      price: 0,
    } as Parameters<InstanceType<typeof KiteConnect>['orderMargins']>[0][number];
    const [full] = (await kite.orderMargins([order], null as never)) as unknown as Record<string, number>[];
    expect(full?.['total']).toBeGreaterThan(0);
    expect(full?.['span']).toBeGreaterThan(0);
    const basket = (await kite.orderBasketMargins([order, order])) as unknown as Record<
      'final',
      Record<string, number>
    >;
    expect(basket.final['total']).toBeCloseTo(2 * (full?.['total'] ?? 0), 2);
  });

  it('gives snapshots of prices, unknown keys silently missing', async () => {
    const keys = [`NFO:${option.symbol}`, 'NSE:NIFTY 50', 'NSE:NO-SUCH-THING'];
    const ltp = (await kite.getLTP(keys)) as Record<string, { last_price: number }>;
    expect(Object.keys(ltp)).toEqual(keys.slice(0, 2));
    const ohlc = (await kite.getOHLC(keys)) as Record<string, { ohlc: { close: number } }>;
    expect(ohlc['NSE:NIFTY 50']?.ohlc.close).toBe(26_000);
    const quote = (await kite.getQuote(keys)) as unknown as Record<string, { upper_circuit_limit: number }>;
    expect(quote[`NFO:${option.symbol}`]?.upper_circuit_limit).toBeGreaterThan(0);
  });

  it('tells an order that the client placed in the broker’s own app, once it fills', async () => {
    const instrument = sandbox.instrument('NSE:RELIANCE');
    const answer = sandbox.venue.orders.placeOutside(
      { broker: 'zerodha', client: 'AB1234' },
      { instrument, side: 'BUY', quantity: 1, orderType: 'MARKET', product: 'D' },
    );
    const orderId = answer.kind === 'accepted' ? answer.order.orderId : '';
    expect(await update(orderId, 'COMPLETE')).toMatchObject({
      tradingsymbol: 'RELIANCE',
      product: 'CNC',
      tag: null,
    });
  });

  it('refuses in the broker’s words, which the SDK passes on', async () => {
    await expect(
      kite.placeOrder('regular', {
        exchange: 'NFO',
        tradingsymbol: option.symbol,
        transaction_type: 'BUY',
        order_type: 'MARKET',
        quantity: option.lot,
        product: 'NRML',
      }),
    ).rejects.toMatchObject({
      error_type: 'InputException',
      message: expect.stringContaining('Market orders without market protection') as string,
    });
    await expect(kite.getOrderHistory('1')).rejects.toMatchObject({
      message: "Couldn't find that `order_id`.",
    });
  });

  it('ends the session', async () => {
    let hooked = false;
    kite.setSessionExpiryHook(() => {
      hooked = true;
    });
    expect(await kite.invalidateAccessToken()).toBe(true);
    await expect(kite.getProfile()).rejects.toMatchObject({
      error_type: 'TokenException',
      message: 'Incorrect `api_key` or `access_token`.',
    });
    expect(hooked).toBe(true);
  });
});
