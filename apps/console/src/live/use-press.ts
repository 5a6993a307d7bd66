import { useCallback, useEffect, useRef, useState } from 'react';
import type * as z from 'zod/mini';
import type { ApiProblem } from '../lib/api-client.ts';
import { useLink } from './link-store.ts';
import {
  forgetPress,
  isUnderWay,
  keptPress,
  lookUpPress,
  type PressEnd,
  type PressRequest,
  sendPress,
} from './press.ts';

export type PressState<T> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending'; readonly words: string }
  /** The outcome is being looked up, or waits for the connection to do so. */
  | { readonly kind: 'unknown'; readonly words: string }
  | { readonly kind: 'done'; readonly answer: T }
  | { readonly kind: 'refused'; readonly problem: ApiProblem }
  | { readonly kind: 'never-arrived'; readonly words: string };

/**
 * One control's intent: closed from the press until its outcome, whatever is held, repeated or clicked twice.
 *
 * @param slot Where this tab keeps the press, so that the same control finds it after a reload.
 */
export function usePress<T>(slot: string, answer: z.ZodMiniType<T>) {
  const [state, setState] = useState<PressState<T>>(() => {
    const kept = keptPress(slot);
    if (kept === null) return { kind: 'idle' };
    return { kind: isUnderWay(kept) ? 'sending' : 'unknown', words: kept.words };
  });
  // The state of a render may lag behind a second press in the same frame; this does not.
  const busy = useRef(false);
  const connected = useLink((link) => link.state === 'live' || link.state === 'catching-up');

  const settle = useCallback((end: PressEnd<T>, words: string): PressState<T> => {
    const next: PressState<T> =
      end.kind === 'unknown' || end.kind === 'never-arrived' ? { kind: end.kind, words } : end;
    busy.current = false;
    setState(next);
    return next;
  }, []);

  useEffect(() => {
    if (busy.current) return;
    // Sent by a control that is gone since: its request is waited for, connected or not.
    if (state.kind !== 'sending' && (state.kind !== 'unknown' || !connected)) return;
    const kept = keptPress(slot);
    if (kept === null) return;
    busy.current = true;
    void lookUpPress(slot, kept, answer).then((end) => settle(end, kept.words));
  }, [state, connected, slot, answer, settle]);

  const press = useCallback(
    async (request: PressRequest): Promise<PressState<T> | null> => {
      if (busy.current || keptPress(slot) !== null) return null;
      busy.current = true;
      setState({ kind: 'sending', words: request.words });
      return settle(await sendPress(slot, request, answer), request.words);
    },
    [slot, answer, settle],
  );

  const clear = useCallback(() => {
    if (busy.current) return;
    forgetPress(slot);
    setState({ kind: 'idle' });
  }, [slot]);

  return { state, press, clear } as const;
}
