/** One event of every type that protections write (`every-event.ts`). */
import { type DeskEvent, type GroupId, instantOf, type UserId } from '@copydesk/core';
import { anIntent } from './journal-entries.ts';

type Written = 'protection-set' | 'protection-defaults-set' | 'protection-trailed' | 'protection-triggered';

const { accountId, instrumentId, product } = anIntent('user-ann' as UserId, 2);

/** By their types. */
export const PROTECTION_EVENTS: {
  readonly [Type in Written]: Extract<DeskEvent, { readonly type: Type }>;
} = {
  'protection-set': {
    type: 'protection-set',
    protectionId: 'prot-1',
    accountId,
    scope: { kind: 'position', accountId, instrumentId, product },
    levels: { stop: 1_000_000, target: 2_000_000, trail: { percent: 15_000, step: 5_000 } },
    trailed: { began: 1_500_000, best: 1_500_000, day: '' },
  },
  'protection-defaults-set': {
    type: 'protection-defaults-set',
    levels: { stop: { distance: 100_000, increment: 50_000 }, target: { percent: 150_000 } },
    request: { key: 'defaults-1', route: 'PUT /api/protection-defaults', bodyHash: 'ab12' },
  },
  'protection-trailed': {
    type: 'protection-trailed',
    protectionId: 'prot-1',
    accountId,
    scope: { kind: 'account', accountId },
    trailed: { began: 1_500_000, best: 1_600_000, day: '2026-11-27' },
  },
  'protection-triggered': {
    type: 'protection-triggered',
    protectionId: 'prot-2',
    triggerId: 'trig-1',
    accountId: undefined,
    scope: { kind: 'group', groupId: 'grp-1' as GroupId },
    by: 'stop',
    level: -50_000_000,
    figure: -50_250_000,
    figureAt: instantOf(1_795_757_400_000),
    standing: 'polled',
  },
};
