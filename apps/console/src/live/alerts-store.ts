/** What needs the person, newest first. */
import type { AlertMessage } from '@copydesk/api-contract';
import { create } from 'zustand';
import { announce } from './announcements.ts';

const KEPT = 50;

interface AlertsState {
  readonly items: readonly AlertMessage[];
  readonly unseen: number;
}

export const useAlerts = create<AlertsState>(() => ({ items: [], unseen: 0 }));

export function rememberAlert(alert: AlertMessage): void {
  useAlerts.setState(({ items, unseen }) => ({
    items: [alert, ...items].slice(0, KEPT),
    unseen: unseen + 1,
  }));
  announce('assertive', alert.text);
}
