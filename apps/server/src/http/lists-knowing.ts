import type { InstrumentId } from '@copydesk/core';
import type { EnvironmentInstruments } from '../instruments/instruments.ts';

/** How long an order waits for lists that are on their way, before it is told that they are not there. */
const LISTS_WITHIN_MS = 2_000;

/** What is familiar goes at once; for everything else the lists are hurried. */
export async function listsKnowing(id: string | undefined, of: EnvironmentInstruments): Promise<void> {
  const { catalog, loader } = of;
  if (catalog.current !== undefined || (id !== undefined && catalog.byId(id as InstrumentId) !== undefined))
    return;
  await loader.ready(AbortSignal.timeout(LISTS_WITHIN_MS));
}
