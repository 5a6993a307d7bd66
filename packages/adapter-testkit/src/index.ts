export { aChildLink, aGroup, anAccount, aSession, someCredentials } from './builders/accounts.ts';
export { aGroupDraft, type FamilySeed, logInFamily, times } from './builders/family.ts';
export { aListing, aListingRow, aNiftyFuture, aNiftyOption, aShare } from './builders/instruments.ts';
export { aClientOrderId, anOrder, type OrderBuilder } from './builders/orders.ts';
export { SeededIds } from './clock/seeded-ids.ts';
export { SeededRandom } from './clock/seeded-random.ts';
export { settle, until } from './clock/settle.ts';
export { DEFAULT_START, VirtualClock } from './clock/virtual-clock.ts';
export { disagreements, type Unsupported } from './conformance/agreement.ts';
export {
  type BrokerBench,
  type ConformanceSetup,
  type ConformanceStart,
  type Trader,
  type TraderSeed,
} from './conformance/broker-bench.ts';
export { type BrokerCase, CASE_GROUPS, type CaseGroup } from './conformance/broker-case.ts';
export { capabilityTable } from './conformance/capability-table.ts';
export { BROKER_CASES } from './conformance/cases/index.ts';
export {
  type BrokerConformance,
  describeBrokerConformance,
  runBrokerCase,
} from './conformance/describe-broker-conformance.ts';
export { walkLoginPage } from './conformance/login-page.ts';
export { type OverSandbox, overSandbox } from './conformance/over-sandbox.ts';
export { type LogLine, RecordingLog } from './conformance/recording-log.ts';
export { type NamedSecret, secretsFoundIn } from './conformance/secrets.ts';
export type { StartSetup } from './conformance/stage.ts';
export type { ForgedEntry, StoredChain } from './journal/chain-cases.ts';
export { EVENT_ORDERS, EVERY_EVENT } from './journal/every-event.ts';
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
  createReferenceBroker,
  type ReferenceBroker,
  type ReferenceBrokerOptions,
} from './reference/reference-broker.ts';
export { referenceCapabilities } from './reference/reference-capabilities.ts';
export { referenceInstruments } from './reference/reference-instruments.ts';
export { visitReferenceLogin } from './reference/reference-login.ts';
export {
  PLAN_WITHOUT_STREAM,
  REFERENCE_BROKER,
  REFERENCE_WRITES_PER_SECOND,
  referenceRules,
} from './reference/reference-rules.ts';
export { createReferenceVenue } from './reference/reference-venue.ts';
export {
  describeRepositoriesContract,
  type Repositories,
  type RepositoriesBench,
  type RepositoriesContract,
} from './repositories/repositories-contract.ts';
