/**
 * Looks for secrets in whatever leaves an adapter: errors, outcomes, facts, log lines.
 *
 * Guards: I9. Looks deeper than a logger would, into causes, hidden properties, getters and encodings of the secret.
 */
import { inspect } from 'node:util';

/** A secret by a name that may be shown in a failure. */
export interface NamedSecret {
  readonly name: string;
  readonly value: string;
}

/** The names of the secrets that stand readable anywhere in the value. */
export function secretsFoundIn(value: unknown, secrets: readonly NamedSecret[]): readonly string[] {
  const text = everyText(value);
  return secrets
    .filter((secret) => spellings(secret.value).some((spelling) => text.includes(spelling)))
    .map((secret) => secret.name);
}

/** How a secret may be written on its way: as it is, in a URL or form, in a basic header, inside JSON. */
function spellings(secret: string): readonly string[] {
  if (secret.length < 6) throw new RangeError('A secret of under six characters would be found by chance');
  return [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function everyText(value: unknown): string {
  const shown = inspect(value, {
    depth: 10,
    showHidden: true,
    getters: true,
    maxStringLength: null,
    maxArrayLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  });
  return `${shown}\n${jsonOf(value)}`;
}

/** What a JSON logger would write: `toJSON` may show what `inspect` does not. */
function jsonOf(value: unknown): string {
  const seen = new Set<unknown>();
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (typeof part !== 'object' || part === null) return part;
    if (seen.has(part)) return '[seen]';
    seen.add(part);
    return part instanceof Error
      ? { ...part, message: part.message, stack: part.stack, cause: part.cause }
      : part;
  });
  return text ?? '';
}
