import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { network } from './network.ts';

// A busy machine is no failure: what is waited for comes, or the test ends by its own limit.
configure({ asyncUtilTimeout: 10_000 });
beforeAll(() => network.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  cleanup();
  network.resetHandlers();
  globalThis.sessionStorage?.clear();
});
afterAll(() => network.close());
