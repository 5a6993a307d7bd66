import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// Named here so that it is type-checked with the tests.
import type {} from '../examples/first-order.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const README = read('../README.md');
const EXAMPLE = '../examples/first-order.ts';

/** The rows of the table of missing SDK calls in a text, from its head on. */
function missingCalls(text: string): string[] {
  const lines = text.split('\n');
  const start = lines.indexOf('| SDK call | why |');
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start, end === -1 ? undefined : end);
}

describe('the README', () => {
  it('shows code that compiles and runs: a position follows from an order', () => {
    const code = read(EXAMPLE);
    expect(README).toContain(code.replace('../test/tiny-face.ts', '@copydesk/adapter-zerodha/sandbox'));
    const program = fileURLToPath(new URL(EXAMPLE, import.meta.url));
    const printed = execFileSync(process.execPath, ['--conditions=@copydesk/source', program]).toString();
    expect(printed).toMatch(/U1 complete (\d+)\nposition \1\n$/);
  });

  it.each(['zerodha', 'upstox'])(
    'lists the SDK calls that the face of %s lacks, as its adapter does',
    (broker) => {
      const theirs = missingCalls(read(`../../adapters-${broker}/README.md`));
      expect(theirs.length).toBeGreaterThan(3);
      expect(README).toContain(theirs.join('\n'));
    },
  );

  it('names every option of the sandbox and every route of its control', () => {
    const options =
      /interface SandboxOptions \{([\s\S]*?)\n\}/.exec(read('../src/start/start-sandbox.ts'))?.[1] ?? '';
    const names = [...options.matchAll(/readonly (\w+)\??:/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(README).toContain(`| \`${name}\` |`);
    const routes = ['client', 'order', 'market']
      .map((kind) => read(`../src/control/${kind}-routes.ts`))
      .join('');
    const paths = [...routes.matchAll(/path: '(\/[a-z/]*[a-z])/g)].map((match) => match[1] ?? '');
    expect(paths.length).toBeGreaterThan(12);
    for (const path of paths) expect(README).toContain(path);
  });
});
