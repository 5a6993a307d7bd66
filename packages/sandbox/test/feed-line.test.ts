import { VirtualClock } from '@copydesk/adapter-testkit';
import { expect, it } from 'vitest';
import { FeedLine } from '../src/face/feed-line.ts';
import type { FeedFault } from '../src/venue/gate.ts';

function aLine(...faults: readonly (FeedFault | undefined)[]) {
  const clock = new VirtualClock();
  const sent: number[] = [];
  const left = [...faults];
  const line = new FeedLine<number>({
    clock,
    fault: () => left.shift(),
    send: (message) => sent.push(message),
  });
  return { clock, sent, line };
}

it.each([
  ['nothing', undefined, [1, 2, 3]],
  ['drop', { fault: 'drop', ms: 0 }, [2, 3]],
  ['duplicate', { fault: 'duplicate', ms: 0 }, [1, 1, 2, 3]],
  ['reorder', { fault: 'reorder', ms: 0 }, [2, 1, 3]],
] as const)('does %s to a message', (_what, fault, wanted) => {
  const { line, sent } = aLine(fault);
  for (const message of [1, 2, 3]) line.pass(message);
  expect(sent).toEqual(wanted);
});

it('delays one message and not the next, and sends nothing late once it is closed', async () => {
  const { line, sent, clock } = aLine({ fault: 'delay', ms: 500 }, undefined, { fault: 'delay', ms: 500 });
  line.pass(1);
  line.pass(2);
  await clock.advance(500);
  expect(sent).toEqual([2, 1]);
  line.pass(3);
  line.close();
  await clock.advance(500);
  line.pass(4);
  expect(sent).toEqual([2, 1]);
});

it('says nothing while it is silent, what was delayed included, and goes on afterwards', async () => {
  const { line, sent, clock } = aLine({ fault: 'delay', ms: 500 }, { fault: 'silence', ms: 2_000 });
  line.pass(1);
  line.pass(2);
  expect(line.isSilent).toBe(true);
  await clock.advance(1_000);
  line.pass(3);
  await clock.advance(1_000);
  expect(line.isSilent).toBe(false);
  line.pass(4);
  expect(sent).toEqual([4]);
});
