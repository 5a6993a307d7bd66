export {
  type Answer,
  answerThrough,
  BodyTooLarge,
  type FaceWording,
  type Passage,
  readBody,
} from './face/answering.ts';
export { FeedLine, type FeedLineSettings } from './face/feed-line.ts';
export type { FaceContext, FaceLog, RunningFace, SandboxFace } from './face/sandbox-face.ts';
export { type GenerateOptions, generateInstruments } from './instruments/generate-instruments.ts';
export { type DumpFiles, dumpSource, readDumps } from './instruments/read-dumps.ts';
export { type SpawnedSandbox, type SpawnOptions, spawnSandbox } from './start/spawn-sandbox.ts';
export {
  type InstrumentSource,
  type RunningSandbox,
  type SandboxOptions,
  startSandbox,
} from './start/start-sandbox.ts';
export type { BrokerRules, IdShapes, RandomText, RateBucket, RateRule } from './venue/broker-rules.ts';
export { createVenue, type VenueOptions } from './venue/create-venue.ts';
export {
  FAULT_TARGETS,
  FAULTS,
  type FaultName,
  type FaultSeed,
  type FaultTarget,
  type FeedFault,
  type Gate,
  type GateRequest,
  type GateTicket,
  type LoggedRequest,
  type RequestKind,
  type StrikingFault,
} from './venue/gate.ts';
export { REFUSAL_REASONS, type Refusal, type RefusalReason, type RefusedAt } from './venue/refusal.ts';
export type { OutsideOrder, Venue, VenueBooks, VenueOrders } from './venue/venue.ts';
export type {
  AsOf,
  BookAnswer,
  Conversion,
  MarginQuestion,
  VenueFunds,
  VenueHolding,
  VenueMargin,
  VenuePosition,
} from './venue/venue-books.ts';
export type { VenueCandle, VenueCandleRequest } from './venue/venue-candles.ts';
export type {
  ClientRef,
  ClientSeed,
  ExchangeAnswer,
  HoldingSeed,
  PositionSeed,
  VenueClient,
  VenueClients,
  VenueSession,
  VenueSessions,
} from './venue/venue-client.ts';
export type { VenueEvent, VenueEvents } from './venue/venue-events.ts';
export type {
  MarketMove,
  VenueDepth,
  VenueFigures,
  VenueGreeks,
  VenueLevel,
  VenueOpenInterest,
} from './venue/venue-figures.ts';
export type { UnderlyingClass, VenueInstrument, VenueListing } from './venue/venue-instrument.ts';
export type {
  MarketHours,
  MarketSettings,
  VenueClock,
  VenueHours,
  VenueInstruments,
  VenueMarket,
  VenueQuote,
  VenueTime,
  VenueTimes,
} from './venue/venue-market.ts';
export {
  isFinalState,
  type MarketProtection,
  type OrderAnswer,
  VENUE_STATES,
  type VenueChange,
  type VenueOrder,
  type VenueOrderOrigin,
  type VenueOrderRow,
  type VenueOrderTerms,
  type VenuePlacement,
  type VenueState,
  type VenueTrade,
} from './venue/venue-order.ts';
