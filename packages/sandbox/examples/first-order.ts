import { startSandbox } from '@copydesk/sandbox';
import { sandboxFace } from '../test/tiny-face.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const { brokerId } = sandboxFace;
const sandbox = await startSandbox({ faces: [sandboxFace], market: { walking: false } });
print(`Point any client of the broker at ${sandbox.faces[brokerId]}.`);

// A client with ₹1 crore, logged in; `control` makes one over HTTP by POST /clients.
const { venue } = sandbox;
const client = venue.clients.upsert({ broker: brokerId, client: 'AB1234' });
print(`Its token of today: ${venue.sessions.issue(client).accessToken.length} characters.`);

// It trades in the broker's own app; orders over the wire go through the face.
const contract = venue.instruments.all.find(
  ({ id }) => id.startsWith('NFO:BANKNIFTY:') && id.endsWith(':43000:CE'),
);
if (contract === undefined) throw new Error('BANKNIFTY 43000 CE is always listed.');
venue.events.watch(brokerId, (event) => {
  if (event.type === 'order')
    print(`${event.order.orderId} ${event.order.state} ${event.order.filledQuantity}`);
});
const { id: instrumentId, lotSize } = contract;
await fetch(`${sandbox.control}/orders`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    client: 'AB1234',
    instrumentId,
    side: 'BUY',
    quantity: lotSize,
    orderType: 'MARKET',
    product: 'D',
  }),
});

await new Promise((resolve) => {
  setImmediate(resolve);
});
print(
  `position ${venue.books
    .positions(client)
    .map(({ quantity }) => quantity)
    .join()}`,
);
await sandbox.close();
