/** The official SDK, upstox-js-sdk 2.31.0, as an independent witness that the face speaks the real protocol. */
import { gunzipSync } from 'node:zlib';
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import { type RunningSandbox, startSandbox, type VenueClient, type VenueInstrument } from '@copydesk/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxFace } from '../src/sandbox/index.ts';
import { upstoxInstruments } from './support/instruments.ts';
import { loadSdk, type Sdk } from './support/sdk.ts';

describe('upstox-js-sdk against the face', () => {
  const clock = new VirtualClock();
  let sandbox: RunningSandbox;
  let sdk: Sdk;
  let client: VenueClient;
  let option: VenueInstrument;
  let share: VenueInstrument;
  let url: string;

  beforeAll(async () => {
    sandbox = await startSandbox({
      faces: [sandboxFace],
      instruments: { kind: 'rows', rows: upstoxInstruments },
      clock,
      market: { open: true, walking: false, matching: 'auto' },
    });
    url = sandbox.faces['upstox'] ?? '';
    const { venue } = sandbox;
    client = venue.clients.upsert({ broker: 'upstox', client: 'UX1234' });
    option = first((each) => each.kind === 'OPT' && each.underlying === 'NIFTY');
    share = first((each) => each.kind === 'EQ' && each.segment === 'NSE');
    sdk = loadSdk(url);
    sdk.setToken(venue.sessions.issue(client).accessToken);

    function first(holds: (instrument: VenueInstrument) => boolean): VenueInstrument {
      const found = venue.instruments.all.find(holds);
      if (found === undefined) throw new Error('no such instrument');
      return found;
    }
  });
  afterAll(() => sandbox.close());

  const keyOf = (instrument: VenueInstrument) => instrument.listings['upstox']?.key;
  const rest = () => clock.advance(0);

  /** A limit far below the market: it rests. */
  const resting = (changes: object = {}) => ({
    quantity: option.lotSize,
    product: 'D',
    validity: 'DAY',
    price: 50,
    tag: 'CDSDK0000000000RS00',
    instrumentToken: keyOf(option),
    orderType: 'LIMIT',
    transactionType: 'BUY',
    disclosedQuantity: 0,
    triggerPrice: 0,
    isAmo: false,
    ...changes,
  });

  async function place(changes: object = {}, opts: object = {}): Promise<readonly string[]> {
    const answer = await sdk.call('OrderApiV3', 'placeOrder', resting(changes), opts);
    expect(answer.status).toBe('success');
    expect(answer.metadata.latency).toBeTypeOf('number');
    await rest();
    return answer.data.orderIds;
  }

  it('has the instrument files, gzipped, with ticks in paise and the expiry at the end of its day', async () => {
    const answer = await fetch(`${url}/market-quote/instruments/exchange/NSE.json.gz`);
    const rows = JSON.parse(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString());
    const row = rows.find((each: { instrument_key: string }) => each.instrument_key === keyOf(option));
    expect(row).toMatchObject({ segment: 'NSE_FO', tick_size: 5, lot_size: 75, instrument_type: 'CE' });
    expect(new Date(row.expiry + 19_800_000).toISOString()).toBe(`${option.expiry}T23:59:59.000Z`);
    expect(rows.some((each: { exchange: string }) => each.exchange !== 'NSE')).toBe(false);
  });

  it('places, modifies and cancels, and every book says so', async () => {
    const [id = ''] = await place({ tag: 'CDSDK0000000000A100' });
    expect(id).toMatch(/^\d{15}$/);

    const changed = await sdk.call('OrderApiV3', 'modifyOrder', {
      orderId: id,
      orderType: 'LIMIT',
      validity: 'DAY',
      price: 51.05,
      triggerPrice: 0,
      quantity: option.lotSize * 2,
      disclosedQuantity: 0,
    });
    expect(changed.data.orderId).toBe(id);
    await rest();
    const details = (await sdk.call('OrderApi', 'getOrderStatus', { orderId: id })).data;
    expect(details).toMatchObject({
      orderId: id,
      price: 51.05,
      quantity: option.lotSize * 2,
      tag: 'CDSDK0000000000A100',
      instrumentToken: keyOf(option),
      exchange: 'NFO',
      placedBy: 'UX1234',
      transactionType: 'BUY',
    });

    expect((await sdk.call('OrderApiV3', 'cancelOrder', id)).data.orderId).toBe(id);
    await rest();
    const book = (await sdk.call('OrderApi', 'getOrderBook', '2.0')).data;
    const row = book.find((order: { orderId: string }) => order.orderId === id);
    expect(row).toMatchObject({
      status: 'cancelled',
      filledQuantity: 0,
      pendingQuantity: option.lotSize * 2,
    });

    const history = (await sdk.call('OrderApi', 'getOrderDetails', '2.0', { tag: 'CDSDK0000000000A100' }))
      .data;
    const states = history.map((state: { status: string }) => state.status);
    expect(states[0]).toBe('put order req received');
    expect(states).toContain('open');
    expect(states.at(-1)).toBe('cancelled');
    expect(history[0].parentOrderId).toBe('NA');
    await expect(sdk.call('OrderApiV3', 'cancelOrder', id)).rejects.toMatchObject({
      status: 'error',
      errors: [{ error_code: 'UDAPI100040' }],
    });
  });

  it('trades: the order completes, trades, positions, holdings, funds and margin follow', async () => {
    const [id = ''] = await place({
      orderType: 'MARKET',
      price: 0,
      marketProtection: -1,
      tag: 'CDSDK0000000000T100',
    });
    const order = (await sdk.call('OrderApi', 'getOrderStatus', { orderId: id })).data;
    expect(order).toMatchObject({ status: 'complete', filledQuantity: option.lotSize, orderType: 'MARKET' });

    for (const trades of [
      (await sdk.call('OrderApi', 'getTradeHistory', '2.0')).data,
      (await sdk.call('OrderApi', 'getTradesByOrder', id, '2.0')).data,
    ]) {
      expect(trades).toMatchObject([
        { orderId: id, quantity: option.lotSize, averagePrice: order.averagePrice, exchange: 'NFO' },
      ]);
    }
    expect((await sdk.call('PortfolioApi', 'getPositions', '2.0')).data).toMatchObject([
      {
        instrumentToken: keyOf(option),
        quantity: option.lotSize,
        averagePrice: null,
        buyPrice: order.averagePrice,
        dayBuyQuantity: option.lotSize,
        multiplier: 1,
      },
    ]);
    expect((await sdk.call('PortfolioApi', 'getMtfPositions')).data).toEqual([]);
    const paid = order.averagePrice * option.lotSize;
    const v3 = (await sdk.call('UserApi', 'getUserFundMarginV3')).data;
    expect(v3.availableToTrade.total).toBeCloseTo(10_000_000 - paid, 2);
    const v2 = (await sdk.call('UserApi', 'getUserFundMargin', '2.0', {})).data;
    expect(v2.equity.availableMargin).toBeCloseTo(v3.availableToTrade.total, 2);
    expect(v2.commodity.availableMargin).toBe(0);
    const margin = await sdk.call('ChargeApi', 'postMargin', {
      instruments: [
        { instrument_key: keyOf(option), quantity: option.lotSize, product: 'D', transaction_type: 'SELL' },
      ],
    });
    expect(margin.data.finalMargin).toBeGreaterThan(0);
    expect(margin.data.margins).toHaveLength(1);
  });

  it('converts a position and shows holdings', async () => {
    sandbox.venue.clients.upsert({
      broker: 'upstox',
      client: 'UX1234',
      holdings: [{ instrumentId: share.id, quantity: 10 }],
    });
    expect((await sdk.call('PortfolioApi', 'getHoldings', '2.0')).data).toMatchObject([
      { isin: share.isin, quantity: 10, t1Quantity: 0, exchange: 'NSE' },
    ]);
    const converted = await sdk.call(
      'PortfolioApi',
      'convertPositions',
      {
        instrumentToken: keyOf(option),
        newProduct: 'I',
        oldProduct: 'D',
        transactionType: 'BUY',
        quantity: option.lotSize,
      },
      '2.0',
    );
    expect(converted.data.status).toBe('complete');
    const rows = (await sdk.call('PortfolioApi', 'getPositions', '2.0')).data;
    expect(rows.find((row: { quantity: number }) => row.quantity !== 0)).toMatchObject({ product: 'I' });
  });

  it('slices at the freeze quantity when asked to, one id for each slice', async () => {
    const ids = await place({ quantity: 1_800 + 75, slice: true, tag: 'CDSDK0000000000S100' });
    expect(ids).toHaveLength(2);
    const book = sandbox.venue.orders.tagged(client, 'CDSDK0000000000S100');
    expect(book.map((order) => order.quantity)).toEqual([1_800, 75]);
    await clock.advance(1_000);
  });

  it('speaks v2 of placing, modifying and cancelling', async () => {
    const answer = await sdk.call('OrderApi', 'placeOrder', resting({ tag: 'CDSDK0000000000V200' }), '2.0');
    expect(answer.data.orderId).toMatch(/^\d{15}$/);
    await rest();
    const { orderId } = answer.data;
    const change = { orderId, orderType: 'LIMIT', validity: 'DAY', price: 49, triggerPrice: 0 };
    expect((await sdk.call('OrderApi', 'modifyOrder', change, '2.0')).data.orderId).toBe(orderId);
    await rest();
    expect((await sdk.call('OrderApi', 'cancelOrder', orderId, '2.0')).data.orderId).toBe(orderId);
    await clock.advance(1_000);
  });

  it('places several orders at once, cancels all, leaves all', async () => {
    const line = (correlation_id: string, transaction_type: string) => ({
      quantity: option.lotSize,
      product: 'D',
      validity: 'DAY',
      price: transaction_type === 'BUY' ? 50 : 900,
      tag: 'CDSDK0000000000M100',
      instrument_token: keyOf(option),
      order_type: 'LIMIT',
      transaction_type,
      disclosed_quantity: 0,
      trigger_price: 0,
      is_amo: false,
      slice: false,
      correlation_id,
    });
    const placed = await sdk.call('OrderApi', 'placeMultiOrder', [line('one', 'SELL'), line('two', 'BUY')]);
    expect(placed.data.map((each: { correlationId: string }) => each.correlationId)).toEqual(['two', 'one']);
    expect(placed.summary).toMatchObject({ total: 2, success: 2 });
    await rest();
    const cancelled = await sdk.call('OrderApi', 'cancelMultiOrder', { tag: 'CDSDK0000000000M100' });
    expect(cancelled.data.orderIds).toHaveLength(2);
    await clock.advance(1_000);
    const left = await sdk.call('OrderApi', 'exitPositions', {});
    expect(left.data.orderIds).toHaveLength(1);
    await rest();
    expect(sandbox.venue.books.positions(client).every((position) => position.quantity === 0)).toBe(true);
    await clock.advance(1_000);
  });

  it('refuses as the broker does', async () => {
    for (const [changes, code] of [
      [{ orderType: 'MARKET', price: 0 }, 'UDAPI1158'],
      [{ orderType: 'MARKET', price: 0, marketProtection: 26 }, 'UDAPI1159'],
      [{ orderType: 'MARKET', marketProtection: -1 }, 'UDAPI1040'],
      [{ price: 0 }, 'UDAPI1043'],
      [{ orderType: 'SL' }, 'UDAPI1041'],
      [{ orderType: 'SL', price: 50, triggerPrice: 51 }, 'UDAPI1037'],
      [{ instrumentToken: 'NSE_FO|1' }, 'UDAPI100011'],
      [{ instrumentToken: keyOf(mcx()) }, 'UDAPI1161'],
      [{ tag: 'X'.repeat(41) }, 'UDAPI1119'],
      [{ product: 'CO' }, 'UDAPI1054'],
    ] as const) {
      const failed = sdk.call('OrderApiV3', 'placeOrder', resting({ quantity: 75, ...changes }), {});
      await expect(failed, code).rejects.toMatchObject({ errors: [{ errorCode: code, error_code: code }] });
      await clock.advance(200);
    }

    function mcx(): VenueInstrument {
      const found = sandbox.venue.instruments.all.find((each) => each.segment === 'MCX');
      if (found === undefined) throw new Error('no commodity');
      return found;
    }
  });

  it('keeps the last prices, the market status and the registered addresses', async () => {
    const prices = (await sdk.call('MarketQuoteV3Api', 'getLtp', { instrumentKey: keyOf(option) })).data;
    const [[name, row] = ['', {}]] = Object.entries(prices) as [string, Record<string, unknown>][];
    expect(name).toMatch(/^NSE_FO:NIFTY26\w+CE$/);
    expect(row).toMatchObject({ instrumentToken: keyOf(option) });
    expect((await sdk.call('MarketHolidaysAndTimingsApi', 'getMarketStatus', 'NFO')).data).toMatchObject({
      exchange: 'NFO',
      status: 'NORMAL_OPEN',
    });
    sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234', ips: ['203.0.113.9'] });
    expect((await sdk.call('UserApi', 'getUserIps')).data).toMatchObject({ primaryIp: '203.0.113.9' });
    await expect(sdk.call('OrderApiV3', 'placeOrder', resting(), {})).rejects.toMatchObject({
      errors: [{ error_code: 'UDAPI1154' }],
    });
    sandbox.venue.clients.upsert({ broker: 'upstox', client: 'UX1234', ips: null });
  });

  it('answers 429 beyond ten orders a second', async () => {
    await clock.advance(2_000);
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, () => sdk.call('OrderApiV3', 'placeOrder', resting(), {})),
    );
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused).toHaveLength(2);
    expect(refused[0]?.reason).toMatchObject({ errors: [{ error_code: 'UDAPI10005' }] });
    await clock.advance(2_000);
  });

  it('streams orders and positions through the redirect of its built-in address', async () => {
    const stream = sdk.stream(true, true, true, true);
    await stream.opened;
    const [id] = await place({
      orderType: 'MARKET',
      price: 0,
      marketProtection: -1,
      tag: 'CDSDK0000000000W100',
    });
    const ofOrder = () => stream.messages.filter((message) => message.order_id === id);
    await until(() => ofOrder().at(-1)?.status === 'complete', 'the fill is streamed');
    await until(() => stream.messages.some((message) => message.update_type === 'position'), 'the position');
    stream.close();

    expect(ofOrder().map((message) => message.status)[0]).toBe('put order req received');
    expect(ofOrder().at(-1)).toMatchObject({
      update_type: 'order',
      user_id: 'UX1234',
      userId: 'UX1234',
      instrument_key: keyOf(option),
      tag: 'CDSDK0000000000W100',
      filled_quantity: option.lotSize,
    });
    expect(stream.messages.find((message) => message.update_type === 'position')).toMatchObject({
      exchange: 'NSE_FO',
      quantity: option.lotSize,
    });
  });

  it('authorises a stream with an address that opens once', async () => {
    const answer = await sdk.call('WebsocketApi', 'getPortfolioStreamFeedAuthorize', '2.0');
    const address = answer.data.authorizedRedirectUri;
    expect(await statusOf(address)).toBe(101);
    expect(await statusOf(address)).toBe(403);
  });
});

/** The HTTP status of a WebSocket handshake. */
async function statusOf(address: string): Promise<number> {
  const { WebSocket } = await import('ws');
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}
