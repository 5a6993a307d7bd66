import {
  type ConformanceSetup,
  createReferenceBroker,
  createReferenceVenue,
  PLAN_WITHOUT_STREAM,
  REFERENCE_BROKER,
  type ReferenceBroker,
  type StartSetup,
  visitReferenceLogin,
} from '@copydesk/adapter-testkit';
import type { BrokerPort } from '@copydesk/core';

/** Starts the reference broker for the suite; `change` puts something between it and the cases. */
export function startReference(
  change: (adapter: ReferenceBroker) => BrokerPort = (adapter) => adapter,
): StartSetup {
  return async ({ seed, clock }): Promise<ConformanceSetup> => {
    const venue = createReferenceVenue({ clock, seed });
    const reference = createReferenceBroker({ venue, clock });
    return {
      venue,
      adapter: change(reference),
      broker: REFERENCE_BROKER,
      planWithoutStream: PLAN_WITHOUT_STREAM,
      credentialsOf: ({ apiKey, apiSecret }) => ({ apiKey, apiSecret }),
      visitLogin: async (url, client, answer) => visitReferenceLogin(venue, url, client, answer),
      goDown: async () => reference.goDown(),
      cutStreams: () => reference.cutStreams(),
      close: async () => {
        await reference.close();
        venue.close();
      },
    };
  };
}
