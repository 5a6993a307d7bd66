/** Stands for the face that a reader of the README writes: typed, never run. */
import type { SandboxFace } from '@copydesk/sandbox';

export declare const sandboxFace: SandboxFace;
