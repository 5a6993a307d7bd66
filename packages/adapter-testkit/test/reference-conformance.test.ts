import { describeBrokerConformance } from '@copydesk/adapter-testkit';
import { startReference } from './start-reference.ts';

describeBrokerConformance({
  name: 'reference broker',
  readme: new URL('../README.md', import.meta.url),
  start: startReference(),
});
