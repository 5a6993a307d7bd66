import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets every promise that can settle without time or input settle: the microtask queue is drained in full before the
 * next turn of the event loop begins.
 */
export async function settle(): Promise<void> {
  await nextTurn();
}

/**
 * Waits until `holds` is true, for things that happen over real sockets and so outside the virtual clock. Looks once a
 * turn of the event loop. Throws with `what` after `limitMs` of real time, so a case fails instead of hanging.
 */
export async function until(holds: () => boolean, what: string, limitMs = 5_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Waited ${limitMs} ms in vain: ${what}`);
    await nextTurn();
  }
}
