import { useParams, useSearchParams } from 'wouter';
import { OrderPage } from '../features/orders/order-page.tsx';

/** `/orders/:id?account=`: one order, and whose story of it. */
export function OrderRoute() {
  const { id } = useParams<{ id: string }>();
  const [search] = useSearchParams();
  const account = search.get('account');
  return <OrderPage key={`${id}/${account}`} id={id} account={account} />;
}
