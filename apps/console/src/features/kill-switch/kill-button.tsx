import { OctagonPause } from 'lucide-react';
import { useEffect } from 'react';
import { openKillSwitch, useKillDialog } from './kill-switch-store.ts';

/** Always in view. Ctrl Alt K opens it too: in a field, over a dialog, with letters switched off. */
export function KillButton() {
  const open = useKillDialog((state) => state.open);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.ctrlKey || !event.altKey || event.code !== 'KeyK' || event.repeat) return;
      event.preventDefault();
      event.stopPropagation();
      openKillSwitch();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, []);
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded={open}
      aria-keyshortcuts="Control+Alt+K"
      title="Kill switch, Ctrl Alt K"
      onClick={openKillSwitch}
      className="inline-flex h-7 items-center gap-1.5 rounded-box border border-kill bg-kill px-2.5 font-semibold text-on-kill"
    >
      <OctagonPause aria-hidden size={14} />
      Kill
    </button>
  );
}
