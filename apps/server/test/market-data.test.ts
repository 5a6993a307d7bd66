/** Live prices from the imitated brokers' feeds through the whole server to a socket client. */
import { type MarketDataMessage, SOCKET_MESSAGES } from '@copydesk/api-contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { type Client, eventually, ownerOf, startDesk, type TestDesk } from './running-desk.ts';
import { type Venue, venueOf } from './sandbox-venue.ts';

const SHARE = 'NSE:INE002A01018';

interface FedAccount {
  readonly account: string;
  readonly feed: { readonly state: string; readonly instruments: number } | null;
}

describe('prices from the brokers’ feeds', () => {
  let desk: TestDesk;
  let owner: Client;
  let venue: Venue;
  let socket: Socket;
  const heard: MarketDataMessage[] = [];
  const alerts: { readonly code: string }[] = [];
  beforeAll(async () => {
    desk = await startDesk({ SANDBOX: 'on' });
    owner = await ownerOf(desk);
    await owner.post('/api/sandbox/desk');
    venue = await venueOf(desk, owner);
    await venue.do('POST', '/market', { walking: false });
    const { token } = (await owner.post('/api/tokens', { name: 'prices' })).body;
    socket = io(desk.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token },
    });
    socket.on('marketData', (body: unknown) => heard.push(z.parse(SOCKET_MESSAGES.marketData, body)));
    socket.on('alert', (body: unknown) => alerts.push(z.parse(SOCKET_MESSAGES.alert, body)));
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  }, 120_000);
  afterAll(async () => {
    socket?.disconnect();
    await desk?.close();
  });

  const setPrice = (price: number) => venue.do('POST', '/price', { instrumentId: SHARE, price });
  const fedAccounts = async (): Promise<readonly FedAccount[]> =>
    (await owner.get('/api/readiness')).body.accounts;

  it('reach who subscribed by today’s token, as the market moves', async () => {
    await setPrice(1500);
    // After a start the lists come a little later than the accounts, and one broker's before the other's.
    const ack = await eventually('the lists', async () => {
      const answer = await socket.emitWithAck('subscribe', '738561');
      return answer.errors.length > 0 ? undefined : answer;
    });
    expect(ack).toEqual({ instruments: [SHARE], errors: [] });
    await setPrice(1501.5);
    const message = await eventually('the price', () =>
      heard.find(({ last_price }) => last_price === 1501.5),
    );
    expect(message).toMatchObject({
      instrument_id: SHARE,
      instrument_token: 738561,
      tradable: true,
      stale: false,
    });
    expect(message.exchange_timestamp).not.toBeNull();
    const carriers = (await fedAccounts()).filter(({ feed }) => feed !== null && feed.instruments > 0);
    expect(carriers.map(({ feed }) => feed)).toEqual([{ state: 'up', instruments: 1, reason: null }]);
  });

  it('come by another account when the feed of the first falls silent, and the person is told', async () => {
    const first = (await fedAccounts()).find(({ feed }) => (feed?.instruments ?? 0) > 0)?.account;
    const { items } = (await owner.get('/api/accounts')).body;
    const account = items.find(({ address }: { address: string }) => address === first);
    const broker = (account.broker as string).replace('-sandbox', '');
    const fault = { broker, client: account.clientId, on: 'feed', fault: 'silence', ms: 60_000 };
    await venue.do('POST', '/faults', fault);
    // It falls silent with the next price that it would have told.
    await setPrice(1502);
    const second = await eventually('another account', async () =>
      (await fedAccounts()).find((each) => each.account !== first && (each.feed?.instruments ?? 0) > 0),
    );
    await eventually('the alert', () => alerts.find(({ code }) => code === 'feed-lost'));
    await setPrice(1502.5);
    await eventually('the price', () =>
      heard.find(({ last_price, stale }) => last_price === 1502.5 && !stale),
    );
    expect(second.feed?.instruments).toBe(1);
  });
});
