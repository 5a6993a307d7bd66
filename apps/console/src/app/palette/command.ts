/** One row of the palette. */
export interface Command {
  readonly id: string;
  readonly words: string;
  /** What it does, in the row. */
  readonly effect: string;
  /** It moves the focus itself: it does not return to where the palette was opened. */
  readonly moves: boolean;
  readonly run: () => void;
}

export type Go = (path: string) => void;
