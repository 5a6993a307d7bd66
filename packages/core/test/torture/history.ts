/**
 * What one run of the torture does: the family that trades, then commands, faults, crashes and turns of the market in order.
 *
 * Decides: the words only. A history is plain JSON and determines its run to the last event, so that it can be kept, cut down
 * and run again. `histories.ts` makes them, `perform.ts` carries them out.
 */
import type { FaultSeed } from '@copydesk/sandbox';
import type { BasketWords } from './baskets.ts';
import type { KillPoint } from './life.ts';

/** The instruments of the torture: an option with large lots and freeze, a future of which eleven are two slices, a share. */
export const INSTRUMENTS = ['option', 'future', 'share'] as const;
export type InstrumentName = (typeof INSTRUMENTS)[number];

/** Whose account: 0 is the master, then the children. */
export type Who = number;

export type SizingSeed =
  | { readonly kind: 'multiplier'; readonly factor: number }
  | { readonly kind: 'fixed-lots'; readonly lots: number };

/** One child: where it trades and how it follows. */
export interface ChildSeed {
  readonly broker: 'north' | 'south';
  readonly sizing: SizingSeed;
  readonly capLots: number | undefined;
  readonly atLeastOneLot: boolean;
  readonly hasStream: boolean;
}

/** What does not change during a run. */
export interface FamilySeed {
  readonly seed: number;
  readonly copyWhen: 'onAccepted' | 'simultaneous';
  readonly copyOutsideOrders: boolean;
  readonly masterHasStream: boolean;
  readonly absenceAfterMs: number;
  readonly latencyMs: number;
  /** How long the venue takes for each state of an order. */
  readonly processingMs: number;
  readonly children: readonly ChildSeed[];
}

export type OrderWords =
  | { readonly type: 'MARKET' }
  /** At the last price and so many tenths of a percent above it. */
  | { readonly type: 'LIMIT'; readonly above: number }
  /** A stop so many tenths of a percent beyond the last price, on the side where it waits. */
  | { readonly type: 'SL'; readonly beyond: number };

/** What a person or a program asks of the desk, or does past it. */
export type Command =
  | {
      readonly do: 'place';
      readonly who: Who;
      readonly of: InstrumentName;
      readonly side: 'BUY' | 'SELL';
      readonly lots: number;
      readonly words: OrderWords;
    }
  /** Sells out of, or buys into, what is held and `lots` beyond zero. */
  | { readonly do: 'reverse'; readonly of: InstrumentName; readonly lots: number }
  | {
      readonly do: 'exit';
      readonly who: Who;
      readonly of: InstrumentName;
      /** In thousandths of what is held, or in lots. */
      readonly part: { readonly thousandths: number } | { readonly lots: number };
    }
  /** `which` counts the living orders that a person could point at. */
  | { readonly do: 'cancel'; readonly which: number }
  | {
      readonly do: 'modify';
      readonly which: number;
      readonly above: number | undefined;
      readonly lots: number | undefined;
    }
  /** Trades in the broker's own app, past the desk. */
  | {
      readonly do: 'by-hand';
      readonly who: Who;
      readonly of: InstrumentName;
      readonly side: 'BUY' | 'SELL';
      readonly lots: number;
    }
  | { readonly do: 'link'; readonly child: Who; readonly state: 'active' | 'closeOnly' | 'paused' }
  | { readonly do: 'arm'; readonly armed: boolean }
  /** The kill switch of one account, of the group or of everything, set or lifted. */
  | { readonly do: 'kill'; readonly scope: ScopeSeed; readonly on: boolean }
  | { readonly do: 'square-off'; readonly scope: ScopeSeed }
  /** A person lets the desk mend one of the open divergences, or wants it as it is. */
  | { readonly do: 'resync' | 'accept'; readonly which: number }
  /** A person tries a child again that did not get its part, or leaves it so; the youngest first. */
  | { readonly do: 'retry' | 'leave'; readonly which: number }
  | BasketWords;

/** Whom a kill switch or a square-off reaches. */
export type ScopeSeed = 'all' | 'group' | { readonly who: Who };

/** What the world does meanwhile. */
export type Disturbance =
  | {
      readonly do: 'fault';
      readonly who: Who;
      readonly on: FaultSeed['on'];
      readonly fault: FaultSeed['fault'];
      readonly times: number;
      readonly ms: number;
      readonly effect: boolean;
    }
  | {
      readonly do: 'refuse';
      readonly who: Who;
      readonly reason: 'margin' | 'circuit' | 'other';
      readonly at: 'gate' | 'exchange';
    }
  | { readonly do: 'log-out'; readonly who: Who; readonly forMs: number }
  | { readonly do: 'cut-streams'; readonly broker: 'north' | 'south' }
  | {
      readonly do: 'crash';
      readonly point: KillPoint;
      readonly downMs: number;
      /** Strikes again while the desk starts. */
      readonly again: KillPoint | undefined;
    }
  /** In tenths of a percent of where the price began. */
  | { readonly do: 'move'; readonly of: InstrumentName; readonly to: number }
  /** Orders fill by themselves (at most so many lots at a time), or only by `fill`. */
  | { readonly do: 'matching'; readonly auto: boolean; readonly lotsPerMatch: number | undefined }
  | { readonly do: 'fill'; readonly who: Who; readonly which: number; readonly lots: number };

/** One step, and how long it takes until the next. */
export type Step = (Command | Disturbance) & { readonly thenMs: number };

/** A whole run. */
export interface History {
  readonly family: FamilySeed;
  readonly steps: readonly Step[];
}

const COMMANDS: ReadonlySet<Step['do']> = new Set<Command['do']>([
  'place',
  'reverse',
  'exit',
  'cancel',
  'modify',
  'by-hand',
  'link',
  'arm',
  'kill',
  'square-off',
  'resync',
  'accept',
  'retry',
  'leave',
  'basket',
  'end-basket',
]);

/** Whether the step is somebody's wish; the others happen to the desk. */
export function isCommand(step: Command | Disturbance): step is Command {
  return COMMANDS.has(step.do);
}
