import type { CancelTimer, Clock } from '@copydesk/core';

/** How long everything may take to its end. What is sent is in the journal already; a restart settles the rest. */
const END_WITHIN_MS = 10_000;

/**
 * Ends the process on a signal: the first closes in order and exits with 0, a second one or ten seconds exit with 1.
 * The answer is to be called for each signal.
 */
export function endingOf(parts: {
  readonly close: () => Promise<void>;
  readonly exit: (code: number) => void;
  readonly clock: Pick<Clock, 'after'>;
}): () => void {
  let deadline: CancelTimer | undefined;
  return () => {
    if (deadline !== undefined) {
      parts.exit(1);
      return;
    }
    deadline = parts.clock.after(END_WITHIN_MS, () => parts.exit(1));
    parts.close().then(
      () => parts.exit(0),
      () => parts.exit(1),
    );
  };
}
