import { readFile } from 'node:fs/promises';
import { HTTP_ERRORS, TRADING_STATUS } from '@copydesk/api-contract';
import { TRADING_ERRORS } from '@copydesk/core';
import { expect, it } from 'vitest';

it('documents every code with its status and meaning, and no code that does not exist', async () => {
  const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (\d{3}) \| (.+?) \| (.+) \|$/gm)].map(
    ([, code, status, meaning]) => [code, Number(status), meaning],
  );
  const own = Object.entries(HTTP_ERRORS).map(([code, { status, title }]) => [code, status, title]);
  const domain = Object.entries(TRADING_ERRORS).map(([code, title]) => [
    code,
    TRADING_STATUS[code as keyof typeof TRADING_STATUS],
    title,
  ]);
  expect(documented.sort()).toEqual([...own, ...domain].sort());
});
