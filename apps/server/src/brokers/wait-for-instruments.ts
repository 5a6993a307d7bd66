/**
 * A broker whose books are read only once their rows can be understood.
 *
 * Decides: that no row enters a book before it could be matched to an instrument; a position that seems unknown would
 * be taken for none. Where everything that the desk works or holds is familiar from before a restart, books are read
 * at once, and only a row that is not familiar waits for the day's lists. Orders are never held up: they name their
 * listing themselves.
 */
import type { BrokerPort, ListingKey } from '@copydesk/core';

/** What is known of a broker's instruments. */
export interface InstrumentsGate {
  /** Resolves when the broker's list is there, or when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** Whether the broker's list is there. */
  isLoaded(): boolean;
  /** Whether everything that the desk works or holds is known, with or without the list. */
  isFamiliar(): boolean;
  /** Whether the broker's key is known. */
  knows(key: ListingKey): boolean;
}

interface Row {
  readonly listingKey: ListingKey;
}

/** The same broker, its books and stream behind the gate. */
export function waitForInstruments(port: BrokerPort, gate: InstrumentsGate): BrokerPort {
  const read = async <Rows extends readonly Row[]>(
    signal: AbortSignal,
    ask: () => Promise<Rows>,
  ): Promise<Rows> => {
    if (!gate.isLoaded() && !gate.isFamiliar()) await gate.ready(signal);
    const rows = await ask();
    if (gate.isLoaded() || rows.every((row) => gate.knows(row.listingKey))) return rows;
    await gate.ready(signal);
    // As long as the lists took, the rows may have changed.
    return await ask();
  };
  return {
    contractVersion: port.contractVersion,
    id: port.id,
    capabilities: port.capabilities,
    get clockSkewMs() {
      return port.clockSkewMs;
    },
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
    convertPosition: (session, conversion, signal) => port.convertPosition(session, conversion, signal),
    authoriseSales: (session, holdings, signal) => port.authoriseSales(session, holdings, signal),
    registeredAddresses: (session, signal) => port.registeredAddresses(session, signal),
    requiredMargin: (session, orders, signal) => port.requiredMargin(session, orders, signal),
    funds: (session, signal) => port.funds(session, signal),
    marketFeed: (session, listener, signal) => port.marketFeed(session, listener, signal),
    quotes: (session, instruments, signal) => port.quotes(session, instruments, signal),
    candles: (session, request, signal) => port.candles(session, request, signal),
    readWebhook: (request, credentialsOf) => port.readWebhook(request, credentialsOf),
    close: () => port.close(),
    findByClientOrderId: (session, id, signal) =>
      read(signal, () => port.findByClientOrderId(session, id, signal)),
    orders: (session, signal) => read(signal, () => port.orders(session, signal)),
    orderHistory: (session, id, signal) => read(signal, () => port.orderHistory(session, id, signal)),
    trades: (session, signal) => read(signal, () => port.trades(session, signal)),
    positions: (session, signal) => read(signal, () => port.positions(session, signal)),
    holdings: (session, signal) => read(signal, () => port.holdings(session, signal)),
    async *streamFacts(session, signal) {
      if (!gate.isLoaded() && !gate.isFamiliar()) await gate.ready(signal);
      for await (const fact of port.streamFacts(session, signal)) {
        const known = fact.type !== 'order' || gate.isLoaded() || gate.knows(fact.order.listingKey);
        if (!known) await gate.ready(signal);
        yield fact;
      }
    },
  };
}
