import { lazy, Suspense } from 'react';
import { useWorst } from './worst-connection.ts';

// What opens above the page comes a moment after it.
const ConnectionButton = lazy(async () => ({
  default: (await import('./connection-button.tsx')).ConnectionButton,
}));

/** The worst of all connections: spoken when it changes, and behind it each part. */
export function Connection() {
  const { word } = useWorst();
  return (
    <span>
      <span role="status" aria-label="Connection" className="sr-only">
        {word}
      </span>
      <Suspense fallback={<span aria-hidden>{word}</span>}>
        <ConnectionButton />
      </Suspense>
    </span>
  );
}
