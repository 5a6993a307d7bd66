/** Something that must not be, with the invariant of domain.md §5 that it breaks. */
export interface Violation {
  readonly invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9' | 'bug';
  /** A short name: the same for the same kind of failure. */
  readonly kind: string;
  readonly text: string;
}

/** Invariant and kind: what two runs have in common that fail alike. */
export function signatureOf({ invariant, kind }: Violation): string {
  return `${invariant} ${kind}`;
}
