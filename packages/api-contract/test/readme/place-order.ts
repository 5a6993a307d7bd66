import {
  orderSchema,
  type PlaceOrderBody,
  placeOrderBodySchema,
  problemSchema,
} from '@copydesk/api-contract';
import * as z from 'zod/mini';

const body: PlaceOrderBody = {
  accountId: 'MASTER:k2',
  instrumentId: 'NSE:RELIANCE',
  side: 'BUY',
  qty: '10', // numbers may be sent as text
  orderType: 'LIMIT',
  price: '1510.10',
  product: 'D',
};
z.parse(placeOrderBodySchema, body); // throws where the server would answer `invalid-input`

const answer = await fetch('http://localhost:3000/api/orders', {
  method: 'POST',
  headers: {
    authorization: 'Bearer <api token>',
    'content-type': 'application/json',
    'idempotency-key': 'order-1',
  },
  body: JSON.stringify(body),
});
const order = answer.ok ? z.parse(orderSchema, await answer.json()) : undefined;
const problem = answer.ok ? undefined : z.parse(problemSchema, await answer.json());
console.log(order?.status, problem?.code);
