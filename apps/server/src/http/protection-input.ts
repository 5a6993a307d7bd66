/** Levels as a person wrote them, as the core takes them: what is missing stays as it was, null takes a level away. */
import type {
  OrderProtectionInput,
  ProfitProtectionInput,
  ProtectionDefaultsInput,
} from '@copydesk/api-contract';
import {
  type DefaultLevels,
  type Offset,
  type ProtectionLevels,
  parsePrice,
  type Trail,
} from '@copydesk/core';
import { HttpError } from './http-error.ts';

type Trailing = NonNullable<OrderProtectionInput['trail'] | ProfitProtectionInput['trail']>;

/** The levels of a position or an order. `path` is where they stand in the body. */
export function positionLevels(
  { sl, target, trail, resting }: OrderProtectionInput,
  before: ProtectionLevels = {},
  path = '',
): ProtectionLevels {
  return {
    stop: levelAt(sl, before.stop, `${path}/sl`),
    target: levelAt(target, before.target, `${path}/target`),
    trail: trailAt(trail, before.trail, `${path}/trail`),
    ...restingAt(resting, before.resting),
  };
}

/** The levels of an account or a group. */
export function profitLevels(
  { stop, target, trail }: ProfitProtectionInput,
  before: ProtectionLevels = {},
): ProtectionLevels {
  return {
    stop: levelAt(stop, before.stop, '/stop'),
    target: levelAt(target, before.target, '/target'),
    trail: trailAt(trail, before.trail, '/trail'),
  };
}

/** A user's defaults. */
export function defaultLevels(
  { sl, target, trail, resting }: ProtectionDefaultsInput,
  before: DefaultLevels = {},
): DefaultLevels {
  return {
    stop: offsetAt(sl, before.stop, '/sl'),
    target: offsetAt(target, before.target, '/target'),
    trail: trailAt(trail, before.trail, '/trail'),
    ...restingAt(resting, before.resting),
  };
}

function restingAt(resting: boolean | undefined, before: boolean | undefined): { resting?: true } {
  return (resting ?? before) === true ? { resting: true } : {};
}

function offsetAt(
  offset: ProtectionDefaultsInput['sl'],
  before: Offset | undefined,
  path: string,
): Offset | undefined {
  if (offset === undefined) return before;
  if (offset === null) return undefined;
  return {
    distance: levelAt(offset.distance, undefined, `${path}/distance`),
    percent: levelAt(offset.percent, undefined, `${path}/percent`),
    increment: levelAt(offset.increment, undefined, `${path}/increment`),
  };
}

function trailAt(
  trail: Trailing | null | undefined,
  before: Trail | undefined,
  path: string,
): Trail | undefined {
  if (trail === undefined) return before;
  if (trail === null) return undefined;
  const percent = 'percent' in trail ? trail.percent : undefined;
  return {
    distance: levelAt(trail.distance, undefined, `${path}/distance`),
    percent: levelAt(percent, undefined, `${path}/percent`),
    step: levelAt(trail.step, undefined, `${path}/step`),
  };
}

/** A count of 1/10000; a finer figure is refused, for it would be rounded in silence. */
function levelAt(
  text: string | null | undefined,
  before: number | undefined,
  path: string,
): number | undefined {
  if (text === undefined) return before;
  if (text === null) return undefined;
  const level = parsePrice(text);
  if (level !== undefined) return level;
  const message = 'Takes at most four decimal places.';
  throw new HttpError('invalid-input', { errors: [{ path, code: 'too-fine', message }] });
}
