/** How many ticks a second the adapters read of their brokers' frames, beside the official SDKs. One broker, one file. */
import type { FeedBenchRow } from './figures.ts';
import { benchKiteFeed } from './kite.ts';
import { benchUpstoxFeed } from './upstox.ts';

export function benchFeed(): readonly FeedBenchRow[] {
  return [...benchKiteFeed(), ...benchUpstoxFeed()];
}
