/** The brokers' real lists of one day, which are no part of this repository: where they are, and how they are joined. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readListingFile as readUpstoxFile } from '@copydesk/adapter-upstox';
import { readListingFile as readKiteFile } from '@copydesk/adapter-zerodha';
import { type BrokerId, type InstrumentSnapshot, type ListingBatch, SnapshotBuilder } from '@copydesk/core';

/** Where the lists are, or undefined; CONTRIBUTING.md says which they are. */
export function realLists(): string | undefined {
  const folder =
    process.env['COPYDESK_REAL_DATA'] ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
  return existsSync(join(folder, 'upstox/instruments')) ? folder : undefined;
}

/** Both brokers' lists at once, as the desk does in the morning; Kite's two saved files one after the other. */
export async function loadLists(shared: string): Promise<InstrumentSnapshot> {
  const builder = new SnapshotBuilder('2026-01-02');
  const take = async (brokerId: BrokerId, batches: AsyncIterable<ListingBatch>): Promise<void> => {
    for await (const batch of batches) builder.add(brokerId, batch);
  };
  const { signal } = new AbortController();
  const kite = async (): Promise<void> => {
    for (const name of ['kite-nfo-2026-01-02.csv.gz', 'kite-nse-2026-01-06.csv.gz']) {
      const source = { file: join(shared, 'kite/instruments', name) };
      await take('zerodha' as BrokerId, readKiteFile({ source, signal }));
    }
  };
  const complete = { file: join(shared, 'upstox/instruments/upstox-complete-2026-01-02.json.gz') };
  await Promise.all([take('upstox' as BrokerId, readUpstoxFile({ source: complete, signal })), kite()]);
  for (const _ of builder.finish()) await nextTurn();
  return builder.snapshot;
}
