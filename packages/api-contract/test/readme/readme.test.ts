import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('the example of the README', () => {
  it('is the file that runs', () => {
    const shown = /```ts\n([\s\S]*?)```/.exec(read('../../README.md'))?.[1];
    expect(shown).toBe(read('./place-order.ts'));
  });

  it('sends an order that the contract takes, and reads the problem that is answered', async () => {
    const problem = {
      type: 'about:blank',
      title: 'No',
      status: 409,
      code: 'no-session',
      detail: 'Log in.',
      requestId: 'r1',
    };
    const fetched = vi.fn(async () => Response.json(problem, { status: 409 }));
    vi.stubGlobal('fetch', fetched);
    const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);

    await import('./place-order.ts');

    expect(fetched).toHaveBeenCalledOnce();
    expect(print.mock.calls).toEqual([[undefined, 'no-session']]);
  });
});
