/**
 * Compares order by order: nothing twice, nothing lost.
 *
 * The venue's record is right by definition; what the desk says is compared with it.
 */
import { type Books, filledOf, isAlive, isFinal, slicesOf, tagOf } from './books.ts';
import { type Command, type Commands, orderIdOf } from './commands.ts';
import type { DeskOrder } from './desk-api.ts';
import type { Family, Member } from './family.ts';
import type { VenueOrder } from './venue.ts';

export interface Finding {
  readonly kind: 'doubled' | 'lost' | 'unexplained';
  readonly text: string;
}

/** The most that the desk ever decided an order to be. */
export type MostAsked = (orderId: string) => number;

/** What was asked of a family, and what the desk made of it. */
export interface Asked {
  readonly family: Family;
  readonly commands: Commands;
  readonly mostAsked: MostAsked;
}

/** Everything that is wrong with single orders. */
export function compareOrders(books: Books, { family, commands, mostAsked }: Asked): readonly Finding[] {
  const members = [family.master, ...family.children];
  return [
    ...doubledTags(books),
    ...members.flatMap((member) => strangers(books, member)),
    ...doubledCommands(books, family, commands),
    ...members.flatMap((member) =>
      (books.own.get(member.address) ?? []).flatMap((order) => oneOrder(books, member, { order, mostAsked })),
    ),
    ...tooMuch(books, family, commands),
    ...commands.all.flatMap((command) => oneCommand(books, family, command, commands)),
    ...positions(books, members),
  ];
}

/** One order per tag: a tag is one slice of one account's action. */
function doubledTags(books: Books): readonly Finding[] {
  const seen = new Map<string, VenueOrder>();
  const found: Finding[] = [];
  for (const order of books.venueOrders) {
    const key = `${order.client}|${order.tag ?? order.orderId}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, order);
    else
      found.push({
        kind: 'doubled',
        text: `${order.client} has ${first.orderId} and ${order.orderId} under the tag ${order.tag}.`,
      });
  }
  return found;
}

/** Orders at the venue that the desk does not know as what they are. */
function strangers(books: Books, member: Member): readonly Finding[] {
  const known = new Map((books.own.get(member.address) ?? []).map((order) => [tagOf(order.id), order]));
  return books.venueOrders
    .filter(({ client }) => client === member.client)
    .flatMap((order): Finding[] => {
      const ours = known.get(order.tag?.slice(0, 17) ?? '');
      const where = `${member.address}: the venue's ${order.orderId} (${order.side} ${order.quantity}, tag ${order.tag})`;
      if (ours === undefined) return [{ kind: 'lost', text: `${where} is no order of the desk.` }];
      return ours.brokerOrderIds.includes(order.orderId)
        ? []
        : [{ kind: 'lost', text: `${where} is unknown to the desk's order ${ours.id} (${ours.status}).` }];
    });
}

/** Every order of the desk in the master's account belongs to one command, and to it alone. */
function doubledCommands(books: Books, family: Family, commands: Commands): readonly Finding[] {
  const byOrder = new Map<string, Command>();
  const byNote = new Map<string, Command>();
  for (const command of commands.all) {
    const id = orderIdOf(command);
    if (id !== undefined) byOrder.set(id, command);
    if (command.kind === 'place') byNote.set(command.key, command);
  }
  const taken = new Map<Command, string>();
  const found: Finding[] = [];
  for (const order of books.own.get(family.master.address) ?? []) {
    const command = byOrder.get(order.id) ?? byNote.get(order.tag ?? '');
    const before = command === undefined ? undefined : taken.get(command);
    if (command !== undefined && before === undefined) taken.set(command, order.id);
    else if (command === undefined)
      found.push({ kind: 'doubled', text: `Order ${order.id} (${order.origin}) comes from no command.` });
    else found.push({ kind: 'doubled', text: `Command ${command.key} made ${before} and ${order.id}.` });
    if (command?.reply !== undefined && command.reply.status >= 400)
      found.push({
        kind: 'doubled',
        text: `Command ${command.key} was refused (${command.reply.status}) and made ${order.id}.`,
      });
  }
  return found;
}

/** What the desk says of an order against what the venue has of it. */
function oneOrder(
  books: Books,
  member: Member,
  { order, mostAsked }: { readonly order: DeskOrder; readonly mostAsked: MostAsked },
): readonly Finding[] {
  const slices = slicesOf(books, member, order.id);
  const name = `${member.address}: order ${order.id} (${order.side} ${order.quantity}, ${order.status}, filled ${order.filledQuantity})`;
  const filled = filledOf(slices);
  const found: Finding[] = [];
  const lost = (text: string): void => void found.push({ kind: 'lost', text: `${name} ${text}` });
  if (filled !== order.filledQuantity) lost(`filled ${filled} at the venue.`);
  // A part that was cancelled without a fill may have been sent anew: it counts no more.
  const sent = slices.reduce((sum, one) => sum + (isAlive(one) ? one.quantity : one.filledQuantity), 0);
  // What was to be smaller by now may have filled, or ended, before its broker heard of it.
  if (sent > order.quantity && sent > mostAsked(order.id))
    found.push({ kind: 'doubled', text: `${name} is ${sent} at the venue: more than was asked for.` });
  const alive = slices.filter(isAlive);
  if (alive.length > 0 && isFinal(order.status)) lost(`still works at the venue (${alive[0]?.orderId}).`);
  if (alive.length === 0 && !isFinal(order.status)) lost('does not work at the venue.');
  const wrong = alive.find((one) => one.orderType === 'LIMIT' && one.price !== order.price);
  if (wrong !== undefined) lost(`has the price ${order.price}, but ${wrong.price} at the venue.`);
  return found;
}

/** The largest quantity that was ever asked for with a master's order. */
function askedOf(order: DeskOrder, commands: Commands): number {
  const asked = commands.all
    .filter((command) => orderIdOf(command) === order.id || command.target === order.id)
    .map((command) => Number(command.body?.['quantity'] ?? 0));
  return Math.max(order.quantity, ...asked);
}

/** No child gets more of an order than its rule gives. */
function tooMuch(books: Books, family: Family, commands: Commands): readonly Finding[] {
  return books.masters.flatMap((master) =>
    family.children.flatMap((member): Finding[] => {
      const entries = (books.own.get(member.address) ?? []).filter(
        (order) =>
          order.parentOrderId === master.id &&
          master.childOrders.some((child) => child.orderId === order.id && child.part === 'entry'),
      );
      const got = entries.flatMap((order) => slicesOf(books, member, order.id));
      const sum = got.reduce((total, one) => total + (isAlive(one) ? one.quantity : one.filledQuantity), 0);
      const most = askedOf(master, commands) * member.factor;
      if (sum <= most) return [];
      const text = `${member.address} got ${sum} of order ${master.id}, and its rule gives ${most}.`;
      return [{ kind: 'doubled', text }];
    }),
  );
}

/** An accepted command has an outcome for every account. */
function oneCommand(books: Books, family: Family, command: Command, commands: Commands): readonly Finding[] {
  if (command.reply?.status !== 202) return [];
  const id = orderIdOf(command) ?? command.target;
  const order = books.masters.find((one) => one.id === id);
  const lost = (text: string): readonly Finding[] => [
    { kind: 'lost', text: `Command ${command.key} (${command.kind}) was accepted; ${text}` },
  ];
  if (order === undefined) return lost(`the desk has no order ${id}.`);
  if (command.kind === 'cancel' && !isFinal(order.status)) return lost(`order ${id} is ${order.status}.`);
  if (command.kind === 'modify' && !isFinal(order.status)) {
    const prices = commands.all
      .filter((one) => one.kind === 'modify' && one.target === id && one.reply?.status === 202)
      .slice(-2)
      .map((one) => one.body?.['price']);
    return prices.includes(order.price) ? [] : lost(`order ${id} has the price ${order.price}.`);
  }
  const reached = slicesOf(books, family.master, order.id).some((one) => one.status !== 'rejected');
  if (!reached) return [];
  return family.children
    .filter(({ address }) => !order.childOrders.some((child) => child.account === address))
    .flatMap(({ address }) => lost(`order ${id} reached the venue, and ${address} has no outcome.`));
}

/** The desk's positions are the venue's. */
function positions(books: Books, members: readonly Member[]): readonly Finding[] {
  return members.flatMap((member) => {
    const shown = new Map<string, number>();
    for (const one of books.positions)
      if (one.account === member.address) shown.set(`${one.instrumentId}|${one.product}`, one.netQty);
    const real = new Map<string, number>();
    for (const one of books.venuePositions)
      if (one.client === member.client) real.set(`${one.instrumentId}|${one.product}`, one.quantity);
    return [...new Set([...shown.keys(), ...real.keys()])].flatMap((key): Finding[] => {
      const [desk, venue] = [shown.get(key) ?? 0, real.get(key) ?? 0];
      if (desk === venue) return [];
      return [
        { kind: 'lost', text: `${member.address} ${key}: the desk shows ${desk}, the venue has ${venue}.` },
      ];
    });
  });
}
