/** I7 and I9: nobody waits for another one's trouble, and no secret is written down. */
import type { Evidence } from './evidence.ts';
import type { History } from './history.ts';
import type { RunNotes } from './perform.ts';
import { clientOf } from './stage.ts';
import type { Violation } from './violation.ts';

/** The longest that a child's order may wait for what concerns the child itself: late fills, its lane, its rate. */
const LEAVES_WITHIN_MS = 5_000;

/** I7: an order of a child that has no trouble of its own leaves in time, whatever befalls the others. */
export function isolated({ stage, written, entries }: Evidence, history: History): Violation[] {
  // A crash is everybody's trouble.
  if (stage.lives > 1) return [];
  const troubled = new Set(
    history.steps.flatMap((step) =>
      step.do === 'fault' || step.do === 'refuse' || step.do === 'log-out' ? [stage.member(step.who).id] : [],
    ),
  );
  const leftAt = new Map<string, number>();
  for (const { tag, fromMs } of stage.writes) if (tag !== undefined) leftAt.set(tag, fromMs);
  const endedAt = new Map<string, number>();
  for (const { event, monotonicMs } of entries)
    if ('orderId' in event && 'slice' in event && !endedAt.has(event.orderId))
      endedAt.set(event.orderId, monotonicMs);
  const startMs = entries[0] === undefined ? 0 : entries[0].at - entries[0].monotonicMs;
  const found: Violation[] = [];
  for (const { intent, at } of written.values()) {
    if (intent.parentOrderId === undefined || troubled.has(intent.accountId)) continue;
    const [first] = intent.slices;
    const leaves = leftAt.get(first?.clientOrderId ?? '') ?? endedAt.get(intent.orderId);
    const waited = (leaves ?? Number.POSITIVE_INFINITY) - (at - startMs);
    if (waited <= LEAVES_WITHIN_MS) continue;
    const text = `${intent.part} ${intent.side} ${intent.quantity} (${intent.orderId}) left after ${waited} ms`;
    found.push({ invariant: 'I7', kind: 'late', text });
  }
  return found;
}

/** I9: neither the journal nor an error carries what only the broker may see. */
export function secretsKept({ stage }: Evidence, notes: RunNotes): Violation[] {
  const secrets = stage.members.flatMap((account) => {
    const ref = clientOf(account);
    const client = stage.venue.clients.find(ref.broker, ref.client);
    const tokens = stage.venue.sessions.of(ref).map((session) => session.accessToken);
    return [...tokens, ...(client === undefined ? [] : [client.apiSecret])];
  });
  const text = [...stage.journal.lines, ...notes.broken.map(String)].join('\n');
  return secrets
    .filter((secret) => text.includes(secret))
    .map((secret) => ({ invariant: 'I9', kind: 'secret', text: `${secret.slice(0, 8)}… is written down` }));
}
