export type {
  FeedConnectionEvents,
  FeedDriver,
  FeedEnd,
  FeedFrame,
  FeedMessage,
  FeedRequest,
  FrameReading,
} from './feed-driver.ts';
export { createFeedPool, type FeedPoolSettings } from './feed-pool.ts';
