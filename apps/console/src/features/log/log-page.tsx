import { LogPanel } from './log-panel.tsx';

/** The journal on a page of its own. */
export function LogPage() {
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-panel">
      <div className="flex h-10 shrink-0 items-center border-b border-line px-3">
        <h1 className="text-title font-semibold">Log</h1>
      </div>
      <LogPanel />
    </div>
  );
}
