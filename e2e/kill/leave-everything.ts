/**
 * The trader leaves: every order is cancelled, every position exited in the master's account. No child may be left holding.
 *
 * Only what a child holds by a difference that the desk has explained is taken out by hand, as a person would.
 */
import { type Books, isAlive, netOf, unknownOrders } from './books.ts';
import type { Explained } from './compare-children.ts';
import type { Member } from './family.ts';
import { PRODUCTS } from './moves.ts';
import { pause, Violation, type World } from './world.ts';

const FLAT_WITHIN_MS = 40_000;
const LOOK_MS = 250;
/** How long a child that differs by explanation is left to the desk before a person acts. */
const BY_HAND_AFTER_MS = 1_500;

/** Rejects with a Violation when somebody still holds or works something at the end. */
export async function leaveEverything(world: World, explained: readonly Explained[]): Promise<void> {
  const { commands, desk, family, books } = world;
  const cancels = books.masters
    .filter(({ status }) => ['accepted', 'working', 'partly-filled'].includes(status))
    .map((order) => commands.cancel(order.id));
  await Promise.all(cancels.map((command) => commands.send(desk, command)));
  const begun = performance.now();
  let exited = new Set<string>();
  for (;;) {
    await world.judge();
    const open = openKeys(world.books, world, family.master);
    const again = open.filter((key) => !exited.has(key));
    if (again.length > 0) {
      await Promise.all(again.map((key) => exitMaster(world, key)));
      exited = new Set([...exited, ...again]);
      continue;
    }
    const left = leftOver(world);
    if (left.length === 0) return;
    const waitedMs = performance.now() - begun;
    if (explained.length > 0 && waitedMs > BY_HAND_AFTER_MS) await leaveByHand(world);
    if (waitedMs > FLAT_WITHIN_MS)
      throw new Violation(
        left.map((text) => ({ kind: 'unexplained', text: `Everything was left, and ${text}` })),
      );
    await pause(LOOK_MS);
    // An exit that lost a race with the fills before it is asked for once more.
    if (waitedMs > FLAT_WITHIN_MS / 2) exited = new Set();
  }
}

async function exitMaster({ commands, desk, family }: World, key: string): Promise<void> {
  const [instrumentId = '', product = ''] = key.split('|');
  const exit = commands.exit({ accountId: family.master.address, instrumentId, product, fraction: 1 });
  await commands.send(desk, exit);
}

function openKeys(books: Books, { family }: World, member: Member): readonly string[] {
  return family.contracts
    .flatMap(({ id }) => PRODUCTS.map((product) => `${id}|${product}`))
    .filter((key) => netOf(books, member, key) !== 0);
}

/** In words: who still holds or works what. */
function leftOver(world: World): readonly string[] {
  const { books, family } = world;
  const held = [family.master, ...family.children].flatMap((member) =>
    openKeys(books, world, member).map(
      (key) => `${member.address} holds ${netOf(books, member, key)} of ${key}.`,
    ),
  );
  const working = books.venueOrders
    .filter(isAlive)
    .map((order) => `${order.client} still works ${order.orderId} (${order.side} ${order.quantity}).`);
  return [...held, ...working];
}

/** What a person does about a child that the desk says differs: cancels what works in it and exits what it holds. */
async function leaveByHand(world: World): Promise<void> {
  const { books, desk, family } = world;
  if (unknownOrders(books).length > 0) return;
  for (const member of family.children) {
    for (const order of books.own.get(member.address) ?? []) {
      if (!['accepted', 'working', 'partly-filled'].includes(order.status)) continue;
      await desk.ask('DELETE', `/api/orders/${order.id}`);
    }
    for (const key of openKeys(books, world, member)) {
      const [instrumentId, product] = key.split('|');
      const body = { accountId: member.address, instrumentId, product, fraction: 1 };
      await desk.ask('POST', '/api/positions/exit', body);
    }
  }
}
