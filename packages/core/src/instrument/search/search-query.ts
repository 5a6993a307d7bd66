/**
 * What a person means by the words typed so far.
 *
 * Decides: which words are a strike, a date, a kind of contract. Leaves the rest to be found in symbols and names.
 */

/** The kinds a word can ask for. */
export type KindHint = 'FUT' | 'OPT' | 'CE' | 'PE' | 'EQ';

/** Words read as hints about a contract. */
export interface ContractHints {
  /** Words that must be found in the underlying's symbol or name; lower case. */
  readonly words: readonly string[];
  readonly kind: KindHint | undefined;
  /** Beginning of a strike as typed: "25", "25000", "2326.7". */
  readonly strike: string | undefined;
  readonly date: DateHint | undefined;
  /** Whether a word can mean nothing else than a contract ("ce", "fut", a month). */
  readonly certain: boolean;
}

/** As much of an expiry as was typed. */
export interface DateHint {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number | undefined;
}

const KIND_WORDS: Readonly<Record<string, KindHint>> = {
  ce: 'CE',
  call: 'CE',
  calls: 'CE',
  pe: 'PE',
  put: 'PE',
  puts: 'PE',
  fut: 'FUT',
  future: 'FUT',
  futures: 'FUT',
  opt: 'OPT',
  option: 'OPT',
  options: 'OPT',
  eq: 'EQ',
};

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
] as const;

const NUMBER = /^\d+(?:\.\d*)?$/;
const ISO_DATE = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/;
const GLUED = /\d+(?:\.\d*)?|[^\d\s]+/g;

/** The words of a text, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,/]+/)
    .filter((word) => word !== '');
}

/**
 * Splits words such as "nifty26dec26000ce" or "26000ce" at the borders of letters and digits, unless `isKnown` says
 * that a symbol or name begins like that ("sensex50", "3mindia").
 */
export function splitGlued(words: readonly string[], isKnown: (word: string) => boolean): readonly string[] {
  return words.flatMap((word) => {
    if (NUMBER.test(word) || ISO_DATE.test(word) || !/\d/.test(word) || isKnown(word)) return [word];
    return word.match(GLUED) ?? [word];
  });
}

/** Reads words as hints; undefined when none of them is one. */
export function readHints(words: readonly string[]): ContractHints | undefined {
  const rest: string[] = [];
  const numbers: { readonly at: number; readonly text: string }[] = [];
  let kind: KindHint | undefined;
  let date: DateHint | undefined;
  let monthAt = -1;
  let certain = false;
  words.forEach((word, at) => {
    const iso = ISO_DATE.exec(word);
    const month = monthOf(word);
    const meant = kindOf(word, at, words);
    if (iso !== null)
      date = {
        year: Number(iso[1]),
        month: Number(iso[2]),
        day: iso[3] === undefined ? undefined : Number(iso[3]),
      };
    else if (NUMBER.test(word)) numbers.push({ at, text: word });
    else if (month !== undefined && at > 0 && monthAt < 0) {
      monthAt = at;
      date = { year: undefined, month, day: undefined };
    } else if (meant !== undefined) {
      kind = meant;
      certain ||= Object.hasOwn(KIND_WORDS, word);
    } else rest.push(word);
  });
  const dated = monthAt < 0 ? { date, numbers } : takeDate(numbers, monthAt, date as DateHint | undefined);
  const strike = dated.numbers.at(-1)?.text;
  if (kind === undefined && strike === undefined && dated.date === undefined) return undefined;
  return { words: rest, kind, strike, date: dated.date, certain: certain || dated.date !== undefined };
}

function monthOf(word: string): number | undefined {
  if (word.length < 3) return undefined;
  const at = MONTHS.findIndex((month) => month.startsWith(word));
  return at < 0 ? undefined : at + 1;
}

/** A whole kind word anywhere; the beginning of one only as the last of several words, for it is still being typed. */
function kindOf(word: string, at: number, words: readonly string[]): KindHint | undefined {
  if (at === 0) return undefined;
  if (Object.hasOwn(KIND_WORDS, word)) return KIND_WORDS[word];
  if (at !== words.length - 1) return undefined;
  const beginning = Object.keys(KIND_WORDS).find((each) => each !== 'eq' && each.startsWith(word));
  return beginning === undefined ? undefined : KIND_WORDS[beginning];
}

/** The number before the month is the day; the one after it is the year when it is written in full, or when another number is left to be the strike. */
function takeDate(
  numbers: readonly { readonly at: number; readonly text: string }[],
  monthAt: number,
  date: DateHint | undefined,
): { readonly date: DateHint | undefined; readonly numbers: readonly { readonly text: string }[] } {
  const before = numbers.find(
    ({ at, text }) => at === monthAt - 1 && /^\d{1,2}$/.test(text) && Number(text) <= 31,
  );
  const after = numbers.find(({ at }) => at === monthAt + 1);
  const others = numbers.filter((each) => each !== before && each !== after);
  const isYear =
    after !== undefined && (/^20\d\d$/.test(after.text) || (/^\d{2}$/.test(after.text) && others.length > 0));
  return {
    date: date && {
      month: date.month,
      day: before === undefined ? undefined : Number(before.text),
      year: isYear ? Number(after.text.padStart(4, '20')) : undefined,
    },
    numbers: numbers.filter((each) => each !== before && !(isYear && each === after)),
  };
}
