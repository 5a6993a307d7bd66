/** An option of the sandbox that does not expire today. */

const IST_MS = 19_800_000;

/** What is read of an instrument. */
export interface FoundInstrument {
  readonly id: string;
  readonly lotSize: number;
  readonly freezeQuantity: number | null;
}

/** What is read of a chain. */
interface OptionChain {
  readonly expiries: readonly string[];
  readonly atMoney: number | null;
  readonly items: readonly {
    readonly strike: number;
    readonly call: { readonly instrumentId: string } | null;
  }[];
}

/**
 * The NIFTY call at the money of the first expiry after today: one of today is worth next to nothing in the evening, so that no price under
 * the market is left at which an order would rest; and it is what a search finds first. `read` answers a path of the desk's.
 */
export async function aLivingOption(read: <T>(path: string) => Promise<T>): Promise<FoundInstrument> {
  const chain = '/api/option-chain?underlying=NIFTY&strikes=1&environment=sandbox';
  const today = new Date(Date.now() + IST_MS).toISOString().slice(0, 10);
  const { expiries } = await read<OptionChain>(chain);
  const { items, atMoney } = await read<OptionChain>(
    `${chain}&expiry=${expiries.find((day) => day > today)}`,
  );
  const id = items.find(({ strike }) => strike === atMoney)?.call?.instrumentId;
  if (id === undefined) throw new Error('No NIFTY option in the sandbox that lives on tomorrow.');
  return read(`/api/instruments/${encodeURIComponent(id)}?environment=sandbox`);
}
