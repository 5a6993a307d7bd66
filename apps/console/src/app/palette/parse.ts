/** What a line of the palette asks for. Words only; nothing is looked up or done here. */
import type { ExitPart } from '../../features/positions/exit-size.ts';

export type Asked =
  | { readonly kind: 'trade'; readonly side: 'BUY' | 'SELL'; readonly lots: string; readonly name: string }
  | { readonly kind: 'exit'; readonly part: ExitPart; readonly name: string }
  | { readonly kind: 'why'; readonly account: string }
  | { readonly kind: 'words'; readonly text: string };

const PARTS: Readonly<Record<string, ExitPart>> = {
  quarter: 'quarter',
  '1/4': 'quarter',
  '¼': 'quarter',
  half: 'half',
  '1/2': 'half',
  '½': 'half',
  all: 'all',
};

/** `buy 4 nifty 26000 ce`, `exit half nifty`, `why c3`; anything else is words to look among the commands for. */
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
  if (verb === 'why') return { kind: 'why', account: rest[0] ?? '' };
  return { kind: 'words', text: line.trim().toLowerCase() };
}

/** Whether every word of the line stands in the text. */
export function hasWords(text: string, line: string): boolean {
  const within = text.toLowerCase();
  return line.split(/\s+/).every((word) => within.includes(word));
}
