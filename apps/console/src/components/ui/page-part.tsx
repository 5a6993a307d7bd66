import { type ReactNode, Suspense } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

interface PagePartProps {
  /** What it is, as a sentence begins with it: `The chart`. */
  readonly name: string;
  /** Stands there while the part's code is read; nothing by default. */
  readonly waiting?: ReactNode;
  /** Where the words of a failure stand: in the part's own place, or above the page for what is laid over it. */
  readonly place?: 'own' | 'above';
  /** What belongs to another part when it changes, such as the page's path: a failure of the one before is over then. */
  readonly of?: string;
  readonly children: ReactNode;
}

/**
 * A part of the page that fails by itself: one that cannot be drawn, or whose code does not come, says so in its place, and
 * the rest stays, the kill switch above all. Where its code is a chunk of its own, it is waited for here too.
 */
export function PagePart({ name, waiting = null, place = 'own', of, children }: PagePartProps) {
  return (
    <ErrorBoundary
      resetKeys={[of]}
      fallbackRender={({ resetErrorBoundary }) => (
        <Failed name={name} place={place} onAgain={resetErrorBoundary} />
      )}
    >
      <Suspense fallback={waiting}>{children}</Suspense>
    </ErrorBoundary>
  );
}

interface FailedProps {
  readonly name: string;
  readonly place: 'own' | 'above';
  readonly onAgain: FallbackProps['resetErrorBoundary'];
}

function Failed({ name, place, onAgain }: FailedProps) {
  const words = (
    <Notice
      tone="bad"
      action={
        <span className="flex shrink-0 flex-wrap gap-2">
          <Button onClick={() => onAgain()}>Try again</Button>
          <Button onClick={() => window.location.reload()}>Load the page again</Button>
        </span>
      }
    >
      {name} could not be shown. This sent nothing and stopped nothing: orders, stops and exits are with the
      server.
    </Notice>
  );
  if (place === 'own') return <div className="p-2">{words}</div>;
  return (
    <div className="fixed bottom-10 left-1/2 z-50 w-[min(640px,calc(100vw-16px))] -translate-x-1/2 shadow-pop phone:bottom-16">
      {words}
    </div>
  );
}
