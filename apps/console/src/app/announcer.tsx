import { useAnnouncements } from '../live/announcements.ts';

/** The two lines that a screen reader hears. */
export function Announcer() {
  const { polite, assertive } = useAnnouncements();
  return (
    <div className="sr-only">
      <div aria-live="polite">{polite}</div>
      <div aria-live="assertive">{assertive}</div>
    </div>
  );
}
