/** What a person wrote about a group, as the core takes it. Accounts are found here; who may be in it the core decides. */
import type { childInputSchema, groupBodySchema, groupPatchSchema } from '@copydesk/api-contract';
import {
  type AccountId,
  type AccountStore,
  type ChildLink,
  type CopyGroup,
  type Factor,
  type GroupDraft,
  type LinkGuards,
  type Lots,
  parseFactor,
  parsePrice,
  type Quantity,
  type Sizing,
  TradingError,
  type UserId,
} from '@copydesk/core';
import type * as z from 'zod/mini';
import { HttpError } from './http-error.ts';

type ChildInput = z.output<typeof childInputSchema>;
type GroupInput = z.output<typeof groupBodySchema>;
type PatchInput = z.output<typeof groupPatchSchema>;

const ENTRY_CAP_PERCENT = 3;
const EXIT_CAP_PERCENT = 5;

/** A new group. Throws `account-not-found` with the path of the account. */
export function groupDraft(userId: UserId, input: GroupInput, accounts: AccountStore): GroupDraft {
  return {
    name: input.name,
    masterId: accountAt(userId, input.master, accounts, '/master'),
    copyWhen: input.copyWhen ?? 'onAccepted',
    copyOutsideOrders: input.copyOutsideOrders ?? true,
    protection: input.protection ?? 'follow',
    exitCapPercent: Number(input.exitCapPercent ?? EXIT_CAP_PERCENT),
    masterCapital: amountAt(input.masterCapital, '/masterCapital'),
    children: childLinks(userId, input.children, accounts),
  };
}

/** What a patch changes. A child whose state is left out stays in the one that it was in. */
export function groupChange(
  group: CopyGroup,
  input: PatchInput,
  accounts: AccountStore,
): Partial<GroupDraft> {
  const { userId } = group;
  const { name, copyWhen, copyOutsideOrders, protection, exitCapPercent, masterCapital, children } = input;
  return {
    ...(name === undefined ? {} : { name }),
    ...(copyWhen === undefined ? {} : { copyWhen }),
    ...(copyOutsideOrders === undefined ? {} : { copyOutsideOrders }),
    ...(protection === undefined ? {} : { protection }),
    ...(exitCapPercent === undefined ? {} : { exitCapPercent: Number(exitCapPercent) }),
    ...(masterCapital === undefined
      ? {}
      : { masterCapital: amountAt(masterCapital ?? undefined, '/masterCapital') }),
    ...(children === undefined
      ? {}
      : { children: keepStates(group, children, childLinks(userId, children, accounts)) }),
  };
}

function keepStates(
  before: CopyGroup,
  inputs: readonly ChildInput[],
  links: readonly ChildLink[],
): readonly ChildLink[] {
  return links.map((link, index) => {
    const was = before.children.find((child) => child.accountId === link.accountId);
    return was === undefined || inputs[index]?.state !== undefined ? link : { ...link, state: was.state };
  });
}

function childLinks(userId: UserId, children: readonly ChildInput[], accounts: AccountStore): ChildLink[] {
  return children.map((child, index): ChildLink => {
    const path = `/children/${index}`;
    return {
      accountId: accountAt(userId, child.account, accounts, `${path}/account`),
      relationship: child.relationship,
      declaredOn: child.declaredOn,
      state: child.state ?? 'active',
      stoppedBecause: undefined,
      sizing: sizingOf(child.sizing, `${path}/sizing`),
      filters: {
        segments: child.filters?.segments ?? [],
        products: child.filters?.products ?? [],
        underlyings: (child.filters?.underlyings ?? []).map((name) => name.toUpperCase()),
      },
      guards: guardsOf(child.guards, `${path}/guards`),
      entryCapPercent: Number(child.entryCapPercent ?? ENTRY_CAP_PERCENT),
      onIncomplete: child.onIncomplete ?? 'flatten',
    };
  });
}

function sizingOf(input: ChildInput['sizing'], path: string): Sizing {
  const shared = { capLots: input.capLots as Lots | undefined, atLeastOneLot: input.atLeastOneLot ?? false };
  switch (input.kind) {
    case 'multiplier':
      return { kind: 'multiplier', factor: factorAt(input.factor, `${path}/factor`), ...shared };
    case 'fixed':
      return input.lots === undefined
        ? { kind: 'fixed-quantity', quantity: input.quantity as Quantity, ...shared }
        : { kind: 'fixed-lots', lots: input.lots as Lots, ...shared };
    case 'capital':
      return { kind: 'capital', declared: amountAt(input.declared, `${path}/declared`), ...shared };
  }
}

function guardsOf(input: ChildInput['guards'], path: string): LinkGuards {
  const loss = input?.maxDayLoss;
  const lossAmount = amountAt(loss?.amount, `${path}/maxDayLoss/amount`);
  const drift = input?.priceDriftPercent;
  return {
    maxQuantity: input?.maxQuantity as Quantity | undefined,
    maxValue: amountAt(input?.maxValue, `${path}/maxValue`),
    maxOpenPositions: input?.maxOpenPositions,
    maxDayLoss:
      loss === undefined || lossAmount === undefined ? undefined : { amount: lossAmount, then: loss.then },
    // One per cent is 10 000 millionths; finer than a ten-thousandth of a per cent is cut.
    priceDrift:
      drift === undefined
        ? undefined
        : (Math.floor(factorAt(drift, `${path}/priceDriftPercent`) / 100) as Factor),
    window: input?.window,
  };
}

function accountAt(userId: UserId, reference: string, accounts: AccountStore, path: string): AccountId {
  return findAccount(userId, reference, accounts, path).id;
}

/** The account that a field of a body names. Throws `account-not-found` with the field's path. */
export function findAccount(userId: UserId, reference: string, accounts: AccountStore, path: string) {
  try {
    return accounts.find(userId, reference);
  } catch (error) {
    if (!TradingError.is(error)) throw error;
    throw new TradingError(error.code, error.facts, { path, cause: error });
  }
}

function factorAt(text: string, path: string): Factor {
  const factor = parseFactor(text);
  if (factor !== undefined) return factor;
  throw unusable(path, 'Takes at most six decimal places, up to 1000.');
}

/** An amount of rupees as a count of 1/10000. */
function amountAt(text: string | undefined, path: string): number | undefined {
  if (text === undefined) return undefined;
  const amount = parsePrice(text);
  if (amount !== undefined) return amount;
  throw unusable(path, 'Takes at most four decimal places.');
}

function unusable(path: string, message: string): HttpError {
  return new HttpError('invalid-input', { errors: [{ path, code: 'too-fine', message }] });
}
