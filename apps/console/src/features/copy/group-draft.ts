/** A group as it is being changed: nothing applies before Save. */
import type {
  Account,
  Child,
  ChildInput,
  Group,
  GroupBody,
  GroupPatch,
  SizingInput,
} from '@copydesk/api-contract';
import { parseMoney } from '../../lib/numbers.ts';

export interface ChildDraft {
  readonly account: string;
  readonly accountId: string;
  readonly relationship: Child['relationship'];
  readonly declaredOn: string;
  readonly state: Child['state'];
  readonly sizingKind: 'multiplier' | 'fixed' | 'capital';
  readonly factor: string;
  readonly lots: string;
  readonly capLots: string;
  readonly atLeastOneLot: boolean;
  /** What this page does not change yet is sent back as it was read. */
  readonly kept: Child | null;
}

export interface GroupDraft {
  readonly name: string;
  readonly masterId: string;
  readonly copyWhen: Group['copyWhen'];
  readonly copyOutsideOrders: boolean;
  readonly children: readonly ChildDraft[];
}

export function draftOf(group: Group): GroupDraft {
  return {
    name: group.name,
    masterId: group.masterId,
    copyWhen: group.copyWhen,
    copyOutsideOrders: group.copyOutsideOrders,
    children: group.children.map(childDraftOf),
  };
}

function childDraftOf(child: Child): ChildDraft {
  const { sizing } = child;
  return {
    account: child.account,
    accountId: child.accountId,
    relationship: child.relationship,
    declaredOn: child.declaredOn,
    state: child.state,
    sizingKind: sizing.kind,
    factor: sizing.kind === 'multiplier' ? String(sizing.factor) : '1',
    lots: sizing.kind === 'fixed' ? String(sizing.lots ?? '') : '1',
    capLots: sizing.capLots === null ? '' : String(sizing.capLots),
    atLeastOneLot: sizing.atLeastOneLot,
    kept: child,
  };
}

/** A new link: same size as the master, declared today. */
export function newChild(account: Account, today: string): ChildDraft {
  return {
    account: account.address,
    accountId: account.id,
    relationship: 'spouse',
    declaredOn: today,
    state: 'active',
    sizingKind: 'multiplier',
    factor: '1',
    lots: '1',
    capLots: '',
    atLeastOneLot: false,
    kept: null,
  };
}

/** How many things Save would change. */
export function changesOf(draft: GroupDraft, group: Group): number {
  const before = draftOf(group);
  const own = (['name', 'copyWhen', 'copyOutsideOrders'] as const).filter(
    (field) => draft[field] !== before[field],
  ).length;
  const old = new Map(before.children.map((child) => [child.accountId, child]));
  const changed = draft.children.filter((child) => {
    const was = old.get(child.accountId);
    return was === undefined || !sameChild(child, was);
  }).length;
  const kept = new Set(draft.children.map((child) => child.accountId));
  return own + changed + before.children.filter((child) => !kept.has(child.accountId)).length;
}

function sameChild(a: ChildDraft, b: ChildDraft): boolean {
  return (Object.keys(a) as (keyof ChildDraft)[]).every((field) => field === 'kept' || a[field] === b[field]);
}

/** What is wrong with a child's figures, beside the field; null when it can be saved. */
export function childFault(
  child: ChildDraft,
): { readonly field: 'factor' | 'lots' | 'capLots'; readonly words: string } | null {
  if (child.sizingKind === 'multiplier' && !((parseMoney(child.factor) ?? 0) > 0)) {
    return { field: 'factor', words: 'Needs a number above 0, such as 0.5.' };
  }
  if (child.sizingKind === 'fixed' && keepsQuantity(child) === undefined && !isWhole(child.lots)) {
    return { field: 'lots', words: 'Needs whole lots, 1 or more.' };
  }
  if (child.sizingKind === 'capital' && !isWhole(child.capLots)) {
    return {
      field: 'capLots',
      words: 'A capital share needs a cap: what brokers report moves during the day.',
    };
  }
  return child.capLots !== '' && !isWhole(child.capLots)
    ? { field: 'capLots', words: 'Needs whole lots, or nothing.' }
    : null;
}

function isWhole(text: string): boolean {
  return /^[1-9]\d{0,5}$/.test(text.trim());
}

export function groupBodyOf(draft: GroupDraft): GroupBody {
  return {
    name: draft.name.trim(),
    master: draft.masterId,
    copyWhen: draft.copyWhen,
    copyOutsideOrders: draft.copyOutsideOrders,
    children: draft.children.map(childInputOf),
  };
}

/** The patch names the version that was read: a group changed meanwhile is not overwritten. */
export function groupPatchOf(draft: GroupDraft, version: number): GroupPatch {
  return {
    version,
    name: draft.name.trim(),
    copyWhen: draft.copyWhen,
    copyOutsideOrders: draft.copyOutsideOrders,
    children: draft.children.map(childInputOf),
  };
}

function childInputOf(child: ChildDraft): ChildInput {
  const input: ChildInput = {
    account: child.accountId,
    relationship: child.relationship,
    declaredOn: child.declaredOn,
    state: child.state,
    sizing: sizingOf(child),
  };
  if (child.kept === null) return input;
  const { filters, guards, entryCapPercent, onIncomplete } = child.kept;
  return { ...input, filters, guards, entryCapPercent, onIncomplete };
}

/** A fixed quantity instead of lots, set elsewhere, stays while the field for lots is empty. */
function keepsQuantity(child: ChildDraft): number | undefined {
  const sizing = child.kept?.sizing;
  return child.lots === '' && sizing?.kind === 'fixed' ? sizing.quantity : undefined;
}

function sizingOf(child: ChildDraft): SizingInput {
  const rest = {
    capLots: child.capLots.trim() === '' ? null : child.capLots.trim(),
    atLeastOneLot: child.atLeastOneLot,
  };
  if (child.sizingKind === 'multiplier') return { kind: 'multiplier', factor: child.factor.trim(), ...rest };
  if (child.sizingKind === 'fixed') {
    const quantity = keepsQuantity(child);
    return quantity === undefined
      ? { kind: 'fixed', lots: child.lots.trim(), ...rest }
      : { kind: 'fixed', quantity, ...rest };
  }
  const kept = child.kept?.sizing;
  const declared = kept?.kind === 'capital' ? kept.declared : null;
  return { kind: 'capital', declared, capLots: child.capLots.trim(), atLeastOneLot: child.atLeastOneLot };
}
