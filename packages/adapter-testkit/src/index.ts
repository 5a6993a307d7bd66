export { SeededIds } from './clock/seeded-ids.ts';
export { SeededRandom } from './clock/seeded-random.ts';
export { settle, until } from './clock/settle.ts';
export { DEFAULT_START, VirtualClock } from './clock/virtual-clock.ts';
export {
  describeJournalContract,
  type JournalBench,
  type JournalContract,
  LARGEST_JOURNAL_BATCH,
} from './journal/journal-contract.ts';
export { MemoryLeases } from './lease/memory-leases.ts';
