/** One link as it is being changed: every rule of it, as typed. */
import type { Account, Child, ChildInput, SizingInput } from '@copydesk/api-contract';
import { parseMoney } from '../../lib/numbers.ts';

export interface ChildDraft {
  readonly account: string;
  readonly accountId: string;
  readonly relationship: Child['relationship'];
  readonly declaredOn: string;
  readonly state: Child['state'];
  readonly sizingKind: 'multiplier' | 'fixed' | 'capital';
  readonly factor: string;
  readonly fixedBy: 'lots' | 'quantity';
  readonly lots: string;
  readonly quantity: string;
  /** Rupees; empty: what the broker reports. */
  readonly declared: string;
  readonly capLots: string;
  readonly atLeastOneLot: boolean;
  /** None chosen: all of them. */
  readonly segments: Child['filters']['segments'];
  readonly products: Child['filters']['products'];
  /** Names, separated by commas; empty: all. */
  readonly underlyings: string;
  readonly maxQuantity: string;
  readonly maxValue: string;
  readonly maxOpenPositions: string;
  readonly dayLoss: string;
  readonly dayLossThen: 'stop' | 'square-off';
  readonly driftPercent: string;
  readonly from: string;
  readonly to: string;
  readonly entryCapPercent: string;
  readonly onIncomplete: Child['onIncomplete'];
  /** The link as it was read; null for a new one. */
  readonly kept: Child | null;
}

export function childDraftOf(child: Child): ChildDraft {
  const { sizing, filters, guards } = child;
  return {
    account: child.account,
    accountId: child.accountId,
    relationship: child.relationship,
    declaredOn: child.declaredOn,
    state: child.state,
    sizingKind: sizing.kind,
    factor: sizing.kind === 'multiplier' ? String(sizing.factor) : '1',
    fixedBy: sizing.kind === 'fixed' && sizing.quantity !== undefined ? 'quantity' : 'lots',
    lots: sizing.kind === 'fixed' ? text(sizing.lots) : '1',
    quantity: sizing.kind === 'fixed' ? text(sizing.quantity) : '',
    declared: sizing.kind === 'capital' ? text(sizing.declared) : '',
    capLots: text(sizing.capLots),
    atLeastOneLot: sizing.atLeastOneLot,
    segments: filters.segments,
    products: filters.products,
    underlyings: filters.underlyings.join(', '),
    maxQuantity: text(guards.maxQuantity),
    maxValue: text(guards.maxValue),
    maxOpenPositions: text(guards.maxOpenPositions),
    dayLoss: text(guards.maxDayLoss?.amount),
    dayLossThen: guards.maxDayLoss?.then ?? 'stop',
    driftPercent: text(guards.priceDriftPercent),
    from: guards.window?.from ?? '',
    to: guards.window?.to ?? '',
    entryCapPercent: String(child.entryCapPercent),
    onIncomplete: child.onIncomplete,
    kept: child,
  };
}

function text(figure: number | null | undefined): string {
  return figure === null || figure === undefined ? '' : String(figure);
}

const ENTRY_CAP_PERCENT = '3';

/** A new link: same size as the master, declared today, without a limit. */
export function newChild(account: Account, today: string): ChildDraft {
  return {
    account: account.address,
    accountId: account.id,
    relationship: 'spouse',
    declaredOn: today,
    state: 'active',
    sizingKind: 'multiplier',
    factor: '1',
    fixedBy: 'lots',
    lots: '1',
    quantity: '',
    declared: '',
    capLots: '',
    atLeastOneLot: false,
    segments: [],
    products: [],
    underlyings: '',
    maxQuantity: '',
    maxValue: '',
    maxOpenPositions: '',
    dayLoss: '',
    dayLossThen: 'stop',
    driftPercent: '',
    from: '',
    to: '',
    entryCapPercent: ENTRY_CAP_PERCENT,
    onIncomplete: 'flatten',
    kept: null,
  };
}

export type ChildFaults = { readonly [K in keyof ChildDraft]?: string };

/** What is wrong with a link's figures, beside each field; empty when it can be saved. */
export function childFaults(child: ChildDraft): ChildFaults {
  const faults: [keyof ChildDraft, string | null][] = [
    ['factor', child.sizingKind === 'multiplier' ? factorFault(child.factor) : null],
    [
      'lots',
      child.sizingKind === 'fixed' && child.fixedBy === 'lots' ? needsWhole(child.lots, 'lots') : null,
    ],
    [
      'quantity',
      child.sizingKind === 'fixed' && child.fixedBy === 'quantity'
        ? needsWhole(child.quantity, 'units')
        : null,
    ],
    ['declared', amountFault(child.declared)],
    ['capLots', capFault(child)],
    ['maxQuantity', mayBeWhole(child.maxQuantity)],
    ['maxValue', amountFault(child.maxValue)],
    ['maxOpenPositions', mayBeWhole(child.maxOpenPositions)],
    ['dayLoss', amountFault(child.dayLoss)],
    ['driftPercent', percentFault(child.driftPercent, { above: true, empty: true })],
    ['entryCapPercent', percentFault(child.entryCapPercent, { above: false, empty: false })],
    ['to', windowFault(child.from, child.to)],
  ];
  return Object.fromEntries(faults.filter(([, words]) => words !== null));
}

function factorFault(factor: string): string | null {
  return (parseMoney(factor) ?? 0) > 0 ? null : 'Needs a number above 0, such as 0.5.';
}

function needsWhole(figure: string, unit: string): string | null {
  return isWhole(figure) ? null : `Needs whole ${unit}, 1 or more.`;
}

function mayBeWhole(figure: string): string | null {
  return figure.trim() === '' || isWhole(figure) ? null : 'Needs a whole number, or nothing.';
}

function capFault({ sizingKind, capLots }: ChildDraft): string | null {
  if (sizingKind === 'capital' && !isWhole(capLots))
    return 'A capital share needs a cap: what brokers report moves during the day.';
  return capLots.trim() === '' || isWhole(capLots) ? null : 'Needs whole lots, or nothing.';
}

function amountFault(amount: string): string | null {
  return amount.trim() === '' || (parseMoney(amount) ?? 0) > 0 ? null : 'Needs rupees above 0, or nothing.';
}

function percentFault(
  percent: string,
  { above, empty }: { readonly above: boolean; readonly empty: boolean },
): string | null {
  if (percent.trim() === '') return empty ? null : 'Needs 0 to 100.';
  const exact = parseMoney(percent);
  if (exact === null || exact < 0 || exact > 1_000_000 || (above && exact === 0))
    return above ? 'Needs more than 0, at most 100.' : 'Needs 0 to 100.';
  return null;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function windowFault(from: string, to: string): string | null {
  if (from === '' && to === '') return null;
  if (from === '' || to === '') return 'Needs both times, or none.';
  if (!TIME.test(from) || !TIME.test(to)) return 'Needs times of the day, such as 09:15.';
  return from < to ? null : 'Ends before it begins.';
}

function isWhole(figure: string): boolean {
  return /^[1-9]\d{0,8}$/.test(figure.trim());
}

export function childInputOf(child: ChildDraft): ChildInput {
  return {
    account: child.accountId,
    relationship: child.relationship,
    declaredOn: child.declaredOn,
    state: child.state,
    sizing: sizingOf(child),
    filters: {
      segments: [...child.segments],
      products: [...child.products],
      underlyings: namesOf(child.underlyings),
    },
    guards: {
      maxQuantity: figureOrNull(child.maxQuantity),
      maxValue: figureOrNull(child.maxValue),
      maxOpenPositions: figureOrNull(child.maxOpenPositions),
      maxDayLoss:
        child.dayLoss.trim() === '' ? null : { amount: child.dayLoss.trim(), then: child.dayLossThen },
      priceDriftPercent: figureOrNull(child.driftPercent),
      window: child.from === '' ? null : { from: child.from, to: child.to },
    },
    entryCapPercent: child.entryCapPercent.trim(),
    onIncomplete: child.onIncomplete,
  };
}

function namesOf(underlyings: string): string[] {
  return underlyings
    .split(',')
    .map((name) => name.trim().toUpperCase())
    .filter((name) => name !== '');
}

function figureOrNull(figure: string): string | null {
  return figure.trim() === '' ? null : figure.trim();
}

function sizingOf(child: ChildDraft): SizingInput {
  const capLots = figureOrNull(child.capLots);
  const { atLeastOneLot } = child;
  if (child.sizingKind === 'multiplier')
    return { kind: 'multiplier', factor: child.factor.trim(), capLots, atLeastOneLot };
  if (child.sizingKind === 'capital')
    return {
      kind: 'capital',
      declared: figureOrNull(child.declared),
      capLots: child.capLots.trim(),
      atLeastOneLot,
    };
  const size =
    child.fixedBy === 'quantity' ? { quantity: child.quantity.trim() } : { lots: child.lots.trim() };
  return { kind: 'fixed', ...size, capLots, atLeastOneLot };
}
