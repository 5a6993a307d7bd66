/** Baskets. */
import * as baskets from '../baskets.ts';
import * as groups from '../groups.ts';
import { ORDER_PROBLEMS, type Route } from './route.ts';

export const BASKETS_ROUTES = {
  placeBasket: {
    method: 'POST',
    path: '/api/baskets',
    summary: 'Places several legs: hedges first, complete or undone in each account on its own',
    about: 'orders',
    access: 'user',
    body: baskets.basketBody,
    answer: { status: 202, body: baskets.basket },
    problems: ORDER_PROBLEMS,
  },
  baskets: {
    method: 'GET',
    path: '/api/baskets',
    summary: 'Baskets with their orders, newest first',
    about: 'orders',
    access: 'user',
    query: baskets.basketsQuery,
    answer: { status: 200, body: baskets.baskets },
    problems: ['account-not-found'],
  },
  basket: {
    method: 'GET',
    path: '/api/baskets/:id',
    summary: 'One basket with its orders',
    about: 'orders',
    access: 'user',
    params: groups.idParams,
    answer: { status: 200, body: baskets.basket },
    problems: ['basket-not-found'],
  },
  cancelBasket: {
    method: 'DELETE',
    path: '/api/baskets/:id',
    summary: 'Ends a basket: nothing more is entered, and who is not complete is flattened or left',
    about: 'orders',
    access: 'user',
    params: groups.idParams,
    answer: { status: 202, body: baskets.basket },
    problems: ['basket-not-found', 'basket-ended'],
  },
} as const satisfies Readonly<Record<string, Route>>;
