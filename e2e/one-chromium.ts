/** One Chromium for all test files: starting one takes seconds of a slow machine. Each file has contexts of its own. */
import process from 'node:process';
import { launchShared, SHARED } from './browser.ts';

export async function setup(): Promise<(() => Promise<void>) | undefined> {
  const server = await launchShared();
  if (server === undefined) return undefined;
  process.env[SHARED] = server.wsEndpoint();
  return () => server.close();
}
