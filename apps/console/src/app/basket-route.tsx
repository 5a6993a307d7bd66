import { useParams } from 'wouter';
import { BasketPage } from '../features/basket/basket-page.tsx';
import { useBasketOrders } from './basket-orders.ts';

/** `/baskets/:id`: one basket, and what takes it out again. */
export function BasketRoute() {
  const { id } = useParams<{ id: string }>();
  return <BasketPage key={id} id={id} booked={useBasketOrders(id)} />;
}
