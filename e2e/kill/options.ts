/** What the person who starts the harness may choose. */
import { parseArgs } from 'node:util';

/** A run: bounded in count and in time. */
export interface KillOptions {
  readonly kills: number;
  readonly desks: number;
  readonly seed: number;
  readonly minutes: number;
  /** Where a kept data folder lies after a violation; undefined: the machine's folder for temporary files. */
  readonly keepIn: string | undefined;
  /** Whether every difference that the desk explains is printed. */
  readonly explain: boolean;
}

/** After so many violations and broken rounds a run ends: more of them would only hide the first. */
export const VIOLATIONS_MAX = 5;

/** Reads `--kills N [--desks D] [--seed S] [--minutes M] [--keep-in DIR] [--explain]`. Throws on anything else. */
export function readOptions(args: readonly string[]): KillOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kills: { type: 'string', default: '20' },
      desks: { type: 'string', default: '2' },
      seed: { type: 'string' },
      minutes: { type: 'string', default: '90' },
      'keep-in': { type: 'string' },
      explain: { type: 'boolean', default: false },
    },
  });
  return {
    kills: whole('kills', values.kills, 100_000),
    desks: whole('desks', values.desks, 16),
    seed: values.seed === undefined ? Date.now() % 1_000_000_000 : whole('seed', values.seed, 4_294_967_295),
    minutes: whole('minutes', values.minutes, 24 * 60),
    keepIn: values['keep-in'],
    explain: values.explain,
  };
}

function whole(name: string, text: string, max: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > max)
    throw new Error(`--${name} needs a whole number from 1 to ${max}.`);
  return number;
}
