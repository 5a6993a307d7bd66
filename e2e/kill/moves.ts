/** What a trader does next: chosen by chance from what the master's book allows. */
import type { Command, Commands } from './commands.ts';
import type { DeskOrder } from './desk-api.ts';
import { type Contract, type Family, PRICE, REST_HIGH, REST_LOW } from './family.ts';
import type { Seeded } from './seeded.ts';

/** How the master stands, by the venue's record. */
export interface Standing {
  /** By `instrument|product`; signed. */
  readonly nets: ReadonlyMap<string, number>;
  /** Orders that rest in the master's account. */
  readonly resting: readonly DeskOrder[];
}

export const PRODUCTS = ['D', 'I'] as const;
/** Beyond so many lots the trader only reduces: books stay small enough to read when something is wrong. */
const LOTS_MAX = 12;

type Move = 'enter' | 'rest' | 'slice' | 'exit' | 'sell-back' | 'reverse' | 'modify' | 'cancel';

const WEIGHTS: readonly (readonly [Move, number])[] = [
  ['enter', 30],
  ['rest', 14],
  ['slice', 10],
  ['exit', 14],
  ['sell-back', 8],
  ['reverse', 6],
  ['modify', 10],
  ['cancel', 8],
];

/** Makes the next command; it is not sent yet. */
export function nextMove(family: Family, standing: Standing, commands: Commands, random: Seeded): Command {
  const contract = random.one(family.contracts) as Contract;
  const product = random.one(PRODUCTS) as string;
  const net = standing.nets.get(`${contract.id}|${product}`) ?? 0;
  const table = { family, contract, product, net, commands, random };
  const heavy = Math.abs(net) >= LOTS_MAX * contract.lotSize;
  const move = heavy ? 'exit' : random.weighted(WEIGHTS);
  const target = random.one(standing.resting);
  if (move === 'modify' && target !== undefined) return modify(table, target);
  if (move === 'cancel' && target !== undefined) return commands.cancel(target.id);
  if (net !== 0) {
    if (move === 'exit') return exit(table);
    if (move === 'sell-back') return sellBack(table);
    if (move === 'reverse')
      return place(table, { side: against(net), lots: Math.abs(net) / contract.lotSize + 1 });
  }
  if (move === 'rest') return rest(table);
  if (move === 'slice') {
    const lots = Math.floor(contract.freezeQuantity / contract.lotSize) + random.whole(1, 3);
    return place(table, { side: along(table), lots });
  }
  return place(table, { side: along(table), lots: random.whole(1, 3) });
}

/** As `nextMove`, but one that sends an order. */
export function nextOrder(family: Family, standing: Standing, commands: Commands, random: Seeded): Command {
  return nextMove(family, { ...standing, resting: [] }, commands, random);
}

interface Table {
  readonly family: Family;
  readonly contract: Contract;
  readonly product: string;
  readonly net: number;
  readonly commands: Commands;
  readonly random: Seeded;
}

function against(net: number): 'BUY' | 'SELL' {
  return net > 0 ? 'SELL' : 'BUY';
}

/** The side that adds to what is held; any when nothing is. */
function along({ net, random }: Table): 'BUY' | 'SELL' {
  if (net === 0) return random.chance(0.7) ? 'BUY' : 'SELL';
  return net > 0 ? 'BUY' : 'SELL';
}

function place(
  { family, contract, product, commands }: Table,
  what: { readonly side: 'BUY' | 'SELL'; readonly lots: number; readonly price?: number },
): Command {
  return commands.place({
    accountId: family.master.address,
    instrumentId: contract.id,
    side: what.side,
    quantity: Math.round(what.lots) * contract.lotSize,
    productType: product,
    ...(what.price === undefined ? { orderType: 'MARKET' } : { orderType: 'LIMIT', price: what.price }),
  });
}

function rest(table: Table): Command {
  const side = along(table);
  const price = side === 'BUY' ? REST_LOW : REST_HIGH;
  return place(table, { side, lots: table.random.whole(1, 3), price });
}

function exit({ family, contract, product, net, commands, random }: Table): Command {
  const whole = random.chance(0.5);
  const resting = random.chance(0.15);
  return commands.exit({
    accountId: family.master.address,
    instrumentId: contract.id,
    product,
    fraction: whole ? 1 : 0.5,
    ...(resting ? { orderType: 'LIMIT', price: net > 0 ? REST_HIGH : REST_LOW } : {}),
  });
}

/** An ordinary order of the other side that takes a part. */
function sellBack(table: Table): Command {
  const lots = Math.abs(table.net) / table.contract.lotSize;
  const price = table.random.chance(0.3) ? PRICE : undefined;
  return place(table, {
    side: against(table.net),
    lots: table.random.whole(1, Math.max(1, Math.floor(lots))),
    ...(price === undefined ? {} : { price }),
  });
}

function modify({ contract, commands, random }: Table, target: DeskOrder): Command {
  const step = random.whole(1, 5);
  const price = target.side === 'BUY' ? REST_LOW - step : REST_HIGH + step;
  const untouched = target.filledQuantity === 0 && target.instrumentId === contract.id;
  const quantity = untouched && random.chance(0.4) ? random.whole(1, 3) * contract.lotSize : undefined;
  return commands.modify(target.id, { price, ...(quantity === undefined ? {} : { quantity }) });
}
