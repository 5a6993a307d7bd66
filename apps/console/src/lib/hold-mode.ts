/** How a person confirms what is held: by holding for a second, or by two presses; kept in this browser. */
import { create } from 'zustand';

export type HoldMode = 'hold' | 'twice';

const KEY = 'copydesk.hold';

function stored(): HoldMode {
  try {
    return localStorage.getItem(KEY) === 'twice' ? 'twice' : 'hold';
  } catch {
    return 'hold';
  }
}

export const useHoldMode = create<{ readonly mode: HoldMode }>(() => ({ mode: stored() }));

export function chooseHoldMode(mode: HoldMode): void {
  useHoldMode.setState({ mode });
  try {
    localStorage.setItem(KEY, mode);
  } catch {
    // Storage may be switched off; the choice then holds until a reload.
  }
}
