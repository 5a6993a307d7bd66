import type { ReactNode } from 'react';
import { type ApiProblem, wordsOf } from '../../lib/api-client.ts';
import { Notice } from './notice.tsx';

interface RefusalProps {
  readonly problem: ApiProblem;
  /** Fields whose faults stand beside them already. */
  readonly shownPaths: ReadonlySet<string>;
  readonly action?: ReactNode;
  /** What it means. */
  readonly children: ReactNode;
}

/** The server refused what was pressed: why, and which field is at fault where the page shows none. */
export function Refusal({ problem, shownPaths, action, children }: RefusalProps) {
  const others = (problem.problem.errors ?? []).filter((fault) => !shownPaths.has(fault.path));
  return (
    <Notice tone="bad" action={action}>
      <p>{wordsOf(problem)}</p>
      {others.map((fault) => (
        <p key={`${fault.path}${fault.code}`}>
          {fault.path.replace(/^\//, '')}: {fault.message}
        </p>
      ))}
      <p className="text-text-2">{children}</p>
    </Notice>
  );
}
