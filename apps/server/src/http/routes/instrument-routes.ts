import type { Desk, Environment, UserId } from '@copydesk/core';
import type { BrokerRegistry } from '../../brokers/broker-registry.ts';
import type { Instruments } from '../../instruments/instruments.ts';
import { ok } from '../answer.ts';
import { pageOf } from '../paging.ts';
import type { Handlers } from '../route-table.ts';
import { instrumentView } from '../views/instrument-view.ts';
import { timeOrNull } from '../views/wire-values.ts';

/** A search answers at most so many; what is further down is found by typing more. */
const FOUND_MOST = 200;

/** Search, and one instrument with its listings. */
export function instrumentRoutes(
  desk: Desk,
  brokers: BrokerRegistry,
  instruments: Instruments,
): Pick<Handlers, 'instruments' | 'instrument'> {
  const chosen = (userId: UserId, asked: Environment | undefined) => {
    const environment = asked ?? environmentOf(desk, brokers, userId);
    void instruments[environment].loader.start();
    return { environment, ...instruments[environment] };
  };
  return {
    instruments: ({ caller, query }) => {
      const { resolver } = chosen(caller.user.id, query.environment);
      const { q, exchange, kind, limit, after } = query;
      const found = resolver.search({ text: q, exchange, kind, limit: FOUND_MOST });
      const page = pageOf(found, (instrument) => instrument.id, { after, limit });
      return ok({ items: page.items.map(instrumentView), next: page.next });
    },
    instrument: ({ caller, params, query }) => {
      const { environment, resolver, loader, catalog } = chosen(caller.user.id, query.environment);
      const instrument = resolver.byId(params.id);
      const listings = brokers
        .all()
        .filter((broker) => broker.environment === environment)
        .map((broker) => {
          const loaded = catalog.snapshot.brokers.includes(broker.id);
          const listing = catalog.listingFor(instrument.id, broker.id);
          const status = listing !== undefined ? 'listed' : loaded ? 'not-listed' : 'not-loaded';
          return {
            broker: broker.id,
            status,
            symbol: listing?.symbol ?? null,
            loadedAt: timeOrNull(loader.loadedAt(broker.id)),
          };
        });
      return ok({ ...instrumentView(instrument), listings });
    },
  };
}

/** The environment of a user's accounts; the live one where there are both. */
export function environmentOf(desk: Desk, brokers: BrokerRegistry, userId: UserId): Environment {
  const accounts = desk.accounts.listFor(userId);
  if (accounts.some((account) => account.environment === 'live')) return 'live';
  return brokers.all().some((broker) => broker.environment === 'sandbox') ? 'sandbox' : 'live';
}
