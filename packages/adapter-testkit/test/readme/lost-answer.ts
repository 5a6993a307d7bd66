import {
  anOrder,
  aSession,
  createReferenceBroker,
  createReferenceVenue,
  VirtualClock,
} from '@copydesk/adapter-testkit';

const clock = new VirtualClock();
const venue = createReferenceVenue({ clock, seed: 7 });
const broker = createReferenceBroker({ venue, clock });
const client = venue.clients.upsert({ broker: 'reference', client: 'AB1234' });
const { accessToken } = venue.sessions.issue(client);
const session = aSession({ clientId: client.client, accessToken });

venue.gate.addFault({ on: 'place', fault: 'reset-after', times: 1 });
const reliance = anOrder().reliance().buy(5).market().build();
const outcome = await broker.placeOrder(session, reliance, new AbortController().signal);

console.log(outcome); // { kind: 'uncertain', cause: 'reset' }
console.log(venue.orders.tagged(client, reliance.clientOrderId).length); // 1
