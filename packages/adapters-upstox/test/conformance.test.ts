import { describeBrokerConformance, overSandbox } from '@copydesk/adapter-testkit';
import type { BrokerId } from '@copydesk/core';
import { createUpstoxAdapter } from '../src/index.ts';
import { sandboxFace } from '../src/sandbox/index.ts';
import { upstoxInstruments } from './support/instruments.ts';

describeBrokerConformance({
  name: 'upstox',
  start: overSandbox({
    face: sandboxFace,
    instruments: { kind: 'rows', rows: upstoxInstruments },
    create: ({ endpoints, clock, log }) =>
      createUpstoxAdapter({
        brokerId: 'upstox-sandbox' as BrokerId,
        environment: 'sandbox',
        clock,
        log,
        endpoints,
        random: () => 0.5,
      }),
  }),
  unsupported: {},
});
