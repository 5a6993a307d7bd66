/** What goes wrong at the venue while the server lives and dies: nothing is later than a second. */
import type { Family } from './family.ts';
import type { Seeded } from './seeded.ts';
import type { Venue } from './venue.ts';

/** How late the venue may be; the desk takes absence for proven after twice that. */
const LATE_MS = 1_000;

type Fault = Readonly<Record<string, unknown>>;

/** Sets the faults of a round. `inFlight` asks for such that keep requests on their way for a while. */
export async function setFaults(
  venue: Venue,
  family: Family,
  random: Seeded,
  inFlight: boolean,
): Promise<void> {
  // The first fault that fits strikes: those that are used up come before the one that lasts.
  if (random.chance(0.3)) {
    const member = random.one([family.master, ...family.children]);
    await venue.addFault({ ...lostAnswer(random), client: member?.client, times: random.whole(1, 2) });
  }
  if (inFlight) await venue.addFault(slowPlacement(random));
  if (random.chance(0.25))
    await venue.addFault({ on: random.chance(0.5) ? 'cancel' : 'modify', ...slowOrLost(random), times: 1 });
  if (random.chance(0.5))
    await venue.addFault({ on: 'book', fault: 'stale', ms: random.whole(100, LATE_MS) });
  if (random.chance(0.2)) await venue.addFault({ on: 'trades', fault: 'stale', ms: LATE_MS });
  if (random.chance(0.2)) await venue.addFault({ on: 'positions', fault: 'stale', ms: LATE_MS });
  if (random.chance(0.3)) {
    const fault = random.one(['drop', 'duplicate', 'delay', 'reorder']);
    await venue.addFault({ on: 'stream', fault, ms: random.whole(50, LATE_MS), times: random.whole(1, 6) });
  }
}

/** Every placement of the round takes a while, before or after it took effect. */
function slowPlacement(random: Seeded): Fault {
  const fault = random.chance(0.5) ? 'delay' : 'answer-late';
  return { on: 'place', fault, ms: random.whole(150, LATE_MS) };
}

/** The answer of a placement is lost, or says nothing; it took effect or not. */
function lostAnswer(random: Seeded): Fault {
  const faults: readonly Fault[] = [
    { fault: 'reset-after' },
    { fault: 'reset-before' },
    { fault: 'timeout-400' },
    { fault: '500', effect: true },
    { fault: '500', effect: false },
    { fault: 'html', effect: true },
    { fault: '429' },
  ];
  return { on: 'place', ...random.one(faults) };
}

function slowOrLost(random: Seeded): Fault {
  return random.chance(0.5) ? { fault: 'delay', ms: random.whole(100, LATE_MS) } : { fault: 'reset-after' };
}
