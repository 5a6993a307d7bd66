/** Who trades in one desk of a run: a master and children at both brokers, in an armed group, and what they trade in. */
import { aLivingOption, type FoundInstrument } from '../living-option.ts';
import type { DeskApi } from './desk-api.ts';
import type { Seeded } from './seeded.ts';
import type { Venue } from './venue.ts';

export interface Member {
  readonly address: string;
  readonly broker: 'zerodha' | 'upstox';
  readonly client: string;
  /** How many times the master's quantity; whole, so that what a child should hold is exact whatever led there. */
  readonly factor: number;
}

export interface Contract {
  readonly id: string;
  readonly lotSize: number;
  readonly freezeQuantity: number;
}

export interface Family {
  readonly master: Member;
  readonly children: readonly Member[];
  readonly contracts: readonly Contract[];
  readonly copyWhen: 'onAccepted' | 'simultaneous';
}

/** The price at which everything stands; `REST_LOW` and `REST_HIGH` rest on either side of it. */
export const PRICE = 100;
export const REST_LOW = 90;
export const REST_HIGH = 110;

const SETTLED_WITHIN_MS = 180_000;

interface Found extends FoundInstrument {
  readonly underlying: string;
  readonly strike: number;
  readonly optionType: string;
  readonly expiry: string;
}

/** Makes the accounts at the venue and in the desk, logs them in, and arms the group. */
export async function foundFamily(desk: DeskApi, venue: Venue, random: Seeded): Promise<Family> {
  const [one, other] = random.chance(0.5)
    ? (['zerodha', 'upstox'] as const)
    : (['upstox', 'zerodha'] as const);
  const master: Member = { address: 'MASTER:m', broker: one, client: 'KM0001', factor: 1 };
  const children: readonly Member[] = [
    { address: 'CHILD:a', broker: other, client: 'KA0001', factor: 1 },
    { address: 'CHILD:b', broker: one, client: 'KB0001', factor: 2 },
  ];
  const copyWhen = random.chance(0.5) ? 'onAccepted' : 'simultaneous';
  for (const member of [master, ...children]) await logIn(desk, venue, member);
  const group = await desk.must<{ readonly id: string }>('POST', '/api/groups', {
    name: 'Kill',
    master: master.address,
    copyWhen,
    children: children.map(({ address, factor }) => ({
      account: address,
      relationship: 'spouse',
      declaredOn: '2026-04-12',
      sizing: { kind: 'multiplier', factor },
    })),
  });
  await within('The accounts do not settle.', () => isArmed(desk));
  await desk.must('POST', `/api/groups/${group.id}/arm`, {});
  await within('The instrument lists do not come.', () => hasLists(desk));
  const contracts = await findContracts(desk);
  for (const { id } of contracts) await venue.setPrice(id, PRICE);
  return { master, children, contracts, copyWhen };
}

async function logIn(desk: DeskApi, venue: Venue, member: Member): Promise<void> {
  const { apiKey, apiSecret, accessToken } = await venue.makeClient(member.broker, member.client);
  await desk.must('POST', '/api/accounts', {
    address: member.address,
    broker: `${member.broker}-sandbox`,
    clientId: member.client,
    credentials: { apiKey, apiSecret },
  });
  const path = `/api/accounts/${encodeURIComponent(member.address)}/session`;
  // A machine that is busy may time a first login out.
  await within('An account cannot log in.', async () => {
    const reply = await desk.ask('PUT', path, { accessToken });
    return reply !== undefined && reply.status < 300;
  });
}

/** Resolves when it is true. */
async function within(problem: string, test: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + SETTLED_WITHIN_MS;
  while (!(await test())) {
    if (performance.now() > until) throw new Error(problem);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whether every account can trade: its books were read since the start. */
export async function isArmed(desk: DeskApi): Promise<boolean> {
  const reply = await desk.ask('GET', '/api/accounts');
  const items = reply?.status === 200 ? (reply.body.items as readonly { readonly settled: boolean }[]) : [];
  return items.length > 0 && items.every((account) => account.settled);
}

/** Whether the day's lists are there: an entry in anything can be placed. */
export async function hasLists(desk: DeskApi): Promise<boolean> {
  return (await desk.ask('GET', '/api/instruments?q=banknifty&limit=1'))?.status === 200;
}

/** Options that are sliced soon: a call and a put at the strike that is always listed, and one of the other index. */
async function findContracts(desk: DeskApi): Promise<readonly Contract[]> {
  const today = new Date(Date.now() + 19_800_000).toISOString().slice(0, 10);
  const find = async (query: string, fits: (found: Found) => boolean): Promise<Contract> => {
    const { items } = await desk.must<{ readonly items: readonly Found[] }>(
      'GET',
      `/api/instruments?q=${encodeURIComponent(query)}&kind=OPT&limit=50`,
    );
    const found = items.find((item) => item.expiry > today && item.freezeQuantity !== null && fits(item));
    if (found === undefined) throw new Error(`No contract is found by ${query}.`);
    return contractOf(found);
  };
  const at43000 = (type: string) => (item: Found) => item.strike === 43_000 && item.optionType === type;
  return [
    await find('banknifty 43000 ce', at43000('CE')),
    await find('banknifty 43000 pe', at43000('PE')),
    contractOf(await aLivingOption((path) => desk.must('GET', path))),
  ];
}

function contractOf({ id, lotSize, freezeQuantity }: FoundInstrument): Contract {
  return { id, lotSize, freezeQuantity: freezeQuantity ?? 0 };
}
