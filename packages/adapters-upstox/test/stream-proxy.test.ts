/** The order stream over TLS through an account's proxy, and sockets that cannot even be made. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { until } from '@copydesk/adapter-testkit';
import type { AccountFact, Egress } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { aDesk } from './support/desk.ts';
import { startProxy } from './support/proxy.ts';
import { startRawServer } from './support/raw-server.ts';
import { selfSigned } from './support/self-signed.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function aProxy() {
  const proxy = await startProxy();
  closing.push(() => proxy.close());
  return proxy;
}

/** A feed with a certificate that this process trusts. */
async function startSecureFeed() {
  const trusted = getCACertificates('default');
  const certificate = selfSigned();
  setDefaultCACertificates([...trusted, certificate.cert]);
  const server = createServer(certificate);
  const feed = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    setDefaultCACertificates(trusted);
    for (const socket of feed.clients) socket.terminate();
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const target = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { target, url: `wss://${target}/feed?code=one-time` };
}

/** Reads an account's stream by a way out; the authorize call names the address. */
async function follow(address: string, egress: Egress) {
  const api = await startRawServer({
    '*': JSON.stringify({ status: 'success', data: { authorized_redirect_uri: address } }),
  });
  const desk = aDesk({ api: api.url }, { random: () => 0 });
  const stop = new AbortController();
  const facts: AccountFact[] = [];
  const over = (async () => {
    const session = { ...desk.session, egress };
    for await (const fact of desk.adapter.streamFacts(session, stop.signal)) facts.push(fact);
  })();
  closing.push(async () => {
    stop.abort();
    await over;
    await desk.adapter.close();
    await api.close();
  });
  return { clock: desk.clock, facts, stop, over };
}

it('goes through the proxy to an encrypted feed, whose certificate is checked', async () => {
  const feed = await startSecureFeed();
  const proxy = await aProxy();
  const { facts } = await follow(feed.url, { kind: 'proxy', url: proxy.url });
  await until(() => facts.length === 1, 'the stream is up');
  expect(facts).toEqual([{ type: 'stream-up' }]);
  expect(proxy.asked.at(-1)).toBe(feed.target);

  setDefaultCACertificates([]);
  const unknown = await follow(feed.url, { kind: 'proxy', url: proxy.url });
  await until(() => unknown.facts.length === 1, 'the stream is refused');
  expect(unknown.facts[0]).toMatchObject({ type: 'stream-down', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

it('gives a silent proxy eight seconds, closes its connection, and tries again', async () => {
  const feed = await startSecureFeed();
  const proxy = await aProxy();
  proxy.mood = (target) => (target === feed.target ? 'silent' : 'open');
  const { clock, facts } = await follow(feed.url, { kind: 'proxy', url: proxy.url });
  await until(() => proxy.asked.includes(feed.target), 'the proxy is asked');
  await clock.advance(7_999);
  expect(facts).toEqual([]);
  expect(proxy.open(feed.target)).toBe(1);

  await clock.advance(1);
  await until(() => facts.length === 1, 'the stream is down');
  expect(facts).toEqual([{ type: 'stream-down', reason: 'PROXY_TIMEOUT', final: false }]);
  await until(() => proxy.open(feed.target) === 0, 'its connection is closed');

  proxy.mood = () => 'open';
  await clock.advance(1_000);
  await until(() => facts.length === 2, 'the stream is up');
  expect(facts[1]).toEqual({ type: 'stream-up' });
});

it('leaves nothing at the proxy when it is given up', async () => {
  const proxy = await aProxy();
  proxy.mood = (target) => (target === '127.0.0.1:9' ? 'silent' : 'open');
  const { stop, over } = await follow('wss://127.0.0.1:9/', { kind: 'proxy', url: proxy.url });
  await until(() => proxy.asked.includes('127.0.0.1:9'), 'the proxy is asked');
  expect(proxy.open('127.0.0.1:9')).toBe(1);
  stop.abort();
  await over;
  await until(() => proxy.open('127.0.0.1:9') === 0, 'its connection is closed');
});

it('says with which status the proxy refused', async () => {
  const proxy = await aProxy();
  proxy.mood = (target) => (target === '127.0.0.1:9' ? 407 : 'open');
  const { facts } = await follow('wss://127.0.0.1:9/', { kind: 'proxy', url: proxy.url });
  await until(() => facts.length === 1, 'the stream is down');
  expect(facts).toEqual([{ type: 'stream-down', reason: 'PROXY_407', final: false }]);
});

it.each([
  ['an address that is no socket’s', 'ws://127.0.0.1:9/#part', { kind: 'default' }],
  ['a source address that is none', 'ws://127.0.0.1:9', { kind: 'address', address: 'nowhere' }],
  ['a proxy that is no address', 'wss://127.0.0.1:9', { kind: 'proxy', url: 'nowhere' }],
] as const)('counts %s as a loss, and tries again', async (_what, address, egress) => {
  const { clock, facts } = await follow(address, egress);
  for (let tries = 1; tries <= 3; tries += 1) {
    await until(() => facts.length === tries, `try ${tries}`);
    expect(facts.at(-1)).toMatchObject({ type: 'stream-down', final: false });
    await clock.advance(1_000);
  }
});
