import { expect, it } from 'vitest';
import { deviceName } from '../src/people/device-name.ts';

it('names Chrome also where it runs without a window, and not after the Safari that it claims to be', () => {
  const agent = (browser: string) =>
    `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ${browser}/140.0.0.0 Safari/537.36`;
  expect(deviceName(agent('HeadlessChrome'))).toBe('Chrome on Linux');
  expect(deviceName(agent('Chrome'))).toBe('Chrome on Linux');
});
