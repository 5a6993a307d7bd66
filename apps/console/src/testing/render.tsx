import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ReactNode } from 'react';
import { useAccounts } from '../live/accounts-store.ts';
import { useGroups } from '../live/groups-store.ts';
import { useLink } from '../live/link-store.ts';
import { aGroup, anAccount } from './fixtures.ts';

/** Renders a part of the desk with a family of three in the sandbox, logged in, armed and connected. */
export function renderDesk(part: ReactNode) {
  useAccounts.setState({ list: ['MASTER:k2', 'CHILD:c1', 'CHILD:c2'].map((address) => anAccount(address)) });
  useGroups.setState({ list: [aGroup()] });
  useLink.setState({ state: 'live', heardAtMs: Date.now(), offsetMs: 0, returned: null });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return {
    user: userEvent.setup(),
    queries,
    ...render(<QueryClientProvider client={queries}>{part}</QueryClientProvider>),
  };
}
