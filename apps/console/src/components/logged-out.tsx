import { LogOut } from 'lucide-react';

interface LoggedOutProps {
  /** Whose login ended, where the place does not say it. */
  readonly names?: readonly string[];
}

/** An account whose login has ended, beside its name: what stands there of it is as it was last read, and its orders cannot be sent. */
export function LoggedOut({ names = [] }: LoggedOutProps) {
  return (
    <span
      title="What it holds is as it was last read. Its entries and exits cannot be sent; the others go on."
      className="inline-flex items-center gap-0.5 align-middle text-warn"
    >
      <LogOut aria-hidden size={11} className="shrink-0" />
      {names.length === 0 ? 'logged out' : `${names.join(', ')} logged out`}
    </span>
  );
}
