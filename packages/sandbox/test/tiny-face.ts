/** The smallest face there is, to test what every face shares: places, lists, and lets faults strike. */
import { answerThrough, type RequestKind, readBody, type SandboxFace } from '@copydesk/sandbox';
import { OTHER_RULES } from './listed-rows.ts';

const json = (status: number, body: object) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
});

const KINDS: Readonly<Record<string, RequestKind>> = { '/place': 'place', '/book': 'book', '/boom': 'other' };

export const sandboxFace: SandboxFace = {
  brokerId: 'tiny',
  rules: { ...OTHER_RULES, disabledSegments: [] },
  endpoints: (baseUrl) => ({ rest: baseUrl }),
  create: ({ venue, broker }) => ({
    async handle(request, response) {
      const path = (request.url ?? '/').split('?')[0] ?? '/';
      if (path === '/boom') throw new Error('boom');
      const token = request.headers.authorization ?? '';
      const session = venue.sessions.byToken(broker, token);
      const ticket = venue.gate.request({
        broker,
        client: session?.client,
        method: request.method ?? 'GET',
        path,
        kind: KINDS[path] ?? 'other',
        bucket: path === '/place' ? 'orders' : undefined,
        orderRoute: path === '/place',
        remoteAddress: request.socket.remoteAddress,
      });
      const text = await readBody(request);
      const wording = {
        refused: (refusal: object) => json(429, refusal),
        timedOut: () => json(400, { text: 'timed out' }),
        serverError: () => json(500, { text: 'server error' }),
      };
      await answerThrough({ venue, ticket, response, wording }, () => {
        if (session === undefined) return json(403, { text: 'log in' });
        if (path === '/book')
          return json(200, { ids: venue.orders.list(session, ticket.asOf).map((row) => row.orderId) });
        const { instrumentId, quantity, tag } = JSON.parse(text) as {
          instrumentId: string;
          quantity: number;
          tag?: string;
        };
        const instrument = venue.instruments.byId(instrumentId);
        if (instrument === undefined) return json(400, { text: 'no instrument' });
        const answer = venue.orders.place(session, {
          instrument,
          side: 'BUY',
          quantity,
          orderType: 'MARKET',
          product: 'D',
          validity: 'DAY',
          marketProtection: 'automatic',
          tag,
        });
        return answer.kind === 'accepted'
          ? json(200, { orderId: answer.order.orderId })
          : json(400, answer.refusal);
      });
    },
    upgrade: (_request, socket) => socket.destroy(),
    close: async () => {},
  }),
};
