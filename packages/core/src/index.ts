export type { Account, AccountAddress, AccountId, UserId } from './account/account.ts';
export { AccountAccess } from './account/account-access.ts';
export { type AccountDraft, type AccountState, AccountStore } from './account/account-store.ts';
export type { AddressStanding, AddressWatch } from './account/address-watch.ts';
export { Capitals, type FundsSeen } from './account/capital.ts';
export { type AddressView, addressView } from './account/registered-address.ts';
export type { SalesAuthorisation } from './account/sales-authorisation.ts';
export type { User } from './account/user.ts';
export type {
  Basket,
  BasketId,
  BasketIntent,
  BasketLeg,
  BasketReason,
  Incomplete,
  OnIncomplete,
} from './basket/basket.ts';
export type { BasketBook } from './basket/basket-book.ts';
export type { BasketEvent } from './basket/basket-events.ts';
export { Baskets } from './basket/baskets.ts';
export { type BasketCommand, MOST_LEGS } from './basket/place-basket.ts';
export type { BrokerId, BrokerOrderId, ClientOrderId, Egress, Environment } from './broker/broker-id.ts';
export type {
  AccountFact,
  BrokerFunds,
  BrokerHolding,
  BrokerOrder,
  BrokerPosition,
  BrokerProfile,
  BrokerTrade,
  StatusReading,
} from './broker/broker-order.ts';
export type {
  AdapterLog,
  AdapterOptions,
  BrokerPackage,
  CredentialField,
  Endpoints,
} from './broker/broker-package.ts';
export type {
  BrokerPort,
  CancelOrder,
  ConvertPosition,
  HoldingToSell,
  ListedInstrument,
  LoginCallback,
  LoginRequest,
  MarginRequest,
  ModifyOrder,
  PlaceOrder,
  WebhookReading,
  WebhookRequest,
} from './broker/broker-port.ts';
export type { BrokerSession, Credentials } from './broker/broker-session.ts';
export {
  type BrokerCapabilities,
  canConvert,
  checkConversion,
  type RateWindow,
  type RefusedOrderType,
} from './broker/capabilities.ts';
export { ClockSkew } from './broker/clock-skew.ts';
export type {
  DepthLevel,
  FedInstrument,
  FeedCapability,
  FeedListener,
  FeedMode,
  FeedState,
  Greeks,
  MarketDepth,
  MarketFeed,
  Tick,
} from './broker/market-feed.ts';
export {
  CANDLE_INTERVALS,
  type Candle,
  type CandleInterval,
  type CandleRequest,
  type MarketReadCapability,
  type ReadInstrument,
} from './broker/market-reads.ts';
export type {
  ChangeOutcome,
  NotSentCause,
  PlaceOutcome,
  RefusalCode,
  RefusalFigures,
  Refused,
  UncertainCause,
} from './broker/outcome.ts';
export type { OrderModification } from './change/modification.ts';
export type { Unreached, UnreachedReason } from './change/working-orders.ts';
export {
  type Conversion,
  type ConversionId,
  type ConversionIntent,
  type ConversionReason,
  type ConversionStatus,
  isOver,
  type SkippedConversion,
} from './conversion/conversion.ts';
export { ConversionBook } from './conversion/conversion-book.ts';
export type { ConversionEvent } from './conversion/conversion-events.ts';
export { Conversions, type ConvertCommand } from './conversion/conversions.ts';
export { type ChildCommand, ChildDecisions } from './copy/child-decisions.ts';
export { CopyTrader } from './copy/copy-trader.ts';
export { Preview, type PreviewItem, type PreviewPart } from './copy/preview.ts';
export { FACTOR_SCALE, factorToNumber, parseFactor } from './copy/sizing.ts';
export { Desk } from './desk.ts';
export type { DeskParts } from './desk-wiring.ts';
export type { DifferenceCode, Divergence, DivergenceCause, DivergenceId } from './divergence/divergence.ts';
export type { Divergences } from './divergence/divergences.ts';
export type { RepairPlan, RepairStep } from './divergence/repair.ts';
export {
  type ErrorFacts,
  TRADING_ERRORS,
  TradingError,
  type TradingErrorCode,
} from './errors/trading-error.ts';
export { unreachable } from './errors/unreachable.ts';
export { heldFor, type OrderWaits, type WaitCode } from './exit/order-waits.ts';
export type {
  ChildLink,
  CopyGroup,
  Factor,
  GroupId,
  LinkFilters,
  LinkGuards,
  LinkState,
  Relationship,
  Sizing,
  SizingRule,
} from './group/copy-group.ts';
export { type GroupDraft, GroupStore } from './group/group-store.ts';
export type { ApprovedAction, EntryPass } from './guard/approved-action.ts';
export { type ActiveSwitch, type KillReport, KillSwitch } from './guard/kill-switch.ts';
export type { Scope } from './guard/scope.ts';
export { type EndCode, SKIP_CODES, type SkipCode, type SkipReason } from './guard/skip-reason.ts';
export type {
  BrokerCounts,
  CatalogReport,
  Disagreement,
  DisagreementReason,
  ListingStatus,
  PairCounts,
  Staleness,
  UnlistedReason,
} from './instrument/catalog-report.ts';
export { type FamiliarInstrument, FamiliarInstruments } from './instrument/familiar-instruments.ts';
export {
  type Exchange,
  type Instrument,
  type InstrumentId,
  type InstrumentKind,
  type OptionType,
  SEGMENTS,
  type Segment,
} from './instrument/instrument.ts';
export { InstrumentCatalog } from './instrument/instrument-catalog.ts';
export type { InstrumentDescription } from './instrument/instrument-description.ts';
export {
  EXCHANGE_OF_SEGMENT,
  futureId,
  indexId,
  isProvisional,
  optionId,
  provisionalId,
  readInstrumentId,
  shareId,
} from './instrument/instrument-id.ts';
export type { InstrumentLookup } from './instrument/instrument-lookup.ts';
export { InstrumentResolver } from './instrument/instrument-resolver.ts';
export type { InstrumentSearch } from './instrument/instrument-search.ts';
export type { ContractQuery, InstrumentSnapshot } from './instrument/instrument-snapshot.ts';
export type {
  BrokerListing,
  ListingBatch,
  ListingKey,
  ListingRow,
  RefusedRow,
  RefusedRowReason,
} from './instrument/listing.ts';
export {
  isPackable,
  type PackedListings,
  packListings,
  unpackListings,
} from './instrument/packed-listings.ts';
export { SnapshotBuilder } from './instrument/snapshot-builder.ts';
export { successorIn } from './instrument/successor.ts';
export { Books, replayBooks } from './journal/books.ts';
export type {
  DeskEvent,
  DeskEventType,
  JournaledTrade,
  OrderChange,
  RequestMark,
  SkippedChild,
} from './journal/desk-event.ts';
export type { DeskRuns } from './journal/desk-runs.ts';
export { type EntryListener, Journal } from './journal/journal.ts';
export type { BrokenEntry, JournalAudit, JournalHead } from './journal/journal-audit.ts';
export type { Fence, JournalEntry, JournalPort } from './journal/journal-port.ts';
export { MemoryJournal } from './journal/memory-journal.ts';
export { Lane } from './lane/lane.ts';
export type { FeedStanding } from './market/account-feed.ts';
export { LastPrices, type PriceSeen } from './market/last-prices.ts';
export type {
  LivePrice,
  LivePriceListener,
  LivePrices,
  PriceSource,
  PriceStanding,
} from './market/live-prices.ts';
export { type FeedView, MarketHub } from './market/market-hub.ts';
export { MarketTimes } from './market/market-times.ts';
export {
  type ChainRow,
  type ChainShape,
  type ChainWanted,
  chainShape,
  rowsAround,
  strikeAtMoney,
} from './market/option-chain.ts';
export { PriceReader } from './market/price-reader.ts';
export {
  type CandlesWanted,
  type LiveTicks,
  type PriceAsker,
  PriceReads,
} from './market/price-reads.ts';
export {
  type CalendarData,
  SessionCalendar,
  type SessionHours,
  type SpecialDay,
  type TimeOfDay,
} from './market/session-calendar.ts';
export type { ToldTick } from './market/watched.ts';
export type { Brand } from './money/brand.ts';
export {
  ceilToTick,
  floorToTick,
  isOnTick,
  PRICE_SCALE,
  type Price,
  parsePrice,
  priceFromNumber,
  priceOfUnits,
  priceToNumber,
  printPrice,
} from './money/price.ts';
export {
  ceilToLot,
  floorToLot,
  LARGEST_QUANTITY,
  type Lots,
  lotsOf,
  NONE,
  type Quantity,
  quantityOf,
  type SignedQuantity,
  signedQuantityOf,
} from './money/quantity.ts';
export {
  addValues,
  averagePrice,
  printValue,
  subtractValues,
  type Value,
  valueOf,
  valueToNumber,
  ZERO_VALUE,
} from './money/value.ts';
export { childOf } from './order/child-of.ts';
export { MAX_ENTRY_AGE_MS } from './order/entry-age.ts';
export { filledOf, type Order, type OrderTerms, type Slice, statusOf } from './order/order.ts';
export { OrderBook, type OrderQuery } from './order/order-book.ts';
export { adoptedOrderId, clientOrderIdOf, type OrderId, TAG_PREFIX } from './order/order-id.ts';
export type { ExitRule, OrderIntent, OrderOrigin, SliceIntent } from './order/order-intent.ts';
export {
  isFinal,
  ORDER_SIGNALS,
  ORDER_STATUSES,
  ORDER_TRANSITIONS,
  type OrderSignal,
  type OrderStatus,
  step,
} from './order/order-status.ts';
export { type OrderType, opposite, type Product, type Side, type Validity } from './order/order-terms.ts';
export {
  type ChildView,
  type OrderFigures,
  type OrderReason,
  type OrderView,
  viewOrder,
} from './order/order-view.ts';
export type { ExitCommand, PlaceCommand } from './order/place-command.ts';
export {
  type CancelTimer,
  type Clock,
  type DeskClock,
  type Instant,
  IST_OFFSET_MS,
  instantOf,
  istDate,
  sleep,
} from './ports/clock.ts';
export type { IdSource } from './ports/id-source.ts';
export type { Lease, LeasePort } from './ports/lease.ts';
export { ALWAYS_OPEN, type MarketCalendar, type MarketMoment } from './ports/market-calendar.ts';
export { memoryRepositories, SoleHolder } from './ports/memory-repositories.ts';
export type {
  AccessRepository,
  AccountRepository,
  BrokerSessionRepository,
  GroupRepository,
  StoredAccess,
  StoredAccount,
  StoredUser,
  UserRepository,
} from './ports/repositories.ts';
export type { Execution } from './position/executions.ts';
export { type Pnl, type PnlPrices, pnlOf } from './position/pnl.ts';
export { PositionBook } from './position/position-book.ts';
export type { PositionView } from './position/position-view.ts';
export {
  type AccountPnl,
  type CountedPosition,
  type PositionPnl,
  type Profits,
  sumOf,
} from './position/profits.ts';
export type { DefaultBook } from './protection/default-book.ts';
export type { DefaultLevels, Offset } from './protection/default-levels.ts';
export type {
  PositionScope,
  Protection,
  ProtectionLevels,
  ProtectionScope,
  ProtectionState,
  Trail,
  Triggered,
} from './protection/protection.ts';
export { ProtectionBook } from './protection/protection-book.ts';
export type { ProtectionEvent } from './protection/protection-events.ts';
export type { ProtectionView } from './protection/protection-view.ts';
export type { Protections } from './protection/protections.ts';
export { type Finding, Resolutions } from './reconcile/resolutions.ts';
export { SquareOff, type SquareOffCommand, type SquareOffReport } from './square-off/square-off.ts';
