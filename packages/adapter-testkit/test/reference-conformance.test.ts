import {
  createReferenceBroker,
  createReferenceVenue,
  describeBrokerConformance,
  PLAN_WITHOUT_STREAM,
  REFERENCE_BROKER,
  visitReferenceLogin,
} from '@copydesk/adapter-testkit';

describeBrokerConformance({
  name: 'reference broker',
  readme: new URL('../README.md', import.meta.url),
  start: async ({ seed, clock }) => {
    const venue = createReferenceVenue({ clock, seed });
    const adapter = createReferenceBroker({ venue, clock });
    return {
      venue,
      adapter,
      broker: REFERENCE_BROKER,
      planWithoutStream: PLAN_WITHOUT_STREAM,
      credentialsOf: ({ apiKey, apiSecret }) => ({ apiKey, apiSecret }),
      visitLogin: async (url, client, answer) => visitReferenceLogin(venue, url, client, answer),
      goDown: async () => adapter.goDown(),
      cutStreams: () => adapter.cutStreams(),
      close: async () => {
        await adapter.close();
        venue.close();
      },
    };
  },
});
