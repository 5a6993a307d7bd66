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

it('asks for the books when its reader has fallen too far behind', async () => {
  const queue = new FactQueue();
  for (let count = 0; count < 10_000; count += 1) queue.push({ type: 'stream-up' });
  queue.push({ type: 'session-lost', reason: 'x' });
  queue.end();
  const seen = [];
  for await (const fact of queue) seen.push(fact);
  expect(seen).toEqual([
    { type: 'hint', what: 'orders' },
    { type: 'session-lost', reason: 'x' },
  ]);
});
