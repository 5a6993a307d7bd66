/** Whether the kill switch's dialog is open; every page and key opens the same one. */
import { create } from 'zustand';

export const useKillDialog = create<{ readonly open: boolean }>(() => ({ open: false }));

export function openKillSwitch(): void {
  useKillDialog.setState({ open: true });
}

export function closeKillSwitch(): void {
  useKillDialog.setState({ open: false });
}
