/** A state that somebody wants for a link: the editor takes it into its draft, and Save decides. */
import { create } from 'zustand';
import type { ChildDraft } from './child-draft.ts';

export interface LinkRequest {
  readonly accountId: string;
  readonly state: Exclude<ChildDraft['state'], 'stopped'>;
}

export const useLinkRequest = create<{ readonly request: LinkRequest | null }>(() => ({ request: null }));

export function proposeLinkState(request: LinkRequest): void {
  useLinkRequest.setState({ request });
}
