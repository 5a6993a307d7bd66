/**
 * What protects the position that an order opens: the levels that it brings along, else its user's defaults (domain §4.15).
 *
 * Decides: which orders take the defaults. Those that a person or program places to enter, without a word about protection. A leg of a
 * basket takes none: a hedge that is left by a stop of its own leaves its short naked.
 */
import type { Instrument } from '../instrument/instrument.ts';
import type { OrderIntent } from '../order/order-intent.ts';
import type { PlaceCommand } from '../order/place-command.ts';
import { type DefaultLevels, isWithoutLevels } from './default-levels.ts';

/** What the intent says about it; nothing where nothing protects. */
export function protectionOf(
  { protection, origin = 'desk', basket }: PlaceCommand,
  by: {
    readonly part: OrderIntent['part'];
    readonly instrument: Pick<Instrument, 'tickSize'>;
    readonly defaults: DefaultLevels | undefined;
  },
): Pick<OrderIntent, 'protection' | 'defaultProtection'> {
  if (protection !== undefined) return { protection };
  const { part, instrument, defaults: levels } = by;
  const isTheirs = origin === 'desk' && basket === undefined && part !== 'exit';
  if (!isTheirs || levels === undefined || isWithoutLevels(levels)) return {};
  return { defaultProtection: { levels, tickSize: instrument.tickSize } };
}
