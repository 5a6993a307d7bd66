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

it('names everything that keeps an account in use, and what ends it', async () => {
  const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const line = page.split('\n').find((one) => one.startsWith('| `account-in-use`'));
  for (const cause of [/in a group/, /living orders/, /holds positions/, /converts/])
    expect(TRADING_ERRORS['account-in-use']).toMatch(cause);
  expect(line).toContain('GET /api/conversions');
});
