import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  /** For what is read rather than answered. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/**
 * A modal box: the browser's own `<dialog>`, which traps focus, closes on Esc and returns focus to where it was
 * opened, and needs no injected style that the content security policy would refuse.
 */
export function Dialog({ title, onClose, wide = false, children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = box.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={box}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`dialog-box ${wide ? 'w-[1080px]' : 'w-[440px]'} max-w-[calc(100vw-32px)] max-h-[calc(100vh-56px)] overflow-auto p-4`}
    >
      <h2 id={heading} className="text-title font-semibold pb-3">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
