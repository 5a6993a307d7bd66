/**
 * Ends a run: no more faults, everybody logged in, the desk up, and time until nothing moves any more.
 *
 * Decides: how long the desk may take to come to rest by itself. Nothing here helps it: whoever still owes an exit has to send it.
 */
import { TradingError } from '../../src/index.ts';
import { isOrderFinal } from '../../src/order/order.ts';
import { TRADED } from './market.ts';
import { netAt, type RunNotes, tend } from './perform.ts';
import { ANN, type Stage } from './stage.ts';

/** How far time goes between two looks. */
const LOOK_MS = 2_000;
/** So often nothing must have moved, so that hardly anything will. */
const QUIET_LOOKS = 3;
/** The same where something is amiss: longer than every wait of the desk that is not for the market. */
const PATIENT_LOOKS = 10;
/** So often a person looks whether something has come up again: a command may have waited for another one's answer. */
const TIMES = 3;
/** The longest way to rest: absence proven, exits tried again with doubling pauses, polls without a stream. */
const LOOKS = 120;

/** Ends every fault and lets what is under way end; afterwards the desk is up and everybody logged in. */
export async function endDisturbances(stage: Stage, notes: RunNotes): Promise<void> {
  const { venue, clock } = stage;
  notes.again = undefined;
  stage.life.arm(undefined);
  venue.gate.clearFaults();
  venue.market.change({ matching: 'auto', lotsPerMatch: undefined });
  for (const who of notes.out.keys()) notes.out.set(who, clock.monotonicMs());
  await tend(stage, notes);
  await clock.advance(3_000);
  // A session that expired while the desk was down is noticed only now.
  for (const account of stage.members)
    if (stage.desk.accounts.sessionOf(account.id) === undefined) await stage.logIn(account);
  await resume(stage);
}

/** A person lets every child follow again: what a pause left behind must be told by then. */
async function resume(stage: Stage): Promise<void> {
  const { groups } = stage.desk;
  const now = groups.get(ANN, stage.family.group.id);
  const children = now.children.map((link) => ({ ...link, state: 'active' as const }));
  await stage.clock.drive(groups.change(ANN, now.id, now.version, { children }));
  await stage.clock.drive(groups.arm(ANN, now.id));
  for (const { scope } of stage.desk.killSwitch.report(ANN).active)
    await stage.clock.drive(stage.desk.killSwitch.lift(ANN, scope));
}

/** Lets time pass until nothing has moved for long. False when something still moves after all that time. */
async function comeToRest(stage: Stage, looks: number): Promise<boolean> {
  let quiet = 0;
  let before = '';
  for (let look = 0; look < LOOKS; look += 1) {
    await stage.clock.advance(LOOK_MS);
    if (stage.life.stuck) return false;
    const now = standing(stage);
    quiet = now === before ? quiet + 1 : 0;
    before = now;
    if (quiet >= looks && !waits(stage)) return true;
  }
  return false;
}

/** Ends everything that works, as a person does before going home, and lets it rest. False when it does not come to rest. */
export async function goHome(stage: Stage, notes: RunNotes): Promise<boolean> {
  for (let time = 0; time < TIMES; time += 1) {
    const asked = await cancelAll(stage, notes);
    if (time > 0 && asked === 0) return true;
    if (!(await comeToRest(stage, QUIET_LOOKS))) return false;
  }
  return true;
}

/** Waits longer, for what the desk does after a pause. False when it does not come to rest. */
export function waitPatiently(stage: Stage): Promise<boolean> {
  return comeToRest(stage, PATIENT_LOOKS);
}

/** Asks for the end of everything that still works, and says of how many orders. */
async function cancelAll(stage: Stage, notes: RunNotes): Promise<number> {
  const { orders } = stage.desk;
  let asked = 0;
  for (const order of orders.list({ userId: ANN })) {
    const all = [order, ...orders.childrenOf(order)];
    if (all.every((one) => isOrderFinal(one) || one.cancelWanted)) continue;
    asked += 1;
    void stage.desk.trader.cancel(ANN, order.intent.orderId).catch((error: unknown) => {
      // It may have ended meanwhile.
      if (!TradingError.is(error)) notes.broken.push(error);
    });
  }
  await stage.clock.advance(0);
  return asked;
}

/** The master goes flat at the market in everything. */
export async function flatten(stage: Stage, notes: RunNotes): Promise<void> {
  for (const traded of Object.values(TRADED)) {
    if (netAt(stage, 0, traded) === 0) continue;
    const { instrument, product } = traded;
    const exit = stage.desk.trader.exit(ANN, {
      accountId: stage.master.id,
      instrumentId: instrument.id,
      product,
      fraction: 1_000_000,
    });
    exit.then(
      (orderId) => notes.accepted.push(orderId),
      (error: unknown) => notes.broken.push(error),
    );
    await stage.clock.advance(0);
  }
}

/** Whatever can move, in one word: the venue's trades, the journal. */
function standing(stage: Stage): string {
  const trades = stage.members.map(
    ({ brokerId: broker, clientId: client }) => stage.venue.orders.trades({ broker, client }).length,
  );
  return `${trades.join(' ')} ${stage.journal.lines.length}`;
}

/** An uncertain order, an unsettled account: the desk has not finished. */
function waits(stage: Stage): boolean {
  return stage.members.some(
    (account) =>
      !stage.desk.accounts.stateOf(account.id).settled ||
      stage.desk.orders
        .livingOf(account.id)
        .some((order) => order.slices.some((slice) => slice.status === 'uncertain')),
  );
}
