/** From what a schema found wrong to the contract's list of faults, each with a JSON Pointer. */
import type { InputError } from '@copydesk/api-contract';
import type * as z from 'zod/mini';

type Issue = z.core.$ZodIssue;

const CODES: Readonly<Record<Issue['code'], string>> = {
  invalid_type: 'wrong-type',
  too_big: 'too-large',
  too_small: 'too-small',
  invalid_format: 'bad-format',
  not_multiple_of: 'bad-format',
  unrecognized_keys: 'unknown-field',
  invalid_union: 'wrong-type',
  invalid_key: 'bad-format',
  invalid_element: 'bad-format',
  invalid_value: 'not-in-list',
  custom: 'bad-format',
};

/** The faults, at most fifty. `base` is empty for a body, `/query` or `/path` for the others. */
export function inputErrors(issues: readonly Issue[], base: string): InputError[] {
  return issues.flatMap((issue) => readIssue(issue, base)).slice(0, 50);
}

function readIssue(issue: Issue, base: string): InputError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: pointer(base, [...issue.path, key]),
      code: 'unknown-field',
      message: 'This field is not known here.',
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined && issue.path.length > 0;
  return [
    {
      path: pointer(base, issue.path),
      code: missing ? 'required' : codeOf(issue),
      message: missing ? 'This field is needed.' : messageOf(issue),
    },
  ];
}

function codeOf(issue: Issue): string {
  const own: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
  return typeof own === 'string' ? own : CODES[issue.code];
}

/** Our own words: the library's depend on its locale. Values are never repeated, for one may be a secret. */
function messageOf(issue: Issue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return `Needs ${issue.expected === 'int' ? 'a whole number' : `a value of type ${issue.expected}`}.`;
    case 'invalid_value':
      return `Needs one of ${issue.values.map(String).join(', ')}.`;
    case 'too_big':
      return `Takes at most ${issue.maximum}${unitOf(issue.origin)}.`;
    case 'too_small':
      return `Needs at least ${issue.minimum}${unitOf(issue.origin)}.`;
    case 'invalid_union':
      return 'None of the forms that are possible here fits.';
    default:
      return 'This value cannot be used.';
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

/** A JSON Pointer (RFC 6901). */
export function pointer(base: string, path: readonly PropertyKey[]): string {
  return base + path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
