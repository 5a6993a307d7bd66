import type { ChildDraft } from './child-draft.ts';

/** What each part of a link's editor gets: the draft, how to change it, and what is wrong with a field. */
export interface LinkPartProps {
  readonly child: ChildDraft;
  readonly change: (part: Partial<ChildDraft>) => void;
  readonly faultOf: (field: keyof ChildDraft, path: string) => string | undefined;
}
