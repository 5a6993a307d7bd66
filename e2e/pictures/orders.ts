/** The order book: what works in it, what can be wrong in it, and why an account got what it got. */
import { DESK_AND_PHONE, PHONE, WIDE } from './camera.ts';
import type { Instrument, Studio } from './studio.ts';

interface PlacedOrder {
  readonly id: string;
  readonly childOrders: readonly { readonly accountId: string; readonly status: string }[];
}

export async function orders(studio: Studio): Promise<void> {
  const option = await studio.anOption();
  await working(studio, option);
  await refused(studio, option);
  await skipped(studio, option);
  await unknown(studio, option);
  await whys(studio);
}

/** An order that rests, one that is changed in its row, and one of which a part is filled. */
async function working(studio: Studio, option: Instrument): Promise<void> {
  const { camera, venue } = studio;
  const { page } = camera;
  const { openCard: onPhone } = studio;
  const first = page.getByRole('treegrid').locator('[data-row]').first();
  await studio.open('orders');
  await venue.do('/market', { matching: 'manual' });
  await studio.buy(option, 2, await studio.priced(option, 0.95));
  await page.getByText('3 open').first().waitFor();
  await camera.take('orders-working', 'An order that works: it can be changed and cancelled', {
    sizes: DESK_AND_PHONE,
    onPhone,
  });
  await first.focus();
  await page.keyboard.press('m');
  await page.getByText(/^Enter changes k2;/).waitFor();
  await camera.take('orders-modify', 'A working order, changed in its row', { sizes: WIDE.slice(0, 1) });
  await page.keyboard.press('Escape');
  const resting = (await venue.orders()).filter(({ status }) => status === 'working');
  for (const { orderId, client } of resting)
    if (client !== 'SBC003') await venue.do('/fills', { orderId, quantity: option.lotSize });
  await page.getByText('Part filled').first().waitFor();
  await camera.take('orders-partly', 'An order of which a part is filled', {
    sizes: DESK_AND_PHONE,
    onPhone,
  });
  await first.focus();
  await page.keyboard.press('x');
  await page.getByText('3 open').first().waitFor({ state: 'detached' });
  await venue.do('/market', { matching: 'auto' });
}

async function refused(studio: Studio, option: Instrument): Promise<void> {
  const { camera, venue } = studio;
  await studio.open('orders');
  await venue.do('/reject', { client: 'SBC002', reason: 'margin', at: 'gate' });
  await studio.buy(option, 2);
  await camera.page.getByRole('button', { name: 'Retry c2' }).waitFor();
  await camera.take('orders-refused', 'A child that its broker refused', { onPhone: studio.openCard });
}

/** c2 may hold no order above two lots, and its rule gives it four. */
async function skipped(studio: Studio, option: Instrument): Promise<void> {
  const { camera } = studio;
  await studio.guard('CHILD:c2', { maxQuantity: 2 * option.lotSize });
  await studio.open('orders');
  await studio.buy(option, 2);
  await camera.page
    .getByText(/c2 skipped/)
    .first()
    .waitFor();
  await camera.take('orders-skipped', 'A child that its own limit left out', {
    sizes: DESK_AND_PHONE,
    onPhone: studio.openCard,
  });
  await studio.guard('CHILD:c2', {});
}

async function unknown(studio: Studio, option: Instrument): Promise<void> {
  const { camera, venue, openCard: onPhone } = studio;
  const { page } = camera;
  await studio.open('orders');
  // No answer to the order, and none to the question what became of it.
  const lost = { client: 'SBC001' };
  await venue.do('/faults', { ...lost, on: 'place', fault: 'reset-after', times: 1 });
  await venue.do('/faults', { ...lost, on: 'book', fault: '500' });
  await venue.do('/faults', { ...lost, on: 'stream', fault: 'drop' });
  await studio.buy(option, 1);
  await page.getByText('Checking').first().waitFor();
  await camera.take('orders-checking', 'A child of which nobody knows yet whether it was placed', {
    onPhone,
  });
  await page.getByRole('button', { name: 'c1: it is there' }).waitFor();
  await camera.take('orders-resolve', 'The broker proves neither: a person says whether it is there', {
    sizes: DESK_AND_PHONE,
    onPhone,
  });
  await venue.clearFaults();
  await page.getByText('Checking').first().waitFor({ state: 'detached' });
}

async function whys(studio: Studio): Promise<void> {
  const { camera } = studio;
  const { page } = camera;
  await studio.open('orders');
  const rows = page.getByRole('treegrid').locator('[data-row]');
  await rows.first().focus();
  await page.keyboard.press('t');
  await page.getByText('Timeline', { exact: true }).waitFor();
  await camera.take('orders', 'Orders, a timeline open', { sizes: WIDE });
  const { items } = (await studio.ask('GET', '/api/orders')) as { items: readonly PlacedOrder[] };
  const order = items.find(({ childOrders }) => childOrders.some(({ status }) => status === 'rejected'));
  const child = order?.childOrders.find(({ status }) => status === 'rejected');
  if (order === undefined || child === undefined) throw new Error('No order has a child that was refused.');
  await studio.open(`orders/${encodeURIComponent(order.id)}`);
  await page.getByRole('list', { name: 'Events' }).getByRole('listitem').first().waitFor();
  await camera.take('order-page', 'The page of one order');
  await studio.open(`orders/${encodeURIComponent(order.id)}?account=${encodeURIComponent(child.accountId)}`);
  const why = page.getByRole('list', { name: 'Events' });
  await why.getByText('decided').waitFor();
  await camera.take('order', 'One order: why a child got what it got', {
    sizes: [...WIDE.slice(0, 1), ...PHONE],
    onPhone: () => why.getByText('decided').scrollIntoViewIfNeeded(),
  });
  await studio.open('orders/unknown');
  await camera.take('order-unknown', 'An order that is not there');
}
