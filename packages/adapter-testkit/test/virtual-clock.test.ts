import { DEFAULT_START, VirtualClock } from '@copydesk/adapter-testkit';
import { instantOf, sleep } from '@copydesk/core';
import { describe, expect, it } from 'vitest';

describe('VirtualClock', () => {
  it('stands still until it is moved', () => {
    const clock = new VirtualClock();

    expect([clock.now(), clock.monotonicMs(), clock.now()]).toEqual([DEFAULT_START, 0, DEFAULT_START]);
  });

  it('runs timers by due time, then in the order in which they were set', () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.after(20, () => ran.push('20'));
    clock.after(10, () => ran.push('10 first'));
    clock.after(10, () => ran.push('10 second'));
    clock.after(0, () => ran.push('0'));

    clock.advanceBy(10);
    expect(ran).toEqual(['0', '10 first', '10 second']);

    clock.advanceBy(10);
    expect(ran.at(-1)).toBe('20');
    expect(clock.pending).toBe(0);
  });

  it('shows each timer the moment for which it was set, and runs what that sets within the span', () => {
    const clock = new VirtualClock(instantOf(1_000));
    const seen: number[] = [];
    clock.after(5, () => {
      seen.push(clock.now());
      clock.after(5, () => seen.push(clock.now()));
      clock.after(50, () => seen.push(clock.now()));
    });

    clock.advanceTo(instantOf(1_020));

    expect(seen).toEqual([1_005, 1_010]);
    expect(clock.now()).toBe(1_020);
    expect(clock.nextDueInMs).toBe(35);
  });

  it('does not run a timer that was cancelled, and takes a second cancel quietly', () => {
    const clock = new VirtualClock();
    let ran = false;
    const cancel = clock.after(1, () => {
      ran = true;
    });

    cancel();
    cancel();
    clock.advanceBy(10);

    expect(ran).toBe(false);
  });

  it('lets promises settle between timers when it is advanced asynchronously', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    const worker = (async () => {
      for (const name of ['first', 'second', 'third']) {
        await sleep(clock, 100);
        log.push(`${name} at ${clock.monotonicMs()}`);
      }
    })();

    await clock.advance(250);
    expect(log).toEqual(['first at 100', 'second at 200']);

    await clock.advance(50);
    await worker;
    expect(log.at(-1)).toBe('third at 300');
  });

  it('drives a promise to its result, and says when nothing could ever wake it', async () => {
    const clock = new VirtualClock();

    expect(await clock.drive(sleep(clock, 5_000).then(() => 'woken'))).toBe('woken');
    expect(clock.monotonicMs()).toBe(5_000);

    await expect(clock.drive(new Promise(() => {}))).rejects.toThrow('no timer is set');
    await expect(clock.drive(sleep(clock, 5_000), 100)).rejects.toThrow('within 100 ms');
    await expect(clock.drive(Promise.reject(new Error('the reason')))).rejects.toThrow('the reason');
  });

  it('moves the wall clock alone when the machine corrects its time', () => {
    const clock = new VirtualClock(instantOf(1_000));
    let ran = false;
    clock.after(10, () => {
      ran = true;
    });

    clock.jumpWall(3_600_000);

    expect(clock.now()).toBe(3_601_000);
    expect(clock.monotonicMs()).toBe(0);
    expect(ran).toBe(false);
  });

  it('refuses to go back', () => {
    const clock = new VirtualClock();

    expect(() => clock.advanceBy(-1)).toThrow(RangeError);
    expect(() => clock.advanceTo(instantOf(DEFAULT_START - 1))).toThrow(RangeError);
    expect(() => clock.advanceBy(Number.NaN)).toThrow(RangeError);
  });
});
