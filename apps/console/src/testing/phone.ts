/** The screen of a phone, for a test of what only a phone shows. */
import { vi } from 'vitest';

const WIDTH_PX = 390;
/** Every query of the layouts begins with the width below which it holds. */
const NARROWER = /^\(width < (\d+)px\)/;

/** From here on the window is that of a phone, until `vi.unstubAllGlobals`. */
export function onPhone(): void {
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: Number(NARROWER.exec(query)?.[1] ?? 0) > WIDTH_PX,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
}
