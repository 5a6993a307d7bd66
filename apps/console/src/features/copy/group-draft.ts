/** A group as it is being changed: nothing applies before Save. */
import type { Account, Group, GroupBody, GroupPatch } from '@copydesk/api-contract';
import { parseMoney } from '../../lib/numbers.ts';
import { type ChildDraft, childDraftOf, childInputOf } from './child-draft.ts';

export interface GroupDraft {
  readonly name: string;
  readonly masterId: string;
  readonly copyWhen: Group['copyWhen'];
  readonly copyOutsideOrders: boolean;
  /** Percent; how far an exit may go through the price. */
  readonly exitCapPercent: string;
  /** Rupees; empty: what the broker reports. */
  readonly masterCapital: string;
  readonly children: readonly ChildDraft[];
}

const EXIT_CAP_PERCENT = '5';

export function draftOf(group: Group): GroupDraft {
  return {
    name: group.name,
    masterId: group.masterId,
    copyWhen: group.copyWhen,
    copyOutsideOrders: group.copyOutsideOrders,
    exitCapPercent: String(group.exitCapPercent),
    masterCapital: group.masterCapital === null ? '' : String(group.masterCapital),
    children: group.children.map(childDraftOf),
  };
}

/** A new group: a master by name, if there is one, and nobody who follows yet. */
export function emptyDraft(free: readonly Account[]): GroupDraft {
  const master = free.find((account) => account.address.startsWith('MASTER')) ?? free[0];
  return {
    name: 'Family',
    masterId: master?.id ?? '',
    copyWhen: 'onAccepted',
    copyOutsideOrders: true,
    exitCapPercent: EXIT_CAP_PERCENT,
    masterCapital: '',
    children: [],
  };
}

const OWN = ['name', 'copyWhen', 'copyOutsideOrders', 'exitCapPercent', 'masterCapital'] as const;

/** How many things Save would change. */
export function changesOf(draft: GroupDraft, group: Group): number {
  const before = draftOf(group);
  const own = OWN.filter((field) => draft[field] !== before[field]).length;
  const old = new Map(before.children.map((child) => [child.accountId, child]));
  const changed = draft.children.filter((child) => {
    const was = old.get(child.accountId);
    return was === undefined || !sameChild(child, was);
  }).length;
  const kept = new Set(draft.children.map((child) => child.accountId));
  return own + changed + before.children.filter((child) => !kept.has(child.accountId)).length;
}

/** What was read beside the fields moves by itself during the day; only the fields are a person's. */
export function sameChild(a: ChildDraft, b: ChildDraft): boolean {
  return (Object.keys(a) as (keyof ChildDraft)[]).every(
    (field) => field === 'kept' || JSON.stringify(a[field]) === JSON.stringify(b[field]),
  );
}

/** What is wrong with the group's own figures, by field. */
export function groupFaults(draft: GroupDraft): {
  readonly exitCapPercent?: string;
  readonly masterCapital?: string;
} {
  const percent = parseMoney(draft.exitCapPercent);
  return {
    ...(percent === null || percent < 0 || percent > 1_000_000 ? { exitCapPercent: 'Needs 0 to 100.' } : {}),
    ...(draft.masterCapital.trim() !== '' && !((parseMoney(draft.masterCapital) ?? 0) > 0)
      ? { masterCapital: 'Needs rupees above 0, or nothing.' }
      : {}),
  };
}

export function groupBodyOf(draft: GroupDraft): GroupBody {
  const capital = draft.masterCapital.trim();
  return {
    name: draft.name.trim(),
    master: draft.masterId,
    copyWhen: draft.copyWhen,
    copyOutsideOrders: draft.copyOutsideOrders,
    exitCapPercent: draft.exitCapPercent.trim(),
    ...(capital === '' ? {} : { masterCapital: capital }),
    children: draft.children.map(childInputOf),
  };
}

/** The patch names the version that was read: a group changed meanwhile is not overwritten. */
export function groupPatchOf(draft: GroupDraft, version: number): GroupPatch {
  const capital = draft.masterCapital.trim();
  return {
    version,
    name: draft.name.trim(),
    copyWhen: draft.copyWhen,
    copyOutsideOrders: draft.copyOutsideOrders,
    exitCapPercent: draft.exitCapPercent.trim(),
    masterCapital: capital === '' ? null : capital,
    children: draft.children.map(childInputOf),
  };
}
