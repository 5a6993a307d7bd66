/** One round: trade, kill, come back, ask again what was lost, compare; now and then leave everything. */

import { netOf } from './books.ts';
import { type Command, orderIdOf } from './commands.ts';
import type { DeskOrder } from './desk-api.ts';
import { PRICE, REST_HIGH, REST_LOW } from './family.ts';
import { setFaults } from './faults.ts';
import { type Figures, median } from './figures.ts';
import { leaveEverything } from './leave-everything.ts';
import { nextMove, nextOrder, PRODUCTS, type Standing } from './moves.ts';
import type { Seeded } from './seeded.ts';
import { pause, until, type World } from './world.ts';

/** Share of the kills that are chosen with requests on their way. */
const IN_FLIGHT = 0.75;
/** Share of those that do not wait until the intent is durable: the write itself is cut too. */
const BLIND = 0.25;
/** Share of the kills after which the recovery is killed too. */
const AGAIN = 0.15;
/** Share of the rounds after which everything is left, so that "flat is flat" is seen often. */
const LEAVE = 0.2;

/** Kills once, or twice when the recovery is killed as well. Rejects with a Violation. */
export async function playRound(world: World, figures: Figures, random: Seeded): Promise<void> {
  const inFlight = random.chance(IN_FLIGHT);
  await trade(world, random, inFlight);
  figures.kill(inFlight ? 'in-flight' : 'any', await world.kill());
  // The venue's trouble ends with the server, or it meets the recovery too.
  if (random.chance(0.5)) await world.venue.clearFaults();
  if (random.chance(AGAIN)) {
    world.server.start();
    await pause(random.whole(100, Math.max(1_000, median(figures.armedMs) + 1_000)));
    figures.kill('recovering', await world.kill());
  }
  figures.armed(await world.restart(), world.server.memory());
  await world.venue.clearFaults();
  await askAgain(world, figures, random);
  const explained = await world.judge();
  figures.comparisons += 1;
  figures.explain(explained);
  if (explained.length > 0 || random.chance(LEAVE)) {
    await leaveEverything(world, explained);
    figures.comparisons += 1;
  }
}

/** Orders in every contract, at once cancelled: from then on a restart knows them before the day's lists are there. */
export async function becomeFamiliar({ family, commands, desk }: World): Promise<void> {
  const places = family.contracts.map(({ id, lotSize }) =>
    commands.place({
      accountId: family.master.address,
      instrumentId: id,
      side: 'BUY',
      quantity: lotSize,
      productType: 'D',
      orderType: 'LIMIT',
      price: REST_LOW,
    }),
  );
  await Promise.all(places.map((place) => commands.send(desk, place)));
  const cancels = places.flatMap((place) => {
    const id = orderIdOf(place);
    return id === undefined ? [] : [commands.cancel(id)];
  });
  await Promise.all(cancels.map((cancel) => commands.send(desk, cancel)));
}

/** Sends a burst of commands and resolves at the instant of the kill. */
async function trade(world: World, random: Seeded, inFlight: boolean): Promise<void> {
  const { family, venue, commands, desk, journal } = world;
  await setFaults(venue, family, random, inFlight);
  const standing = standingOf(world);
  const move = (): Command => nextMove(family, standing, commands, random);
  const sends: Promise<void>[] = [];
  const burst = random.whole(0, 3);
  for (let nth = 1; nth <= burst; nth += 1) {
    if (random.chance(0.15)) await movePrice(world, random);
    sends.push(commands.send(desk, move()));
    await pause(random.whole(0, 200));
  }
  const last = inFlight ? nextOrder(family, standing, commands, random) : move();
  const blind = !inFlight || random.chance(BLIND);
  // Commands that were all answered without an intent make none any more.
  const over = new AbortController();
  const intent = blind ? undefined : journal.nextIntent(over.signal);
  sends.push(commands.send(desk, last));
  void Promise.all(sends).then(() => over.abort());
  await intent;
  // Just after an intent lie its first byte and, by the venue's faults, the wait for the answer.
  await pause(random.next() * (blind ? (inFlight ? 80 : 1_500) : 150));
}

/** The market runs through the resting orders, and comes back. */
async function movePrice({ venue, family }: World, random: Seeded): Promise<void> {
  const contract = random.one(family.contracts);
  if (contract === undefined) return;
  await venue.setPrice(contract.id, random.chance(0.5) ? REST_LOW - 6 : REST_HIGH + 6);
  await pause(50);
  await venue.setPrice(contract.id, PRICE);
}

function standingOf({ books, family }: World): Standing {
  const nets = new Map<string, number>();
  for (const { id } of family.contracts)
    for (const product of PRODUCTS) {
      const key = `${id}|${product}`;
      nets.set(key, netOf(books, family.master, key));
    }
  const rests = (order: DeskOrder): boolean => order.status === 'working' && order.orderType === 'LIMIT';
  return { nets, resting: books.masters.filter(rests) };
}

/** Every command whose answer was lost: asked after first, sometimes, then sent again under its key. */
async function askAgain(world: World, figures: Figures, random: Seeded): Promise<void> {
  const { commands, desk } = world;
  await Promise.all(
    commands.unanswered().map(async (command) => {
      figures.askedAgain += 1;
      const known = random.chance(0.5) ? await knownOf(world, command) : undefined;
      // What is not familiar waits for the day's lists, and says so.
      await until('an answer to every command', async () => {
        await commands.send(desk, command);
        return command.reply !== undefined;
      });
      const made = (command.reply?.body as { readonly id?: string } | undefined)?.id;
      if (known !== undefined && made !== undefined && known !== made)
        throw new Error(`The key ${command.key} stood for ${known} and then for ${made}.`);
    }),
  );
}

/** The order for which the desk says that the key stands. */
async function knownOf({ desk }: World, { key, method, path }: Command): Promise<string | undefined> {
  const route = encodeURIComponent(`${method} ${path}`);
  const reply = await desk.ask('GET', `/api/intents/${key}?route=${route}`);
  if (reply?.status !== 200 || reply.body.state !== 'done') return undefined;
  return (reply.body.body as { readonly id?: string } | null)?.id;
}
