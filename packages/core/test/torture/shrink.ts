/**
 * Cuts a failing history down to what it takes to fail alike.
 *
 * Decides: what is tried, in which order: fewer steps, fewer children, plainer members, shorter pauses. Bounded in tries, so that
 * a failure is always shown. Two runs fail alike when they break the same invariant in the same way (`signatureOf`).
 */
import type { FamilySeed, History, Step } from './history.ts';
import type { Outcome } from './run.ts';
import { signatureOf } from './violation.ts';

/** So many runs a failure may take to be cut down. */
const TRIES = 160;

/** The shortest history found that fails by this signature, and how its run ended. */
export async function shrink(
  history: History,
  signature: string,
  play: (history: History) => Promise<Outcome>,
): Promise<History> {
  let best = history;
  let tries = TRIES;
  const better = async (candidate: History): Promise<boolean> => {
    if (tries <= 0) return false;
    tries -= 1;
    const { violations } = await play(candidate);
    if (!violations.some((violation) => signatureOf(violation) === signature)) return false;
    best = candidate;
    return true;
  };
  for (let before = ''; before !== JSON.stringify(best) && tries > 0; ) {
    before = JSON.stringify(best);
    await fewerSteps(() => best, better);
    await plainerFamily(() => best, better);
    await plainerSteps(() => best, better);
  }
  return best;
}

type Try = (candidate: History) => Promise<boolean>;

/** Takes out ever smaller parts, from the end: what came last is least likely to matter. */
async function fewerSteps(best: () => History, better: Try): Promise<void> {
  for (
    let size = Math.ceil(best().steps.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let end = best().steps.length; end > 0; end -= size) {
      const { steps } = best();
      const rest = [...steps.slice(0, Math.max(0, end - size)), ...steps.slice(end)];
      if (rest.length < steps.length) await better({ ...best(), steps: rest });
    }
  }
}

async function plainerFamily(best: () => History, better: Try): Promise<void> {
  for (let place = best().family.children.length - 1; place >= 0; place -= 1) {
    const { family } = best();
    if (family.children.length === 1) break;
    const children = family.children.filter((_, index) => index !== place);
    await better({ ...best(), family: { ...family, children } });
  }
  const plain: readonly Partial<FamilySeed>[] = [
    { copyWhen: 'onAccepted' },
    { copyOutsideOrders: false },
    { masterHasStream: true },
    { processingMs: 0 },
    { latencyMs: 1 },
    { absenceAfterMs: 8_000 },
    { seed: 1 },
  ];
  for (const change of plain) await better({ ...best(), family: { ...best().family, ...change } });
  for (const place of best().family.children.keys()) {
    const simple = [
      { hasStream: true },
      { capLots: undefined },
      { atLeastOneLot: false },
      { sizing: { kind: 'multiplier' as const, factor: 1 } },
    ];
    for (const change of simple) {
      const { family } = best();
      const children = family.children.map((child, index) =>
        index === place ? { ...child, ...change } : child,
      );
      await better({ ...best(), family: { ...family, children } });
    }
  }
}

async function plainerSteps(best: () => History, better: Try): Promise<void> {
  for (const place of best().steps.keys()) {
    for (const change of plainer(best().steps[place] as Step)) {
      const steps = best().steps.map((step, index) => (index === place ? change : step));
      if (await better({ ...best(), steps })) break;
    }
  }
}

function plainer(step: Step): Step[] {
  const simpler: Step[] = [];
  if (step.do === 'place' && step.words.type !== 'MARKET')
    simpler.push({ ...step, words: { type: 'MARKET' } });
  if (step.do === 'place' && step.lots > 1) simpler.push({ ...step, lots: 1 }, { ...step, lots: 2 });
  if (step.do === 'fault' && step.times > 1) simpler.push({ ...step, times: 1 });
  if (step.do === 'crash' && step.again !== undefined) simpler.push({ ...step, again: undefined });
  if (step.thenMs !== 0) simpler.push({ ...step, thenMs: 0 });
  if (step.thenMs > 1_000) simpler.push({ ...step, thenMs: 1_000 });
  return simpler;
}
