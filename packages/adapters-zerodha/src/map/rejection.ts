/**
 * Why an order was refused, read from Kite's words: codes of rejected rows, and figures of any refusal.
 *
 * Words of the order system and of the exchanges are nowhere documented as a list: what no row knows is no code.
 */
import { quantityOf, type RefusalCode, type RefusalFigures } from '@copydesk/core';

/** The first row with a fragment that stands in the words decides. Sources: docs "Orders", support "kite-order-rejections", public error logs, 2020 to 2026. */
// biome-ignore format: one row per line, read as a table
const WORDS: readonly (readonly [readonly string[], RefusalCode])[] = [
  [['insufficient funds', 'margin exceeds'],                                'margin'],
  [['authorisation at depository'],                                         'authorisation'],
  [['market protection', 'market_protection'],                              'market-protection'],
  [['maximum quantity of', 'freeze'],                                       'freeze'],
  [['insufficient stock holding', 'holdings'],                              'holdings'],
  [['circuit', 'execution range', 'tick size', 'trigger price', 'price range'], 'price'],
  [['orders are blocked', 'sl-m orders', 'market orders', 'order type'],    'order-type'],
  [['lot size'],                                                            'quantity'],
  [['ioc '],                                                                'validity'],
  [['markets are closed', 'market is closed'],                              'market-closed'],
];

/** The code that the words of a rejected row give; undefined when no row of the table knows them. */
export function rejectionOf(
  words: string | undefined,
): { readonly code: RefusalCode; readonly figures?: RefusalFigures } | undefined {
  const text = words?.toLowerCase();
  const row = WORDS.find(([fragments]) => fragments.some((fragment) => text?.includes(fragment) === true));
  return words === undefined || row === undefined ? undefined : { code: row[1], ...figuresIn(words) };
}

const FREEZE = /maximum quantity of (\d{1,9})\b/i;
const ADDRESS = /\bIP \(([0-9A-Fa-f.:]+)\)/;

/** The figures that a refusal's words name. */
export function figuresIn(words: string): { readonly figures?: RefusalFigures } {
  const freeze = FREEZE.exec(words)?.[1];
  if (freeze !== undefined && Number(freeze) > 0)
    return { figures: { freezeQuantity: quantityOf(Number(freeze)) } };
  const seenAddress = ADDRESS.exec(words)?.[1];
  return seenAddress === undefined ? {} : { figures: { seenAddress } };
}
