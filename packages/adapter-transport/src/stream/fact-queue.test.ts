import { expect, it } from 'vitest';
import { FactQueue } from './fact-queue.ts';

it('gives out facts in order and ends after the last', async () => {
  const queue = new FactQueue();
  queue.push({ type: 'stream-up' });
  const seen: string[] = [];
  const reading = (async () => {
    for await (const fact of queue) seen.push(fact.type);
  })();
  queue.push({ type: 'stream-not-in-plan' });
  queue.end();
  queue.push({ type: 'stream-up' });
  await reading;
  expect(seen).toEqual(['stream-up', 'stream-not-in-plan']);
});

it('asks for the books when its reader has fallen too far behind, and loses nothing that no book holds', async () => {
  const queue = new FactQueue();
  queue.push({ type: 'stream-down', reason: 'old', final: false });
  queue.push({ type: 'stream-not-in-plan' });
  queue.push({ type: 'stream-down', reason: 'session lost', final: true });
  queue.push({ type: 'session-lost', reason: 'x' });
  queue.push({ type: 'stream-up' });
  for (let count = 0; count < 25_000; count += 1) queue.push({ type: 'hint', what: 'positions' });
  queue.end();
  const seen = [];
  for await (const fact of queue) seen.push(fact);
  expect(seen.slice(0, 6)).toEqual([
    { type: 'hint', what: 'orders' },
    { type: 'hint', what: 'positions' },
    { type: 'stream-not-in-plan' },
    { type: 'stream-down', reason: 'session lost', final: true },
    { type: 'session-lost', reason: 'x' },
    { type: 'stream-up' },
  ]);
  expect(seen.length).toBeLessThanOrEqual(10_000);
});
