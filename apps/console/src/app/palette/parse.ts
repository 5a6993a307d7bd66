/** What a line of the palette asks for. Words only; nothing is looked up or done here. */
import type { ExitPart } from '../../features/positions/exit-size.ts';

export type Asked =
  | { readonly kind: 'trade'; readonly side: 'BUY' | 'SELL'; readonly lots: string; readonly name: string }
  | { readonly kind: 'exit'; readonly part: ExitPart; readonly name: string }
  | { readonly kind: 'chart'; readonly name: string }
  | { readonly kind: 'why'; readonly account: string }
  /** `cancel all c1`, `square off family`: an account, a group, or what the line leaves open. */
  | { readonly kind: 'cancel-all' | 'square-off'; readonly scope: string }
  | { readonly kind: 'level'; readonly level: 'sl' | 'target'; readonly price: string; readonly name: string }
  | { readonly kind: 'plan'; readonly account: string }
  | { readonly kind: 'link'; readonly state: LinkState; readonly account: string }
  | { readonly kind: 'words'; readonly text: string };

export type LinkState = 'active' | 'closeOnly' | 'paused';

/** Verbs of more than one word are looked for first. */
const LINK_VERBS: readonly (readonly [string, LinkState])[] = [
  ['pause', 'paused'],
  ['exits only', 'closeOnly'],
  ['resume', 'active'],
];
const LEVELS: Readonly<Record<string, 'sl' | 'target'>> = { stop: 'sl', target: 'target' };

const PARTS: Readonly<Record<string, ExitPart>> = {
  quarter: 'quarter',
  '1/4': 'quarter',
  '¼': 'quarter',
  half: 'half',
  '1/2': 'half',
  '½': 'half',
  all: 'all',
};

/** `buy 4 nifty 26000 ce`, `exit half nifty`, `chart reliance`, `cancel all c1`, `why c3`; anything else is words to look among the commands for. */
export function parse(line: string): Asked {
  const [verb = '', ...rest] = line.trim().toLowerCase().split(/\s+/);
  if (verb === 'buy' || verb === 'sell') {
    const [first = '', ...name] = rest;
    const sized = /^[1-9]\d{0,5}$/.test(first) && name.length > 0;
    return {
      kind: 'trade',
      side: verb === 'buy' ? 'BUY' : 'SELL',
      lots: sized ? first : '1',
      name: (sized ? name : rest).join(' '),
    };
  }
  if (verb === 'exit') {
    const part = PARTS[rest[0] ?? ''];
    return { kind: 'exit', part: part ?? 'all', name: (part === undefined ? rest : rest.slice(1)).join(' ') };
  }
  if (verb === 'chart') return { kind: 'chart', name: rest.join(' ') };
  if (verb === 'why') return { kind: 'why', account: rest[0] ?? '' };
  if (verb === 'plan') return { kind: 'plan', account: rest[0] ?? '' };
  if (verb === 'cancel' && rest[0] === 'all') return { kind: 'cancel-all', scope: rest.slice(1).join(' ') };
  if (verb === 'square' && rest[0] === 'off') return { kind: 'square-off', scope: rest.slice(1).join(' ') };
  const level = LEVELS[verb];
  if (level !== undefined && /^\d{1,9}(\.\d{1,4})?$/.test(rest[0] ?? ''))
    return { kind: 'level', level, price: rest[0] ?? '', name: rest.slice(1).join(' ') };
  return parseLink([verb, ...rest].join(' ')) ?? { kind: 'words', text: line.trim().toLowerCase() };
}

function parseLink(text: string): Asked | null {
  for (const [verb, state] of LINK_VERBS)
    if (text === verb || text.startsWith(`${verb} `))
      return { kind: 'link', state, account: text.slice(verb.length).trim() };
  return null;
}

/** Whether every word of the line stands in the text. */
export function hasWords(text: string, line: string): boolean {
  const within = text.toLowerCase();
  return line.split(/\s+/).every((word) => within.includes(word));
}
