/** What the page knows of its connection, and the server's clock. */
import { create } from 'zustand';

/** `catching-up`: connected, but what was missed is still being read. `lost`: no message for five seconds, or cut off. */
export type LinkState = 'connecting' | 'live' | 'catching-up' | 'lost';

export interface Link {
  readonly state: LinkState;
  /** When the last message came, by the server's clock; figures on the page are from then. */
  readonly heardAtMs: number | null;
  /** Server time minus this computer's. */
  readonly offsetMs: number;
  /** The last event of the user that the server told of; null before the first beat. */
  readonly lastEventId: number | null;
  /** What a return from a cut said last, such as "7 events caught up". */
  readonly returned: string | null;
}

export const useLink = create<Link>(() => ({
  state: 'connecting',
  heardAtMs: null,
  offsetMs: 0,
  lastEventId: null,
  returned: null,
}));

/** Figures on the page may be old: no entry is possible. */
export function useIsStale(): boolean {
  return useLink((link) => link.state === 'lost');
}

/** The server's time now. */
export function serverNow(): number {
  return Date.now() + useLink.getState().offsetMs;
}
