/** The order stream at a socket that behaves badly. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@copydesk/adapter-testkit';
import type { AccountFact } from '@copydesk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { aDesk, type Desk } from './support/desk.ts';

interface Venue {
  readonly desk: Desk;
  readonly facts: AccountFact[];
  /** Connections so far, in order. */
  readonly sockets: WebSocket[];
  /** Codes that were handed out, and those that were used. */
  readonly given: string[];
  readonly used: string[];
  /** What the next authorize call answers instead. */
  refuse: { readonly status: number; readonly code: string } | undefined;
  address: ((code: string) => string) | undefined;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function listen(random = () => 0): Promise<Venue> {
  const server: Server = createServer((_request, response) => {
    if (venue.refuse !== undefined) {
      response.writeHead(venue.refuse.status);
      response.end(
        JSON.stringify({ status: 'error', errors: [{ errorCode: venue.refuse.code, message: 'no' }] }),
      );
      return;
    }
    const code = `one-time-${venue.given.length}`;
    venue.given.push(code);
    const uri = venue.address?.(code) ?? `ws://127.0.0.1:${port()}/feed?code=${code}`;
    // Only the deprecated spelling, which still has to do.
    response.end(JSON.stringify({ status: 'success', data: { authorizedRedirectUri: uri } }));
  });
  const port = () => (server.address() as AddressInfo).port;
  const feed = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const desk = aDesk({ api: `http://127.0.0.1:${port()}` }, { random });
  const venue: Venue = {
    desk,
    facts: [],
    sockets: [],
    given: [],
    used: [],
    refuse: undefined,
    address: undefined,
  };
  feed.on('connection', (socket, request) => {
    venue.sockets.push(socket);
    venue.used.push(new URL(request.url ?? '', 'http://x').searchParams.get('code') ?? '');
  });
  const stop = new AbortController();
  const reading = (async () => {
    for await (const fact of desk.adapter.streamFacts(desk.session, stop.signal)) venue.facts.push(fact);
  })();
  open.push(async () => {
    stop.abort();
    await reading;
    await desk.adapter.close();
    for (const socket of feed.clients) socket.terminate();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return venue;
}

const count = (venue: Venue, type: AccountFact['type']) =>
  venue.facts.filter((fact) => fact.type === type).length;
const up = (venue: Venue, times: number) =>
  until(() => count(venue, 'stream-up') === times, `up ${times} times`);

describe('the portfolio stream', () => {
  it('authorises anew for each connection: a code opens one', async () => {
    const venue = await listen();
    await up(venue, 1);
    venue.sockets[0]?.terminate();
    await until(() => count(venue, 'stream-down') === 1, 'down');
    await venue.desk.clock.advance(1_000);
    await up(venue, 2);
    expect(venue.used).toEqual(['one-time-0', 'one-time-1']);
    expect(JSON.stringify(venue.facts)).not.toContain('one-time');
  });

  it('reads text and binary frames, and shows what it cannot read', async () => {
    const venue = await listen();
    await up(venue, 1);
    venue.sockets[0]?.send('{"update_type":"position"}');
    venue.sockets[0]?.send(Buffer.from('{"update_type":"holding"}'), { binary: true });
    venue.sockets[0]?.send('what?');
    await until(() => venue.facts.length === 4, 'three facts');
    expect(venue.facts.slice(1)).toEqual([
      { type: 'hint', what: 'positions' },
      { type: 'hint', what: 'holdings' },
      { type: 'unreadable', detail: 'a frame that is no JSON' },
    ]);
  });

  it('takes silence for a loss, and a ping or a pong for a sign of life', async () => {
    const venue = await listen();
    await up(venue, 1);
    const { clock } = venue.desk;
    for (let beat = 0; beat < 5; beat += 1) {
      let pinged = false;
      venue.sockets[0]?.once('ping', () => (pinged = true));
      clock.advanceBy(10_000);
      await until(() => pinged, 'it asks for a sign of life');
      const answered = new Promise<void>((resolve) => venue.sockets[0]?.once('pong', () => resolve()));
      venue.sockets[0]?.ping();
      await answered;
    }
    expect(count(venue, 'stream-down')).toBe(0);

    venue.sockets[0]?.pause();
    clock.advanceBy(30_000);
    await until(() => count(venue, 'stream-down') === 1, 'the silence is noticed');
    expect(venue.facts.at(-1)).toEqual({ type: 'stream-down', reason: 'silence', final: false });
  });

  it('ends for good when the session is refused, and says so once', async () => {
    const venue = await listen();
    await up(venue, 1);
    venue.refuse = { status: 401, code: 'UDAPI100050' };
    venue.sockets[0]?.close(1008);
    await until(() => count(venue, 'stream-down') === 1, 'down');
    await venue.desk.clock.advance(1_000);
    await until(() => count(venue, 'session-lost') === 1, 'lost');
    await venue.desk.clock.advance(600_000);
    expect(venue.facts.slice(-2).map((fact) => fact.type)).toEqual(['stream-down', 'session-lost']);
    expect(venue.given).toHaveLength(1);
  });

  it('waits a minute after a 429, and longer after each failure', async () => {
    const venue = await listen();
    await up(venue, 1);
    venue.refuse = { status: 429, code: 'UDAPI10005' };
    venue.sockets[0]?.terminate();
    await until(() => count(venue, 'stream-down') === 1, 'down');
    await venue.desk.clock.advance(1_000);
    await until(() => count(venue, 'stream-down') === 2, 'refused');
    venue.refuse = undefined;
    await venue.desk.clock.advance(60_000);
    expect(count(venue, 'stream-up')).toBe(1);
    await venue.desk.clock.advance(1_000);
    await up(venue, 2);
  });

  it('goes nowhere but to a socket address', async () => {
    const venue = await listen();
    await up(venue, 1);
    venue.address = () => 'http://127.0.0.1/feed?code=one-time-x';
    venue.sockets[0]?.terminate();
    await until(() => count(venue, 'stream-down') === 1, 'down');
    await venue.desk.clock.advance(1_000);
    await until(() => count(venue, 'stream-down') === 2, 'refused');
    expect(venue.facts.at(-1)).toMatchObject({ reason: 'not authorised: broker-answer-unreadable' });
  });
});
