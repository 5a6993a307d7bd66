import { describe, expect, it } from 'vitest';
import { endingOf } from '../src/process/ending.ts';

function ending(close: () => Promise<void>) {
  const exits: number[] = [];
  const timers: { delayMs: number; run: () => void }[] = [];
  const signal = endingOf({
    close,
    exit: (code) => void exits.push(code),
    clock: {
      after: (delayMs, run) => {
        timers.push({ delayMs, run });
        return () => undefined;
      },
    },
  });
  return { signal, exits, timers };
}
const never = () => new Promise<void>(() => undefined);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a signal to end', () => {
  it('closes in order first, and exits with 0', async () => {
    const { signal, exits } = ending(async () => undefined);
    signal();
    expect(exits).toEqual([]);
    await turn();
    expect(exits).toEqual([0]);
  });

  it('that comes twice exits at once', async () => {
    const { signal, exits } = ending(never);
    signal();
    await turn();
    expect(exits).toEqual([]);
    signal();
    expect(exits).toEqual([1]);
  });

  it('waits ten seconds for what hangs, and says with 1 that something failed', async () => {
    const { signal, exits, timers } = ending(never);
    signal();
    expect(timers.map(({ delayMs }) => delayMs)).toEqual([10_000]);
    timers[0]?.run();
    expect(exits).toEqual([1]);
    const failed = ending(() => Promise.reject(new Error('the disk is full')));
    failed.signal();
    await turn();
    expect(failed.exits).toEqual([1]);
  });
});
