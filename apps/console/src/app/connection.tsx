import { lazy } from 'react';
import { PagePart } from '../components/ui/page-part.tsx';
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
      <PagePart name="The list of connections" waiting={<span aria-hidden>{word}</span>} place="above">
        <ConnectionButton />
      </PagePart>
    </span>
  );
}
