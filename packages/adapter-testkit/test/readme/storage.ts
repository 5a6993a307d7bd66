import { describeJournalContract } from '@copydesk/adapter-testkit';
import { MemoryJournal } from '@copydesk/core';

describeJournalContract({
  name: 'memory',
  start: async () => ({ journal: new MemoryJournal(), close: async () => {} }),
});
