import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './button.tsx';

/** A text to be taken elsewhere, such as a redirect address. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  return (
    <div>
      <div className="text-label text-muted pb-0.5">{label}</div>
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 rounded-box bg-raised px-2 py-1.5 text-table wrap-anywhere select-all">
          {text}
        </code>
        <Button onClick={copy} aria-label={`Copy: ${label}`}>
          {state === 'copied' ? <Check aria-hidden size={14} /> : <Copy aria-hidden size={14} />}
          {state === 'copied' ? 'Copied' : 'Copy'}
        </Button>
      </div>
      {state === 'failed' ? (
        <p className="text-table text-warn pt-0.5">
          The browser did not allow it. Select the address and copy it.
        </p>
      ) : null}
    </div>
  );
}
