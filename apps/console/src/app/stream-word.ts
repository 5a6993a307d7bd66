import type { Account } from '@copydesk/api-contract';

/** What is to be said of an account's order stream; undefined while it is up. */
export function streamWord(account: Account): string | undefined {
  if (account.session.state !== 'live') return 'logged out';
  if (account.stream === 'up') return undefined;
  return account.stream === 'not-in-plan' ? 'no stream, read' : 'stream down, read';
}
