/**
 * Why an order was refused, read from Upstox's words: codes of rejected rows, and figures of any refusal.
 *
 * Upstox accepts first and rejects later, and its words for that are not documented: what no row knows is no code.
 */
import { quantityOf, type RefusalCode, type RefusalFigures } from '@copydesk/core';

/** The first row with a fragment that stands in the words decides. Sources: docs "get-order-book" samples, community threads, 2025 and 2026. */
// biome-ignore format: one row per line, read as a table
const WORDS: readonly (readonly [readonly string[], RefusalCode])[] = [
  [['margin exceeds', 'need to add rs', 'insufficient funds'],              'margin'],
  [['tpin', 'edis', 'authoris', 'authoriz'],                                'authorisation'],
  [['market protection', 'market_protection'],                              'market-protection'],
  [['freeze quantity', 'freeze qty'],                                       'freeze'],
  [['of this holding', 'holdings'],                                         'holdings'],
  [['circuit limit', 'execution range', 'price range', 'tick size', 'trigger price'], 'price'],
  [['orders are not allowed', 'order type'],                                'order-type'],
  [['lot size'],                                                            'quantity'],
  [['market is closed', 'markets are closed'],                              'market-closed'],
];

/** The code that the words of a rejected row give; undefined when no row of the table knows them. */
export function rejectionOf(
  words: string | undefined,
): { readonly code: RefusalCode; readonly figures?: RefusalFigures } | undefined {
  const text = words?.toLowerCase();
  const row = WORDS.find(([fragments]) => fragments.some((fragment) => text?.includes(fragment) === true));
  return words === undefined || row === undefined ? undefined : { code: row[1], ...figuresIn(words) };
}

const FREEZE = /freeze (?:quantity|qty)(?: of|:| is)? ?(\d{1,9})\b/i;
const ADDRESS = /originates? from ([0-9A-Fa-f.:]*[0-9A-Fa-f])/i;

/** The figures that a refusal's words name. */
export function figuresIn(words: string): { readonly figures?: RefusalFigures } {
  const freeze = FREEZE.exec(words)?.[1];
  if (freeze !== undefined && Number(freeze) > 0)
    return { figures: { freezeQuantity: quantityOf(Number(freeze)) } };
  const seenAddress = ADDRESS.exec(words)?.[1];
  return seenAddress === undefined ? {} : { figures: { seenAddress } };
}
