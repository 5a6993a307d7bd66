/** The order stream over TLS through an account's proxy, and sockets that cannot even be made. */
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { until, VirtualClock } from '@copydesk/adapter-testkit';
import type { AccountFact, Egress } from '@copydesk/core';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { adapterAt, aSession, Closing, listening } from './bench.ts';
import { startProxy } from './proxy.ts';
import { selfSigned } from './self-signed.ts';

const closing = new Closing();
afterEach(() => closing.closeAll());

/** A ticker with a certificate that this process trusts. */
async function startSecureTicker() {
  const trusted = getCACertificates('default');
  const certificate = selfSigned();
  setDefaultCACertificates([...trusted, certificate.cert]);
  closing.add({ close: () => setDefaultCACertificates(trusted) });
  const server = createServer(certificate);
  const ticker = new WebSocketServer({ server });
  const running = closing.add(await listening(server));
  closing.add({
    close: () => {
      for (const socket of ticker.clients) socket.terminate();
    },
  });
  return { target: running.url.replace('http://', ''), url: running.url.replace('http', 'wss') };
}

/** Reads an account's stream by a way out. */
function follow(stream: string, egress: Egress) {
  const clock = new VirtualClock();
  const rest = 'http://127.0.0.1:9';
  const endpoints = { rest, login: rest, stream };
  const adapter = closing.add(adapterAt(rest, { clock, endpoints, random: () => 0 }));
  const stop = new AbortController();
  const facts: AccountFact[] = [];
  const over = (async () => {
    for await (const fact of adapter.streamFacts(aSession({ egress }), stop.signal)) facts.push(fact);
  })();
  closing.add({
    close: async () => {
      stop.abort();
      await over;
    },
  });
  return { clock, facts, stop, over };
}

it('goes through the proxy to an encrypted ticker, whose certificate is checked', async () => {
  const ticker = await startSecureTicker();
  const proxy = closing.add(await startProxy());
  const { facts } = follow(ticker.url, { kind: 'proxy', url: proxy.url });
  await until(() => facts.length === 1, 'the stream is up');
  expect(facts).toEqual([{ type: 'stream-up' }]);
  expect(proxy.asked).toEqual([ticker.target]);

  setDefaultCACertificates([]);
  const unknown = follow(ticker.url, { kind: 'proxy', url: proxy.url });
  await until(() => unknown.facts.length === 1, 'the stream is refused');
  expect(unknown.facts[0]).toMatchObject({ type: 'stream-down', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
});

it('gives a silent proxy eight seconds, closes its connection, and tries again', async () => {
  const ticker = await startSecureTicker();
  const proxy = closing.add(await startProxy());
  proxy.mood = () => 'silent';
  const { clock, facts } = follow(ticker.url, { kind: 'proxy', url: proxy.url });
  await until(() => proxy.asked.length === 1, 'the proxy is asked');
  await clock.advance(7_999);
  expect(facts).toEqual([]);
  expect(proxy.open(ticker.target)).toBe(1);

  await clock.advance(1);
  await until(() => facts.length === 1, 'the stream is down');
  expect(facts).toEqual([{ type: 'stream-down', reason: 'PROXY_TIMEOUT', final: false }]);
  await until(() => proxy.open(ticker.target) === 0, 'nothing is left at the proxy');

  proxy.mood = () => 'open';
  await clock.advance(1_000);
  await until(() => facts.length === 2, 'the stream is up');
  expect(facts[1]).toEqual({ type: 'stream-up' });
});

it('leaves nothing at the proxy when it is given up', async () => {
  const proxy = closing.add(await startProxy());
  proxy.mood = () => 'silent';
  const { stop, over } = follow('wss://127.0.0.1:9', { kind: 'proxy', url: proxy.url });
  await until(() => proxy.asked.length === 1, 'the proxy is asked');
  stop.abort();
  await over;
  await until(() => proxy.open('127.0.0.1:9') === 0, 'nothing is left at the proxy');
});

it('says with which status the proxy refused', async () => {
  const proxy = closing.add(await startProxy());
  proxy.mood = () => 407;
  const { facts } = follow('wss://127.0.0.1:9', { kind: 'proxy', url: proxy.url });
  await until(() => facts.length === 1, 'the stream is down');
  expect(facts).toEqual([{ type: 'stream-down', reason: 'PROXY_407', final: false }]);
});

it.each([
  ['an address that is no socket’s', 'ws://127.0.0.1:9/#part', { kind: 'default' }],
  ['a source address that is none', 'ws://127.0.0.1:9', { kind: 'address', address: 'nowhere' }],
  ['a proxy that is no address', 'wss://127.0.0.1:9', { kind: 'proxy', url: 'nowhere' }],
] as const)('counts %s as a loss, and tries again', async (_what, stream, egress) => {
  const { clock, facts } = follow(stream, egress);
  for (let tries = 1; tries <= 3; tries += 1) {
    await until(() => facts.length === tries, `try ${tries}`);
    expect(facts.at(-1)).toMatchObject({ type: 'stream-down', final: false });
    await clock.advance(1_000);
  }
});
