/** That an instrument is gone after today: a word, in amber, wherever its name stands. */
export function ExpiresToday() {
  return (
    <span className="rounded-chip border border-warn px-1.5 text-label font-medium whitespace-nowrap text-warn">
      exp today
    </span>
  );
}
