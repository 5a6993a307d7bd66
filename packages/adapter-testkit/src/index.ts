export { aChildLink, aGroup, anAccount, aSession, someCredentials } from './builders/accounts.ts';
export { aListing, aListingRow, aNiftyFuture, aNiftyOption, aShare } from './builders/instruments.ts';
export { aClientOrderId, anOrder, type OrderBuilder } from './builders/orders.ts';
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
export { aFanOut, anAlert, anEntry, anIntent, entriesOf } from './journal/journal-entries.ts';
export { describeLeaseContract, type LeaseBench, type LeaseContract } from './lease/lease-contract.ts';
export { MemoryLeases } from './lease/memory-leases.ts';
export {
  describeRepositoriesContract,
  type Repositories,
  type RepositoriesBench,
  type RepositoriesContract,
} from './repositories/repositories-contract.ts';
