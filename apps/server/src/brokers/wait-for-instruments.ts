/**
 * A broker whose books are read only once the day's instruments are known.
 *
 * Decides: that no book is read while its rows could not be matched to instruments; a position that seems unknown
 * would be taken for none. Orders are never held up: they name their listing themselves.
 */
import type { BrokerPort } from '@copydesk/core';

/** Resolves when the instruments are there, or when the signal aborts. */
export type InstrumentsReady = (signal: AbortSignal) => Promise<void>;

/** The same broker, its books and stream behind `ready`. */
export function waitForInstruments(port: BrokerPort, ready: InstrumentsReady): BrokerPort {
  return {
    contractVersion: port.contractVersion,
    id: port.id,
    capabilities: port.capabilities,
    loginUrl: (request) => port.loginUrl(request),
    completeLogin: (callback, signal) => port.completeLogin(callback, signal),
    adoptToken: (callback, signal) => port.adoptToken(callback, signal),
    profile: (session, signal) => port.profile(session, signal),
    logout: (session, signal) => port.logout(session, signal),
    warmUp: (session, signal) => port.warmUp(session, signal),
    listings: (signal) => port.listings(signal),
    placeOrder: (session, order, signal) => port.placeOrder(session, order, signal),
    modifyOrder: (session, order, signal) => port.modifyOrder(session, order, signal),
    cancelOrder: (session, order, signal) => port.cancelOrder(session, order, signal),
    requiredMargin: (session, orders, signal) => port.requiredMargin(session, orders, signal),
    funds: (session, signal) => port.funds(session, signal),
    readWebhook: (request, credentialsOf) => port.readWebhook(request, credentialsOf),
    close: () => port.close(),
    async findByClientOrderId(session, id, signal) {
      await ready(signal);
      return await port.findByClientOrderId(session, id, signal);
    },
    async orders(session, signal) {
      await ready(signal);
      return await port.orders(session, signal);
    },
    async orderHistory(session, id, signal) {
      await ready(signal);
      return await port.orderHistory(session, id, signal);
    },
    async trades(session, signal) {
      await ready(signal);
      return await port.trades(session, signal);
    },
    async positions(session, signal) {
      await ready(signal);
      return await port.positions(session, signal);
    },
    async holdings(session, signal) {
      await ready(signal);
      return await port.holdings(session, signal);
    },
    async *streamFacts(session, signal) {
      await ready(signal);
      yield* port.streamFacts(session, signal);
    },
  };
}
